package io.cognitoclaims.core;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import org.jspecify.annotations.Nullable;

/**
 * The names of claims that most tokens have, in a perfect hash table. All tokens share one copy, which saves 700 bytes in a
 * verification.
 */
final class CommonClaimNames {
    private static final int LONGEST = 22;
    private static final int SLOTS = 128;
    private static final @Nullable String[] NAMES = table(
            "acr",
            "at_hash",
            "aud",
            "auth_time",
            "client_id",
            "cognito:groups",
            "cognito:preferred_role",
            "cognito:roles",
            "cognito:username",
            "device_key",
            "email",
            "email_verified",
            "event_id",
            "exp",
            "family_name",
            "given_name",
            "iat",
            "identities",
            "iss",
            "jti",
            "name",
            "nonce",
            "origin_jti",
            "phone_number",
            "phone_number_verified",
            "scope",
            "sub",
            "token_use",
            "username",
            "version");

    private CommonClaimNames() {}

    /** {@return these ASCII characters as a string, if they are one of the names} */
    static @Nullable String at(byte[] ascii, int start, int length) {
        @Nullable String name = length > LONGEST ? null : NAMES[slot(ascii, start, length)];
        return name != null && isAt(name, ascii, start, length) ? name : null;
    }

    private static boolean isAt(String name, byte[] ascii, int start, int length) {
        if (name.length() != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (name.charAt(i) != ascii[start + i]) {
                return false;
            }
        }
        return true;
    }

    private static @Nullable String[] table(String... names) {
        @Nullable String[] table = new @Nullable String[SLOTS];
        for (String name : names) {
            int slot = slot(name.getBytes(ISO_8859_1), 0, name.length());
            if (table[slot] != null) {
                throw new IllegalStateException(name + " and " + table[slot] + " have the same slot");
            }
            table[slot] = name;
        }
        return table;
    }

    /** No two of the names have the same slot; the factors were found by trial. */
    private static int slot(byte[] ascii, int start, int length) {
        return length == 0 ? 0 : (length + 6 * ascii[start] + ascii[start + length - 1]) & (SLOTS - 1);
    }
}
