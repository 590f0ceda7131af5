package io.cognitoclaims.spring;

import io.cognitoclaims.core.AcceptedPool;
import io.cognitoclaims.core.CognitoVerifier;
import io.cognitoclaims.core.JwksCache;
import io.cognitoclaims.core.Revocations;
import io.cognitoclaims.core.UserPool;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

/** Reports whether tokens can be verified. {@link CognitoClaimsHealthAutoConfiguration} describes when it is down. */
final class CognitoKeysHealthIndicator extends AbstractHealthIndicator {
    private static final String UP = Status.UP.getCode();
    private static final String DOWN = Status.DOWN.getCode();
    private static final String LOOKED_UP = "looked up";
    /** Pools that are looked up may be many. */
    private static final int MAX_ISSUERS = 100;

    private final List<CognitoVerifier<?>> verifiers;
    private final @Nullable Revocations revocations;

    CognitoKeysHealthIndicator(List<CognitoVerifier<?>> verifiers, @Nullable Revocations revocations) {
        super("The health of the user pools' keys is unknown");
        this.verifiers = verifiers;
        this.revocations = revocations;
    }

    @Override
    protected void doHealthCheck(Health.Builder health) {
        Map<String, String> ages = new TreeMap<>();
        Set<String> unavailable = new TreeSet<>();
        Map<String, String> pools = new TreeMap<>();
        boolean isUp = false;
        for (CognitoVerifier<?> verifier : verifiers) {
            JwksCache keys = verifier.keys();
            boolean canJudge = !verifier.lacksFreshRevocations();
            keys.ages().forEach((issuer, age) -> ages.put(issuer, inSeconds(age)));
            unavailable.addAll(keys.unavailable());
            for (AcceptedPool accepted : verifier.pools()) {
                UserPool pool = accepted.pool();
                boolean isDown = keys.isUnavailable(pool);
                isUp |= canJudge && !isDown;
                // If verifiers differ, the one that cannot verify the pool's tokens is reported.
                pools.merge(pool.id(), isDown ? DOWN : UP, (one, other) -> one.equals(other) ? one : DOWN);
            }
            if (verifier.lookedUpPools().isPresent()) {
                boolean isDown = verifier.lookedUpPools().get().isUnavailable();
                isUp |= canJudge && !isDown;
                pools.put(LOOKED_UP, isDown ? DOWN : UP);
            }
        }
        health.status(isUp ? Status.UP : Status.DOWN)
                .withDetail("pools", pools)
                .withDetail("keyAges", firstOf(ages))
                .withDetail("unavailable", firstOf(unavailable));
        if (revocations != null) {
            health.withDetail("revocations", detailsOf(revocations));
        }
    }

    private static Map<String, Object> detailsOf(Revocations revocations) {
        return new TreeMap<>(Map.of(
                "fresh", revocations.isFresh(), "age", inSeconds(revocations.age()), "facts", revocations.size()));
    }

    private static Set<String> firstOf(Set<String> issuers) {
        return issuers.stream().limit(MAX_ISSUERS).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Map<String, String> firstOf(Map<String, String> ages) {
        Map<String, String> first = new TreeMap<>();
        ages.entrySet().stream().limit(MAX_ISSUERS).forEach(age -> first.put(age.getKey(), age.getValue()));
        return first;
    }

    private static String inSeconds(Duration age) {
        return Duration.ofSeconds(age.toSeconds()).toString();
    }
}
