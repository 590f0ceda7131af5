package io.cognitoclaims.spring;

import java.util.Optional;
import org.springframework.web.server.ServerWebExchange;

/** Says which tenant a request is meant for, in an application on Spring WebFlux. It is what {@link TenantResolver} is on servlets. */
@FunctionalInterface
public interface ReactiveTenantResolver {
    /**
     * {@return the name of the tenant; empty if the request is meant for none, so that every token is refused} An exception
     * refuses the token too. It must not block.
     */
    Optional<String> resolve(ServerWebExchange exchange);
}
