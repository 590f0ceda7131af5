/**
 * One command for all samples together, and a web page that shows them at work. Start at
 * {@link io.cognitoclaims.samples.demo.Demo}; the page itself begins at {@code PageController}.
 */
@NullMarked
package io.cognitoclaims.samples.demo;

import org.jspecify.annotations.NullMarked;
