package io.cognitoclaims.samples.multitenantapi;

import io.cognitoclaims.spring.TenantResolver;
import java.util.Locale;
import java.util.Optional;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/** An API that many tenants use, each with its own user pool. {@link Tenants} knows the pools. */
@SpringBootApplication(proxyBeanMethods = false)
class MultiTenantApi {
    /** Starts the API. */
    public static void main(String[] arguments) {
        String port = SpringApplication.run(MultiTenantApi.class, arguments)
                .getEnvironment()
                .getRequiredProperty("local.server.port");
        System.out.println("multi-tenant-api listening on http://localhost:" + port);
    }

    /** The tenant of a request is the first label of its host: {@code acme} of {@code acme.localhost}. */
    @Bean
    TenantResolver tenantResolver() {
        return request -> {
            String host = request.getServerName().toLowerCase(Locale.ROOT);
            int dot = host.indexOf('.');
            return dot > 0 ? Optional.of(host.substring(0, dot)) : Optional.empty();
        };
    }
}
