package io.cognitoclaims.spring;

import io.cognitoclaims.core.CognitoVerifier;
import io.cognitoclaims.core.Revocations;
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
 * The health component {@code cognitoClaims}, for applications with Spring Boot's health. Its details are each user pool's
 * status by its id ({@code pools}), the age of each issuer's keys ({@code keyAges}, ISO 8601) and the issuers whose keys
 * are unavailable ({@code unavailable}). It never fetches: it reports what verification and {@code cognito-claims.warm-up}
 * found. Issuers that neither has used are in no detail.
 *
 * <p>It is {@code UP} before the first token, and as long as known keys of any user pool can be used: so through an outage
 * of up to {@code cognito-claims.keys.stale-limit}, 24 hours by default. It is {@code DOWN} when the answer to every token
 * is 503: no issuer of any user pool has keys that may be used, and the last fetch of each has failed. If one of several
 * user pools fails, it is {@code DOWN} only in the details. {@code DOWN} lasts until the next fetch may start, 1 to 10
 * seconds ({@code cognito-claims.keys.cooldown}). If no token arrives then, it is {@code UP} again, because an instance
 * without traffic could not otherwise find out that the outage is over. So it may be part of a readiness group. A token
 * that finds no keys also causes fetches for the pool's other issuers. So a forged token that names an issuer which the
 * pool does not use changes nothing.
 *
 * <p>If user pools are looked up, {@code pools} has {@code looked up} for all of them: {@code DOWN} if the last look-up
 * failed and no pool is remembered. The other details have the first hundred issuers.
 *
 * <p>{@code revocations} has whether they are {@code fresh}, their {@code age} and how many {@code facts} there are. It is
 * {@code DOWN} while every verifier answers 503 because its revocations are stale ({@code
 * cognito-claims.revocations.when-stale: unavailable}). That lasts until the store can be read, with or without traffic.
 *
 * <p>{@code management.health.cognito-claims.enabled=false} removes it.
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
    HealthIndicator cognitoClaimsHealthIndicator(
            ObjectProvider<CognitoVerifier<?>> verifiers, ObjectProvider<Revocations> revocations) {
        return new CognitoKeysHealthIndicator(verifiers.orderedStream().toList(), revocations.getIfUnique());
    }
}
