package io.cognitoclaims.spring;

import io.cognitoclaims.core.CognitoVerifier;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.autoconfigure.contributor.HealthContributorAutoConfiguration;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

/**
 * The health component {@code cognitoClaims}, where the application has Spring Boot's health. Its details are each user
 * pool's status by its id ({@code pools}), the age of each issuer's keys ({@code keyAges}, ISO 8601) and the issuers whose
 * keys are unavailable ({@code unavailable}). It never fetches: it says what verification found, and {@code
 * cognito-claims.warm-up}. An issuer that neither has asked for is in no detail.
 *
 * <p>It is {@code UP} as long as known keys of any user pool serve, and so through an outage of {@code
 * cognito-claims.keys.stale-limit}, 24 hours unless set; and before the first token. It is {@code DOWN} where every token is
 * answered with 503: no issuer of any user pool has keys that may serve, and the last fetch of each has failed. One broken
 * user pool of several is {@code DOWN} in the details alone. That holds until the next fetch may start, 1 to 10 seconds
 * ({@code cognito-claims.keys.cooldown}); if no token comes then it is {@code UP} again, since an instance without
 * traffic would find out in no other way that the outage is over. So it may be part of a readiness group. A token that finds
 * no keys makes the pool's other issuers be asked for too, so that a forged one which names an issuer that the pool does not
 * use changes nothing.
 *
 * <p>{@code management.health.cognito-claims.enabled=false} leaves it out.
 */
@AutoConfiguration(after = CognitoClaimsAutoConfiguration.class, before = HealthContributorAutoConfiguration.class)
@ConditionalOnClass({HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class})
@ConditionalOnBean(CognitoVerifier.class)
@ConditionalOnEnabledHealthIndicator("cognito-claims")
public final class CognitoClaimsHealthAutoConfiguration {
    /** Made by Spring. */
    CognitoClaimsHealthAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean(name = "cognitoClaimsHealthIndicator")
    HealthIndicator cognitoClaimsHealthIndicator(ObjectProvider<CognitoVerifier<?>> verifiers) {
        return new CognitoKeysHealthIndicator(verifiers.orderedStream().toList());
    }
}
