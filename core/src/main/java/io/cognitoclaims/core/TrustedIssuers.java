package io.cognitoclaims.core;

import static io.cognitoclaims.core.TokenRejectedException.Reason.WRONG_ISSUER;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The issuers whose tokens a verifier accepts: those that were given to its builder, and those that the application looks
 * up.
 */
final class TrustedIssuers {
    private final Map<String, TrustedIssuer> given;
    private final @Nullable UserPoolCache pools;

    TrustedIssuers(Map<String, TrustedIssuer> given, @Nullable UserPoolCache pools) {
        this.given = Map.copyOf(given);
        this.pools = pools;
    }

    /**
     * {@return the issuer; null if a look-up must decide}
     *
     * @throws TokenRejectedException if it is certain that it is not trusted
     */
    @Nullable
    TrustedIssuer find(String issuer) {
        TrustedIssuer trusted = given.get(issuer);
        return trusted == null && pools != null ? pools.decide(issuer) : require(issuer);
    }

    /** {@return the issuer as it is trusted now; null if it is not, or not known} */
    @Nullable
    TrustedIssuer current(String issuer) {
        TrustedIssuer trusted = given.get(issuer);
        return trusted != null || pools == null ? trusted : pools.find(issuer);
    }

    /**
     * {@return the issuer}
     *
     * @throws TokenRejectedException if it is not trusted
     * @throws VerificationUnavailableException if this is unknown
     */
    TrustedIssuer require(String issuer) {
        TrustedIssuer trusted = given.get(issuer);
        if (trusted != null) {
            return trusted;
        }
        if (pools == null) {
            throw new TokenRejectedException(WRONG_ISSUER);
        }
        return pools.require(issuer);
    }

    /**
     * {@return the issuer, after a wait if one is needed}
     *
     * @throws TokenRejectedException if it is not trusted
     * @throws VerificationUnavailableException if this is unknown
     */
    TrustedIssuer await(String issuer) {
        TrustedIssuer trusted = given.get(issuer);
        return trusted == null && pools != null ? pools.await(issuer) : require(issuer);
    }

    /** {@return a future of the look-ups that {@link #await} waits for} It never fails. */
    CompletableFuture<Void> answer(String issuer, int length) {
        return pools != null ? pools.answer(issuer, length) : CompletableFuture.completedFuture(null);
    }
}
