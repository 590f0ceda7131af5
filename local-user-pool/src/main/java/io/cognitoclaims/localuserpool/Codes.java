package io.cognitoclaims.localuserpool;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.cognitoclaims.localuserpool.User.Code;
import io.cognitoclaims.localuserpool.User.Purpose;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import org.springframework.stereotype.Component;

/** The codes that Cognito would mail. They are kept with the user, and {@link LocalControl} tells them. */
@Component
final class Codes {
    private static final int BOUND = 1_000_000;

    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    Codes(Clock clock) {
        this.clock = clock;
    }

    /** {@return the user with a new code, after which an older one for the same purpose is good for nothing} */
    User send(User user, Purpose purpose) {
        return send(user, purpose, "%06d".formatted(random.nextInt(BOUND)));
    }

    /** {@return the user with this text as what was mailed} */
    User send(User user, Purpose purpose, String text) {
        return user.withCode(purpose, new Code(text, clock.instant().plus(purpose.validity())));
    }

    /** {@return the user without the code, which must be right} */
    User use(User user, Purpose purpose, String text) throws ApiException {
        Code code = user.codes().get(purpose);
        if (code == null || !clock.instant().isBefore(code.until())) {
            throw expired();
        }
        if (!MessageDigest.isEqual(code.text().getBytes(UTF_8), text.getBytes(UTF_8))) {
            throw mismatch();
        }
        return user.withoutCode(purpose);
    }

    static ApiException expired() {
        return new ApiException("ExpiredCodeException", "Invalid code provided, please request a code again.");
    }

    static ApiException mismatch() {
        return new ApiException("CodeMismatchException", "Invalid verification code provided, please try again.");
    }
}
