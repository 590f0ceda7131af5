/** The claim contract of the samples. Start at {@link io.cognitoclaims.samples.petclaims.PetClaims}. */
@NullMarked
package io.cognitoclaims.samples.petclaims;

import org.jspecify.annotations.NullMarked;
