/** A resource server on embedded Jetty. Start at {@link io.cognitoclaims.samples.servletapi.ServletApi}. */
@NullMarked
package io.cognitoclaims.samples.servletapi;

import org.jspecify.annotations.NullMarked;
