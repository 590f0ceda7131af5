package io.cognitoclaims.core;

import static io.cognitoclaims.core.TokenRejectedException.Reason.EXPIRED;
import static io.cognitoclaims.core.TokenRejectedException.Reason.FAILED_CHECK;
import static io.cognitoclaims.core.TokenRejectedException.Reason.INSUFFICIENT_AUTHENTICATION;
import static io.cognitoclaims.core.TokenRejectedException.Reason.MISSING_GROUP;
import static io.cognitoclaims.core.TokenRejectedException.Reason.MISSING_SCOPE;
import static io.cognitoclaims.core.TokenRejectedException.Reason.NOT_YET_VALID;
import static io.cognitoclaims.core.TokenRejectedException.Reason.REVOKED;
import static io.cognitoclaims.core.TokenRejectedException.Reason.SIGN_IN_TOO_OLD;
import static io.cognitoclaims.core.TokenRejectedException.Reason.WRONG_AUDIENCE;
import static io.cognitoclaims.core.TokenRejectedException.Reason.WRONG_CLIENT;
import static io.cognitoclaims.core.TokenRejectedException.Reason.WRONG_TOKEN_USE;

import io.cognitoclaims.contract.ClaimValueException;
import io.cognitoclaims.core.TokenRejectedException.Reason;
import java.time.Duration;
import java.util.Collections;
import java.util.Set;
import java.util.function.Predicate;

/**
 * One check of a token whose signature is right. Each verifier has a list of checks, in the order in which they run.
 *
 * @param name what is checked, for {@link CognitoVerifier#explain}
 * @param isRecheckedOnHit whether the outcome may change while the token stays the same, so that the check runs for cached
 *     tokens too
 */
record Check<T extends CognitoToken>(String name, boolean isRecheckedOnHit, Test<T> test) {
    /** Throws {@link VerificationException} if the token does not pass. */
    @FunctionalInterface
    interface Test<T extends CognitoToken> {
        void run(T token, TrustedIssuer issuer, long nowMillis);
    }

    void run(T token, TrustedIssuer issuer, long nowMillis) {
        try {
            test.run(token, issuer, nowMillis);
        } catch (ClaimValueException e) {
            // The application's check reads claims that somebody sent, so a wrong type rejects the token.
            throw TokenRejectedException.ofClaim(e.claim());
        }
    }

    /** At {@code exp} itself the token has expired (RFC 7519, section 4.1.4). */
    static <T extends CognitoToken> Check<T> notExpired(Duration skew) {
        return new Check<>(
                "exp", true, (token, issuer, now) -> require(now < token.expiry() * 1000 + skew.toMillis(), EXPIRED));
    }

    /** At {@code nbf} itself the token is valid (RFC 7519, section 4.1.5). */
    static <T extends CognitoToken> Check<T> alreadyValid(Duration skew) {
        return new Check<>("nbf", true, (token, issuer, now) -> {
            Long notBefore = token.notBefore();
            require(notBefore == null || now >= notBefore * 1000 - skew.toMillis(), NOT_YET_VALID);
        });
    }

    static <T extends CognitoToken> Check<T> tokenUse(TokenUse use) {
        return new Check<>(
                "token_use",
                false,
                (token, issuer, now) -> require(use.value().equals(token.requireText("token_use")), WRONG_TOKEN_USE));
    }

    static <T extends CognitoToken> Check<T> client(String claim) {
        return new Check<>(
                claim,
                false,
                (token, issuer, now) -> require(issuer.accepted().clients().accepts(token.clientId()), WRONG_CLIENT));
    }

    /**
     * An access token has {@code aud} only if it is bound to a resource, or if a trigger added the client's id. A token
     * that is bound to another API must not be accepted here, whichever client it has.
     */
    static <T extends CognitoToken> Check<T> audience(Set<String> resources, boolean required) {
        return new Check<>("aud", false, (token, issuer, now) -> {
            if (!token.claims().containsKey("aud")) {
                require(!required, WRONG_AUDIENCE);
                return;
            }
            String audience = token.requireText("aud");
            require(resources.contains(audience) || (!required && audience.equals(token.clientId())), WRONG_AUDIENCE);
        });
    }

    static <T extends CognitoToken> Check<T> allGroups(Set<String> groups) {
        return new Check<>(
                "cognito:groups, all of " + groups,
                false,
                (token, issuer, now) -> require(token.groups().containsAll(groups), MISSING_GROUP));
    }

    static <T extends CognitoToken> Check<T> anyGroup(Set<String> groups) {
        return new Check<>(
                "cognito:groups, any of " + groups,
                false,
                (token, issuer, now) -> require(!Collections.disjoint(groups, token.groups()), MISSING_GROUP));
    }

    /** @param asked the scopes that a client must ask for, for all requirements together */
    static <T extends CognitoToken> Check<T> allScopes(Set<String> scopes, Set<String> asked) {
        return new Check<>(
                "scope, all of " + scopes,
                false,
                (token, issuer, now) -> requireScopes(scopesOf(token).containsAll(scopes), asked));
    }

    /** @param asked the scopes that a client must ask for, for all requirements together */
    static <T extends CognitoToken> Check<T> anyScope(Set<String> scopes, Set<String> asked) {
        return new Check<>(
                "scope, any of " + scopes,
                false,
                (token, issuer, now) -> requireScopes(!Collections.disjoint(scopes, scopesOf(token)), asked));
    }

    static <T extends CognitoToken> Check<T> maxSignInAge(Duration age, Duration skew) {
        return new Check<>("auth_time", true, (token, issuer, now) -> {
            long signedIn = token.requireSeconds("auth_time");
            require(signedIn >= (now - age.toMillis() - skew.toMillis() + 999) / 1000, SIGN_IN_TOO_OLD);
        });
    }

    static <T extends CognitoToken> Check<T> authenticationContext(Set<String> accepted) {
        return new Check<>(
                "acr, any of " + accepted,
                false,
                (token, issuer, now) -> require(
                        token.claims().get("acr") instanceof String acr && accepted.contains(acr),
                        INSUFFICIENT_AUTHENTICATION));
    }

    static <T extends CognitoToken> Check<T> notRevoked(Revocations revocations, boolean mustBeFresh) {
        return new Check<>("revocation", true, (token, issuer, now) -> {
            // In this order, because the store may be read between the two questions.
            boolean isStale = mustBeFresh && !revocations.isFresh();
            require(!revocations.isRevoked(token), REVOKED);
            if (isStale) {
                throw revocations.unavailable();
            }
        });
    }

    static <T extends CognitoToken> Check<T> notRevoked(RevocationCheck revocations) {
        return new Check<>("revocation", true, (token, issuer, now) -> require(!revocations.isRevoked(token), REVOKED));
    }

    static <T extends CognitoToken> Check<T> custom(String name, Predicate<? super T> predicate) {
        return new Check<>(name, true, (token, issuer, now) -> require(predicate.test(token), FAILED_CHECK));
    }

    private static void require(boolean passed, Reason reason) {
        if (!passed) {
            throw new TokenRejectedException(reason);
        }
    }

    private static Set<String> scopesOf(CognitoToken token) {
        return token instanceof AccessToken access ? access.scopes() : Set.of();
    }

    private static void requireScopes(boolean passed, Set<String> asked) {
        if (!passed) {
            throw new TokenRejectedException(MISSING_SCOPE, asked);
        }
    }
}
