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
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

/** Reports whether tokens can be verified. {@link CognitoClaimsHealthAutoConfiguration} describes when it is down. */
final class CognitoKeysHealthIndicator extends AbstractHealthIndicator {
    private static final String UP = Status.UP.getCode();
    private static final String DOWN = Status.DOWN.getCode();

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
            isUp |= verifier.lookedUpPools()
                    .filter(found -> !found.isUnavailable())
                    .isPresent();
        }
        health.status(isUp ? Status.UP : Status.DOWN)
                .withDetail("pools", pools)
                .withDetail("keyAges", ages)
                .withDetail("unavailable", unavailable);
    }

    private static String inSeconds(Duration age) {
        return Duration.ofSeconds(age.toSeconds()).toString();
    }
}
