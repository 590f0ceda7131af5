package io.cognitoclaims.core;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Says that a token cannot be verified now, because something that verification needs is missing. Answer with HTTP 503 and
 * {@code Retry-After}, as {@link BearerProblem#of} does. After a 401 the client would throw away a token that may be good.
 *
 * <p>The message is for operators: it names what is missing and the kind of failure, such as {@code the key endpoint answered
 * with status 407}, and quotes nothing of what was received.
 */
public final class VerificationUnavailableException extends VerificationException {
    private static final long serialVersionUID = 1L;

    private final Missing missing;
    private final @Nullable String issuer;
    private final Duration retryAfter;

    private VerificationUnavailableException(
            Missing missing, @Nullable String issuer, String message, Duration retryAfter) {
        super(message);
        this.missing = missing;
        this.issuer = issuer;
        this.retryAfter = retryAfter;
    }

    /** {@return the exception for keys that could not be fetched} */
    static VerificationUnavailableException keys(String issuer, String why, Duration retryAfter) {
        return new VerificationUnavailableException(
                Missing.KEYS, issuer, "the keys of " + issuer + " are unavailable: " + why, retryAfter);
    }

    /**
     * {@return the exception for keys of another party than a user pool, such as a load balancer} It names no issuer.
     *
     * @param whose whose keys they are, as the application configured it
     * @param why the kind of failure; nothing of what was received
     * @param retryAfter how long to wait before another try; at least a second
     */
    public static VerificationUnavailableException ofKeys(String whose, String why, Duration retryAfter) {
        return new VerificationUnavailableException(
                Missing.KEYS,
                null,
                "the keys of " + requireNonNull(whose, "whose") + " are unavailable: " + requireNonNull(why, "why"),
                requireNonNull(retryAfter, "retryAfter"));
    }

    /** {@return the exception for a user pool that could not be looked up} Its issuer is not trusted, so it is not named. */
    static VerificationUnavailableException userPool(String why, Duration retryAfter) {
        return new VerificationUnavailableException(
                Missing.USER_POOL, null, "the user pool of the token is unavailable: " + why, retryAfter);
    }

    /** {@return the exception for revocations that are not fresh} */
    static VerificationUnavailableException revocations(Duration age) {
        return new VerificationUnavailableException(
                Missing.REVOCATIONS,
                null,
                "the revocations of other servers are not known since " + age.toMillis() + " ms",
                Duration.ofSeconds(1));
    }

    /** {@return what is missing} */
    public Missing missing() {
        return missing;
    }

    /** {@return the issuer whose keys are missing, one of those that are trusted; empty if something else is missing, also the
     *     keys of another party} */
    public Optional<String> issuer() {
        return Optional.ofNullable(issuer);
    }

    /** {@return how long to wait before another try; at least a second} */
    public Duration retryAfter() {
        return retryAfter;
    }

    /** What a verifier can miss. More constants may be added. */
    public enum Missing {
        /** The keys of the token's issuer, or of the load balancer that signed it. */
        KEYS,
        /** The user pool of the token's issuer, which the application looks up ({@link UserPoolCache}). */
        USER_POOL,
        /** Fresh revocations, which the verifier needs ({@link Revocations.WhenStale#UNAVAILABLE}). */
        REVOCATIONS
    }
}
