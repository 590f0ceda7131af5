/**
 * Measurements of this library beside others. Start at {@link io.cognitoclaims.benchmarks.Comparison} for the time of a
 * verification, and at {@link io.cognitoclaims.benchmarks.Load} for servers.
 */
@NullMarked
package io.cognitoclaims.benchmarks;

import org.jspecify.annotations.NullMarked;
