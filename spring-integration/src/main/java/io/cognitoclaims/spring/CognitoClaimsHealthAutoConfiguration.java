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
 * The health component {@code cognitoClaims}, where the application has Spring Boot's health. Its details are the age of
 * each issuer's keys ({@code keyAges}, ISO 8601) and the issuers whose keys can't be had ({@code unavailable}). It needs
 * no network: it says what verification found, never fetches, and names no issuer that no token has named.
 *
 * <p>It is {@code UP} as long as known keys serve, and so through an outage of {@code cognito-claims.keys.stale-limit}, 24
 * hours unless set; and before the first token. It is {@code DOWN} where tokens are answered with 503: no issuer has keys
 * that may serve, and the last fetch has failed. That holds until the next fetch may start, 1 to 10 seconds
 * ({@code cognito-claims.keys.cooldown}); if no token comes then it is {@code UP} again, since an instance without
 * traffic would find out in no other way that the outage is over. So it may be part of a readiness group. With several
 * user pools, one whose keys can't be had is named in the details and does not take the others' tokens down.
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
        return new CognitoKeysHealth(verifiers.orderedStream().toList());
    }
}
