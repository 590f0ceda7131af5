/** A program that explains tokens, checks user pools and watches their keys. Start at {@link CognitoClaims}. */
@NullMarked
package io.cognitoclaims.cli;

import org.jspecify.annotations.NullMarked;
