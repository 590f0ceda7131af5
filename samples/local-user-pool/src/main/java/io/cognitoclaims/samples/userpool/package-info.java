/**
 * A stand-in Amazon Cognito user pool for development. Start at
 * {@link io.cognitoclaims.samples.userpool.LocalUserPool}.
 */
@NullMarked
package io.cognitoclaims.samples.userpool;

import org.jspecify.annotations.NullMarked;
