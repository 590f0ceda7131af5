/**
 */
@NullMarked
package io.cognitoclaims.conformance;

import org.jspecify.annotations.NullMarked;
