package io.cognitoclaims.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.springframework.security.config.Customizer.withDefaults;
import static org.springframework.security.config.http.SessionCreationPolicy.STATELESS;

import io.cognitoclaims.testing.TestUserPool;
import jakarta.servlet.Filter;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.jetty.servlet.JettyServletWebServerFactory;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.Ordered;
import org.springframework.http.HttpStatus;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.CsrfConfigurer;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** An error is answered with its own status where a request was let through, and with 401 or 403 where it was not. */
@ParameterizedClass
@EnumSource
@Tag("slow")
class ErrorStatusTest {
    enum Served {
        BY_TOMCAT("servlet", Open.class),
        BY_JETTY("servlet", Open.class, OnJetty.class),
        BY_NETTY("reactive", Open.class),
        BY_TOMCAT_WITH_ITS_OWN_CHAIN("servlet", Open.class, OwnChain.class),
        BY_JETTY_WITH_ITS_OWN_CHAIN("servlet", Open.class, OnJetty.class, OwnChain.class),
        BY_NETTY_WITH_ITS_OWN_CHAIN("reactive", Open.class, OwnReactiveChain.class);

        private final String type;

        @SuppressWarnings("ImmutableEnumChecker")
        private final Class<?>[] sources;

        Served(String type, Class<?>... sources) {
            this.type = type;
            this.sources = sources;
        }
    }

    private static final TestUserPool POOL = TestUserPool.create();
    private static RunningApi api;

    @Parameter
    Served served;

    @BeforeParameterizedClassInvocation
    static void start(Served served) {
        boolean hasOwnChain = List.of(served.sources).contains(OwnChain.class)
                || List.of(served.sources).contains(OwnReactiveChain.class);
        api = RunningApi.start(
                served.sources,
                RunningApi.accepting(
                        POOL,
                        "spring.main.web-application-type=" + served.type,
                        hasOwnChain ? "unused=" : "cognito-claims.open-paths=/public/**"));
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        api.close();
    }

    @AfterAll
    static void closePool() {
        POOL.close();
    }

    @ParameterizedTest
    @CsvSource({
        "GET, well, 200",
        "GET, nothing, 404",
        "POST, well, 405",
        "GET, conflict, 409",
        "GET, conflict-by-annotation, 409",
        "GET, numbers?number=one, 400",
        "GET, numbers, 400",
        "GET, broken, 500",
        "GET, broken-later, 500",
    })
    void anErrorHasItsOwnStatusWhereTheRequestIsLetThrough(String method, String path, int status) throws Exception {
        assertThat(api.sendAs(method, "/public/" + path).statusCode()).isEqualTo(status);
        assertThat(api.sendWith(good(), method, "/public/" + path).statusCode()).isEqualTo(status);
        assertRefused(api.sendWith("opaque", method, "/public/" + path), "error=\"invalid_token\"");

        HttpResponse<String> guarded = api.sendAs(method, "/api/" + path);
        assertRefused(guarded, "");
        assertThat(api.sendWith(good(), method, "/api/" + path).statusCode()).isEqualTo(status);
        assertRefused(api.sendWith("opaque", method, "/api/" + path), "error=\"invalid_token\"");
    }

    @Test
    void theServerThatIsMeantAnswers() {
        assertThat(api.server()).containsIgnoringCase(served.name().split("_", -1)[1]);
    }

    @Test
    void theBodyOfAnErrorTellsNothingOfTheHandler() throws Exception {
        HttpResponse<String> answer = api.get("/public/broken");

        assertThat(answer.body()).contains("\"status\":500").doesNotContain("IllegalState", "broken inside");
    }

    @Test
    void aClientThatAsksForTheErrorPageNeedsAToken() throws Exception {
        assertRefused(api.get("/error"), "");
        assertRefused(api.get("/error/404"), "");
        assertThat(api.get("/error", good()).statusCode()).isNotEqualTo(401);
    }

    @Test
    void anErrorOfAFilterInFrontOfTheRulesKeepsItsStatus() throws Exception {
        assumeThat(served.type).isEqualTo("servlet");

        assertThat(api.get("/api/well?limited").statusCode()).isEqualTo(429);
        assertThat(api.get("/public/well?limited").statusCode()).isEqualTo(429);
    }

    @Test
    void aRequestThatTheFirewallRejectsIsAnsweredWith400() throws Exception {
        assertThat(api.get("/public/%2e%2e;/api/well").statusCode()).isEqualTo(400);
        assertThat(api.get("/api//well").statusCode()).isEqualTo(400);
    }

    @Test
    void aForwardToTheErrorPageKeepsTheStatusOfTheError() throws Exception {
        assumeThat(served.type).isEqualTo("servlet");

        assertThat(api.get("/public/forward-as-error?status=409&to=/error").statusCode())
                .isEqualTo(409);
    }

    @Test
    void aGuardedPathNeedsATokenWhereAnOpenOneForwardsToIt() throws Exception {
        assumeThat(served.type).isEqualTo("servlet");

        assertThat(api.get("/public/forward?to=/api/well").statusCode()).isEqualTo(401);
        assertThat(api.get("/public/forward?to=/error").statusCode()).isEqualTo(401);
        assertThat(api.get("/public/forward?to=/api/well", good()).statusCode()).isEqualTo(200);
    }

    private static String good() {
        return POOL.accessToken().sign();
    }

    private static void assertRefused(HttpResponse<String> answer, String parameters) {
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(RunningApi.challengeOf(answer)).startsWith("Bearer " + parameters);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(answer.body()).contains("\"status\":401").doesNotContain("timestamp");
    }

    @EnableAutoConfiguration
    @RestController
    @Import({OpenOnServlets.class, Limits.class})
    static class Open {
        @GetMapping("/{side}/well")
        String well(@PathVariable String side) {
            return side;
        }

        @GetMapping("/{side}/conflict")
        String conflict(@PathVariable String side) {
            throw new ResponseStatusException(HttpStatus.CONFLICT, side);
        }

        @GetMapping("/{side}/conflict-by-annotation")
        String conflictByAnnotation(@PathVariable String side) {
            throw new ConflictException(side);
        }

        @GetMapping("/{side}/numbers")
        String numbers(@PathVariable String side, @RequestParam int number) {
            return side + number;
        }

        @GetMapping("/{side}/broken")
        String broken(@PathVariable String side) {
            throw new IllegalStateException(side + " is broken inside");
        }

        @GetMapping("/{side}/broken-later")
        CompletableFuture<String> brokenLater(@PathVariable String side) {
            return CompletableFuture.supplyAsync(() -> {
                throw new IllegalStateException(side + " is broken inside");
            });
        }
    }

    @RestController
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
    static class OpenOnServlets {
        @GetMapping("/public/forward")
        void forward(String to, HttpServletRequest request, HttpServletResponse response) throws Exception {
            request.getRequestDispatcher(to).forward(request, response);
        }

        /** As Spring Boot does it in a war, where it can't register error pages. */
        @GetMapping("/public/forward-as-error")
        void forwardAsError(int status, String to, HttpServletRequest request, HttpServletResponse response)
                throws Exception {
            request.setAttribute(RequestDispatcher.ERROR_STATUS_CODE, status);
            request.getRequestDispatcher(to).forward(request, response);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
    static class Limits {
        @Bean
        FilterRegistrationBean<Filter> limit() {
            FilterRegistrationBean<Filter> registration = new FilterRegistrationBean<>((request, response, chain) -> {
                if ("limited".equals(((HttpServletRequest) request).getQueryString())) {
                    ((HttpServletResponse) response).sendError(429);
                } else {
                    chain.doFilter(request, response);
                }
            });
            registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
            return registration;
        }
    }

    @ResponseStatus(HttpStatus.CONFLICT)
    static class ConflictException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        ConflictException(String message) {
            super(message);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OnJetty {
        @Bean
        JettyServletWebServerFactory jetty() {
            return new JettyServletWebServerFactory();
        }
    }

    /** As docs/spring.md has it; nothing in it is about errors. */
    @Configuration(proxyBeanMethods = false)
    static class OwnChain {
        @Bean
        SecurityFilterChain rules(HttpSecurity http) {
            return http.authorizeHttpRequests(requests -> requests.requestMatchers("/public/**")
                            .permitAll()
                            .anyRequest()
                            .authenticated())
                    .oauth2ResourceServer(server -> server.jwt(withDefaults()))
                    .sessionManagement(sessions -> sessions.sessionCreationPolicy(STATELESS))
                    .csrf(CsrfConfigurer::disable)
                    .build();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnReactiveChain {
        @Bean
        SecurityWebFilterChain rules(ServerHttpSecurity http) {
            return http.authorizeExchange(requests -> requests.pathMatchers("/public/**")
                            .permitAll()
                            .anyExchange()
                            .authenticated())
                    .oauth2ResourceServer(server -> server.jwt(withDefaults()))
                    .csrf(ServerHttpSecurity.CsrfSpec::disable)
                    .build();
        }
    }
}
