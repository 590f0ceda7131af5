package io.cognitoclaims.trigger;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Collection;

/** Computes how many bytes a value takes in the JSON of a token, in which Cognito writes a slash as {@code \/}. */
final class TokenBytes {
    private TokenBytes() {}

    /** {@return the bytes of a member with its comma} */
    static long ofMember(String name, String jsonText) {
        return ofElement(name) + ":".length() + ofJson(jsonText);
    }

    /** {@return the bytes of a member whose value is an array of strings of {@code elements} bytes; none if it is empty} */
    static long ofArrayMember(String name, long elements) {
        // The last element has no comma.
        return elements == 0 ? 0 : ofMember(name, "[]") + elements - ",".length();
    }

    /** {@return the bytes of the strings as elements of an array, each with its comma} */
    static long ofElements(Collection<String> texts) {
        return texts.stream().mapToLong(TokenBytes::ofElement).sum();
    }

    /** {@return the bytes of the string in quotes, with a comma} */
    static long ofElement(String text) {
        return ofJson(new JsonWriter().string(text).toString()) + ",".length();
    }

    /** {@return the bytes of a string that is already JSON, except for its slashes} */
    static long ofJson(String jsonText) {
        return jsonText.getBytes(UTF_8).length
                + jsonText.chars().filter(c -> c == '/').count();
    }
}
