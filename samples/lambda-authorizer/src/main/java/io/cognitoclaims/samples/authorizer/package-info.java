/** A Lambda authorizer for API Gateway. Start at {@link io.cognitoclaims.samples.authorizer.PetAuthorizer}. */
@NullMarked
package io.cognitoclaims.samples.authorizer;

import org.jspecify.annotations.NullMarked;
