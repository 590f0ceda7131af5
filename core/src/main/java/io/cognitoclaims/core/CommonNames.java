package io.cognitoclaims.core;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import org.jspecify.annotations.Nullable;

/**
 * The names of claims that most tokens have: one copy serves them all, which spares a verification 700 bytes. Where two
 * fall on one place, the later one has it.
 */
final class CommonNames {
    private static final int LONGEST = 22;
    private static final int PLACES = 256;
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

    private CommonNames() {}

    /** {@return these ASCII characters as a string} */
    static String toString(byte[] ascii, int start, int length) {
        @Nullable String name = length > LONGEST ? null : NAMES[place(ascii, start, length)];
        return name != null && isAt(name, ascii, start, length) ? name : new String(ascii, start, length, ISO_8859_1);
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
        @Nullable String[] table = new @Nullable String[PLACES];
        for (String name : names) {
            table[place(name.getBytes(ISO_8859_1), 0, name.length())] = name;
        }
        return table;
    }

    private static int place(byte[] ascii, int start, int length) {
        int hash = 0;
        for (int i = start; i < start + length; i++) {
            hash = 31 * hash + ascii[i];
        }
        return hash & (PLACES - 1);
    }
}
