package io.cognitoclaims.samples.springapi;

import io.cognitoclaims.core.Revocations;
import io.cognitoclaims.core.Revocations.WhenStale;
import io.cognitoclaims.revocation.redis.RedisRevocationStore;
import io.cognitoclaims.spring.CognitoVerifierCustomizer;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/** The revocations that the verifier checks: in memory, or with an address shared through Redis. */
@Configuration(proxyBeanMethods = false)
class SignOutSettings {
    private static final String PROPERTY = "revocations-uri";

    @Bean
    Revocations revocations(Environment environment) {
        // Not by @Value, whose errors would show the password.
        String address = Binder.get(environment).bind(PROPERTY, String.class).orElse("");
        if (address.isBlank()) {
            return Revocations.create();
        }
        try {
            return Revocations.builder(
                            RedisRevocationStore.builder(address.strip()).build())
                    .start();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    PROPERTY + ": must be an address like redis://localhost:6379 or rediss://user:password@host:6379");
        }
    }

    /**
     * While Redis can't be read, a token that was revoked elsewhere is accepted: for a list of pets that is better than no
     * answer. {@code UNAVAILABLE} is for APIs to which a revoked token does more harm than an outage.
     */
    @Bean
    CognitoVerifierCustomizer refuseRevokedTokens(Revocations revocations) {
        return verifier -> verifier.revocations(revocations, WhenStale.ACCEPT);
    }
}
