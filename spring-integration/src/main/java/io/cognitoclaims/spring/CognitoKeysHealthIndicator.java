package io.cognitoclaims.spring;

import io.cognitoclaims.core.AcceptedPool;
import io.cognitoclaims.core.CognitoVerifier;
import io.cognitoclaims.core.JwksCache;
import io.cognitoclaims.core.UserPool;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
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

    CognitoKeysHealthIndicator(List<CognitoVerifier<?>> verifiers) {
        super("The health of the user pools' keys is unknown");
        this.verifiers = verifiers;
    }

    @Override
    protected void doHealthCheck(Health.Builder health) {
        Map<String, String> ages = new TreeMap<>();
        Set<String> unavailable = new TreeSet<>();
        Map<String, String> pools = new TreeMap<>();
        boolean isUp = false;
        for (CognitoVerifier<?> verifier : verifiers) {
            JwksCache keys = verifier.keys();
            keys.ages().forEach((issuer, age) -> ages.put(issuer, inSeconds(age)));
            unavailable.addAll(keys.unavailable());
            for (AcceptedPool accepted : verifier.pools()) {
                UserPool pool = accepted.pool();
                boolean isDown = keys.isUnavailable(pool);
                isUp |= !isDown;
                // If verifiers differ, the one that cannot verify the pool's tokens is reported.
                pools.merge(pool.id(), isDown ? DOWN : UP, (one, other) -> one.equals(other) ? one : DOWN);
            }
            if (verifier.lookedUpPools().isPresent()) {
                boolean isDown = verifier.lookedUpPools().get().isUnavailable();
                isUp |= !isDown;
                pools.put(LOOKED_UP, isDown ? DOWN : UP);
            }
        }
        health.status(isUp ? Status.UP : Status.DOWN)
                .withDetail("pools", pools)
                .withDetail("keyAges", firstOf(ages))
                .withDetail("unavailable", firstOf(unavailable));
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
