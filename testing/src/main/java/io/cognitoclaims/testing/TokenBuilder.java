package io.cognitoclaims.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.cognitoclaims.contract.Claim;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A token that is about to be signed: a good one, as {@link TestUserPool} makes it, with some facts changed.
 *
 * <pre>{@code
 * String expired = pool.accessToken().expiresAt(clock.instant()).sign();
 * }</pre>
 *
 * <p>A builder never changes; each method returns another one. Time, {@code jti} and signing key are from the time at which
 * the pool created the token, so {@link #sign()} returns the same token each time. No value is checked, because this class
 * is also for broken tokens.
 */
public final class TokenBuilder {
    private final Kind kind;
    private final Map<String, String> header;
    private final Map<String, String> claims;
    private final SigningKey signer;

    private TokenBuilder(Kind kind, Map<String, String> header, Map<String, String> claims, SigningKey signer) {
        this.kind = kind;
        this.header = header;
        this.claims = claims;
        this.signer = signer;
    }

    /** {@return a token without claims, whose header is that of Cognito} */
    static TokenBuilder of(Kind kind, PoolKeys keys) {
        SigningKey signer = kind.signer(keys);
        return new TokenBuilder(kind, Map.of(), Map.of(), signer)
                .header("kid", signer.kid())
                .header("alg", "RS256");
    }

    /** Sets a claim, in the form that a pre token generation trigger would write. */
    public <V> TokenBuilder claim(Claim<V> claim, V value) {
        return claim(claim.name(), claim.encode(value));
    }

    /**
     * Sets a claim. One that is there already keeps its place among the others; a new one comes last.
     *
     * @param value a {@link String}, {@link Boolean}, {@link Number} (of the types of {@code java.lang} and
     *     {@code java.math}, written with all its digits), {@link List} or {@link Map} with string keys of these, or
     *     null, which is JSON's {@code null}. Note that a {@code custom:} attribute is always a string in Cognito's
     *     tokens. The members of a map are written in the order of their names.
     * @throws IllegalArgumentException if the value has no JSON form
     */
    public TokenBuilder claim(String name, @Nullable Object value) {
        return new TokenBuilder(kind, header, with(claims, name, value), signer);
    }

    /** Removes a claim. */
    public TokenBuilder without(String claim) {
        return new TokenBuilder(kind, header, without(claims, claim), signer);
    }

    /**
     * Sets a member of the header, in the same way as {@link #claim}. The signature always uses RS256 and the same key,
     * whatever {@code alg} and {@code kid} say.
     *
     * @throws IllegalArgumentException if the value has no JSON form
     */
    public TokenBuilder header(String name, @Nullable Object value) {
        return new TokenBuilder(kind, with(header, name, value), claims, signer);
    }

    /** Removes a member of the header. */
    public TokenBuilder withoutHeader(String name) {
        return new TokenBuilder(kind, without(header, name), claims, signer);
    }

    /** Sets {@code sub}. */
    public TokenBuilder subject(String subject) {
        return claim("sub", requireNonNull(subject, "subject"));
    }

    /** Sets {@code username} of an access token, {@code cognito:username} of an ID token. */
    public TokenBuilder username(String username) {
        return claim(kind == Kind.ID ? "cognito:username" : "username", requireNonNull(username, "username"));
    }

    /** Sets {@code cognito:groups}, always an array. Without groups the claim is removed, as Cognito does. */
    public TokenBuilder groups(String... groups) {
        return groups.length == 0 ? without("cognito:groups") : claim("cognito:groups", List.of(groups));
    }

    /** Sets the OAuth scopes, a single string with spaces between them. Without scopes the claim is removed. */
    public TokenBuilder scopes(String... scopes) {
        return scopes.length == 0 ? without("scope") : claim("scope", String.join(" ", List.of(scopes)));
    }

    /**
     * Sets the app client: {@code aud} of an ID token, {@code client_id} of an access token, and {@code sub} too of a
     * machine token, where both are the same.
     */
    public TokenBuilder clientId(String clientId) {
        requireNonNull(clientId, "clientId");
        return switch (kind) {
            case ID -> claim("aud", clientId);
            case USER -> claim("client_id", clientId);
            case MACHINE -> claim("client_id", clientId).subject(clientId);
        };
    }

    /** Sets {@code exp}, in whole seconds; a fraction is cut off. */
    public TokenBuilder expiresAt(Instant moment) {
        return claim("exp", moment.getEpochSecond());
    }

    /**
     * Sets {@code iat} and {@code auth_time}, in whole seconds; a fraction is cut off. {@code exp} stays as it is. For a
     * refreshed token, which keeps the time of the sign-in, set {@code auth_time} afterwards.
     */
    public TokenBuilder issuedAt(Instant moment) {
        return claim("iat", moment.getEpochSecond()).claim("auth_time", moment.getEpochSecond());
    }

    /** Sets {@code iss}. */
    public TokenBuilder issuer(String issuer) {
        return claim("iss", requireNonNull(issuer, "issuer"));
    }

    /**
     * Signs with the present key of another pool, while {@code kid} still names the key of this one. The token is a forgery
     * that only its signature reveals. The other pool then leaves its keys to no pool. If it is closed, it may have done so
     * already; then a key of no pool signs.
     */
    public TokenBuilder signedBy(TestUserPool otherPool) {
        SigningKey other = kind.signer(otherPool.keys());
        boolean isSafe = other.equals(signer) || otherPool.keepKeyPairs();
        return new TokenBuilder(
                kind, header, claims, isSafe ? other : new SigningKey(other.kid(), KeyPairs.generate()));
    }

    /** {@return the token, signed with RS256, in compact form (RFC 7515, section 7.1)} */
    public String sign() {
        return signer.sign(
                Json.object(header).getBytes(UTF_8), Json.object(claims).getBytes(UTF_8));
    }

    /** {@return a copy of these members with this one in it} */
    static Map<String, String> with(Map<String, String> members, String name, @Nullable Object value) {
        requireNonNull(name, "name");
        Map<String, String> copy = new LinkedHashMap<>(members);
        try {
            copy.put(name, Json.write(value));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
        }
        return copy;
    }

    /** {@return a copy of these members without this one} */
    static Map<String, String> without(Map<String, String> members, String name) {
        Map<String, String> copy = new LinkedHashMap<>(members);
        copy.remove(requireNonNull(name, "name"));
        return copy;
    }

    /** The kinds of token that Cognito issues. */
    enum Kind {
        USER,
        MACHINE,
        ID;

        private SigningKey signer(PoolKeys keys) {
            return this == ID ? keys.id() : keys.access();
        }
    }
}
