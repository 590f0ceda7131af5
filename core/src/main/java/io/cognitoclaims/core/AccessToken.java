package io.cognitoclaims.core;

import io.cognitoclaims.contract.Claim;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A verified access token: what a client presents to an API. See
 * <a href="https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-access-token.html">Understanding
 * the access token</a>.
 */
public final class AccessToken extends CognitoToken {
    private static final Claim<String> USERNAME = Claim.ofString("username");
    private static final Claim<String> SCOPE = Claim.ofString("scope");
    private static final Claim<String> AUDIENCE = Claim.ofString("aud");
    private static final Claim<String> DEVICE_KEY = Claim.ofString("device_key");

    AccessToken(Map<String, @Nullable Object> claims, AcceptedPool accepted) {
        super(claims, accepted);
        requireTextIfPresent("username");
        requireTextIfPresent("scope");
        requireTextIfPresent("device_key");
        requireTextIfPresent("aud");
    }

    @Override
    public TokenUse tokenUse() {
        return TokenUse.ACCESS;
    }

    @Override
    public String clientId() {
        return requireText("client_id");
    }

    @Override
    public Optional<String> username() {
        return get(USERNAME);
    }

    /**
     * {@return the scopes that were granted ({@code scope}), in the token's order} In the claim, single spaces separate
     * them (<a href="https://www.rfc-editor.org/rfc/rfc6749#section-3.3">RFC 6749, section 3.3</a>).
     */
    public Set<String> scopes() {
        Set<String> scopes =
                new LinkedHashSet<>(Arrays.asList(get(SCOPE).orElse("").split(" ")));
        scopes.remove("");
        return Collections.unmodifiableSet(scopes);
    }

    /** {@return whether all of these scopes were granted} */
    public boolean hasScopes(String... scopes) {
        return scopes().containsAll(List.of(scopes));
    }

    /** {@return whether at least one of these scopes was granted} */
    public boolean hasAnyScope(String... scopes) {
        return !Collections.disjoint(scopes(), List.of(scopes));
    }

    /**
     * {@return the resource that the token is bound to ({@code aud})} It is usually absent. It is present with resource
     * binding (<a href="https://www.rfc-editor.org/rfc/rfc8707">RFC 8707</a>), or as the client's id if a trigger added it.
     */
    public Optional<String> audience() {
        return get(AUDIENCE);
    }

    /** {@return the key of the user's remembered device ({@code device_key})} */
    public Optional<String> deviceKey() {
        return get(DEVICE_KEY);
    }

    /** {@return whether a program got the token for itself, by client credentials, without a user} */
    public boolean isMachineToMachine() {
        return !claims().containsKey("username") && subject().equals(clientId());
    }
}
