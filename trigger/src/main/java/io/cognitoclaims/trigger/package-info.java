/**
 * Pre token generation triggers for Amazon Cognito user pools. Start at
 * {@link io.cognitoclaims.trigger.PreTokenGenerationTrigger}.
 */
@NullMarked
package io.cognitoclaims.trigger;

import org.jspecify.annotations.NullMarked;
