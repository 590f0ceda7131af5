package io.cognitoclaims.core;

import static java.util.Objects.requireNonNull;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Settings of a {@link CognitoVerifier}. Each may be left out. Not safe for use by many threads.
 *
 * @param <T> {@link AccessToken} or {@link IdToken}
 */
public final class CognitoVerifierBuilder<T extends CognitoToken> {
    private static final Duration MAX_CLOCK_SKEW = Duration.ofMinutes(5);
    private static final long DEFAULT_CACHE_BYTES = 16L << 20;

    private final Function<Map<String, @Nullable Object>, T> type;
    private final String tokenUse;
    private final String clientClaim;
    private final Map<String, Trust> trusted = new LinkedHashMap<>();
    private final List<Issuer> firstIssuers = new ArrayList<>();
    private final List<Check<T>> requirements = new ArrayList<>();
    private final List<Check<T>> ownChecks = new ArrayList<>();
    private final Set<String> resources = new LinkedHashSet<>();
    private boolean resourceRequired;
    private @Nullable Duration maxSignInAge;
    private Duration clockSkew = Duration.ZERO;
    private Clock clock = Clock.systemUTC();
    private @Nullable JwksCache keys;
    private long cacheBytes = DEFAULT_CACHE_BYTES;
    private @Nullable VerificationListener listener;

    CognitoVerifierBuilder(Function<Map<String, @Nullable Object>, T> type, String tokenUse, String clientClaim) {
        this.type = type;
        this.tokenUse = tokenUse;
        this.clientClaim = clientClaim;
    }

    /**
     * Accepts tokens of another pool too.
     *
     * @param clientIds the app clients of that pool whose tokens are accepted; not empty
     * @throws IllegalArgumentException if an issuer of the pool is trusted already
     */
    public CognitoVerifierBuilder<T> orFrom(UserPool pool, Set<String> clientIds) {
        return trust(pool, CognitoVerifier.requireNotEmpty(clientIds));
    }

    /** Requires all of these scopes; more than one call adds up. Access tokens only. */
    public CognitoVerifierBuilder<T> requireScopes(String... scopes) {
        return require(Check.allScopes(onAccessTokens("requireScopes", scopes)));
    }

    /** Requires at least one of these scopes. Access tokens only. */
    public CognitoVerifierBuilder<T> requireAnyScope(String... scopes) {
        return require(Check.anyScope(onAccessTokens("requireAnyScope", scopes)));
    }

    /** Requires all of these groups; more than one call adds up. */
    public CognitoVerifierBuilder<T> requireGroups(String... groups) {
        return require(Check.allGroups(values("requireGroups", groups)));
    }

    /** Requires at least one of these groups. */
    public CognitoVerifierBuilder<T> requireAnyGroup(String... groups) {
        return require(Check.anyGroup(values("requireAnyGroup", groups)));
    }

    /** Accepts only these values of {@code acr}, such as {@code urn:cognito:loa:2}. The default is to accept all, and none. */
    public CognitoVerifierBuilder<T> requireAnyAuthenticationContext(String... values) {
        return require(Check.authenticationContext(values("requireAnyAuthenticationContext", values)));
    }

    /** Accepts only tokens of users who signed in at most this long ago. The default is no limit; at least 1 s. */
    public CognitoVerifierBuilder<T> maxSignInAge(Duration age) {
        if (requireNonNull(age, "maxSignInAge").compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException("maxSignInAge: must be 1 s at least, was " + age);
        }
        this.maxSignInAge = age;
        return this;
    }

    /**
     * Accepts access tokens that are bound to one of these resources ({@code aud}, <a
     * href="https://www.rfc-editor.org/rfc/rfc8707">RFC 8707</a>), beside those that are bound to none. The default is to
     * accept tokens without {@code aud}, or with the client's id there.
     */
    public CognitoVerifierBuilder<T> acceptResources(String... identifiers) {
        resources.addAll(onAccessTokens("acceptResources", identifiers));
        return this;
    }

    /** Accepts only access tokens that are bound to one of these resources. */
    public CognitoVerifierBuilder<T> requireResource(String... identifiers) {
        resources.addAll(onAccessTokens("requireResource", identifiers));
        this.resourceRequired = true;
        return this;
    }

    /** Asks whether the token was revoked. The default is not to ask. */
    public CognitoVerifierBuilder<T> revocations(RevocationCheck revocations) {
        ownChecks.add(Check.notRevoked(requireNonNull(revocations, "revocations")));
        return this;
    }

    /**
     * Adds a check of the application's own. It is made last, for every token that is otherwise good, cached or not; a
     * token that does not pass is rejected with {@link TokenRejectedException.Reason#FAILED_CHECK}.
     *
     * @param name for {@link CognitoVerifier#explain}
     */
    public CognitoVerifierBuilder<T> check(String name, Predicate<? super T> predicate) {
        ownChecks.add(Check.custom(requireNonNull(name, "name"), requireNonNull(predicate, "predicate")));
        return this;
    }

    /**
     * How far the clocks of Cognito and of this machine may be apart. The default is zero: expired is expired. At most 5
     * min.
     */
    public CognitoVerifierBuilder<T> clockSkew(Duration skew) {
        if (requireNonNull(skew, "clockSkew").isNegative() || skew.compareTo(MAX_CLOCK_SKEW) > 0) {
            throw new IllegalArgumentException("clockSkew: must be from 0 to " + MAX_CLOCK_SKEW + ", was " + skew);
        }
        this.clockSkew = skew;
        return this;
    }

    /** What tells the time. The default is the system's clock. */
    public CognitoVerifierBuilder<T> clock(Clock clock) {
        this.clock = requireNonNull(clock, "clock");
        return this;
    }

    /** The keys, to share them between verifiers or to set them up. The default is {@link JwksCache#create} for this one. */
    public CognitoVerifierBuilder<T> keys(JwksCache keys) {
        this.keys = requireNonNull(keys, "keys");
        return this;
    }

    /** How much memory verified tokens may take, roughly. The default is 16 MiB, some 4,000 tokens of 1 kB; at least 64 KiB. */
    public CognitoVerifierBuilder<T> tokenCacheBytes(long bytes) {
        if (bytes < 65_536) {
            throw new IllegalArgumentException("tokenCacheBytes: must be 65536 at least, was " + bytes);
        }
        this.cacheBytes = bytes;
        return this;
    }

    /** Verifies every token anew. The default is to remember good ones until they expire. */
    public CognitoVerifierBuilder<T> withoutTokenCache() {
        this.cacheBytes = 0;
        return this;
    }

    /** Who is told what happens; also of fetches, unless {@link #keys} are given. The default is nobody. */
    public CognitoVerifierBuilder<T> listener(VerificationListener listener) {
        this.listener = requireNonNull(listener, "listener");
        return this;
    }

    /** {@return the verifier} */
    public CognitoVerifier<T> build() {
        return new CognitoVerifier<>(this);
    }

    CognitoVerifierBuilder<T> trust(UserPool pool, Set<String> clientIds) {
        for (Issuer issuer : requireNonNull(pool, "pool").issuers()) {
            if (trusted.put(issuer.value(), new Trust(issuer, clientIds)) != null) {
                throw new IllegalArgumentException("userPool: given twice: " + pool.id());
            }
        }
        firstIssuers.add(pool.issuers().get(0));
        return this;
    }

    Function<Map<String, @Nullable Object>, T> type() {
        return type;
    }

    Map<String, Trust> trusted() {
        return Map.copyOf(trusted);
    }

    List<Issuer> firstIssuers() {
        return List.copyOf(firstIssuers);
    }

    /** All checks behind the signature, in their order. */
    List<Check<T>> checks() {
        List<Check<T>> checks = new ArrayList<>();
        checks.add(Check.notExpired(clockSkew));
        checks.add(Check.alreadyValid(clockSkew));
        checks.add(Check.tokenUse(tokenUse));
        checks.add(Check.client(clientClaim));
        if (isForAccessTokens()) {
            checks.add(Check.audience(Set.copyOf(resources), resourceRequired));
        }
        if (maxSignInAge != null) {
            checks.add(Check.maxSignInAge(maxSignInAge, clockSkew));
        }
        checks.addAll(requirements);
        checks.addAll(ownChecks);
        return List.copyOf(checks);
    }

    Clock clock() {
        return clock;
    }

    JwksCache keysOrOwn() {
        if (keys != null) {
            return keys;
        }
        JwksCache.Builder own = JwksCache.builder().clock(clock);
        return (listener == null ? own : own.listener(listener)).build();
    }

    @Nullable
    TokenCache<T> tokenCache() {
        return cacheBytes == 0 ? null : new TokenCache<>(cacheBytes, clock);
    }

    Listener listener() {
        return listener == null ? Listener.NONE : new Listener(listener);
    }

    private CognitoVerifierBuilder<T> require(Check<T> check) {
        requirements.add(check);
        return this;
    }

    private boolean isForAccessTokens() {
        return tokenUse.equals("access");
    }

    private Set<String> onAccessTokens(String setting, String... values) {
        if (!isForAccessTokens()) {
            throw new IllegalArgumentException(setting + ": ID tokens carry no scopes and no resource");
        }
        return values(setting, values);
    }

    private static Set<String> values(String setting, String... values) {
        Set<String> all = Set.copyOf(List.of(values));
        if (all.isEmpty() || all.stream().anyMatch(String::isBlank)) {
            throw new IllegalArgumentException(setting + ": must name one value at least, and no blank one");
        }
        return all;
    }
}
