/** The Lambda function of the samples. Start at {@link io.cognitoclaims.samples.trigger.PetPreferenceTrigger}. */
@NullMarked
package io.cognitoclaims.samples.trigger;

import org.jspecify.annotations.NullMarked;
