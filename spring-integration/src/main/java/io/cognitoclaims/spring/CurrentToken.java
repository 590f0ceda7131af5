package io.cognitoclaims.spring;

import io.cognitoclaims.contract.Claim;
import io.cognitoclaims.core.CognitoToken;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolderStrategy;

/**
 * The caller's token, for code below the controller: a bean to inject, in an application on servlets. On WebFlux use {@link
 * ReactiveCurrentToken}.
 *
 * <pre>{@code
 * Kennel(CurrentToken token) { … }
 *
 * PetPreference pet = token.get(PET_PREFERENCE).orElse(CATS);
 * }</pre>
 *
 * <p>Each call reads Spring Security's context of the current thread, so the bean can be kept and used by many threads. In
 * a thread that the application started it finds nothing, unless the application passed the context on.
 */
public final class CurrentToken {
    private final SecurityContextHolderStrategy contexts;

    CurrentToken(SecurityContextHolderStrategy contexts) {
        this.contexts = contexts;
    }

    /** {@return the token; empty for a caller without one, and outside of requests} */
    public Optional<CognitoToken> token() {
        return Optional.ofNullable(CognitoJwt.tokenOf(caller()));
    }

    /**
     * {@return the token}
     *
     * @param type {@link io.cognitoclaims.core.AccessToken}, {@link io.cognitoclaims.core.IdToken} or their common type
     * @throws MissingClaimException if there is none of that type: 401 or 403
     */
    public <T extends CognitoToken> T require(Class<T> type) {
        return token().filter(type::isInstance)
                .map(type::cast)
                .orElseThrow(() -> Absence.denied(type, caller(), "CurrentToken"));
    }

    /**
     * {@return the value of a claim of the token; empty if it is absent or null, or if there is no token}
     *
     * @throws io.cognitoclaims.contract.ClaimValueException if it is not of the claim's type
     */
    public <V> Optional<V> get(Claim<V> claim) {
        return token().flatMap(token -> token.get(claim));
    }

    /**
     * {@return the value of a claim of the token}
     *
     * @throws MissingClaimException if it is absent or null, or if there is no token: 403 or 401
     * @throws io.cognitoclaims.contract.ClaimValueException if it is not of the claim's type
     */
    public <V> V require(Claim<V> claim) {
        return get(claim).orElseThrow(() -> Absence.denied(claim.name(), caller(), "CurrentToken"));
    }

    private @Nullable Authentication caller() {
        return contexts.getContext().getAuthentication();
    }
}
