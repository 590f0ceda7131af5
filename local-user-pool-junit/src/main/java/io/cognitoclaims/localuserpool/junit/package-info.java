/**
 * The stand-in user pool in the JVM of a test. Start at {@link io.cognitoclaims.localuserpool.junit.LocalUserPoolExtension},
 * or at {@link io.cognitoclaims.localuserpool.junit.WithLocalUserPool} in Spring Boot.
 */
@NullMarked
package io.cognitoclaims.localuserpool.junit;

import org.jspecify.annotations.NullMarked;
