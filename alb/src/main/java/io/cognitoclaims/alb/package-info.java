/**
 * Verifies what an Application Load Balancer adds to the requests of signed-in users. Start at {@link
 * io.cognitoclaims.alb.AlbVerifier}, and for servlets at {@link io.cognitoclaims.alb.AlbFilter}.
 */
@NullMarked
package io.cognitoclaims.alb;

import org.jspecify.annotations.NullMarked;
