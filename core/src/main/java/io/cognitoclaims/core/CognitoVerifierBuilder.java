package io.cognitoclaims.core;

import static java.util.Objects.requireNonNull;

import io.cognitoclaims.core.Revocations.WhenStale;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Settings of a {@link CognitoVerifier}. Each of them is optional. Not safe for use by many threads.
 *
 * @param <T> {@link AccessToken} or {@link IdToken}
 */
public final class CognitoVerifierBuilder<T extends CognitoToken> {
    static final Duration MAX_CLOCK_SKEW = Duration.ofMinutes(5);
    /** The longest life of a refresh token. */
    private static final Duration MAX_SIGN_IN_AGE = Duration.ofDays(3650);

    private static final int LEAST_MAX_TOKEN_LENGTH = 4_096;
    private static final int GREATEST_MAX_TOKEN_LENGTH = 65_536;

    private static final long DEFAULT_CACHE_BYTES = 16L << 20;

    private final BiFunction<Map<String, @Nullable Object>, AcceptedPool, T> type;
    private final TokenUse tokenUse;
    private final List<AcceptedPool> pools = new ArrayList<>();
    private @Nullable UserPoolCache lookedUpPools;
    private final Set<String> issuers = new HashSet<>();
    private final Set<String> scopes = new LinkedHashSet<>();
    private final List<Set<String>> scopeAlternatives = new ArrayList<>();
    private final Set<String> groups = new LinkedHashSet<>();
    private final List<Check<T>> requirements = new ArrayList<>();
    private final List<Check<T>> applicationChecks = new ArrayList<>();
    private final Set<String> acceptedResources = new LinkedHashSet<>();
    private final Set<String> requiredResources = new LinkedHashSet<>();
    private @Nullable Revocations revocations;
    private @Nullable WhenStale whenStale;
    private @Nullable Duration maxSignInAge;
    private Duration clockSkew = Duration.ZERO;
    private Clock clock = Clock.systemUTC();
    private @Nullable JwksCache keys;
    private int maxTokenLength = CompactJws.MAX_LENGTH;
    private long cacheBytes = DEFAULT_CACHE_BYTES;
    private final List<VerificationListener> listeners = new ArrayList<>();

    CognitoVerifierBuilder(BiFunction<Map<String, @Nullable Object>, AcceptedPool, T> type, TokenUse tokenUse) {
        this.type = type;
        this.tokenUse = tokenUse;
    }

    /**
     * Accepts tokens of another pool too.
     *
     * @param clientIds the app clients of that pool whose tokens are accepted, at least one; see {@link AcceptedClients#of}
     * @throws IllegalArgumentException if an issuer of the pool is already trusted
     */
    public CognitoVerifierBuilder<T> alsoFrom(UserPool pool, Set<String> clientIds) {
        return alsoFrom(AcceptedPool.of(pool, clientIds));
    }

    /**
     * Accepts tokens of another pool too.
     *
     * @throws IllegalArgumentException if an issuer of the pool is already trusted
     */
    public CognitoVerifierBuilder<T> alsoFrom(AcceptedPool accepted) {
        UserPool pool = requireNonNull(accepted, "pool").pool();
        List<String> added = pool.issuers().stream().map(Issuer::value).toList();
        if (!Collections.disjoint(issuers, added)) {
            throw new IllegalArgumentException("userPool: given twice: " + pool.id());
        }
        issuers.addAll(added);
        pools.add(accepted);
        return this;
    }

    /**
     * Accepts tokens of pools that are looked up while the application runs too. They are looked up only for issuers that
     * were not given.
     *
     * @throws IllegalArgumentException if other pools are already looked up
     */
    public CognitoVerifierBuilder<T> alsoFrom(UserPoolCache pools) {
        if (lookedUpPools != null) {
            throw new IllegalArgumentException("userPoolCache: given twice; one source can look all pools up");
        }
        lookedUpPools = requireNonNull(pools, "userPoolCache");
        return this;
    }

    /** Requires all of these scopes. Each call adds to the earlier ones. For access tokens only. */
    public CognitoVerifierBuilder<T> requireScopes(String... scopes) {
        this.scopes.addAll(scopeNames("requireScopes", scopes));
        return this;
    }

    /** Requires at least one of these scopes. Challenges name the first of them. For access tokens only. */
    public CognitoVerifierBuilder<T> requireAnyScope(String... scopes) {
        scopeAlternatives.add(scopeNames("requireAnyScope", scopes));
        return this;
    }

    /** Requires all of these groups. Each call adds to the earlier ones. */
    public CognitoVerifierBuilder<T> requireGroups(String... groups) {
        this.groups.addAll(values("requireGroups", groups));
        return this;
    }

    /** Requires at least one of these groups. */
    public CognitoVerifierBuilder<T> requireAnyGroup(String... groups) {
        return require(Check.anyGroup(values("requireAnyGroup", groups)));
    }

    /**
     * Accepts only these values of {@code acr}, such as {@code urn:cognito:loa:2}. By default, {@code acr} may have any
     * value or be absent.
     */
    public CognitoVerifierBuilder<T> requireAnyAuthenticationContext(String... values) {
        return require(Check.authenticationContext(values("requireAnyAuthenticationContext", values)));
    }

    /**
     * Accepts only tokens of users who signed in at most this long ago. There is no limit by default. From 1 s to 3,650
     * days.
     */
    public CognitoVerifierBuilder<T> maxSignInAge(Duration age) {
        if (requireNonNull(age, "maxSignInAge").compareTo(Duration.ofSeconds(1)) < 0
                || age.compareTo(MAX_SIGN_IN_AGE) > 0) {
            throw new IllegalArgumentException("maxSignInAge: must be from 1 s to 3650 days, was " + age);
        }
        this.maxSignInAge = age;
        return this;
    }

    /**
     * Accepts access tokens that are bound to one of these resources ({@code aud}, <a
     * href="https://www.rfc-editor.org/rfc/rfc8707">RFC 8707</a>), and also those that are bound to none. By default,
     * {@code aud} must be absent or the client's id.
     */
    public CognitoVerifierBuilder<T> acceptResources(String... identifiers) {
        acceptedResources.addAll(onAccessTokens("acceptResources", identifiers));
        return this;
    }

    /** Accepts only access tokens that are bound to one of these resources. It excludes {@link #acceptResources}. */
    public CognitoVerifierBuilder<T> requireAnyResource(String... identifiers) {
        requiredResources.addAll(onAccessTokens("requireAnyResource", identifiers));
        return this;
    }

    /**
     * Rejects tokens that are among these revocations, which are in memory only. By default, nothing is checked.
     *
     * @throws IllegalArgumentException if they are shared through a store, because then the outage of the store needs an
     *     answer ({@link #revocations(Revocations, WhenStale)}); or if revocations were given before
     */
    public CognitoVerifierBuilder<T> revocations(Revocations revocations) {
        if (requireNonNull(revocations, "revocations").isShared()) {
            throw new IllegalArgumentException(
                    "revocations: are shared through a store; say what happens when the store"
                            + " can't be read, with revocations(Revocations, WhenStale)");
        }
        return revocations(revocations, WhenStale.ACCEPT);
    }

    /**
     * Rejects tokens that are among these revocations.
     *
     * @param whenStale what happens while the store can't be read, after {@link RevocationsBuilder#maxAge}; revocations
     *     without a store are never stale
     * @throws IllegalArgumentException if revocations were given before
     */
    public CognitoVerifierBuilder<T> revocations(Revocations revocations, WhenStale whenStale) {
        if (this.revocations != null) {
            throw new IllegalArgumentException("revocations: given twice; one list holds all of them");
        }
        this.revocations = requireNonNull(revocations, "revocations");
        this.whenStale = requireNonNull(whenStale, "whenStale");
        return this;
    }

    /**
     * Rejects tokens that this check reports as revoked: for an application with a list of its own. Otherwise use {@link
     * #revocations(Revocations)}. By default, nothing is checked.
     */
    public CognitoVerifierBuilder<T> revocationCheck(RevocationCheck check) {
        applicationChecks.add(Check.notRevoked(requireNonNull(check, "revocationCheck")));
        return this;
    }

    /**
     * Adds a check of the application. It runs last, for every token that passed all other checks, cached or not. A token
     * that does not pass is rejected with {@link TokenRejectedException.Reason#FAILED_CHECK}.
     *
     * @param name how {@link CognitoVerifier#explain} names the check
     */
    public CognitoVerifierBuilder<T> require(String name, Predicate<? super T> predicate) {
        applicationChecks.add(Check.custom(requireNonNull(name, "name"), requireNonNull(predicate, "predicate")));
        return this;
    }

    /**
     * Sets how far the clocks of Cognito and of this machine may differ. The default is zero: a token is rejected from
     * {@code exp} on. At most 5 min.
     */
    public CognitoVerifierBuilder<T> clockSkew(Duration skew) {
        if (requireNonNull(skew, "clockSkew").isNegative() || skew.compareTo(MAX_CLOCK_SKEW) > 0) {
            throw new IllegalArgumentException("clockSkew: must be from 0 to " + MAX_CLOCK_SKEW + ", was " + skew);
        }
        this.clockSkew = skew;
        return this;
    }

    /**
     * Sets how many characters a token may have. The default is 16,384; from 4,096 to 65,536. A longer token is rejected as
     * {@link TokenRejectedException.Reason#TOO_LARGE} before any part of it is read. A server has its own limit for the
     * headers of a request, often 8 KB. That limit must be raised first.
     */
    public CognitoVerifierBuilder<T> maxTokenLength(int characters) {
        if (characters < LEAST_MAX_TOKEN_LENGTH || characters > GREATEST_MAX_TOKEN_LENGTH) {
            throw new IllegalArgumentException("maxTokenLength: must be from " + LEAST_MAX_TOKEN_LENGTH + " to "
                    + GREATEST_MAX_TOKEN_LENGTH + " characters, was " + characters);
        }
        this.maxTokenLength = characters;
        return this;
    }

    /** Sets the clock that gives the time. The default is the system's clock. */
    public CognitoVerifierBuilder<T> clock(Clock clock) {
        this.clock = requireNonNull(clock, "clock");
        return this;
    }

    /**
     * Sets the key cache: to share it between verifiers, or to change its settings. The default is a new {@link
     * JwksCache#create} cache. With pools that are looked up it is always theirs ({@link UserPoolCacheBuilder#keys}).
     */
    public CognitoVerifierBuilder<T> keys(JwksCache keys) {
        this.keys = requireNonNull(keys, "keys");
        return this;
    }

    /**
     * Sets how much memory the cache of verified tokens may take. The size of a token is that of the objects that hold its
     * claims, estimated to within a half for any shape of claims. The default is 16 MiB, about 8,000 tokens of 1 kB; at
     * least 64 KiB.
     */
    public CognitoVerifierBuilder<T> tokenCacheBytes(long bytes) {
        if (bytes < 65_536) {
            throw new IllegalArgumentException("tokenCacheBytes: must be 65536 at least, was " + bytes);
        }
        this.cacheBytes = bytes;
        return this;
    }

    /** Verifies every token anew. By default, good tokens are cached until they expire. */
    public CognitoVerifierBuilder<T> withoutTokenCache() {
        this.cacheBytes = 0;
        return this;
    }

    /**
     * Adds a listener, which hears of verifications. It also hears of fetches, unless {@link #keys} is set. Each call adds
     * one. By default there is none.
     */
    public CognitoVerifierBuilder<T> addListener(VerificationListener listener) {
        listeners.add(requireNonNull(listener, "listener"));
        return this;
    }

    /**
     * {@return the verifier}
     *
     * @throws IllegalArgumentException if resources are both accepted and required, if {@link JwksCache#preload} was called
     *     with another form of one of the pools, if {@link #keys} is not the key cache of the pools that are looked up, or if
     *     a pool over insecure HTTP ({@link UserPool#fromInsecureIssuer}) is accepted beside one of AWS
     */
    public CognitoVerifier<T> build() {
        if (!acceptedResources.isEmpty() && !requiredResources.isEmpty()) {
            throw new IllegalArgumentException("acceptResources, requireAnyResource: give one of them, not both");
        }
        if (lookedUpPools != null && keys != null && keys != lookedUpPools.keys()) {
            throw new IllegalArgumentException("keys: give them to the UserPoolCache, for all verifiers of its pools");
        }
        requireNoAwsBesideInsecureHttp();
        return new CognitoVerifier<>(this);
    }

    BiFunction<Map<String, @Nullable Object>, AcceptedPool, T> type() {
        return type;
    }

    TrustedIssuers issuers(JwksCache keys) {
        Map<String, TrustedIssuer> given = new HashMap<>();
        pools.forEach(accepted -> keys.trust(accepted.pool())
                .forEach(held -> given.put(held.issuer(), new TrustedIssuer(held, accepted))));
        return new TrustedIssuers(given, lookedUpPools);
    }

    List<AcceptedPool> pools() {
        return List.copyOf(pools);
    }

    @Nullable
    UserPoolCache lookedUpPools() {
        return lookedUpPools;
    }

    TokenUse tokenUse() {
        return tokenUse;
    }

    Set<String> requiredResources() {
        return inOrder(requiredResources);
    }

    Set<String> requiredScopes() {
        Set<String> asked = new LinkedHashSet<>(scopes);
        for (Set<String> any : scopeAlternatives) {
            if (Collections.disjoint(asked, any)) {
                asked.add(any.iterator().next());
            }
        }
        return inOrder(asked);
    }

    /** The checks that follow the signature check, in their order. */
    List<Check<T>> checks() {
        List<Check<T>> checks = new ArrayList<>();
        checks.add(Check.notExpired(clockSkew));
        checks.add(Check.alreadyValid(clockSkew));
        checks.add(Check.tokenUse(tokenUse));
        checks.add(Check.client(tokenUse.clientClaim()));
        if (isForAccessTokens()) {
            boolean required = !requiredResources.isEmpty();
            checks.add(Check.audience(Set.copyOf(required ? requiredResources : acceptedResources), required));
        }
        if (maxSignInAge != null) {
            checks.add(Check.maxSignInAge(maxSignInAge, clockSkew));
        }
        if (!groups.isEmpty()) {
            checks.add(Check.allGroups(inOrder(groups)));
        }
        Set<String> asked = requiredScopes();
        if (!scopes.isEmpty()) {
            checks.add(Check.allScopes(inOrder(scopes), asked));
        }
        scopeAlternatives.forEach(any -> checks.add(Check.anyScope(any, asked)));
        checks.addAll(requirements);
        return List.copyOf(checks);
    }

    /** The application's checks, which run when a token has passed all others. */
    List<Check<T>> applicationChecks() {
        List<Check<T>> checks = new ArrayList<>();
        if (revocations != null) {
            checks.add(Check.notRevoked(revocations, whenStale == WhenStale.UNAVAILABLE));
        }
        checks.addAll(applicationChecks);
        return List.copyOf(checks);
    }

    /** The revocations that are used even if they are stale. */
    @Nullable
    Revocations revocationsOfAnyAge() {
        return whenStale == WhenStale.ACCEPT ? revocations : null;
    }

    /** The revocations without which no token is judged while they are stale. */
    @Nullable
    Revocations requiredRevocations() {
        return whenStale == WhenStale.UNAVAILABLE ? revocations : null;
    }

    Clock clock() {
        return clock;
    }

    int maxTokenLength() {
        return maxTokenLength;
    }

    JwksCache keysOrOwn() {
        if (lookedUpPools != null) {
            return lookedUpPools.keys();
        }
        if (keys != null) {
            return keys;
        }
        JwksCacheBuilder own = JwksCache.builder().clock(clock);
        listeners.forEach(own::addListener);
        return own.build();
    }

    @Nullable
    TokenCache<T> tokenCache() {
        return cacheBytes == 0 ? null : new TokenCache<>(cacheBytes, clock);
    }

    Listeners listeners() {
        return new Listeners(listeners);
    }

    /** A pool of an emulator that was left in the settings of a production system must not be able to make up tokens. */
    private void requireNoAwsBesideInsecureHttp() {
        List<UserPool> given = pools.stream().map(AcceptedPool::pool).toList();
        boolean isInsecure = given.stream().anyMatch(UserPool::allowsInsecureHttp)
                || (lookedUpPools != null && lookedUpPools.allowsInsecureHttp());
        boolean isOfAws = given.stream().anyMatch(UserPool::hasAwsIssuer)
                || (lookedUpPools != null && !lookedUpPools.allowsInsecureHttp());
        if (isInsecure && isOfAws) {
            throw new IllegalArgumentException("userPool: " + PoolAddress.NOT_WITH_AWS + ", in one verifier");
        }
    }

    private CognitoVerifierBuilder<T> require(Check<T> check) {
        requirements.add(check);
        return this;
    }

    private boolean isForAccessTokens() {
        return tokenUse == TokenUse.ACCESS;
    }

    private Set<String> onAccessTokens(String setting, String... values) {
        if (!isForAccessTokens()) {
            throw new IllegalArgumentException(setting + ": ID tokens carry no scopes and no resource");
        }
        return values(setting, values);
    }

    private Set<String> scopeNames(String setting, String... scopes) {
        Set<String> names = onAccessTokens(setting, scopes);
        if (names.stream().anyMatch(name -> name.indexOf(' ') >= 0)) {
            throw new IllegalArgumentException(setting + ": a scope has no spaces; give several as several values");
        }
        if (!names.stream().allMatch(BearerProblem::isScope)) {
            throw new IllegalArgumentException(setting + ": one has a character that no scope can have");
        }
        return names;
    }

    private static Set<String> values(String setting, String... values) {
        Set<String> all = inOrder(List.of(values));
        if (all.isEmpty() || all.stream().anyMatch(String::isBlank)) {
            throw new IllegalArgumentException(setting + ": must name at least one value, and no blank one");
        }
        return all;
    }

    private static Set<String> inOrder(Collection<String> values) {
        return Collections.unmodifiableSet(new LinkedHashSet<>(values));
    }
}
