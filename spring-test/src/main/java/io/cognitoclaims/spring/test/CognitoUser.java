package io.cognitoclaims.spring.test;

import io.cognitoclaims.contract.Claim;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The user of a request in a test. The request carries a token that was signed for this user and that the application
 * really verifies. It has a kind, user pool, app client and resource that the application accepts. Its key replaces the
 * user pool's key in the application's {@link io.cognitoclaims.core.JwksCache}, so a test needs no network. Everything else
 * is as in production, from the filter chain to {@code @AuthenticationPrincipal AccessToken}. A verifier that requires more
 * of a token refuses this one too.
 *
 * <p>By default the user is {@code test-user}, in no group, with no scopes. Immutable: each method returns another user.
 *
 * @param <S> the type that the methods return
 */
public abstract sealed class CognitoUser<S extends CognitoUser<S>>
        permits MockMvcCognitoUser, WebTestClientCognitoUser {
    private final UserToken token;

    CognitoUser(UserToken token) {
        this.token = token;
    }

    /** Puts the user into these groups, beside others. */
    public final S groups(String... groups) {
        return of(token.withGroups(List.of(groups)));
    }

    /**
     * Grants these scopes, such as {@code pets/read}, beside others. An application that accepts ID tokens fails the test then,
     * as they carry no scopes.
     */
    public final S scopes(String... scopes) {
        return of(token.withScopes(List.of(scopes)));
    }

    /** Sets a claim, in the form that a pre token generation trigger would write. */
    public final <V> S claim(Claim<V> claim, V value) {
        return claim(claim.name(), claim.encode(value));
    }

    /**
     * Sets a claim.
     *
     * @param value a {@link String}, {@link Boolean}, {@link Number}, {@link List} or {@link Map} of these, or null
     * @throws IllegalArgumentException if the value has no JSON form
     */
    public final S claim(String name, @Nullable Object value) {
        return of(token.with(builder -> builder.claim(name, value)));
    }

    /** Sets the user's id ({@code sub}). The default is a random one. */
    public final S subject(String subject) {
        return of(token.with(builder -> builder.subject(subject)));
    }

    /** Sets the user's name in the pool. The default is {@code test-user}. */
    public final S username(String username) {
        return of(token.with(builder -> builder.username(username)));
    }

    /** Sets the app client that the user signed in with. The default is the first accepted one in alphabetical order. */
    public final S clientId(String clientId) {
        return of(token.with(builder -> builder.clientId(clientId)));
    }

    /**
     * Puts the user into another user pool. The default is the first one that the application accepts. For a pool that it
     * does not accept, the request throws an {@link IllegalStateException} that lists the accepted ones.
     *
     * @param idOrIssuer the pool's id, or one of its issuers, which the token then names; of pools that the application
     *     looks up, the issuer
     */
    public final S pool(String idOrIssuer) {
        return of(token.ofPool(idOrIssuer));
    }

    /**
     * Gives the user a token for another verifier than the application's default one: of its kind, and of a pool that it
     * accepts.
     *
     * @param beanName the name of the {@code CognitoVerifier} bean
     */
    public final S verifiedBy(String beanName) {
        return of(token.verifiedBy(beanName));
    }

    /** {@return the token that the request carries} */
    final UserToken token() {
        return token;
    }

    abstract S of(UserToken token);
}
