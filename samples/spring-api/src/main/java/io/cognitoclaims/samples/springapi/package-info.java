/**
 * A resource server on Spring Boot. Start at {@link io.cognitoclaims.samples.springapi.SpringApi}.
 */
@NullMarked
package io.cognitoclaims.samples.springapi;

import org.jspecify.annotations.NullMarked;
