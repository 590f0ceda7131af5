package io.cognitoclaims.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.cognitoclaims.contract.Claim;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A value of {@code x-amzn-oidc-data} that is about to be signed: a good one, as {@link TestLoadBalancer} makes it, with
 * some facts changed.
 *
 * <pre>{@code
 * String expired = loadBalancer.oidcData().expiresAt(clock.instant()).sign();
 * }</pre>
 *
 * <p>A builder never changes; each method returns another one. No value is checked, because this class is also for broken
 * tokens. ECDSA signatures are random, so {@link #sign()} returns another text each time.
 */
public final class OidcDataBuilder {
    private final Map<String, String> header;
    private final Map<String, String> claims;
    private final LoadBalancerKey key;

    private OidcDataBuilder(Map<String, String> header, Map<String, String> claims, LoadBalancerKey key) {
        this.header = header;
        this.claims = claims;
        this.key = key;
    }

    /** {@return a token without claims, whose header has what does not depend on the user pool} */
    static OidcDataBuilder of(LoadBalancerKey key) {
        return new OidcDataBuilder(new LinkedHashMap<>(), new LinkedHashMap<>(), key)
                .header("typ", "JWT")
                .header("kid", key.kid())
                .header("alg", "ES256");
    }

    /** Sets a claim, in the form that {@link Claim#encode} gives it. */
    public <V> OidcDataBuilder claim(Claim<V> claim, V value) {
        return claim(claim.name(), claim.encode(value));
    }

    /**
     * Sets a claim. One that is there already keeps its place among the others; a new one comes last.
     *
     * @param value as in {@link TokenBuilder#claim(String, Object)}
     * @throws IllegalArgumentException if the value has no JSON form
     */
    public OidcDataBuilder claim(String name, @Nullable Object value) {
        return new OidcDataBuilder(header, TokenBuilder.with(claims, name, value), key);
    }

    /** Removes a claim. */
    public OidcDataBuilder without(String claim) {
        return new OidcDataBuilder(header, TokenBuilder.without(claims, claim), key);
    }

    /**
     * Sets a member of the header, in the same way as {@link #claim}. The signature always uses ES256 and the same key,
     * whatever {@code alg} and {@code kid} say.
     *
     * @throws IllegalArgumentException if the value has no JSON form
     */
    public OidcDataBuilder header(String name, @Nullable Object value) {
        return new OidcDataBuilder(TokenBuilder.with(header, name, value), claims, key);
    }

    /** Removes a member of the header. */
    public OidcDataBuilder withoutHeader(String name) {
        return new OidcDataBuilder(TokenBuilder.without(header, name), claims, key);
    }

    /** Sets {@code sub}. */
    public OidcDataBuilder subject(String subject) {
        return claim("sub", requireNonNull(subject, "subject"));
    }

    /** Sets {@code username}. */
    public OidcDataBuilder username(String username) {
        return claim("username", requireNonNull(username, "username"));
    }

    /** Sets {@code email}. */
    public OidcDataBuilder email(String email) {
        return claim("email", requireNonNull(email, "email"));
    }

    /** Sets {@code client} in the header: the app client that the load balancer signs users in with. */
    public OidcDataBuilder clientId(String clientId) {
        return header("client", requireNonNull(clientId, "clientId"));
    }

    /** Sets {@code signer} in the header: the load balancer. */
    public OidcDataBuilder signer(String arn) {
        return header("signer", requireNonNull(arn, "arn"));
    }

    /** Sets {@code iss} in the header and among the claims. */
    public OidcDataBuilder issuer(String issuer) {
        return header("iss", requireNonNull(issuer, "issuer")).claim("iss", issuer);
    }

    /** Sets {@code exp} in the header and among the claims, in whole seconds; a fraction is cut off. */
    public OidcDataBuilder expiresAt(Instant moment) {
        return header("exp", moment.getEpochSecond()).claim("exp", moment.getEpochSecond());
    }

    /**
     * Signs with the present key of another load balancer, while {@code kid} still names the key of this one. The token is
     * a forgery that only its signature reveals.
     */
    public OidcDataBuilder signedBy(TestLoadBalancer other) {
        return new OidcDataBuilder(header, claims, other.key());
    }

    /** {@return the value of the header {@code x-amzn-oidc-data}, signed with ES256; each part is padded} */
    public String sign() {
        return key.sign(json(header), json(claims));
    }

    /** A load balancer does not escape slashes. */
    private static byte[] json(Map<String, String> members) {
        return Json.object(members).replace("\\/", "/").getBytes(UTF_8);
    }
}
