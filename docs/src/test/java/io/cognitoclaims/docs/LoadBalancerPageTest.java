package io.cognitoclaims.docs;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.cognitoclaims.alb.AlbFilter;
import io.cognitoclaims.alb.AlbIdentity;
import io.cognitoclaims.alb.AlbVerifier;
import io.cognitoclaims.contract.Claim;
import io.cognitoclaims.core.AccessToken;
import io.cognitoclaims.core.CognitoVerifier;
import io.cognitoclaims.core.TokenRejectedException;
import io.cognitoclaims.core.TokenSource;
import io.cognitoclaims.core.UserPool;
import io.cognitoclaims.servlet.CognitoFilter;
import io.cognitoclaims.testing.TestClock;
import io.cognitoclaims.testing.TestLoadBalancer;
import io.cognitoclaims.testing.TestUserPool;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.component.LifeCycle;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestAttribute;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** The code of load-balancer.md. Its numbers are those of the tests of {@code alb}. */
class LoadBalancerPageTest {
    static AlbVerifier verifier() {
        AlbVerifier verifier = AlbVerifier.builder(
                        Set.of(
                                "arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/pets/50dc6c495c0c9188"),
                        UserPool.of("us-east-1_EXAMPLE"),
                        Set.of("55pb79dl8gm0i1ho9hdre91r3k"))
                .build();
        return verifier;
    }

    static List<Object> read(AlbVerifier verifier, String data) {
        AlbIdentity identity = verifier.verify(data);
        String subject = identity.subject();
        Optional<String> email = identity.isEmailVerified() ? identity.email() : Optional.empty();
        Optional<String> locale = identity.get(Claim.ofString("locale"));
        return List.of(subject, email, locale);
    }

    static void register(ServletContext context, AlbVerifier verifier) {
        FilterRegistration.Dynamic alb = context.addFilter("alb", AlbFilter.create(verifier));
        alb.setAsyncSupported(true);
        alb.addMappingForUrlPatterns(EnumSet.allOf(DispatcherType.class), false, "/*");
    }

    static void registerForAccessTokens(ServletContext context, CognitoVerifier<AccessToken> accessTokens) {
        CognitoFilter accessToken = CognitoFilter.builder(accessTokens)
                .tokenSources(TokenSource.header("x-amzn-oidc-accesstoken"))
                .build();
        FilterRegistration.Dynamic cognito = context.addFilter("cognito", accessToken);
        cognito.setAsyncSupported(true);
        cognito.addMappingForUrlPatterns(EnumSet.allOf(DispatcherType.class), false, "/*");
    }

    static AlbFilter forHealthChecksToo(AlbVerifier verifier) {
        AlbFilter filter = AlbFilter.create(verifier).allowRequestsWithoutIdentity();
        return filter;
    }

    @Test
    void theVerifierOfThePageCanBeMade() {
        assertThat(verifier()).isNotNull();
        assertThat(new Beans().albVerifier()).hasToString(verifier().toString());
        assertThat(forHealthChecksToo(verifier())).isNotNull();
    }

    @Test
    void theIdentityIsReadAsThePageReadsIt() {
        try (TestUserPool pool = TestUserPool.create();
                TestLoadBalancer loadBalancer = TestLoadBalancer.create(pool)) {
            AlbVerifier verifier = AlbVerifier.builder(
                            Set.of(loadBalancer.arn()), UserPool.fromIssuer(pool.issuer()), Set.of(pool.clientId()))
                    .keysUri(loadBalancer.keysUri())
                    .build();
            String data = loadBalancer
                    .oidcData()
                    .subject("alice")
                    .email("alice@example.com")
                    .claim("locale", "de")
                    .sign();

            assertThat(read(verifier, data))
                    .containsExactly("alice", Optional.of("alice@example.com"), Optional.of("de"));
            assertThat(read(
                                    verifier,
                                    loadBalancer
                                            .oidcData()
                                            .claim("email_verified", "false")
                                            .sign())
                            .get(1))
                    .isEqualTo(Optional.empty());
        }
    }

    @Test
    void aTokenOfATestLoadBalancerIsAccepted() {
        try (TestUserPool pool = TestUserPool.create();
                TestLoadBalancer loadBalancer = TestLoadBalancer.create(pool)) {
            AlbVerifier verifier = AlbVerifier.builder(
                            Set.of(loadBalancer.arn()), UserPool.fromIssuer(pool.issuer()), Set.of(pool.clientId()))
                    .keysUri(loadBalancer.keysUri())
                    .build();

            String data = loadBalancer.oidcData().email("alice@example.com").sign();

            assertThat(verifier.verify(data).email()).hasValue("alice@example.com");
        }
    }

    @Test
    void aTokenOfAWithdrawnKeyIsRefusedOnceTheKeyIsFetchedAgain() {
        TestClock clock = TestClock.atNow();
        try (TestUserPool pool = TestUserPool.create(clock);
                TestLoadBalancer loadBalancer = TestLoadBalancer.create(pool, clock)) {
            AlbVerifier verifier = AlbVerifier.builder(
                            Set.of(loadBalancer.arn()), UserPool.fromIssuer(pool.issuer()), Set.of(pool.clientId()))
                    .keysUri(loadBalancer.keysUri())
                    .clock(clock)
                    .build();
            String data = loadBalancer
                    .oidcData()
                    .expiresAt(clock.instant().plus(Duration.ofHours(2)))
                    .sign();
            verifier.verify(data);

            loadBalancer.rotateKey();
            loadBalancer.withdrawOldKeys();
            clock.advance(Duration.ofMinutes(61));

            assertThatExceptionOfType(TokenRejectedException.class).isThrownBy(() -> verifier.verify(data));
        }
    }

    @Test
    void aRequestOfAPageOfAnotherOriginIsRefusedByTheFilterForTheAccessTokenOnly() throws Exception {
        try (TestUserPool pool = TestUserPool.create();
                TestLoadBalancer loadBalancer = TestLoadBalancer.create(pool)) {
            AlbVerifier verifier = AlbVerifier.builder(
                            Set.of(loadBalancer.arn()), UserPool.fromIssuer(pool.issuer()), Set.of(pool.clientId()))
                    .keysUri(loadBalancer.keysUri())
                    .build();
            CognitoVerifier<AccessToken> accessTokens = CognitoVerifier.accessTokens(
                            UserPool.fromIssuer(pool.issuer()), Set.of(pool.clientId()))
                    .build();
            String[] headers = {
                "x-amzn-oidc-data", loadBalancer.oidcData().sign(),
                "x-amzn-oidc-accesstoken", pool.accessToken().sign(),
                "Sec-Fetch-Site", "cross-site"
            };

            assertThat(statusOfPost(context -> register(context, verifier), headers))
                    .isEqualTo(200);
            assertThat(statusOfPost(
                            context -> {
                                register(context, verifier);
                                registerForAccessTokens(context, accessTokens);
                            },
                            headers))
                    .isEqualTo(403);
            headers[5] = "same-origin";
            assertThat(statusOfPost(
                            context -> {
                                register(context, verifier);
                                registerForAccessTokens(context, accessTokens);
                            },
                            headers))
                    .isEqualTo(200);
        }
    }

    @Test
    void thePageOfReasonsSaysWhatTheLogSaysOfAnotherSigner() {
        try (TestUserPool pool = TestUserPool.create();
                TestLoadBalancer loadBalancer = TestLoadBalancer.create(pool)) {
            AlbVerifier verifier = AlbVerifier.builder(
                            Set.of(loadBalancer.arn()), UserPool.fromIssuer(pool.issuer()), Set.of(pool.clientId()))
                    .keysUri(loadBalancer.keysUri())
                    .build();
            String data = loadBalancer.oidcData().signer("arn:another").sign();

            TokenRejectedException refused =
                    catchThrowableOfType(TokenRejectedException.class, () -> verifier.verify(data));

            List<String> row = Page.named("docs/why-refused.md").tableBelow("## The reasons").stream()
                    .filter(cells -> cells.get(0).equals("`" + refused.reason() + "`"))
                    .findFirst()
                    .orElseThrow();
            assertThat(row.get(0)).isEqualTo("`WRONG_SIGNER`");
            assertThat(row.get(1)).isEqualTo("401");
            assertThat(row.get(2)).isEqualTo(refused.getMessage());
        }
    }

    @Test
    void aSpringApplicationHasBothTokens() throws Exception {
        try (TestUserPool pool = TestUserPool.create();
                TestLoadBalancer loadBalancer = TestLoadBalancer.create(pool);
                ConfigurableApplicationContext application = start(pool, loadBalancer)) {
            String access = pool.accessToken().subject("alice").groups("vets").sign();
            String data = loadBalancer
                    .oidcData()
                    .subject("alice")
                    .email("alice@example.com")
                    .sign();
            String ofBob = loadBalancer.oidcData().subject("bob").sign();

            HttpResponse<String> both = get(application, "x-amzn-oidc-accesstoken", access, "x-amzn-oidc-data", data);
            assertThat(both.statusCode()).isEqualTo(200);
            assertThat(both.body()).isEqualTo("{\"groups\":[\"vets\"],\"email\":\"alice@example.com\"}");
            assertThat(get(application, "Authorization", "Bearer " + access, "x-amzn-oidc-data", data)
                            .statusCode())
                    .isEqualTo(401);
            assertThat(get(application, "x-amzn-oidc-accesstoken", access).statusCode())
                    .isEqualTo(401);
            assertThat(get(application, "x-amzn-oidc-data", data).statusCode()).isEqualTo(401);
            assertThat(get(application, "x-amzn-oidc-accesstoken", access, "x-amzn-oidc-data", data + "x")
                            .statusCode())
                    .isEqualTo(401);
            assertThat(get(application, "x-amzn-oidc-accesstoken", access, "x-amzn-oidc-data", ofBob)
                            .statusCode())
                    .isEqualTo(401);
        }
    }

    private static ConfigurableApplicationContext start(TestUserPool pool, TestLoadBalancer loadBalancer) {
        return new SpringApplicationBuilder(Application.class)
                .properties(
                        "cognito-claims.user-pools[0].issuer=" + pool.issuer(),
                        "cognito-claims.user-pools[0].client-ids=" + pool.clientId(),
                        "cognito-claims.token-sources=header:x-amzn-oidc-accesstoken",
                        "test.load-balancer.arn=" + loadBalancer.arn(),
                        "test.load-balancer.keys-uri=" + loadBalancer.keysUri(),
                        "server.port=0",
                        "spring.main.banner-mode=off")
                .run();
    }

    /** {@return the status of a POST to a servlet of Jetty behind these filters} */
    private static int statusOfPost(Consumer<ServletContext> filters, String... headers) throws Exception {
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server, 1, 1);
        connector.setHost("localhost");
        server.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler("/");
        context.addServletContainerInitializer((classes, servletContext) -> filters.accept(servletContext));
        context.addServlet(new ServletHolder(new Taker()), "/");
        server.setHandler(context);
        server.start();
        try {
            URI uri = URI.create("http://localhost:" + connector.getLocalPort() + "/api/pets");
            HttpRequest request = HttpRequest.newBuilder(uri)
                    .headers(headers)
                    .POST(BodyPublishers.noBody())
                    .build();
            return HttpClient.newHttpClient()
                    .send(request, BodyHandlers.discarding())
                    .statusCode();
        } finally {
            LifeCycle.stop(server);
        }
    }

    private static HttpResponse<String> get(ConfigurableApplicationContext application, String... headers)
            throws Exception {
        int port = requireNonNull(((WebServerApplicationContext) application).getWebServer())
                .getPort();
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/api/profile"))
                                .headers(headers)
                                .build(),
                        BodyHandlers.ofString());
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @RestController
    static class Application {
        @Bean
        AlbVerifier verifier(Environment settings) {
            return AlbVerifier.builder(
                            Set.of(settings.getRequiredProperty("test.load-balancer.arn")),
                            UserPool.fromIssuer(settings.getRequiredProperty("cognito-claims.user-pools[0].issuer")),
                            Set.of(settings.getRequiredProperty("cognito-claims.user-pools[0].client-ids")))
                    .keysUri(URI.create(settings.getRequiredProperty("test.load-balancer.keys-uri")))
                    .build();
        }

        @Bean
        FilterRegistrationBean<AlbFilter> albFilter(AlbVerifier verifier) {
            FilterRegistrationBean<AlbFilter> registration = new FilterRegistrationBean<>(AlbFilter.create(verifier));
            registration.addUrlPatterns("/api/*");
            registration.setDispatcherTypes(EnumSet.allOf(DispatcherType.class));
            return registration;
        }

        @GetMapping("/api/profile")
        Profile profile(
                @AuthenticationPrincipal AccessToken token,
                @RequestAttribute(AlbFilter.IDENTITY) AlbIdentity identity) {
            if (!identity.subject().equals(token.subject())) {
                throw new ResponseStatusException(HttpStatus.UNAUTHORIZED);
            }
            return new Profile(token.groups(), identity.email().orElse(null));
        }
    }

    /** The beans of the page, of a load balancer that there is not. */
    static final class Beans {
        @Bean
        AlbVerifier albVerifier() {
            return AlbVerifier.builder(
                            Set.of(
                                    "arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/pets/50dc6c495c0c9188"),
                            UserPool.of("us-east-1_EXAMPLE"),
                            Set.of("55pb79dl8gm0i1ho9hdre91r3k"))
                    .build();
        }
    }

    @SuppressWarnings("serial")
    private static final class Taker extends HttpServlet {
        @Override
        protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.getWriter().print("taken");
        }
    }

    record Profile(Set<String> groups, @Nullable String email) {}
}
