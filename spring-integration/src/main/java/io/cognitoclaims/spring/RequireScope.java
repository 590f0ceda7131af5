package io.cognitoclaims.spring;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.core.annotation.AliasFor;

/**
 * Lets only callers whose access token has a scope use a method, or all methods of a class. It is a {@link RequireClaim} of
 * the claim {@code scope}, with the same rules for proxies, classes and interfaces.
 *
 * <pre>{@code
 * @McpTool(description = "Walks the pet")
 * @RequireScope("https://api.example.com/mcp/walk")
 * String walk() { … }
 * }</pre>
 *
 * <p>In an application on servlets, a call on the thread of the request refuses the whole request as long as nothing of the
 * answer was written: 403 with {@code insufficient_scope} and a challenge that names all scopes of the request, those of the
 * verifier and of the filter chain's rule too. This also holds in a tool of an MCP server, which would report the exception
 * with status 200. On WebFlux the same holds for a method that returns a publisher, in the request's own chain of them.
 * {@link CurrentToken#requireScopes} and {@link ReactiveCurrentToken#requireScopes} do the same for scopes that depend on
 * arguments. Otherwise the method throws, as with {@link RequireClaim}.
 */
@Target({ElementType.METHOD, ElementType.TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@Documented
@RequireClaim(name = "scope")
public @interface RequireScope {
    /** {@return the scope, such as {@code pets/read}} */
    @AliasFor(annotation = RequireClaim.class, attribute = "anyOf")
    String value();
}
