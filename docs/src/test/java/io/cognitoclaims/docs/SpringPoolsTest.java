package io.cognitoclaims.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.config.Customizer.withDefaults;
import static org.springframework.security.config.http.SessionCreationPolicy.STATELESS;

import io.cognitoclaims.core.AcceptedPool;
import io.cognitoclaims.core.CognitoToken;
import io.cognitoclaims.core.CognitoVerifier;
import io.cognitoclaims.core.IdToken;
import io.cognitoclaims.core.JwksCache;
import io.cognitoclaims.core.UserPool;
import io.cognitoclaims.core.UserPoolCache;
import io.cognitoclaims.core.UserPoolSource;
import io.cognitoclaims.spring.CognitoResourceServer;
import io.cognitoclaims.spring.TenantResolver;
import io.cognitoclaims.testing.TestUserPool;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.CsrfConfigurer;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The code of spring.md and tenants.md that is about several verifiers, pools and tenants. */
class SpringPoolsTest {
    private static final TestUserPool POOL = TestUserPool.create();

    @AfterAll
    static void close() {
        POOL.close();
    }

    @Nested
    @SpringBootTest(classes = Pages.class)
    @AutoConfigureMockMvc
    class SeveralVerifiers {
        @Autowired
        MockMvcTester mvc;

        @DynamicPropertySource
        static void pool(DynamicPropertyRegistry settings) {
            settings.add("cognito-claims.user-pools[0].issuer", POOL::issuer);
            settings.add("cognito-claims.user-pools[0].client-ids", POOL::clientId);
        }

        @Test
        void eachChainTakesItsKindOfToken() {
            assertThat(get("/pages/me", POOL.idToken().sign())).isEqualTo(200);
            assertThat(get("/pages/me", POOL.accessToken().sign())).isEqualTo(401);
            assertThat(get("/me", POOL.accessToken().sign())).isEqualTo(200);
            assertThat(get("/me", POOL.idToken().sign())).isEqualTo(401);
        }

        private int get(String path, String token) {
            return mvc.get()
                    .uri(path)
                    .header("Authorization", "Bearer " + token)
                    .exchange()
                    .getResponse()
                    .getStatus();
        }
    }

    @Nested
    @SpringBootTest(classes = Tenants.class)
    @AutoConfigureMockMvc
    class LookedUpPools {
        @Autowired
        MockMvcTester mvc;

        @Autowired
        TenantStore tenants;

        @Autowired
        UserPoolCache pools;

        @DynamicPropertySource
        static void pool(DynamicPropertyRegistry settings) {
            settings.add(
                    "cognito-claims.user-pool-lookup.issuers-below", () -> "http://localhost:*/, http://127.0.0.1:*/");
        }

        @Test
        void aTokenIsForTheHostOfItsTenant() {
            tenants.byIssuer.put(
                    POOL.issuer(), new Tenant("acme", UserPool.fromIssuer(POOL.issuer()), Set.of(POOL.clientId())));
            pools.evict("acme");

            assertThat(get("acme.example.com")).isEqualTo(200);
            assertThat(get("globex.example.com")).isEqualTo(401);
            assertThat(get("acme.example.org")).isEqualTo(401);
            tenants.byIssuer.clear();
            pools.evict("acme");
            assertThat(get("acme.example.com")).isEqualTo(401);
        }

        private int get(String host) {
            return mvc.get()
                    .uri("http://" + host + "/me")
                    .header("Authorization", "Bearer " + POOL.accessToken().sign())
                    .exchange()
                    .getResponse()
                    .getStatus();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import(Api.class)
    static class Pages {
        private final String issuer;
        private final String clientId;

        Pages(
                @Value("${cognito-claims.user-pools[0].issuer}") String issuer,
                @Value("${cognito-claims.user-pools[0].client-ids}") String clientId) {
            this.issuer = issuer;
            this.clientId = clientId;
        }

        @Bean
        CognitoVerifier<IdToken> pagesVerifier(JwksCache keys) {
            return CognitoVerifier.idTokens(UserPool.fromIssuer(issuer), Set.of(clientId))
                    .keys(keys)
                    .build();
        }

        @Bean
        @Order(1)
        SecurityFilterChain pages(
                HttpSecurity http, CognitoResourceServer cognito, CognitoVerifier<IdToken> pagesVerifier) {
            return http.securityMatcher("/pages/**")
                    .authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
                    .oauth2ResourceServer(cognito.accepting(pagesVerifier))
                    .sessionManagement(sessions -> sessions.sessionCreationPolicy(STATELESS))
                    .csrf(CsrfConfigurer::disable)
                    .build();
        }

        @Bean
        @Order(2)
        SecurityFilterChain rest(HttpSecurity http) {
            return http.authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
                    .oauth2ResourceServer(server -> server.jwt(withDefaults()))
                    .build();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import({Api.class, TenantStore.class})
    static class Tenants {
        @Bean
        UserPoolSource userPools(TenantStore tenants) {
            return issuer -> tenants.findByIssuer(issuer)
                    .map(tenant -> AcceptedPool.of(tenant.userPool(), tenant.clientIds())
                            .withTenant(tenant.name()));
        }

        @Bean
        TenantResolver tenantOfRequest() {
            return request -> Optional.of(request.getServerName())
                    .filter(host -> host.endsWith(".example.com"))
                    .map(host -> host.substring(0, host.indexOf('.')));
        }
    }

    static class TenantStore {
        final Map<String, Tenant> byIssuer = new ConcurrentHashMap<>();

        Optional<Tenant> findByIssuer(String issuer) {
            return Optional.ofNullable(byIssuer.get(issuer));
        }
    }

    record Tenant(String name, UserPool userPool, Set<String> clientIds) {}

    @RestController
    static class Api {
        @GetMapping({"/me", "/pages/me"})
        String me(@AuthenticationPrincipal CognitoToken token) {
            return token.subject();
        }
    }
}
