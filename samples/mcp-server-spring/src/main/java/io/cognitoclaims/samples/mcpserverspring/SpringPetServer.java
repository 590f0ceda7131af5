package io.cognitoclaims.samples.mcpserverspring;

import io.cognitoclaims.spring.CognitoVerifierCustomizer;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

/**
 * An MCP server whose tools know the caller by the token of a user pool. Which tokens it takes is in {@code
 * application.yaml}, from environment variables that the README names.
 */
@SpringBootApplication(proxyBeanMethods = false)
class SpringPetServer {
    public static void main(String[] arguments) {
        ConfigurableApplicationContext server = SpringApplication.run(SpringPetServer.class, arguments);
        System.out.println("mcp-server-spring listening on http://localhost:" + portOf(server));
    }

    /**
     * The scope that every call needs. A 401 names it, and a client that registers itself would register for no other: where
     * clients do, a 401 names none, so that they ask for all.
     */
    @Bean
    CognitoVerifierCustomizer readScope(
            @Value("${cognito-claims.resources}") String resource,
            @Value("${cognito-claims.authorization-server-metadata.open-registration}") boolean open) {
        return verifier -> {
            if (!open) {
                verifier.requireScopes(resource + "/read");
            }
        };
    }

    static String portOf(ConfigurableApplicationContext server) {
        return server.getEnvironment().getRequiredProperty("local.server.port");
    }
}
