package io.cognitoclaims.spring;

import io.cognitoclaims.core.CognitoVerifierBuilder;

/**
 * Adds to the verifier that the {@code cognito-claims.*} properties describe what no property says: a required scope, a
 * check of the application's, a clock. Each bean of this type is called once, in the order of {@code @Order}, after the
 * properties; so it may also replace what they say. An application with a {@link io.cognitoclaims.core.CognitoVerifier}
 * bean of its own builds that itself, and no customizer is called.
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
     * Changes the builder. What it throws ends the start.
     *
     * @param verifier of access or ID tokens, as {@code cognito-claims.token-use} has it
     */
    void customize(CognitoVerifierBuilder<?> verifier);
}
