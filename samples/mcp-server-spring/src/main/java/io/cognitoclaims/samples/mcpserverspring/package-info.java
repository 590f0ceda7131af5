/** An MCP server with Spring AI. Start at {@link io.cognitoclaims.samples.mcpserverspring.SpringPetServer}. */
@NullMarked
package io.cognitoclaims.samples.mcpserverspring;

import org.jspecify.annotations.NullMarked;
