package io.cognitoclaims.alb;

import io.cognitoclaims.contract.Claim;
import io.cognitoclaims.contract.ClaimValueException;
import io.cognitoclaims.core.TokenRejectedException;
import java.security.Principal;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who is signed in at the load balancer: the verified content of {@code x-amzn-oidc-data}. Only an {@link AlbVerifier}
 * creates one. Immutable and safe for use by many threads.
 *
 * <p>The claims are those of the user pool's userInfo endpoint: {@code sub}, {@code username} and the attributes that the
 * scopes of the load balancer's app client cover. Groups, scopes and the claims of a pre token generation trigger are in
 * the access token, which the load balancer sends as {@code x-amzn-oidc-accesstoken}.
 *
 * <p>The accessor of an optional claim returns an empty value if the claim is absent or null. If a claim with an accessor
 * has another type, the token is rejected as {@link TokenRejectedException.Reason#INVALID_CLAIM}. As a {@link Principal},
 * its name is the subject.
 */
public final class AlbIdentity implements Principal {
    /** The last second of the year 9999. */
    private static final long LAST_SECOND = 253_402_300_799L;

    private static final Claim<String> USERNAME = Claim.ofString("username");
    private static final Claim<String> EMAIL = Claim.ofString("email");
    private static final Claim<Boolean> EMAIL_VERIFIED = Claim.ofBoolean("email_verified");

    private final AlbVerifier verifier;
    private final Map<String, @Nullable Object> header;
    private final Map<String, @Nullable Object> claims;
    private final long expiry;

    /** Checks the types of all claims that have an accessor. */
    AlbIdentity(AlbVerifier verifier, OidcData token) {
        this.verifier = verifier;
        this.header = token.header();
        this.claims = token.claims();
        this.expiry = requireSeconds(header.get("exp"));
        if (requireSeconds(claims.get("exp")) != expiry) {
            throw TokenRejectedException.ofClaim("exp");
        }
        requireText(claims, "sub");
        requireText(claims, "iss");
        requireText(header, "client");
        requireText(header, "signer");
        requireIfPresent(USERNAME);
        requireIfPresent(EMAIL);
        requireIfPresent(EMAIL_VERIFIED);
    }

    /** {@return the unique id of the user ({@code sub})} */
    public String subject() {
        return requireText(claims, "sub");
    }

    /** {@return the subject} */
    @Override
    public String getName() {
        return subject();
    }

    /** {@return the user's name in the pool ({@code username})} */
    public Optional<String> username() {
        return get(USERNAME);
    }

    /** {@return the e-mail address; {@link #isEmailVerified} tells whether it is the user's own} */
    public Optional<String> email() {
        return get(EMAIL);
    }

    /**
     * {@return whether the pool knows that the e-mail address is the user's own ({@code email_verified})} Load balancers
     * write it as a string, {@code "true"} or {@code "false"}; a JSON boolean is read as well.
     */
    public boolean isEmailVerified() {
        return get(EMAIL_VERIFIED).orElse(false);
    }

    /** {@return the value of {@code iss}, one of the user pool's issuers} */
    public String issuer() {
        return requireText(claims, "iss");
    }

    /** {@return the app client that the load balancer signed the user in with ({@code client})} */
    public String clientId() {
        return requireText(header, "client");
    }

    /** {@return the ARN of the load balancer that signed ({@code signer}), one of those that are trusted} */
    public String loadBalancerArn() {
        return requireText(header, "signer");
    }

    /**
     * {@return the instant from which the token is no longer accepted ({@code exp})} It is some minutes after the request:
     * a load balancer signs for each request anew. It says nothing about the user's session.
     */
    public Instant expiresAt() {
        return Instant.ofEpochSecond(expiry);
    }

    /**
     * {@return the value of a claim; empty if it is absent or null}
     *
     * @throws io.cognitoclaims.contract.ClaimValueException if it is not of the claim's type
     */
    public <V> Optional<V> get(Claim<V> claim) {
        @Nullable Object json = claims.get(claim.name());
        return json == null ? Optional.empty() : Optional.of(claim.decode(json));
    }

    /**
     * {@return all claims, bound to a record or class by Jackson, as {@link Claim#bind} describes}
     *
     * @throws io.cognitoclaims.contract.ClaimValueException if a claim is not of its component's type
     * @throws IllegalStateException if {@code jackson-databind} is not on the class path; this library does not include it
     * @throws IllegalArgumentException if Jackson cannot bind the type
     */
    public <V> V claimsAs(Class<V> type) {
        return Claim.bind(claims, type);
    }

    /**
     * {@return all claims} The map is unmodifiable. Values are {@link String}, {@link Boolean}, {@link Long}, {@link
     * java.math.BigDecimal}, {@link java.util.List}, {@link Map} and null.
     */
    public Map<String, @Nullable Object> claims() {
        return claims;
    }

    /** {@return the class; never anything of the token's content} */
    @Override
    public String toString() {
        return "AlbIdentity[not shown]";
    }

    boolean isVerifiedBy(AlbVerifier candidate) {
        return verifier == candidate;
    }

    boolean isExpiredAt(long millis) {
        return Math.floorDiv(millis, 1_000L) >= expiry;
    }

    private void requireIfPresent(Claim<?> claim) {
        try {
            Optional<?> unused = get(claim);
        } catch (ClaimValueException e) {
            throw TokenRejectedException.ofClaim(claim.name());
        }
    }

    private static String requireText(Map<String, @Nullable Object> members, String name) {
        if (members.get(name) instanceof String text && !text.isEmpty()) {
            return text;
        }
        throw TokenRejectedException.ofClaim(name);
    }

    /** Whole seconds from 1970 to 9999 (NumericDate, RFC 7519, section 2); load balancers write no fractions. */
    private static long requireSeconds(@Nullable Object value) {
        if (value instanceof Long seconds && seconds >= 0 && seconds <= LAST_SECOND) {
            return seconds;
        }
        throw TokenRejectedException.ofClaim("exp");
    }
}
