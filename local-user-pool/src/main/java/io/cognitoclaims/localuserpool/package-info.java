/**
 * A stand-in Amazon Cognito user pool for development. Start at
 * {@link io.cognitoclaims.localuserpool.LocalUserPool}.
 */
@NullMarked
package io.cognitoclaims.localuserpool;

import org.jspecify.annotations.NullMarked;
