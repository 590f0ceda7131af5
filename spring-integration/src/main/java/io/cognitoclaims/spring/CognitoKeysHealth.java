package io.cognitoclaims.spring;

import io.cognitoclaims.core.CognitoVerifier;
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

/** Whether tokens can be verified. When it is down says {@link CognitoClaimsHealthAutoConfiguration}. */
final class CognitoKeysHealth extends AbstractHealthIndicator {
    private final List<CognitoVerifier<?>> verifiers;

    CognitoKeysHealth(List<CognitoVerifier<?>> verifiers) {
        super("The health of the user pools' keys can't be told");
        this.verifiers = verifiers;
    }

    @Override
    protected void doHealthCheck(Health.Builder health) {
        Map<String, String> ages = new TreeMap<>();
        Set<String> unavailable = new TreeSet<>();
        for (CognitoVerifier<?> verifier : verifiers) {
            verifier.keys().ages().forEach((issuer, age) -> ages.put(issuer, inSeconds(age)));
            unavailable.addAll(verifier.keys().unavailable());
        }
        health.status(isDown(ages.keySet(), unavailable) ? Status.DOWN : Status.UP)
                .withDetail("keyAges", ages)
                .withDetail("unavailable", unavailable);
    }

    /**
     * The first issuer of a pool is the only one that has to exist: a forged token that names another one of the pool's
     * makes its fetch fail, and must not make the application look ill.
     */
    private boolean isDown(Set<String> held, Set<String> unavailable) {
        return unavailable.containsAll(held)
                && verifiers.stream()
                        .flatMap(verifier -> verifier.pools().keySet().stream())
                        .map(UserPool::issuer)
                        .anyMatch(issuer -> unavailable.contains(issuer.toString()));
    }

    private static String inSeconds(Duration age) {
        return Duration.ofSeconds(age.toSeconds()).toString();
    }
}
