package io.cognitoclaims.spring;

import io.cognitoclaims.contract.Claim;
import io.cognitoclaims.core.BearerProblem;
import io.cognitoclaims.core.CognitoToken;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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

    /**
     * Demands all of these scopes, which may depend on what the caller asked for. ID tokens have none.
     *
     * <p>On the thread of the request, and as long as nothing of the answer was written, a missing scope refuses the whole
     * request: 403 with {@code insufficient_scope} and a challenge that names all scopes of the request, even if the caller
     * of this method catches the exception, as an MCP server does with those of its tools. After that, and on other threads,
     * the exception is all there is.
     *
     * @throws MissingClaimException if the token lacks one of them, or there is no token
     * @throws IllegalArgumentException if none is named, or one has a character that no scope can have (RFC 6749, section
     *     3.3)
     */
    public void requireScopes(String... scopes) {
        Set<String> needed = new LinkedHashSet<>(List.of(scopes));
        if (needed.isEmpty()) {
            throw new IllegalArgumentException("scopes: must name at least one");
        }
        BearerProblem.insufficientScope(needed);
        CognitoToken token = CognitoJwt.tokenOf(caller());
        ScopeDemands.demand(needed, token);
        if (!ScopeDemands.has(needed, token)) {
            throw Absence.denied("scope", caller(), "CurrentToken");
        }
    }

    private @Nullable Authentication caller() {
        return contexts.getContext().getAuthentication();
    }
}
