package io.cognitoclaims.spring;

import io.cognitoclaims.core.CognitoVerifier;
import io.cognitoclaims.core.JwksCache;
import io.cognitoclaims.core.Revocations;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.stream.Stream;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.core.annotation.Order;

/**
 * Meters of verification, for applications with a {@link MeterRegistry}.
 *
 * <table> <caption>Meters</caption> <tr><th>name</th><th>type</th><th>tags</th></tr> <tr><td>{@code
 * cognito.claims.verifications}</td><td>counter</td><td>{@code outcome}: {@code verified}, {@code rejected} or {@code
 * unavailable} (the keys, the user pool or the revocations are unavailable); {@code reason}: why it was rejected, a {@linkplain
 * io.cognitoclaims.core.TokenRejectedException.Reason reason} such as {@code expired} or {@code unknown-key}, else {@code
 * none}; {@code cache}: for a verified token {@code hit} or {@code miss} of the cache of verified tokens, else {@code
 * none}</td></tr> <tr><td>{@code cognito.claims.keys.fetches}</td><td>timer</td><td>{@code issuer}; {@code outcome}: {@code
 * success} or {@code failure}</td></tr> <tr><td>{@code cognito.claims.keys.age}</td><td>time gauge</td><td>{@code issuer}.
 * Exists from the first fetch on. If several caches hold keys of the issuer, it is the oldest age; not a number after the
 * keys were removed from memory</td></tr> <tr><td>{@code cognito.claims.keys.stale}</td><td>counter</td><td>{@code issuer}.
 * Tokens verified with keys that are older than {@code cognito-claims.keys.max-age}, because newer ones are
 * unavailable</td></tr> <tr><td>{@code cognito.claims.revocations.age}</td><td>time gauge</td><td>none. How long ago the
 * store of revocations was last read; zero without a store</td></tr> <tr><td>{@code
 * cognito.claims.revocations.facts}</td><td>gauge</td><td>none. Revocations that are held</td></tr> <tr><td>{@code
 * cognito.claims.revocations.stale}</td><td>counter</td><td>none. Tokens accepted although the revocations are stale ({@code
 * cognito-claims.revocations.when-stale: accept})</td></tr> </table>
 *
 * <p>Tags have few values, whatever callers send: {@code issuer} is always one of a trusted user pool, and {@code other}
 * after the first hundred.
 *
 * <p>Verification creates no observation, because Spring Security's {@code spring.security.authentications} already
 * includes it. A {@code CognitoVerifier} of the application is counted if it was built with the {@link
 * io.cognitoclaims.core.VerificationListener} beans.
 */
@AutoConfiguration(after = CompositeMeterRegistryAutoConfiguration.class, before = CognitoClaimsAutoConfiguration.class)
@ConditionalOnClass({MeterRegistry.class, CompositeMeterRegistryAutoConfiguration.class})
@ConditionalOnBean(MeterRegistry.class)
public final class CognitoClaimsMetricsAutoConfiguration {
    /** Made by Spring. */
    CognitoClaimsMetricsAutoConfiguration() {}

    /** Called before the listeners of the application, which may be slow. */
    @Bean
    @ConditionalOnMissingBean
    @Order(0)
    CognitoMeters cognitoMeters(
            MeterRegistry registry,
            ObjectProvider<JwksCache> keys,
            ObjectProvider<CognitoVerifier<?>> verifiers,
            ObjectProvider<Revocations> revocations) {
        return new CognitoMeters(
                registry,
                () -> Stream.concat(
                                keys.orderedStream(), verifiers.orderedStream().map(CognitoVerifier::keys))
                        .distinct(),
                revocations::getIfUnique);
    }
}
