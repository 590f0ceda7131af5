/** The Java code of the pages, compiled and where it does something, run. {@link SnippetsTest} compares. */
@NullMarked
package io.cognitoclaims.docs;

import org.jspecify.annotations.NullMarked;
