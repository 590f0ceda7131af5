package io.cognitoclaims.alb;

import io.cognitoclaims.core.UserPool;
import io.cognitoclaims.testing.TestLoadBalancer;
import io.cognitoclaims.testing.TestUserPool;
import java.time.Duration;
import java.util.Set;

/** Verifiers for a load balancer of a test. They wait long for keys, because machines that run tests are slow. */
final class Verifiers {
    private Verifiers() {}

    static AlbVerifier of(TestLoadBalancer loadBalancer, TestUserPool pool) {
        return builder(loadBalancer, pool).build();
    }

    static AlbVerifierBuilder builder(TestLoadBalancer loadBalancer, TestUserPool pool) {
        return AlbVerifier.builder(
                        Set.of(loadBalancer.arn()), UserPool.fromIssuer(pool.issuer()), Set.of(pool.clientId()))
                .keysUri(loadBalancer.keysUri())
                .fetchTimeout(Duration.ofSeconds(30));
    }
}
