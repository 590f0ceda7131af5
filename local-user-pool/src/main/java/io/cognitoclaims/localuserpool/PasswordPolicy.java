package io.cognitoclaims.localuserpool;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Cognito's default for passwords: 8 characters at least, with an upper case letter, a lower case letter, a digit and a
 * symbol. Users of the settings need not follow it. See <a href=
 * "https://docs.aws.amazon.com/cognito/latest/developerguide/managing-users-passwords.html">Passwords, account recovery, and
 * password policies</a>.
 */
final class PasswordPolicy {
    static final int LEAST = 8;
    static final int TEMPORARY_DAYS = 7;

    private static final int MOST = 256;
    private static final String SYMBOLS = "^$*.[]{}()?\"!@#%&/\\,><':;|_~`=+-";
    /** Without those that are easily taken for others. */
    private static final List<String> GENERATED =
            List.of("ABCDEFGHJKLMNPQRSTUVWXYZ", "abcdefghijkmnopqrstuvwxyz", "23456789", "!@#%&*?");

    private PasswordPolicy() {}

    static void require(String password) throws ApiException {
        if (password.length() > MOST) {
            throw ApiException.invalidParameter("A password must have " + MOST + " characters at most");
        }
        require(password.length() >= LEAST, "Password not long enough");
        require(has(password, 'A', 'Z'), "Password must have uppercase characters");
        require(has(password, 'a', 'z'), "Password must have lowercase characters");
        require(has(password, '0', '9'), "Password must have numeric characters");
        // A blank is a symbol, too, but not at an end.
        boolean symbol = password.chars().anyMatch(c -> SYMBOLS.indexOf(c) >= 0)
                || password.strip().indexOf(' ') > 0;
        require(symbol, "Password must have symbol characters");
    }

    /** {@return the policy in the form of {@code DescribeUserPool}} */
    static Map<String, Object> description() {
        return Map.of(
                "MinimumLength",
                LEAST,
                "RequireLowercase",
                true,
                "RequireNumbers",
                true,
                "RequireSymbols",
                true,
                "RequireUppercase",
                true,
                "TemporaryPasswordValidityDays",
                TEMPORARY_DAYS);
    }

    /** {@return a password that follows the policy} */
    static String generate(SecureRandom random) {
        List<String> characters = new ArrayList<>();
        for (int i = 0; i < 3 * GENERATED.size(); i++) {
            String kind = GENERATED.get(i % GENERATED.size());
            characters.add(String.valueOf(kind.charAt(random.nextInt(kind.length()))));
        }
        Collections.shuffle(characters, random);
        return characters.stream().collect(Collectors.joining());
    }

    private static boolean has(String password, char first, char last) {
        return password.chars().anyMatch(c -> c >= first && c <= last);
    }

    private static void require(boolean rule, String problem) throws ApiException {
        if (!rule) {
            throw new ApiException("InvalidPasswordException", "Password did not conform with policy: " + problem);
        }
    }
}
