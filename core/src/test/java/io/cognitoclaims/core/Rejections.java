package io.cognitoclaims.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.cognitoclaims.core.TokenRejectedException.Reason;
import java.util.concurrent.CompletionException;

/** Asserts rejections, by both ways of verifying: they must agree. */
final class Rejections {
    private Rejections() {}

    static TokenRejectedException assertRejected(CognitoVerifier<?> verifier, String jwt, Reason expected) {
        TokenRejectedException rejection =
                catchThrowableOfType(TokenRejectedException.class, () -> verifier.verify(jwt));
        assertThat(rejection)
                .as("the token was accepted, expected %s", expected)
                .isNotNull();
        assertThat(rejection.reason()).isEqualTo(expected);
        CompletionException later = catchThrowableOfType(
                CompletionException.class, () -> verifier.verifyAsync(jwt).join());
        assertThat(later).as("verifyAsync accepted the token").isNotNull();
        assertThat(later.getCause())
                .isInstanceOfSatisfying(
                        TokenRejectedException.class,
                        e -> assertThat(e.reason()).isEqualTo(expected));
        return rejection;
    }

    static VerificationUnavailableException assertUnavailable(CognitoVerifier<?> verifier, String jwt) {
        VerificationUnavailableException unavailable =
                catchThrowableOfType(VerificationUnavailableException.class, () -> verifier.verify(jwt));
        assertThat(unavailable).as("the token was judged").isNotNull();
        assertThat(unavailable.getStackTrace()).isEmpty();
        return unavailable;
    }
}
