package io.cognitoclaims.spring;

import static java.util.Objects.requireNonNull;

import io.cognitoclaims.core.JwksCache;
import io.cognitoclaims.core.Revocations;
import io.cognitoclaims.core.TokenRejectedException.Reason;
import io.cognitoclaims.core.VerificationListener;
import io.cognitoclaims.core.VerificationListener.KeysFetched;
import io.cognitoclaims.core.VerificationListener.Rejected;
import io.cognitoclaims.core.VerificationListener.StaleKeyUsed;
import io.cognitoclaims.core.VerificationListener.StaleRevocationsUsed;
import io.cognitoclaims.core.VerificationListener.Unavailable;
import io.cognitoclaims.core.VerificationListener.Verified;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Counts what verifiers and key caches do. {@link CognitoClaimsMetricsAutoConfiguration} lists the meters. Those without an
 * issuer exist from the start, so that a first rejection shows as a rise from zero.
 */
final class CognitoMeters implements VerificationListener {
    private static final String PREFIX = "cognito.claims.";
    private static final String NONE = "none";
    private static final String OTHER = "other";
    /** Pools that are looked up may be many, and each value of a tag is kept for the life of the application. */
    private static final int MAX_ISSUERS = 100;

    private final MeterRegistry registry;
    private final Supplier<Stream<JwksCache>> keys;
    private final Counter verified;
    private final Counter verifiedFromCache;
    private final Counter unavailable;
    private final Counter staleRevocations;
    private final Map<Reason, Counter> rejected = new EnumMap<>(Reason.class);
    private final Set<String> issuers = ConcurrentHashMap.newKeySet();
    /** Micrometer warns of a gauge that is registered twice. */
    private final Set<String> issuersWithAge = ConcurrentHashMap.newKeySet();

    /**
     * @param keys called when an age is read, because a cache is created with this listener
     * @param revocations called when a gauge is read, as well
     */
    CognitoMeters(
            MeterRegistry registry, Supplier<Stream<JwksCache>> keys, Supplier<@Nullable Revocations> revocations) {
        this.registry = registry;
        this.keys = keys;
        this.verified = verifications("verified", NONE, "miss");
        this.verifiedFromCache = verifications("verified", NONE, "hit");
        this.unavailable = verifications("unavailable", NONE, NONE);
        for (Reason reason : Reason.values()) {
            rejected.put(reason, verifications("rejected", tagOf(reason), NONE));
        }
        this.staleRevocations = Counter.builder(PREFIX + "revocations.stale")
                .description("Tokens accepted although the revocations are stale")
                .register(registry);
        TimeGauge.builder(
                        PREFIX + "revocations.age",
                        () -> valueOf(revocations, known -> known.age().toMillis()),
                        TimeUnit.MILLISECONDS)
                .description("Time since the store of revocations was last read to its end")
                .register(registry);
        Gauge.builder(PREFIX + "revocations.facts", () -> valueOf(revocations, Revocations::size))
                .description("Revocations that are held")
                .register(registry);
    }

    @Override
    public void verified(Verified event) {
        (event.fromCache() ? verifiedFromCache : verified).increment();
    }

    @Override
    public void rejected(Rejected event) {
        requireNonNull(rejected.get(event.reason())).increment();
    }

    @Override
    public void unavailable(Unavailable event) {
        unavailable.increment();
    }

    @Override
    public void keysFetched(KeysFetched event) {
        Timer.builder(PREFIX + "keys.fetches")
                .description("Fetches of a user pool's signing keys")
                .tag("issuer", tagOf(event.issuer()))
                .tag("outcome", event.successful() ? "success" : "failure")
                .register(registry)
                .record(event.took());
        if (event.successful() && !tagOf(event.issuer()).equals(OTHER) && issuersWithAge.add(event.issuer())) {
            TimeGauge.builder(PREFIX + "keys.age", () -> ageInMillis(event.issuer()), TimeUnit.MILLISECONDS)
                    .description("Age of a user pool's signing keys since they were last confirmed")
                    .tag("issuer", event.issuer())
                    .register(registry);
        }
    }

    @Override
    public void staleKeyUsed(StaleKeyUsed event) {
        Counter.builder(PREFIX + "keys.stale")
                .description("Tokens verified with keys beyond their maximum age, because newer ones are unavailable")
                .tag("issuer", tagOf(event.issuer()))
                .register(registry)
                .increment();
    }

    @Override
    public void staleRevocationsUsed(StaleRevocationsUsed event) {
        staleRevocations.increment();
    }

    private static double valueOf(Supplier<@Nullable Revocations> revocations, ToLongFunction<Revocations> value) {
        Revocations known = revocations.get();
        return known == null ? Double.NaN : value.applyAsLong(known);
    }

    /** Two threads may add one issuer too many. */
    private String tagOf(String issuer) {
        if (issuers.contains(issuer)) {
            return issuer;
        }
        if (issuers.size() >= MAX_ISSUERS) {
            return OTHER;
        }
        issuers.add(issuer);
        return issuer;
    }

    private double ageInMillis(String issuer) {
        return keys.get()
                .map(cache -> cache.ages().get(issuer))
                .filter(Objects::nonNull)
                .mapToDouble(Duration::toMillis)
                .max()
                .orElse(Double.NaN);
    }

    private Counter verifications(String outcome, String reason, String cache) {
        return Counter.builder(PREFIX + "verifications")
                .description("Verifications of tokens")
                .tag("outcome", outcome)
                .tag("reason", reason)
                .tag("cache", cache)
                .register(registry);
    }

    private static String tagOf(Reason reason) {
        return reason.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
