package io.cognitoclaims.localuserpool;

/**
 * Names in letters of either case. Only ASCII's letters have two: by Unicode's rules the Kelvin sign would be a k, and
 * somebody's name another's.
 */
final class AsciiCase {
    private AsciiCase() {}

    /** {@return the text with ASCII's capital letters in lower case} */
    static String lower(String text) {
        StringBuilder lower = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            lower.append(c >= 'A' && c <= 'Z' ? (char) (c + ('a' - 'A')) : c);
        }
        return lower.toString();
    }
}
