@NullMarked
package io.cognitoclaims.cli;

import org.jspecify.annotations.NullMarked;
