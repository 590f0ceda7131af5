package io.cognitoclaims.alb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.cognitoclaims.core.TokenRejectedException;
import io.cognitoclaims.core.TokenRejectedException.Reason;
import io.cognitoclaims.core.VerificationUnavailableException;

/** Asserts what a verifier throws. */
final class Rejections {
    private Rejections() {}

    static TokenRejectedException assertRejected(AlbVerifier verifier, String data, Reason expected) {
        TokenRejectedException rejection =
                catchThrowableOfType(TokenRejectedException.class, () -> verifier.verify(data));
        assertThat(rejection)
                .as("the token was accepted, expected %s", expected)
                .isNotNull();
        assertThat(rejection.reason()).isEqualTo(expected);
        assertThat(rejection.getStackTrace()).isEmpty();
        return rejection;
    }

    static VerificationUnavailableException assertUnavailable(AlbVerifier verifier, String data) {
        VerificationUnavailableException unavailable =
                catchThrowableOfType(VerificationUnavailableException.class, () -> verifier.verify(data));
        assertThat(unavailable).as("the token was judged").isNotNull();
        assertThat(unavailable.getStackTrace()).isEmpty();
        return unavailable;
    }
}
