package io.cognitoclaims.samples.mcpserverspring;

import static io.cognitoclaims.samples.petclaims.PetClaims.PET_PREFERENCE;
import static io.cognitoclaims.samples.petclaims.PetPreference.DOGS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.boot.WebApplicationType.REACTIVE;
import static org.springframework.boot.WebApplicationType.SERVLET;

import io.cognitoclaims.spring.CognitoVerifierCustomizer;
import io.cognitoclaims.spring.CurrentToken;
import io.cognitoclaims.spring.ReactiveCurrentToken;
import io.cognitoclaims.spring.RequireScope;
import io.cognitoclaims.testing.TestUserPool;
import io.cognitoclaims.testing.TokenBuilder;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.ai.mcp.annotation.McpTool;
import org.springframework.ai.mcp.server.webflux.transport.WebFluxStatelessServerTransport;
import org.springframework.ai.mcp.server.webflux.transport.WebFluxStreamableServerTransportProvider;
import org.springframework.ai.mcp.server.webmvc.autoconfigure.McpServerStatelessWebMvcAutoConfiguration;
import org.springframework.ai.mcp.server.webmvc.autoconfigure.McpServerStreamableHttpWebMvcAutoConfiguration;
import org.springframework.ai.tool.ToolCallbackProvider;
import org.springframework.ai.tool.annotation.Tool;
import org.springframework.ai.tool.method.MethodToolCallbackProvider;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.web.reactive.function.server.RouterFunction;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;

/** In which modes of Spring AI tools know their caller and can demand scopes, as docs/mcp.md has it. */
@Tag("slow")
class ModesTest {
    private static final TestUserPool POOL = TestUserPool.create();
    private static final String RESOURCE = "https://api.example.com/mcp";
    private static final String READ = RESOURCE + "/read";
    private static final String WALK = RESOURCE + "/walk";
    private static final String SPEND = RESOURCE + "/spend";

    @AfterAll
    static void closePool() {
        POOL.close();
    }

    /** Each as a row of the page, with sessions and without. */
    static Stream<Mode> working() {
        return Stream.of(
                        bothOf(SERVLET, "SYNC", BlockingTools.class),
                        bothOf(SERVLET, "SYNC", CallbackTools.class),
                        bothOf(SERVLET, "ASYNC", PublisherTools.class),
                        bothOf(REACTIVE, "ASYNC", ReactiveTools.class))
                .flatMap(modes -> modes);
    }

    @ParameterizedTest
    @MethodSource("working")
    void toolsKnowTheirCallerAndDemandScopes(Mode mode) throws Exception {
        try (Running server = Running.start(mode)) {
            assertAsksFor(server.call("walk", good().sign()), WALK);
            assertAsksFor(server.call("feed", good().sign()), SPEND);
            assertThat(server.call("walk", good().scopes(READ, WALK).sign()).body())
                    .contains("We had a walk.");
            assertThat(server.call("feed", good().scopes(READ, SPEND).sign()).body())
                    .contains("It was hungry.");
            assertThat(server.call("pet", good().claim(PET_PREFERENCE, DOGS).sign())
                            .body())
                    .contains("You like DOGS.");
        }
    }

    static Stream<Mode> refusing() {
        return Stream.of(
                        bothOf(SERVLET, "ASYNC", CallbackTools.class),
                        bothOf(REACTIVE, "SYNC", BlockingReactiveTools.class))
                .flatMap(modes -> modes);
    }

    /** Spring AI calls them on a thread of Reactor's. */
    @ParameterizedTest
    @MethodSource("refusing")
    void toolsOnThreadsThatKnowNoCallerRefuseEverybody(Mode mode) throws Exception {
        try (Running server = Running.start(mode)) {
            for (String tool : List.of("walk", "pet")) {
                HttpResponse<String> refused = server.call(
                        tool,
                        good().scopes(READ, WALK).claim(PET_PREFERENCE, DOGS).sign());

                assertThat(refused.statusCode()).isEqualTo(200);
                assertThat(refused.body()).contains("\"isError\":true").doesNotContain("We had a walk.", "DOGS");
            }
        }
    }

    @Test
    void passingTheContextOnBringsTheTokenButNoChallenge() throws Exception {
        Mode mode = new Mode(SERVLET, "ASYNC", "STATELESS", CallbackTools.class);
        try (Running server = Running.start(mode, "--spring.reactor.context-propagation=auto")) {
            HttpResponse<String> refused = server.call("walk", good().sign());

            assertThat(refused.statusCode()).isEqualTo(200);
            assertThat(refused.body()).contains("\"isError\":true").doesNotContain("We had a walk.");
            assertThat(server.call("walk", good().scopes(READ, WALK).sign()).body())
                    .contains("We had a walk.");
        } finally {
            Hooks.disableAutomaticContextPropagation();
        }
    }

    private static TokenBuilder good() {
        return POOL.accessToken().claim("aud", RESOURCE).scopes(READ);
    }

    private static void assertAsksFor(HttpResponse<String> refused, String scope) {
        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(403);
        assertThat(McpCalls.challengeOf(refused))
                .contains("error=\"insufficient_scope\"", "resource_metadata=", "scope=\"" + READ + " " + scope + "\"");
    }

    private static Stream<Mode> bothOf(WebApplicationType server, String type, Class<?> tools) {
        return Stream.of("STATELESS", "STREAMABLE").map(protocol -> new Mode(server, type, protocol, tools));
    }

    /** How an application uses Spring AI. */
    record Mode(WebApplicationType server, String type, String protocol, Class<?> tools) {
        boolean hasSessions() {
            return protocol.equals("STREAMABLE");
        }
    }

    /** An application with the settings of the sample, and others in front of them. */
    private record Running(ConfigurableApplicationContext context, boolean hasSessions) implements AutoCloseable {
        static Running start(Mode mode, String... settings) {
            List<Class<?>> sources = new ArrayList<>(List.of(Application.class, mode.tools));
            List<String> arguments = new ArrayList<>(List.of(settings));
            arguments.addAll(List.of(
                    "--COGNITO_ISSUER=" + POOL.issuer(),
                    "--COGNITO_CLIENT_IDS=" + POOL.clientId(),
                    "--COGNITO_DOMAIN=https://pets.auth.us-east-1.amazoncognito.com",
                    "--MCP_RESOURCE=" + RESOURCE,
                    "--PORT=0",
                    "--spring.ai.mcp.server.type=" + mode.type,
                    "--spring.ai.mcp.server.protocol=" + mode.protocol));
            if (mode.server == REACTIVE) {
                sources.add(mode.hasSessions() ? WebFluxStreamable.class : WebFluxStateless.class);
                // It looks for no web server.
                Class<?> other = mode.hasSessions()
                        ? McpServerStreamableHttpWebMvcAutoConfiguration.class
                        : McpServerStatelessWebMvcAutoConfiguration.class;
                arguments.add("--spring.autoconfigure.exclude=" + other.getName());
            }
            SpringApplication application = new SpringApplication(sources.toArray(Class<?>[]::new));
            application.setWebApplicationType(mode.server);
            return new Running(application.run(arguments.toArray(String[]::new)), mode.hasSessions());
        }

        HttpResponse<String> call(String tool, String token) throws Exception {
            McpCalls calls = new McpCalls(SpringPetServer.portOf(context));
            return hasSessions ? calls.toolInSession(tool, token) : calls.tool(tool, token);
        }

        @Override
        public void close() {
            context.close();
        }
    }

    /** Nothing here is a component, which the sample would find in its package. */
    @EnableAutoConfiguration
    static class Application {
        @Bean
        CognitoVerifierCustomizer readScope() {
            return verifier -> verifier.requireScopes(READ);
        }
    }

    /** What Spring AI's starter for WebFlux would configure. */
    static class WebFluxStateless {
        @Bean
        WebFluxStatelessServerTransport transport() {
            return WebFluxStatelessServerTransport.builder().build();
        }

        @Bean
        RouterFunction<?> route(WebFluxStatelessServerTransport transport) {
            return transport.getRouterFunction();
        }
    }

    /** The same with sessions. */
    static class WebFluxStreamable {
        @Bean
        WebFluxStreamableServerTransportProvider transport() {
            return WebFluxStreamableServerTransportProvider.builder().build();
        }

        @Bean
        RouterFunction<?> route(WebFluxStreamableServerTransportProvider transport) {
            return transport.getRouterFunction();
        }
    }

    static class BlockingTools {
        private final CurrentToken token;

        BlockingTools(CurrentToken token) {
            this.token = token;
        }

        @McpTool(description = "Goes for a walk with your pet")
        @RequireScope("https://api.example.com/mcp/walk")
        String walk() {
            return "We had a walk.";
        }

        @McpTool(description = "Feeds your pet")
        String feed() {
            token.requireScopes(SPEND);
            return "It was hungry.";
        }

        @McpTool(description = "Tells which pet you like")
        String pet() {
            return "You like " + token.require(PET_PREFERENCE) + ".";
        }
    }

    /** Tools that the application hands to Spring AI. */
    static class CallbackTools {
        @Bean
        Tools tools(CurrentToken token) {
            return new Tools(token);
        }

        @Bean
        ToolCallbackProvider callbacks(Tools tools) {
            return MethodToolCallbackProvider.builder().toolObjects(tools).build();
        }

        static class Tools {
            private final CurrentToken token;

            Tools(CurrentToken token) {
                this.token = token;
            }

            @Tool(description = "Goes for a walk with your pet")
            @RequireScope("https://api.example.com/mcp/walk")
            String walk() {
                return "We had a walk.";
            }

            @Tool(description = "Feeds your pet")
            String feed() {
                token.requireScopes(SPEND);
                return "It was hungry.";
            }

            @Tool(description = "Tells which pet you like")
            String pet() {
                return "You like " + token.require(PET_PREFERENCE) + ".";
            }
        }
    }

    static class PublisherTools {
        private final CurrentToken token;

        PublisherTools(CurrentToken token) {
            this.token = token;
        }

        @McpTool(description = "Goes for a walk with your pet")
        @RequireScope("https://api.example.com/mcp/walk")
        Mono<String> walk() {
            return Mono.just("We had a walk.");
        }

        @McpTool(description = "Feeds your pet")
        Mono<String> feed() {
            token.requireScopes(SPEND);
            return Mono.just("It was hungry.");
        }

        @McpTool(description = "Tells which pet you like")
        Mono<String> pet() {
            return Mono.fromSupplier(() -> "You like " + token.require(PET_PREFERENCE) + ".");
        }
    }

    static class ReactiveTools {
        private final ReactiveCurrentToken token;

        ReactiveTools(ReactiveCurrentToken token) {
            this.token = token;
        }

        @McpTool(description = "Goes for a walk with your pet")
        @RequireScope("https://api.example.com/mcp/walk")
        Mono<String> walk() {
            return Mono.just("We had a walk.");
        }

        @McpTool(description = "Feeds your pet")
        Mono<String> feed() {
            return token.requireScopes(SPEND).thenReturn("It was hungry.");
        }

        @McpTool(description = "Tells which pet you like")
        Mono<String> pet() {
            return token.require(PET_PREFERENCE).map(pet -> "You like " + pet + ".");
        }
    }

    static class BlockingReactiveTools {
        private final ReactiveCurrentToken token;

        BlockingReactiveTools(ReactiveCurrentToken token) {
            this.token = token;
        }

        @McpTool(description = "Goes for a walk with your pet")
        @RequireScope("https://api.example.com/mcp/walk")
        String walk() {
            return "We had a walk.";
        }

        @McpTool(description = "Tells which pet you like")
        String pet() {
            return "You like " + token.require(PET_PREFERENCE).block() + ".";
        }
    }
}
