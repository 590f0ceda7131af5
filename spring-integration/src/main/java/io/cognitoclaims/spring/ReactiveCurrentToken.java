package io.cognitoclaims.spring;

import io.cognitoclaims.contract.Claim;
import io.cognitoclaims.core.BearerProblem;
import io.cognitoclaims.core.CognitoToken;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.ReactiveSecurityContextHolder;
import reactor.core.publisher.Mono;

/**
 * The caller's token, for code below the controller: a bean to inject, in an application on Spring WebFlux. It is what
 * {@link CurrentToken} is on servlets.
 *
 * <pre>{@code
 * Kennel(ReactiveCurrentToken token) { … }
 *
 * Mono<PetPreference> pet = token.get(PET_PREFERENCE).defaultIfEmpty(CATS);
 * }</pre>
 *
 * <p>It looks into Spring Security's context of each subscriber, whatever the thread; so the bean and its publishers may be
 * kept, and used by many threads. Who subscribes outside of the request's own chain, as with {@code block()}, finds
 * nothing.
 */
public final class ReactiveCurrentToken {
    /** Made by the auto-configuration. */
    ReactiveCurrentToken() {}

    /** {@return the token; empty for a caller without one, and outside of requests} */
    public Mono<CognitoToken> token() {
        return ReactiveSecurityContextHolder.getContext()
                .mapNotNull(context -> CognitoJwt.tokenOf(context.getAuthentication()));
    }

    /**
     * {@return the token; {@link MissingClaimException} if there is none of that type: 401 or 403}
     *
     * @param type {@link io.cognitoclaims.core.AccessToken}, {@link io.cognitoclaims.core.IdToken} or their common type
     */
    public <T extends CognitoToken> Mono<T> require(Class<T> type) {
        return token().ofType(type)
                .switchIfEmpty(missing(caller -> Absence.denied(type, caller, "ReactiveCurrentToken")));
    }

    /**
     * {@return the value of a claim of the token; empty if it is absent or null, or if there is no token; {@link
     * io.cognitoclaims.contract.ClaimValueException} if it is not of the claim's type}
     */
    public <V> Mono<V> get(Claim<V> claim) {
        return token().flatMap(token -> Mono.justOrEmpty(token.get(claim)));
    }

    /**
     * {@return the value of a claim of the token; {@link MissingClaimException} if it is absent or null, or if there is no
     * token: 403 or 401; {@link io.cognitoclaims.contract.ClaimValueException} if it is not of the claim's type}
     */
    public <V> Mono<V> require(Claim<V> claim) {
        return get(claim)
                .switchIfEmpty(missing(caller -> Absence.denied(claim.name(), caller, "ReactiveCurrentToken")));
    }

    /**
     * {@return completes if the token has all of these scopes, which may depend on what the caller asked for; {@link
     * MissingClaimException} if it lacks one, or there is no token} ID tokens have none.
     *
     * <p>As long as nothing of the answer was written, a missing scope refuses the whole request: 403 with {@code
     * insufficient_scope} and a challenge that names all scopes of the request, even if the caller of this method resumes
     * after the exception, as an MCP server does with those of its tools. It is written in place of the first byte, or at the
     * end. After the first byte, and outside of the request's own chain, the exception is all there is.
     *
     * @throws IllegalArgumentException if none is named, or one has a character that no scope can have (RFC 6749, section
     *     3.3)
     */
    public Mono<Void> requireScopes(String... scopes) {
        Set<String> needed = Set.copyOf(List.of(scopes));
        if (needed.isEmpty()) {
            throw new IllegalArgumentException("scopes: must name at least one");
        }
        BearerProblem.insufficientScope(needed);
        return Mono.deferContextual(context -> token().map(Optional::of)
                .defaultIfEmpty(Optional.empty())
                .flatMap(found -> {
                    CognitoToken token = found.orElse(null);
                    ReactiveOperation.demand(needed, token, context);
                    return ReactiveOperation.has(needed, token)
                            ? Mono.empty()
                            : missing(caller -> Absence.denied("scope", caller, "ReactiveCurrentToken"));
                }));
    }

    private static <V> Mono<V> missing(Function<@Nullable Authentication, MissingClaimException> denied) {
        return ReactiveSecurityContextHolder.getContext()
                .map(context -> Optional.ofNullable(context.getAuthentication()))
                .defaultIfEmpty(Optional.empty())
                .flatMap(caller -> Mono.error(denied.apply(caller.orElse(null))));
    }
}
