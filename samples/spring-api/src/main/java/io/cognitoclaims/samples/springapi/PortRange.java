package io.cognitoclaims.samples.springapi;

import org.springframework.boot.web.server.ConfigurableWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.server.autoconfigure.ServerProperties;
import org.springframework.stereotype.Component;

/** Ends the start for a port that is none. Spring Boot takes a negative one for no server, and an empty one for 8080. */
@Component
final class PortRange implements WebServerFactoryCustomizer<ConfigurableWebServerFactory> {
    private final ServerProperties server;

    PortRange(ServerProperties server) {
        this.server = server;
    }

    @Override
    public void customize(ConfigurableWebServerFactory factory) {
        Integer port = server.getPort();
        if (port == null || port < 0 || port > 65_535) {
            throw new IllegalArgumentException("server.port: must be a number from 0 to 65535");
        }
    }
}
