package io.cognitoclaims.core;

import io.cognitoclaims.contract.Claim;
import io.cognitoclaims.contract.ClaimValueException;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.security.Principal;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A verified token of a user pool. Only a {@link CognitoVerifier} creates one. Immutable and safe for use by many threads.
 *
 * <p>As a {@link Principal}, its name is the subject. It does not keep the token string. It can be serialized, for sessions
 * that are stored; so anybody who can write to the store of the sessions can make up tokens.
 *
 * <p>The accessor of an optional claim returns an empty value if the claim is absent or null. If a claim with an accessor
 * has a type other than Cognito documents, the token is rejected as {@link TokenRejectedException.Reason#INVALID_CLAIM};
 * see <a href="https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-parse-tokens-safely.html">Parsing tokens
 * safely</a>. Read claims that this class does not name with {@link #get} or {@link #claimsAs}.
 */
public abstract sealed class CognitoToken implements Principal, Serializable permits AccessToken, IdToken {
    private static final long serialVersionUID = 1L;

    /** The last second of the year 9999. */
    static final long LAST_SECOND = 253_402_300_799L;

    private static final Claim<String> JTI = Claim.ofString("jti");
    private static final Claim<String> ORIGIN_JTI = Claim.ofString("origin_jti");
    private static final Claim<String> EVENT_ID = Claim.ofString("event_id");
    private static final Claim<String> ACR = Claim.ofString("acr");
    private static final Claim<List<String>> AMR = Claim.ofStrings("amr");
    private static final Claim<List<String>> GROUPS = Claim.ofStrings("cognito:groups");

    private final Map<String, @Nullable Object> claims;
    private final AcceptedPool accepted;
    private final String subject;
    private final long expiry;
    private final @Nullable Long notBefore;
    /** What a check of revocations compares for every request, so that it need not look into the claims. */
    private final @Nullable String id;

    private final @Nullable String originId;
    private final long signInSeconds;

    CognitoToken(Map<String, @Nullable Object> claims, AcceptedPool accepted) {
        this.claims = claims;
        this.accepted = accepted;
        this.subject = requireText("sub");
        this.expiry = requireSeconds("exp");
        this.notBefore = claims.containsKey("nbf") ? requireSeconds("nbf") : null;
        long issued = claims.containsKey("iat") ? requireSeconds("iat") : 0;
        this.signInSeconds = claims.get("auth_time") != null ? requireSeconds("auth_time") : issued;
        this.id = requireTextIfPresent("jti");
        this.originId = requireTextIfPresent("origin_jti");
        requireTextIfPresent("event_id");
        requireTextIfPresent("acr");
        requireTextsIfPresent("amr");
        requireTextsIfPresent("cognito:groups");
    }

    /** {@return the kind of token ({@code token_use})} */
    public abstract TokenUse tokenUse();

    /** {@return the unique id of the user ({@code sub}); in a token of client credentials, of the client} */
    public final String subject() {
        return subject;
    }

    /** {@return the subject} */
    @Override
    public final String getName() {
        return subject;
    }

    /** {@return the value of {@code iss}, one of the configured issuers} */
    public final String issuer() {
        return requireText("iss");
    }

    /** {@return the user pool that issued the token, as the verifier was given it} */
    public final UserPool userPool() {
        return accepted.pool();
    }

    /** {@return the tenant that the user pool belongs to; empty if the verifier was given none} */
    public final Optional<String> tenant() {
        return accepted.tenant();
    }

    /** {@return the app client that the token was issued to} */
    public abstract String clientId();

    /** {@return the user's name in the pool; empty in a token of client credentials} */
    public abstract Optional<String> username();

    /** {@return the instant from which the token is no longer accepted ({@code exp})} */
    public final Instant expiresAt() {
        return Instant.ofEpochSecond(expiry);
    }

    /** {@return when the token was issued ({@code iat})} */
    public final Optional<Instant> issuedAt() {
        return claims.containsKey("iat") ? Optional.of(Instant.ofEpochSecond(requireSeconds("iat"))) : Optional.empty();
    }

    /** {@return when the user signed in ({@code auth_time}); a refresh does not change it} */
    public final Optional<Instant> authenticatedAt() {
        return claims.get("auth_time") == null
                ? Optional.empty()
                : Optional.of(Instant.ofEpochSecond(requireSeconds("auth_time")));
    }

    /** {@return the token's id ({@code jti}); absent if token revocation is off for the app client} */
    public final Optional<String> tokenId() {
        return get(JTI);
    }

    /** {@return the id that all tokens of one sign-in share ({@code origin_jti}); use this id to store a revocation} */
    public final Optional<String> originTokenId() {
        return get(ORIGIN_JTI);
    }

    /** {@return the id of the sign-in event ({@code event_id})} */
    public final Optional<String> eventId() {
        return get(EVENT_ID);
    }

    /** {@return how strongly the user was authenticated ({@code acr}), such as {@code urn:cognito:loa:2}} */
    public final Optional<String> authenticationContext() {
        return get(ACR);
    }

    /** {@return the methods that authenticated the user ({@code amr}), such as {@code pwd}} */
    public final List<String> authenticationMethods() {
        return get(AMR).orElse(List.of());
    }

    /** {@return the groups of the user ({@code cognito:groups}), in the token's order} Empty for a user without groups. */
    public final Set<String> groups() {
        return get(GROUPS)
                .<Set<String>>map(groups -> Collections.unmodifiableSet(new LinkedHashSet<>(groups)))
                .orElse(Set.of());
    }

    /** {@return whether the user is in all of these groups} */
    public final boolean hasGroups(String... groups) {
        return groups().containsAll(List.of(groups));
    }

    /** {@return whether the user is in at least one of these groups} */
    public final boolean hasAnyGroup(String... groups) {
        return !Collections.disjoint(groups(), List.of(groups));
    }

    /**
     * {@return the value of a claim; empty if it is absent or null}
     *
     * @throws io.cognitoclaims.contract.ClaimValueException if it is not of the claim's type
     */
    public final <V> Optional<V> get(Claim<V> claim) {
        @Nullable Object json = claims.get(claim.name());
        return json == null ? Optional.empty() : Optional.of(claim.decode(json));
    }

    /**
     * {@return all claims, bound to a record or class by Jackson} A component {@code petPreference} takes the claim {@code
     * pet_preference}; write other names as {@code @JsonProperty("cognito:groups")}. Claims that have no component are
     * ignored. A component whose claim is absent or null is null; a primitive component requires its claim. Values are read
     * as strictly as {@link #get} reads them: see {@link Claim#bind}.
     *
     * @throws io.cognitoclaims.contract.ClaimValueException if a claim is not of its component's type
     * @throws IllegalStateException if {@code jackson-databind} is not on the class path; this library does not include it
     * @throws IllegalArgumentException if Jackson cannot bind the type
     */
    public final <V> V claimsAs(Class<V> type) {
        return Claim.bind(claims, type);
    }

    /**
     * {@return all claims} The map is unmodifiable. Values are {@link String}, {@link Boolean}, {@link Long}, {@link
     * BigDecimal}, {@link List}, {@link Map} and null.
     */
    public final Map<String, @Nullable Object> claims() {
        return claims;
    }

    /** {@return the kind of token; never anything of its content} */
    @Override
    public final String toString() {
        return getClass().getSimpleName() + "[not shown]";
    }

    /** Its constructor checks a token again when it is read. */
    final Object writeReplace() {
        return new StoredToken(tokenUse(), claims, accepted);
    }

    private void readObject(ObjectInputStream stream) throws InvalidObjectException {
        throw new InvalidObjectException("a token is stored in another form");
    }

    boolean isOfTenant(String name) {
        return accepted.isOfTenant(name);
    }

    /** {@return {@code exp} in seconds since 1970} */
    final long expiry() {
        return expiry;
    }

    /** {@return {@code nbf} in seconds since 1970} */
    final @Nullable Long notBefore() {
        return notBefore;
    }

    /** {@return {@code jti}} */
    final @Nullable String id() {
        return id;
    }

    /** {@return {@code origin_jti}} */
    final @Nullable String originId() {
        return originId;
    }

    /** {@return when the user signed in, else when the token was issued; 0 if the token does not say} */
    final long signInSeconds() {
        return signInSeconds;
    }

    final String requireText(String claim) {
        if (claims.get(claim) instanceof String text && !text.isEmpty()) {
            return text;
        }
        throw TokenRejectedException.ofClaim(claim);
    }

    final @Nullable String requireTextIfPresent(String claim) {
        @Nullable Object value = claims.get(claim);
        if (value == null || value instanceof String) {
            return (String) value;
        }
        throw TokenRejectedException.ofClaim(claim);
    }

    /** In tokens these are always arrays, even with one element. */
    final void requireTextsIfPresent(String claim) {
        @Nullable Object value = claims.get(claim);
        if (value == null) {
            return;
        }
        if (!(value instanceof List<?> list)) {
            throw TokenRejectedException.ofClaim(claim);
        }
        for (Object element : list) {
            if (!(element instanceof String)) {
                throw TokenRejectedException.ofClaim(claim);
            }
        }
    }

    final void requireIfPresent(Claim<?> claim) {
        try {
            Optional<?> unused = get(claim);
        } catch (ClaimValueException e) {
            throw TokenRejectedException.ofClaim(claim.name());
        }
    }

    /** A number of whole seconds from 1970 to 9999 (NumericDate, RFC 7519, section 2); a fraction is cut off. */
    final long requireSeconds(String claim) {
        @Nullable Object value = claims.get(claim);
        long seconds = -1;
        if (value instanceof Long number) {
            seconds = number;
        } else if (value instanceof BigDecimal number
                && number.signum() >= 0
                && number.compareTo(BigDecimal.valueOf(LAST_SECOND)) <= 0) {
            seconds = number.setScale(0, RoundingMode.DOWN).longValueExact();
        }
        if (seconds < 0 || seconds > LAST_SECOND) {
            throw TokenRejectedException.ofClaim(claim);
        }
        return seconds;
    }
}
