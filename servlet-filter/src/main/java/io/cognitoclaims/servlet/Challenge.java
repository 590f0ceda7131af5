package io.cognitoclaims.servlet;

/**
 * A challenge of the {@code Bearer} scheme, the value of {@code WWW-Authenticate} (RFC 9110, section 11.6.1).
 *
 * @param text the scheme and its parameters so far
 */
record Challenge(String text) {
    private static final String SCHEME = "Bearer";

    static final Challenge BARE = new Challenge(SCHEME);

    /** {@return this challenge with one more parameter, as a quoted string} */
    Challenge with(String name, String value) {
        String quoted = value.replace("\\", "\\\\").replace("\"", "\\\"");
        return new Challenge(text + (text.equals(SCHEME) ? " " : ", ") + name + "=\"" + quoted + "\"");
    }
}
