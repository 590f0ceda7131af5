package io.cognitoclaims.alb;

import static java.util.Objects.requireNonNull;

import io.cognitoclaims.core.AcceptedClients;
import io.cognitoclaims.core.UserPool;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Settings of an {@link AlbVerifier}. Each of them is optional. Not safe for use by many threads. */
public final class AlbVerifierBuilder {
    static final Duration MAX_FETCH_TIMEOUT = Duration.ofSeconds(30);

    final UserPool pool;
    final AcceptedClients clients;
    private final List<LoadBalancerArn> loadBalancers;
    private @Nullable URI keysUri;
    private Duration fetchTimeout = Duration.ofSeconds(3);
    Clock clock = Clock.systemUTC();

    AlbVerifierBuilder(Set<String> loadBalancerArns, UserPool pool, Set<String> clientIds) {
        this.loadBalancers = Set.copyOf(requireNonNull(loadBalancerArns, "loadBalancerArns")).stream()
                .map(LoadBalancerArn::of)
                .toList();
        if (loadBalancers.isEmpty()) {
            throw new IllegalArgumentException("loadBalancerArns: must name the load balancers that are trusted");
        }
        this.pool = requireNonNull(pool, "pool");
        this.clients = AcceptedClients.of(clientIds);
    }

    /**
     * Sets where the keys of all load balancers are, each below a slash and its id. For tests, proxies, and partitions whose
     * address AWS does not document. The default depends on the region of each load balancer: {@code
     * https://public-keys.auth.elb.<region>.amazonaws.com}, or in AWS GovCloud {@code
     * https://s3-<region>.amazonaws.com/aws-elb-public-keys-prod-<region>}.
     *
     * @param uri {@code https}, or {@code http} on a loopback address; without a slash at its end, a query or a fragment
     */
    public AlbVerifierBuilder keysUri(URI uri) {
        boolean plain = requireNonNull(uri, "keysUri").getHost() != null
                && uri.getRawUserInfo() == null
                && uri.getRawQuery() == null
                && uri.getRawFragment() == null
                && !uri.getRawPath().endsWith("/");
        if (!plain || !("https".equalsIgnoreCase(uri.getScheme()) || isLoopbackHttp(uri))) {
            throw new IllegalArgumentException("keysUri: must be an https address, or http on a loopback address,"
                    + " without a slash at its end, was " + uri);
        }
        this.keysUri = uri;
        return this;
    }

    /**
     * Sets the time limit of a whole fetch of a key, from the DNS look-up to the last byte. A verification waits for one
     * fetch at most. The default is 3 s; 1 ms to 30 s.
     */
    public AlbVerifierBuilder fetchTimeout(Duration timeout) {
        if (requireNonNull(timeout, "fetchTimeout").compareTo(Duration.ofMillis(1)) < 0
                || timeout.compareTo(MAX_FETCH_TIMEOUT) > 0) {
            throw new IllegalArgumentException(
                    "fetchTimeout: must be from PT0.001S to " + MAX_FETCH_TIMEOUT + ", was " + timeout);
        }
        this.fetchTimeout = timeout;
        return this;
    }

    /** Sets the clock that gives the time. The default is the system's clock. */
    public AlbVerifierBuilder clock(Clock clock) {
        this.clock = requireNonNull(clock, "clock");
        return this;
    }

    /**
     * {@return the verifier} It fetches nothing yet.
     *
     * @throws IllegalArgumentException if {@link #keysUri} is not set and AWS does not document where the keys of a load
     *     balancer are
     */
    public AlbVerifier build() {
        return new AlbVerifier(this);
    }

    /** {@return the keys of each load balancer; those of one address share them} */
    Map<String, LoadBalancerKeys> keysOfSigners() {
        KeyFetcher fetcher = new KeyFetcher(fetchTimeout);
        Map<URI, LoadBalancerKeys> keys = new HashMap<>();
        Map<String, LoadBalancerKeys> keysOfSigners = new HashMap<>();
        for (LoadBalancerArn arn : loadBalancers) {
            URI address = keysUri != null ? keysUri : arn.keysUri();
            keysOfSigners.put(
                    arn.value(), keys.computeIfAbsent(address, absent -> new LoadBalancerKeys(absent, fetcher, clock)));
        }
        return Map.copyOf(keysOfSigners);
    }

    private static boolean isLoopbackHttp(URI uri) {
        String host = uri.getHost();
        return "http".equalsIgnoreCase(uri.getScheme())
                && (host.equals("localhost")
                        || host.equals("[::1]")
                        || (host.startsWith("127.") && host.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'))));
    }
}
