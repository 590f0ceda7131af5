package io.cognitoclaims.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.cognitoclaims.core.AcceptedPool;
import io.cognitoclaims.core.CognitoToken;
import io.cognitoclaims.core.UserPool;
import io.cognitoclaims.core.UserPoolCache;
import io.cognitoclaims.core.UserPoolSource;
import io.cognitoclaims.testing.TestUserPool;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** An application whose pools are looked up while it runs, one for each tenant, which a header names. */
@ParameterizedClass
@EnumSource(WebStack.class)
@ExtendWith(OutputCaptureExtension.class)
class TenantsTest {
    private static final String HEADER = "X-Tenant";
    private static final TestUserPool ACME = TestUserPool.create();
    private static final TestUserPool GLOBEX = TestUserPool.create();
    private static final Map<String, AcceptedPool> STORED = new ConcurrentHashMap<>();
    private static volatile boolean storeIsDown;
    private static final AtomicReference<UserPoolCache> POOLS = new AtomicReference<>();
    private static final AtomicReference<@Nullable Health> HEALTH_AT_THE_START = new AtomicReference<>();
    private static RunningApi api;

    @Parameter
    WebStack stack;

    @BeforeParameterizedClassInvocation
    static void start(WebStack stack) {
        api = stack.start(
                Application.class,
                "cognito-claims.user-pool-lookup.issuers-below=" + below(ACME) + "," + below(GLOBEX),
                "cognito-claims.authorities.tenant-prefix=TENANT_",
                "management.endpoint.health.show-details=always");
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        api.close();
    }

    @AfterAll
    static void closePools() {
        ACME.close();
        GLOBEX.close();
    }

    @BeforeEach
    void store() {
        storeIsDown = false;
        STORED.clear();
        store("acme", ACME);
        store("globex", GLOBEX);
        POOLS.get().evict("acme");
        POOLS.get().evict("globex");
    }

    @Test
    void aTokenIsGoodForItsOwnTenantOnly() throws Exception {
        String token = ACME.accessToken().sign();

        assertThat(get(token, "acme").body()).isEqualTo("acme");
        assertThat(get(token, "globex").statusCode()).isEqualTo(401);
        assertThat(get(token, "acme").statusCode()).isEqualTo(200);
        assertThat(get(GLOBEX.accessToken().sign(), "globex").statusCode()).isEqualTo(200);
    }

    @Test
    void anAuthorityNamesTheTenant() throws Exception {
        assertThat(api.sendAs(
                                "GET",
                                "/authorities",
                                "Authorization",
                                "Bearer "
                                        + ACME.accessToken()
                                                .groups("admin")
                                                .scopes()
                                                .sign(),
                                HEADER,
                                "acme")
                        .body())
                .isEqualTo("FACTOR_BEARER ROLE_admin TENANT_acme");
    }

    @Test
    void aRequestForNoTenantIsRefused(CapturedOutput output) throws Exception {
        String token = ACME.accessToken().sign();

        assertThat(get(token, "nobody").statusCode()).isEqualTo(401);
        assertThat(get(token, "").statusCode()).isEqualTo(401);
        assertThat(api.get("/me", token).statusCode()).isEqualTo(401);
        assertThat(get(token, "boom-secret").statusCode()).isEqualTo(401);
        assertThat(get(token, "overflow").statusCode()).isEqualTo(401);
        assertThat(get(token, "null").statusCode()).isEqualTo(401);
        assertThat(get(token, "boom-secret").body())
                .isEqualTo(get(token, "globex").body());
        assertThat(output).doesNotContain("boom-secret").doesNotContain(token);
    }

    @Test
    void aTokenIsAnsweredWith503WhileTheStoreOfPoolsIsDown() throws Exception {
        storeIsDown = true;

        HttpResponse<String> answer = get(ACME.accessToken().sign(), "acme");

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
    }

    @Test
    void aTenantThatIsRemovedAndEvictedIsRefusedAtOnce() throws Exception {
        String token = ACME.accessToken().sign();
        assertThat(get(token, "acme").statusCode()).isEqualTo(200);

        STORED.remove(ACME.issuer());
        POOLS.get().evict("acme");

        assertThat(get(token, "acme").statusCode()).isEqualTo(401);
    }

    @Test
    void healthShowsCognitoClaimsWithoutAnyPoolInTheSettings() throws Exception {
        Health atTheStart = HEALTH_AT_THE_START.get();
        assertThat(atTheStart).isNotNull();
        assertThat(atTheStart.getStatus()).isEqualTo(Status.UP);
        assertThat(atTheStart.getDetails())
                .containsEntry("pools", Map.of("looked up", "UP"))
                .containsEntry("keyAges", Map.of());

        assertThat(api.get("/actuator/health", ACME.accessToken().sign()).statusCode())
                .as("details are guarded")
                .isEqualTo(401);
        HttpResponse<String> health =
                api.sendAs("GET", "/actuator/health", "Authorization", "Bearer " + token(), HEADER, "acme");
        assertThat(health.statusCode()).as("every component is up").isEqualTo(200);
        assertThat(health.body()).contains("\"cognitoClaims\"").doesNotContain("DOWN");
    }

    private static String token() {
        return ACME.accessToken().sign();
    }

    private static HttpResponse<String> get(String token, String tenant) throws Exception {
        return api.sendAs("GET", "/me", "Authorization", "Bearer " + token, HEADER, tenant);
    }

    private static void store(String tenant, TestUserPool pool) {
        STORED.put(
                pool.issuer(),
                AcceptedPool.of(UserPool.fromIssuer(pool.issuer()), Set.of(pool.clientId()))
                        .withTenant(tenant));
    }

    private static String below(TestUserPool pool) {
        return pool.issuer().substring(0, pool.issuer().lastIndexOf('/') + 1);
    }

    @SuppressWarnings("NullAway")
    private static Optional<String> tenantOf(@Nullable String header) {
        if ("overflow".equals(header)) {
            throw new StackOverflowError();
        }
        if ("null".equals(header)) {
            return null;
        }
        if (header != null && header.startsWith("boom")) {
            throw new IllegalStateException(header);
        }
        return Optional.ofNullable(header).filter(name -> !name.isEmpty());
    }

    @Import({Greeter.class, Controller.class})
    static class Application {
        @Bean
        UserPoolSource userPools() {
            return issuer -> {
                if (storeIsDown) {
                    throw new IllegalStateException("down");
                }
                return Optional.ofNullable(STORED.get(issuer));
            };
        }

        @Bean
        SmartInitializingSingleton keepPools(UserPoolCache cache) {
            return () -> POOLS.set(cache);
        }

        @Bean
        ApplicationRunner keepHealth(@Qualifier("cognitoClaimsHealthIndicator") HealthIndicator health) {
            return arguments -> HEALTH_AT_THE_START.set(health.health());
        }

        @Bean
        @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
        TenantResolver tenantResolver() {
            return request -> tenantOf(request.getHeader(HEADER));
        }

        @Bean
        @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
        ReactiveTenantResolver reactiveTenantResolver() {
            return exchange -> tenantOf(exchange.getRequest().getHeaders().getFirst(HEADER));
        }
    }

    @RestController
    static class Controller {
        @GetMapping("/me")
        String me(@AuthenticationPrincipal CognitoToken token) {
            return token.tenant().orElseThrow();
        }
    }
}
