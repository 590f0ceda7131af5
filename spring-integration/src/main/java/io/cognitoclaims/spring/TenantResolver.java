package io.cognitoclaims.spring;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;

/**
 * Says which tenant a request is meant for, such as the first label of its host. With a bean of this type, every token that
 * the application's decoder verifies must be of that tenant's user pool; any other token is answered with 401. On WebFlux
 * use {@link ReactiveTenantResolver}.
 *
 * <pre>{@code
 * @Bean
 * TenantResolver tenantResolver() {
 *     return request -> Optional.of(request.getServerName()).filter(host -> host.endsWith(".example.com"))
 *             .map(host -> host.substring(0, host.length() - ".example.com".length()));
 * }
 * }</pre>
 *
 * <p>It is called once for each request with a token, on the thread of the request. Tenants come from {@code
 * cognito-claims.user-pools[].tenant} or {@link io.cognitoclaims.core.AcceptedPool#withTenant}.
 */
@FunctionalInterface
public interface TenantResolver {
    /**
     * {@return the name of the tenant; empty if the request is meant for none, so that every token is refused} An exception
     * refuses the token too.
     */
    Optional<String> resolve(HttpServletRequest request);
}
