/**
 * A Spring Boot application that accepts Amazon Cognito tokens. Start at
 * {@link io.cognitoclaims.spring.CognitoClaimsAutoConfiguration}; what a controller gets is
 * {@link io.cognitoclaims.spring.CognitoJwt}.
 */
@NullMarked
package io.cognitoclaims.spring;

import org.jspecify.annotations.NullMarked;
