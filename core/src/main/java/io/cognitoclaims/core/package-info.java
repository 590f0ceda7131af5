/**
 * Verification of Amazon Cognito user pool tokens, and their claims as types. Start at
 * {@link io.cognitoclaims.core.CognitoVerifier}.
 */
@NullMarked
package io.cognitoclaims.core;

import org.jspecify.annotations.NullMarked;
