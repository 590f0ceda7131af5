package io.cognitoclaims.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.cognitoclaims.testing.TestUserPool;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** The scopes that challenges name, and code behind the filter chain that demands some. */
@ParameterizedClass
@EnumSource(WebStack.class)
@Tag("slow")
class ScopeChallengesTest {
    private static final TestUserPool POOL = TestUserPool.create();
    private static final String RESOURCE = "cognito-claims.resource-metadata.resource=https://api.example.com/mcp";

    @Parameter
    private WebStack stack;

    @AfterAll
    static void closePool() {
        POOL.close();
    }

    private static String token(String... scopes) {
        return POOL.accessToken().scopes(scopes).sign();
    }

    @Test
    void a401NamesTheScopesThatTheVerifierRequires() throws Exception {
        try (RunningApi api = stack.startFor(POOL, Tools.class, RESOURCE)) {
            assertThat(RunningApi.challengeOf(api.get("/walk")))
                    .isEqualTo("Bearer resource_metadata="
                            + "\"https://api.example.com/.well-known/oauth-protected-resource/mcp\","
                            + " scope=\"mcp/read\"");
            assertThat(RunningApi.challengeOf(api.get("/walk", "opaque")))
                    .contains("error=\"invalid_token\"")
                    .endsWith(" scope=\"mcp/read\"");
            assertThat(RunningApi.challengeOf(api.getAs("Bearer", "/walk"))).doesNotContain(" scope=");
        }
    }

    @Test
    void a401NamesTheScopesEvenIfThereIsNoDocument() throws Exception {
        try (RunningApi api = stack.startFor(POOL, Tools.class, "cognito-claims.resource-metadata.enabled=false")) {
            assertThat(RunningApi.challengeOf(api.get("/walk"))).isEqualTo("Bearer scope=\"mcp/read\"");
        }
    }

    @Test
    void aRuleOfAMethodDemandsAScope() throws Exception {
        try (RunningApi api = stack.startFor(POOL, Tools.class, RESOURCE)) {
            HttpResponse<String> refused = api.get("/walk", token("mcp/read"));

            assertThat(refused.statusCode()).isEqualTo(403);
            assertThat(RunningApi.challengeOf(refused))
                    .contains("error=\"insufficient_scope\"", "oauth-protected-resource/mcp\"")
                    .endsWith(" scope=\"mcp/read mcp/walk\"");
            assertThat(refused.body()).contains("\"status\":403");
            assertThat(api.get("/walk", token("mcp/read", "mcp/walk")).body()).isEqualTo("walked");
            assertThat(api.get("/walk", token("mcp/read", "mcp/walks")).statusCode())
                    .isEqualTo(403);
        }
    }

    @Test
    void aMissingClaimIsNoScope() throws Exception {
        try (RunningApi api = stack.startFor(POOL, Tools.class, RESOURCE)) {
            HttpResponse<String> refused = api.get("/dogs", token("mcp/read"));

            assertThat(refused.statusCode()).isEqualTo(403);
            assertThat(RunningApi.challengeOf(refused)).doesNotContain(" scope=");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/caught/walk", "/caught/stream", "/caught/method", "/caught/error"})
    void anErrorThatCodeMakesOfADemandIsStillThe403(String path) throws Exception {
        assumeThat(stack).isEqualTo(WebStack.TOMCAT);
        try (RunningApi api = stack.startFor(POOL, ServletTools.class, RESOURCE)) {
            HttpResponse<String> refused = api.get(path, token("mcp/read", "mcp/call"));

            assertThat(refused.statusCode()).isEqualTo(403);
            assertThat(RunningApi.challengeOf(refused))
                    .startsWith("Bearer error=\"insufficient_scope\"")
                    .endsWith(" scope=\"mcp/call mcp/read mcp/walk\"");
            assertThat(refused.headers().firstValue("Content-Type")).hasValue("application/problem+json");
            assertThat(refused.body()).startsWith("{\"title\":\"Forbidden\"").endsWith("}");
            assertThat(api.get(path, token("mcp/read", "mcp/call", "mcp/walk")).body())
                    .contains("walked");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/described", "/own-writer"})
    void aRefusalKeepsNothingThatDescribesTheReplacedAnswer(String path) throws Exception {
        assumeThat(stack).isEqualTo(WebStack.TOMCAT);
        try (RunningApi api = stack.startFor(POOL, ServletTools.class, RESOURCE)) {
            HttpResponse<String> refused = api.get(path, token("mcp/read", "mcp/call"));

            assertThat(refused.statusCode()).isEqualTo(403);
            assertThat(refused.headers().map().values().toString()).doesNotContain("replaced");
            assertThat(refused.headers().firstValue("Cache-Control")).hasValue("no-store");
            assertThat(refused.headers().allValues("X-Own")).isEqualTo(List.of("kept", "kept too"));
            assertThat(refused.body()).startsWith("{\"title\":\"Forbidden\"").endsWith("}");
        }
    }

    @Test
    void aDemandAfterTheFirstByteIsTheErrorOfTheCode() throws Exception {
        assumeThat(stack).isEqualTo(WebStack.TOMCAT);
        try (RunningApi api = stack.startFor(POOL, ServletTools.class, RESOURCE)) {
            HttpResponse<String> answer = api.get("/begun", token("mcp/read", "mcp/call"));

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo("progress claim scope: is required");
        }
    }

    @Test
    void aRuleOfTheFilterChainNamesItsScopeAndThoseOfTheVerifier() throws Exception {
        assumeThat(stack).isEqualTo(WebStack.TOMCAT);
        try (RunningApi api = stack.startFor(POOL, ServletTools.class, RESOURCE)) {
            assertThat(RunningApi.challengeOf(api.get("/begun", token("mcp/read"))))
                    .endsWith(" scope=\"mcp/call mcp/read\"");
            assertThat(RunningApi.challengeOf(api.get("/vets", token("mcp/read", "mcp/call"))))
                    .contains("error=\"insufficient_scope\"")
                    .doesNotContain(" scope=");
        }
    }

    @EnableAutoConfiguration
    @RestController
    static class Tools {
        @Bean
        CognitoVerifierCustomizer readers() {
            return verifier -> verifier.requireScopes("mcp/read");
        }

        @GetMapping("/walk")
        @RequireScope("mcp/walk")
        Mono<String> walk() {
            return Mono.just("walked");
        }

        @GetMapping("/dogs")
        @RequireClaim(name = "pet_preference", anyOf = "dogs")
        Mono<String> dogs() {
            return Mono.just("dogs");
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Kennel {
        @RequireScope("mcp/walk")
        String walk() {
            return "walked";
        }
    }

    @Import({ServletTools.Rules.class, Kennel.class})
    @RestController
    static class ServletTools extends Tools {
        private final CurrentToken token;
        private final Kennel kennel;

        ServletTools(CurrentToken token, Kennel kennel) {
            this.token = token;
            this.kennel = kennel;
        }

        private String demand() {
            try {
                token.requireScopes("mcp/walk");
                return "walked";
            } catch (MissingClaimException e) {
                return Objects.requireNonNull(e.getMessage());
            }
        }

        @GetMapping("/caught/walk")
        String caught() {
            return demand();
        }

        @GetMapping("/caught/method")
        String caughtOfMethod() {
            try {
                return kennel.walk();
            } catch (AccessDeniedException e) {
                return "denied";
            }
        }

        @GetMapping("/caught/stream")
        void stream(HttpServletResponse response) throws IOException {
            response.setContentType("text/event-stream");
            response.getOutputStream().print(demand());
            response.flushBuffer();
        }

        @GetMapping("/caught/error")
        void error(HttpServletResponse response) throws IOException {
            String outcome = demand();
            if (!outcome.equals("walked")) {
                response.sendError(500, outcome);
            }
            response.getWriter().print(outcome);
        }

        @GetMapping("/described")
        void described(HttpServletResponse response) {
            List.of("Content-Language", "Content-Range", "Content-Disposition", "ETag", "Last-Modified", "Location")
                    .forEach(name -> response.setHeader(name, "replaced"));
            response.setHeader("Cache-Control", "public, max-age=600");
            response.addHeader("X-Own", "kept");
            response.addHeader("X-Own", "kept too");
            response.setContentLength(999);
            demand();
        }

        /** The writer of a response that no filter behind the container has wrapped. */
        @GetMapping("/own-writer")
        void ownWriter(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.addHeader("X-Own", "kept");
            response.addHeader("X-Own", "kept too");
            AsyncContext later = request.startAsync();
            PrintWriter writer = later.getResponse().getWriter();
            writer.print("begun");
            writer.print(demand());
            later.complete();
        }

        @GetMapping("/begun")
        void begun(HttpServletResponse response) throws IOException {
            response.getWriter().print("progress ");
            response.getWriter().print(demand());
        }

        @GetMapping("/vets")
        String vets() {
            return "vets";
        }

        @Configuration(proxyBeanMethods = false)
        @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
        static class Rules {
            @Bean
            SecurityFilterChain api(HttpSecurity http) {
                return http.authorizeHttpRequests(requests -> requests.requestMatchers("/vets")
                                .hasRole("vets")
                                .anyRequest()
                                .hasAnyAuthority("SCOPE_mcp/call", "ROLE_admin"))
                        .oauth2ResourceServer(server -> server.jwt(Customizer.withDefaults()))
                        .build();
            }
        }
    }
}
