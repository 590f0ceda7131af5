package io.cognitoclaims.core;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The cookies that Amplify's {@code CookieStorage} and cognito-at-edge write for an app client. Both encode some characters of
 * the user's name with percent signs, and others in the name of a cookie than in the value of {@code LastAuthUser}.
 *
 * @param suffix what the name of a cookie with a token ends with
 */
record AmplifyCookies(Predicate<String> clients, String suffix) {
    static final AmplifyCookies NONE = new AmplifyCookies(client -> false, "");

    private static final String PREFIX = "CognitoIdentityServiceProvider.";
    private static final String LAST_USER = "LastAuthUser";

    /** With pools that are looked up the clients are not known yet; the verifier checks the client of the token anyway. */
    static AmplifyCookies acceptedBy(CognitoVerifier<?> verifier) {
        List<AcceptedPool> pools = verifier.pools();
        boolean areAllKnown = verifier.lookedUpPools().isEmpty();
        return new AmplifyCookies(
                client -> !areAllKnown
                        || pools.stream()
                                .anyMatch(accepted -> accepted.clients().accepts(client)),
                verifier.tokenUse() == TokenUse.ACCESS ? ".accessToken" : ".idToken");
    }

    /** {@return the tokens that count: of the accepted clients, and of the last user of each that has one} */
    List<String> tokens(List<String> lines) {
        Map<String, Set<String>> lastUsers = new HashMap<>();
        List<UserToken> tokens = new ArrayList<>();
        CookieHeader.forEach(lines, (name, value) -> {
            int end = name.startsWith(PREFIX) ? name.indexOf('.', PREFIX.length()) : -1;
            if (end < 0 || !clients.test(name.substring(PREFIX.length(), end))) {
                return;
            }
            String client = name.substring(PREFIX.length(), end);
            String rest = name.substring(end + 1);
            if (rest.equals(LAST_USER)) {
                lastUsers.computeIfAbsent(client, first -> new HashSet<>()).add(decode(value));
            } else if (rest.endsWith(suffix) && rest.length() > suffix.length()) {
                String user = rest.substring(0, rest.length() - suffix.length());
                tokens.add(new UserToken(client, decode(user), value));
            }
        });
        return tokens.stream()
                .filter(token -> isOfLastUser(token, lastUsers.get(token.client)))
                .map(UserToken::token)
                .toList();
    }

    private static boolean isOfLastUser(UserToken token, @Nullable Set<String> lastUsers) {
        return lastUsers == null || lastUsers.contains(token.user);
    }

    /** Not {@code URLDecoder}, which takes a plus sign for a blank. Text that is not encoded so is left as it is. */
    private static String decode(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '%' && i + 2 < text.length() && isHex(text.charAt(i + 1)) && isHex(text.charAt(i + 2))) {
                bytes.write(Integer.parseInt(text.substring(i + 1, i + 3), 16));
                i += 2;
            } else if (c == '%' || c >= 0x80) {
                return text;
            } else {
                bytes.write(c);
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            return text;
        }
    }

    private static boolean isHex(char c) {
        return Character.digit(c, 16) >= 0 && c < 0x80;
    }

    private record UserToken(String client, String user, String token) {}
}
