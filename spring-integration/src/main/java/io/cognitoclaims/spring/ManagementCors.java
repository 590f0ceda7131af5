package io.cognitoclaims.spring;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.autoconfigure.endpoint.web.CorsEndpointProperties;
import org.springframework.boot.actuate.endpoint.web.WebServerNamespace;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ApplicationContext;
import org.springframework.web.cors.CorsConfiguration;

/**
 * CORS at the actuator's port, where that is another than the application's: {@code management.endpoints.web.cors} holds
 * there, and nothing else does.
 */
final class ManagementCors {
    /** @param answering the context whose server has the request */
    boolean isAbout(@Nullable ApplicationContext answering) {
        return WebServerApplicationContext.hasServerNamespace(answering, WebServerNamespace.MANAGEMENT.getValue());
    }

    @Nullable
    CorsConfiguration configurationIn(ApplicationContext answering) {
        CorsEndpointProperties properties =
                answering.getBeanProvider(CorsEndpointProperties.class).getIfAvailable();
        return properties == null ? null : properties.toCorsConfiguration();
    }
}
