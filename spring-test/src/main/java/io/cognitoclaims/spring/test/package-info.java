/**
 * Tests of Spring Boot applications that accept Amazon Cognito tokens. Every test user has a really signed token, which
 * the application's own verifier, converter and rules judge. Start at
 * {@link io.cognitoclaims.spring.test.MockMvcCognitoUser}, or at
 * {@link io.cognitoclaims.spring.test.WithTestUserPool} for a test over HTTP.
 */
@NullMarked
package io.cognitoclaims.spring.test;

import org.jspecify.annotations.NullMarked;
