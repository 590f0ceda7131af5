package io.cognitoclaims.core;

import static java.util.Objects.requireNonNull;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Settings of a {@link UserPoolCache}. Each of them is optional. Not safe for use by many threads. */
public final class UserPoolCacheBuilder {
    private static final Logger LOG = LoggerFactory.getLogger(UserPoolCache.class);

    private final PoolLookups.Asking asking;
    private int maxPools = 10_000;
    private Duration rememberFor = Duration.ofMinutes(5);
    private Duration rememberUnknownFor = Duration.ofMinutes(1);
    private Duration lookupTimeout = Duration.ofSeconds(3);
    private int maxNewLookupsPerSecond = 100;
    private final List<IssuersBelow> issuersBelow = new ArrayList<>();
    private boolean allowsInsecureHttp;
    private Clock clock = Clock.systemUTC();
    private @Nullable JwksCache keys;

    UserPoolCacheBuilder(PoolLookups.Asking asking) {
        this.asking = asking;
    }

    /**
     * Sets how many issuers are remembered whose pool was found. Cognito's pools have one issuer in use, or two while they
     * are switched. If there are more, those that are used least are looked up again. The default is 10,000; 1 to 1,000,000.
     */
    public UserPoolCacheBuilder maxPools(int issuers) {
        this.maxPools = requireBetween("maxPools", issuers, 1, 1_000_000);
        return this;
    }

    /**
     * Sets how long a pool that was found is accepted without another look-up. In the last fifth of this time its next
     * token causes a look-up in the background. A pool that the application no longer knows is therefore accepted this long
     * at most, and not at all after {@link UserPoolCache#evict(String)}. The default is 5 min; 1 s to 1 day.
     */
    public UserPoolCacheBuilder rememberFor(Duration time) {
        this.rememberFor = requireBetween("rememberFor", time, Duration.ofSeconds(1), Duration.ofDays(1));
        return this;
    }

    /**
     * Sets how long an issuer is rejected without another look-up after its pool was not found. The default is 1 min; 1 s
     * to 1 day.
     */
    public UserPoolCacheBuilder rememberUnknownFor(Duration time) {
        this.rememberUnknownFor = requireBetween("rememberUnknownFor", time, Duration.ofSeconds(1), Duration.ofDays(1));
        return this;
    }

    /** Sets the time limit of one look-up. The default is 3 s; 1 ms to 30 s. */
    public UserPoolCacheBuilder lookupTimeout(Duration timeout) {
        this.lookupTimeout = requireBetween("lookupTimeout", timeout, Duration.ofMillis(1), Duration.ofSeconds(30));
        return this;
    }

    /**
     * Sets how many issuers that are not remembered may be looked up: so many at once, and then so many in each second.
     * Tokens with made-up issuers cause no more look-ups than that. The default is 100; 1 to 10,000.
     */
    public UserPoolCacheBuilder maxNewLookupsPerSecond(int lookups) {
        this.maxNewLookupsPerSecond = requireBetween("maxNewLookupsPerSecond", lookups, 1, 10_000);
        return this;
    }

    /**
     * Looks up issuers below this URL too, such as {@code http://localhost:9229/} for {@code
     * http://localhost:9229/local_pool}: for emulators, proxies and partitions whose issuers AWS does not document. By
     * default, only issuers of the form {@code https://cognito-idp.<region>.amazonaws.com/<id>} and {@code
     * https://issuer-cognito-idp.<region>.amazonaws.com/<id>} are looked up. Each call adds one.
     *
     * @param url {@code https}, or {@code http} on a loopback address, up to a slash at the end; with {@code http} the port may
     *     be {@code *} for every port
     * @throws IllegalArgumentException if the URL is not of that form; for {@code http} elsewhere see {@link
     *     #insecureIssuersBelow}
     */
    public UserPoolCacheBuilder issuersBelow(String url) {
        issuersBelow.add(IssuersBelow.of(url, false));
        return this;
    }

    /**
     * Does the same as {@link #issuersBelow} for a URL that may be {@code http} on any host: for emulators in containers, in
     * development only. Issuers of AWS are then not looked up at all. {@link #build} logs a warning. The source makes the
     * pools with {@link UserPool#fromInsecureIssuer}.
     *
     * @param url {@code http} or {@code https}, up to a slash at the end, and not of a host of AWS; with {@code http} the port
     *     may be {@code *} for every port
     * @throws IllegalArgumentException if the URL is not of that form
     */
    public UserPoolCacheBuilder insecureIssuersBelow(String url) {
        issuersBelow.add(IssuersBelow.of(url, true));
        allowsInsecureHttp = true;
        return this;
    }

    /** Sets the clock that gives the time. The default is the system's clock. */
    public UserPoolCacheBuilder clock(Clock clock) {
        this.clock = requireNonNull(clock, "clock");
        return this;
    }

    /**
     * Sets the cache of the pools' signing keys, for all verifiers that use these pools. The default is a new {@link
     * JwksCache#create} cache.
     */
    public UserPoolCacheBuilder keys(JwksCache keys) {
        this.keys = requireNonNull(keys, "keys");
        return this;
    }

    /**
     * {@return the cache}
     *
     * @throws IllegalArgumentException if insecure HTTP is allowed and {@link #issuersBelow} names a host of AWS
     */
    public UserPoolCache build() {
        if (allowsInsecureHttp) {
            if (issuersBelow.stream().anyMatch(IssuersBelow::isOfAws)) {
                throw new IllegalArgumentException("issuersBelow: " + PoolAddress.NOT_WITH_AWS);
            }
            LOG.warn(
                    "User pools below {} may be trusted over insecure HTTP (allow-insecure-http). This is for emulators in"
                            + " development only: others on the network can replace the keys, and so make up tokens",
                    issuersBelow);
        }
        JwksCache cache = keys != null ? keys : JwksCache.builder().clock(clock).build();
        PoolLookups lookups = new PoolLookups(asking, lookupTimeout, maxNewLookupsPerSecond, clock);
        return new UserPoolCache(
                lookups,
                cache,
                clock,
                maxPools,
                rememberFor.toMillis(),
                rememberUnknownFor.toMillis(),
                List.copyOf(issuersBelow),
                allowsInsecureHttp);
    }

    private static int requireBetween(String setting, int value, int least, int greatest) {
        if (value < least || value > greatest) {
            throw new IllegalArgumentException(
                    setting + ": must be from " + least + " to " + greatest + ", was " + value);
        }
        return value;
    }

    private static Duration requireBetween(String setting, Duration value, Duration least, Duration greatest) {
        if (requireNonNull(value, setting).compareTo(least) < 0 || value.compareTo(greatest) > 0) {
            throw new IllegalArgumentException(
                    setting + ": must be from " + least + " to " + greatest + ", was " + value);
        }
        return value;
    }
}
