/** An MCP server on embedded Jetty. Start at {@link io.cognitoclaims.samples.mcpserver.PetServer}. */
@NullMarked
package io.cognitoclaims.samples.mcpserver;

import org.jspecify.annotations.NullMarked;
