package io.cognitoclaims.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.cognitoclaims.alb.AlbFilter;
import io.cognitoclaims.alb.AlbIdentity;
import io.cognitoclaims.alb.AlbVerifier;
import io.cognitoclaims.contract.Claim;
import io.cognitoclaims.core.AccessToken;
import io.cognitoclaims.core.TokenRejectedException;
import io.cognitoclaims.core.UserPool;
import io.cognitoclaims.testing.TestLoadBalancer;
import io.cognitoclaims.testing.TestUserPool;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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

    static AlbFilter forHealthChecksToo(AlbVerifier verifier) {
        AlbFilter filter = AlbFilter.create(verifier).allowRequestsWithoutIdentity();
        return filter;
    }

    @Test
    void theVerifierOfThePageCanBeMade() {
        assertThat(verifier()).isNotNull();
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

            HttpResponse<String> both = get(application, "Authorization", "Bearer " + access, "x-amzn-oidc-data", data);
            assertThat(both.statusCode()).isEqualTo(200);
            assertThat(both.body()).isEqualTo("{\"groups\":[\"vets\"],\"email\":\"alice@example.com\"}");
            assertThat(get(application, "Authorization", "Bearer " + access).statusCode())
                    .isEqualTo(401);
            assertThat(get(application, "x-amzn-oidc-data", data).statusCode()).isEqualTo(401);
            assertThat(get(application, "Authorization", "Bearer " + access, "x-amzn-oidc-data", data + "x")
                            .statusCode())
                    .isEqualTo(401);
            assertThat(get(application, "Authorization", "Bearer " + access, "x-amzn-oidc-data", ofBob)
                            .statusCode())
                    .isEqualTo(401);
        }
    }

    private static ConfigurableApplicationContext start(TestUserPool pool, TestLoadBalancer loadBalancer) {
        return new SpringApplicationBuilder(Application.class)
                .properties(
                        "cognito-claims.user-pools[0].issuer=" + pool.issuer(),
                        "cognito-claims.user-pools[0].client-ids=" + pool.clientId(),
                        "test.load-balancer.arn=" + loadBalancer.arn(),
                        "test.load-balancer.keys-uri=" + loadBalancer.keysUri(),
                        "server.port=0",
                        "spring.main.banner-mode=off")
                .run();
    }

    private static HttpResponse<String> get(ConfigurableApplicationContext application, String... headers)
            throws Exception {
        int port = ((WebServerApplicationContext) application).getWebServer().getPort();
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

    record Profile(Set<String> groups, @Nullable String email) {}
}
