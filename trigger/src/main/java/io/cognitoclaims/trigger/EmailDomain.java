package io.cognitoclaims.trigger;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The domain of an e-mail address, which can be compared with others as a string. A string that is not an address of <a
 * href="https://www.rfc-editor.org/rfc/rfc5321#section-4.1.2">RFC 5321, section 4.1.2</a> has none, because programs differ
 * about which part of it is the domain.
 */
final class EmailDomain {
    /** The limit for the whole address: RFC 5321, section 4.5.3.1.3, without the brackets around it. */
    private static final int MAX_LENGTH = 254;

    /** Letters of all languages (RFC 6531), but no character that looks like an {@code @}. */
    private static final String ATOM = "[\\p{L}\\p{M}\\p{Nd}!#$%&'*+/=?^_`{|}~-]++";

    /** Atoms, with a single dot between two. */
    private static final Pattern PLAIN_LOCAL_PART = Pattern.compile(ATOM + "(?:\\." + ATOM + ")*+");

    private static final Pattern QUOTED_LOCAL_PART = Pattern.compile("\"(?:[ !#-\\[\\]-~]|\\\\[ -~])*\"");

    private static final Pattern LABELS = Pattern.compile(
            "(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?\\.)*" + "[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?");

    private EmailDomain() {}

    /** {@return the domain in lower case, or empty if the string is not an address} */
    static Optional<String> of(String address) {
        int at = address.lastIndexOf('@');
        String domain = address.substring(at + 1);
        boolean valid = at > 0
                && address.length() <= MAX_LENGTH
                && LABELS.matcher(domain).matches()
                && isLocalPart(address.substring(0, at));
        return valid ? Optional.of(inLowerCase(domain)) : Optional.empty();
    }

    private static boolean isLocalPart(String text) {
        return PLAIN_LOCAL_PART.matcher(text).matches()
                || QUOTED_LOCAL_PART.matcher(text).matches();
    }

    /**
     * {@return the ASCII string in lower case} It does not use Unicode's rules, which convert other letters into those of
     * ASCII.
     */
    private static String inLowerCase(String domain) {
        StringBuilder lower = new StringBuilder(domain.length());
        for (int i = 0; i < domain.length(); i++) {
            char c = domain.charAt(i);
            lower.append(c >= 'A' && c <= 'Z' ? (char) (c + ('a' - 'A')) : c);
        }
        return lower.toString();
    }
}
