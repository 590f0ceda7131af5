/** One command for all samples together. Start at {@link io.cognitoclaims.samples.demo.Demo}. */
@NullMarked
package io.cognitoclaims.samples.demo;

import org.jspecify.annotations.NullMarked;
