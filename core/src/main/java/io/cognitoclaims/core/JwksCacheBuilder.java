package io.cognitoclaims.core;

import static java.util.Objects.requireNonNull;

import java.security.Provider;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Settings of a {@link JwksCache}. Not safe for use by many threads. */
public final class JwksCacheBuilder {
    private JwksFetcher fetcher = JwksFetcher.overHttp();
    private Duration fetchTimeout = Duration.ofSeconds(3);
    private Duration refreshAfter = Duration.ofMinutes(10);
    private Duration maxAge = Duration.ofHours(1);
    private Duration staleLimit = Duration.ofHours(24);
    private Duration cooldown = Duration.ofSeconds(10);
    private Clock clock = Clock.systemUTC();
    private @Nullable Rs256 rs256;
    private final List<VerificationListener> listeners = new ArrayList<>();

    JwksCacheBuilder() {}

    /** Sets how key sets are fetched. The default is {@link JwksFetcher#overHttp}. */
    public JwksCacheBuilder fetcher(JwksFetcher fetcher) {
        this.fetcher = requireNonNull(fetcher, "fetcher");
        return this;
    }

    /**
     * Sets the time limit of a whole fetch, from the DNS look-up and the TLS handshake to the last byte. There is no other
     * limit. A verification waits for one fetch, or for two if the first one began before its token arrived. The default is
     * 3 s; 1 ms to 30 s.
     */
    public JwksCacheBuilder fetchTimeout(Duration timeout) {
        this.fetchTimeout = requireBetween("fetchTimeout", timeout, Duration.ofMillis(1), Duration.ofSeconds(30));
        return this;
    }

    /**
     * Sets the age at which keys are fetched again in the background, while they stay in use. The default is 10 min; at
     * least 1 s.
     */
    public JwksCacheBuilder refreshAfter(Duration age) {
        this.refreshAfter = requireBetween("refreshAfter", age, Duration.ofSeconds(1), Duration.ofDays(30));
        return this;
    }

    /**
     * Sets the age at which a fetch must confirm the keys before they are used again. Only the keys of a pool without
     * traffic reach it. The default is 1 h; at least {@link #refreshAfter}.
     */
    public JwksCacheBuilder maxAge(Duration age) {
        this.maxAge = requireBetween("maxAge", age, Duration.ofSeconds(1), Duration.ofDays(30));
        return this;
    }

    /**
     * Sets the age up to which keys are used while newer ones are unavailable. The default is 24 h; at least {@link
     * #maxAge}, at most 30 days. If it equals {@link #maxAge}, keys are never used beyond that age.
     */
    public JwksCacheBuilder staleLimit(Duration age) {
        this.staleLimit = requireBetween("staleLimit", age, Duration.ofSeconds(1), Duration.ofDays(30));
        return this;
    }

    /**
     * Sets how often tokens with unknown keys may cause a fetch of an issuer's keys: three times at once, and then once in
     * this time. It is also the longest pause after a failed fetch. The default is 10 s; 1 s to 10 min, and at most {@link
     * #refreshAfter}.
     */
    public JwksCacheBuilder cooldown(Duration cooldown) {
        this.cooldown = requireBetween("cooldown", cooldown, Duration.ofSeconds(1), Duration.ofMinutes(10));
        return this;
    }

    /** Sets the clock that gives the time. The default is the system's clock. */
    public JwksCacheBuilder clock(Clock clock) {
        this.clock = requireNonNull(clock, "clock");
        return this;
    }

    /** Adds a listener, which hears of fetches. Each call adds one. By default there is none. */
    public JwksCacheBuilder addListener(VerificationListener listener) {
        listeners.add(requireNonNull(listener, "listener"));
        return this;
    }

    /**
     * Sets the security provider that checks signatures, such as a certified one. The default is <a
     * href="https://github.com/corretto/amazon-corretto-crypto-provider">AmazonCorrettoCryptoProvider</a> if it is on the
     * class path, otherwise the provider that the JDK prefers. Amazon's provider halves the time of a verification and does
     * not have to be installed in the JVM. The choice is logged once.
     *
     * @throws IllegalArgumentException if the provider does not offer {@code SHA256withRSA}
     */
    public JwksCacheBuilder signatureProvider(Provider provider) {
        this.rs256 = Rs256.of(requireNonNull(provider, "provider"));
        return this;
    }

    /**
     * {@return the cache}
     *
     * @throws IllegalArgumentException if {@code cooldown <= refreshAfter <= maxAge <= staleLimit} does not hold
     */
    public JwksCache build() {
        List<Duration> inOrder = List.of(cooldown, refreshAfter, maxAge, staleLimit);
        if (!inOrder.equals(inOrder.stream().sorted().toList())) {
            throw new IllegalArgumentException(
                    "cooldown, refreshAfter, maxAge, staleLimit: must not fall in this order, were " + inOrder);
        }
        return new JwksCache(new KeySettings(
                fetcher,
                fetchTimeout,
                refreshAfter.toMillis(),
                maxAge.toMillis(),
                staleLimit.toMillis(),
                cooldown.toMillis(),
                clock,
                new Listeners(listeners),
                rs256 != null ? rs256 : Rs256.fastest()));
    }

    private static Duration requireBetween(String setting, Duration value, Duration least, Duration most) {
        if (requireNonNull(value, setting).compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException(setting + ": must be from " + least + " to " + most + ", was " + value);
        }
        return value;
    }
}
