package io.cognitoclaims.spring;

import io.cognitoclaims.core.CognitoVerifierBuilder;

/**
 * Adds settings that have no property to the verifier that the {@code cognito-claims.*} properties describe: a required
 * scope, a check of the application, a clock. Each bean of this type is called once, in the order of {@code @Order}, after
 * the properties, so it can also replace their values. If a {@link io.cognitoclaims.core.CognitoVerifier} bean of the
 * application replaces that verifier, no customizer is called.
 *
 * <pre>{@code
 * @Bean
 * CognitoVerifierCustomizer onlyAdults() {
 *     return verifier -> verifier.requireScopes("pets/read")
 *             .require("adult", token -> token.get(AGE).orElse(0L) >= 18);
 * }
 * }</pre>
 */
@FunctionalInterface
public interface CognitoVerifierCustomizer {
    /**
     * Changes the builder. If it throws, the start fails.
     *
     * @param verifier the builder, for the kind of token that {@code cognito-claims.token-use} sets
     */
    void customize(CognitoVerifierBuilder<?> verifier);
}
