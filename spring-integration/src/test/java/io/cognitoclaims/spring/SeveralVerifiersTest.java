package io.cognitoclaims.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.config.Customizer.withDefaults;
import static org.springframework.security.web.server.util.matcher.ServerWebExchangeMatchers.pathMatchers;

import io.cognitoclaims.core.AccessToken;
import io.cognitoclaims.core.CognitoToken;
import io.cognitoclaims.core.CognitoVerifier;
import io.cognitoclaims.core.IdToken;
import io.cognitoclaims.core.JwksCache;
import io.cognitoclaims.core.UserPool;
import io.cognitoclaims.testing.TestUserPool;
import io.cognitoclaims.testing.TokenBuilder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.core.userdetails.MapReactiveUserDetailsService;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Access tokens for the API, ID tokens for its own pages, another pool for the staff, and passwords for a script. */
@ParameterizedClass
@EnumSource(WebStack.class)
class SeveralVerifiersTest {
    private static final TestUserPool CUSTOMERS = TestUserPool.create();
    private static final TestUserPool STAFF = TestUserPool.create();
    private static RunningApi api;

    @Parameter
    WebStack stack;

    @BeforeParameterizedClassInvocation
    static void start(WebStack stack) {
        api = stack.startFor(
                CUSTOMERS,
                Application.class,
                "cognito-claims.authorities.claims[0].name=team",
                "cognito-claims.authorities.claims[0].prefix=TEAM_");
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        api.close();
    }

    @AfterAll
    static void closePools() {
        CUSTOMERS.close();
        STAFF.close();
    }

    @Test
    void eachChainAcceptsTheTokensOfItsVerifierOnly() throws Exception {
        String access = CUSTOMERS.accessToken().sign();
        String id = CUSTOMERS.idToken().sign();
        String staff = STAFF.accessToken().sign();

        assertStatuses(access, 200, 401, 401, 401);
        assertStatuses(id, 401, 200, 401, 401);
        assertStatuses(staff, 401, 401, 200, 401);
    }

    @Test
    void aPasswordOpensItsOwnChainAndNotTheApi() throws Exception {
        String basic = "Basic " + Base64.getEncoder().encodeToString("script:secret".getBytes(StandardCharsets.UTF_8));

        assertThat(api.getAs(basic, "/internal/kind").statusCode()).isEqualTo(200);
        assertThat(api.getAs(basic, "/api/kind").statusCode()).isIn(400, 401);
    }

    @Test
    void theTokenIsTypedInEveryChain() throws Exception {
        assertThat(api.get("/api/kind", CUSTOMERS.accessToken().sign()).body()).isEqualTo("AccessToken");
        assertThat(api.get("/bff/kind", CUSTOMERS.idToken().sign()).body()).isEqualTo("IdToken");
        assertThat(api.get(
                                "/bff/email",
                                CUSTOMERS
                                        .idToken()
                                        .claim("email", "pat@example.com")
                                        .sign())
                        .body())
                .isEqualTo("pat@example.com");
        assertThat(api.get("/staff/pool", STAFF.accessToken().sign()).body()).isEqualTo(STAFF.issuer());
    }

    @Test
    void claimsRulesAndTheCurrentTokenWorkInTheChainOfIdTokens() throws Exception {
        assertClaimsRulesAndTheCurrentTokenWork("/api", CUSTOMERS.accessToken(), "AccessToken");
        assertClaimsRulesAndTheCurrentTokenWork("/bff", CUSTOMERS.idToken(), "IdToken");
        assertClaimsRulesAndTheCurrentTokenWork("/staff", STAFF.accessToken(), "AccessToken");
    }

    private static void assertClaimsRulesAndTheCurrentTokenWork(String chain, TokenBuilder token, String type)
            throws Exception {
        String dogs = token.claim("pet_preference", "dogs").sign();
        String cats = token.claim("pet_preference", "cats").sign();

        assertThat(api.get(chain + "/pet", dogs).body()).isEqualTo("dogs");
        assertThat(api.get(chain + "/walks", dogs).body()).isEqualTo("walks");
        assertThat(api.get(chain + "/walks", cats).statusCode()).isEqualTo(403);
        assertThat(api.get(chain + "/current", dogs).body()).isEqualTo(type);
    }

    @Test
    void aGroupBecomesARoleInTheChainOfAnotherVerifier() throws Exception {
        Map<String, TokenBuilder> tokens =
                Map.of("/api", CUSTOMERS.accessToken(), "/bff", CUSTOMERS.idToken(), "/staff", STAFF.accessToken());
        for (Map.Entry<String, TokenBuilder> chain : tokens.entrySet()) {
            String token = chain.getValue().groups("admin").claim("team", "red").sign();
            assertThat(api.get(chain.getKey() + "/authorities", token).body().split(" "))
                    .as(chain.getKey())
                    .contains("ROLE_admin", "TEAM_red");
        }
        assertThat(api.get("/staff/admin", STAFF.accessToken().groups("admin").sign())
                        .statusCode())
                .isEqualTo(200);
        assertThat(api.get("/staff/admin", STAFF.accessToken().sign()).statusCode())
                .isEqualTo(403);
    }

    @Test
    void aBadTokenHasTheSameAnswerInEveryChain() throws Exception {
        for (String path : Set.of("/api/kind", "/bff/kind", "/staff/kind")) {
            assertThat(api.get(path, "opaque").statusCode()).as(path).isEqualTo(401);
            assertThat(RunningApi.challengeOf(api.get(path, "opaque")))
                    .as(path)
                    .isEqualTo(RunningApi.challengeOf(api.get("/api/kind", "opaque")));
            assertThat(api.get(path, "opaque").body()).as(path).contains("\"status\":401");
        }
    }

    private static void assertStatuses(String token, int api, int bff, int staff, int internal) throws Exception {
        assertThat(SeveralVerifiersTest.api.get("/api/kind", token).statusCode())
                .isEqualTo(api);
        assertThat(SeveralVerifiersTest.api.get("/bff/kind", token).statusCode())
                .isEqualTo(bff);
        assertThat(SeveralVerifiersTest.api.get("/staff/kind", token).statusCode())
                .isEqualTo(staff);
        assertThat(SeveralVerifiersTest.api.get("/internal/kind", token).statusCode())
                .isEqualTo(internal);
    }

    @EnableAutoConfiguration
    @Import({OnServlets.class, OnWebFlux.class, Controller.class})
    static class Application {
        @Bean
        CognitoVerifier<IdToken> pages(JwksCache keys) {
            return CognitoVerifier.idTokens(UserPool.fromIssuer(CUSTOMERS.issuer()), Set.of(CUSTOMERS.clientId()))
                    .keys(keys)
                    .build();
        }

        @Bean
        CognitoVerifier<AccessToken> staff(JwksCache keys) {
            return CognitoVerifier.accessTokens(UserPool.fromIssuer(STAFF.issuer()), Set.of(STAFF.clientId()))
                    .keys(keys)
                    .build();
        }
    }

    private static UserDetails script() {
        return User.withUsername("script").password("{noop}secret").build();
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
    static class OnServlets {
        @Bean
        @Order(1)
        SecurityFilterChain bff(HttpSecurity http, CognitoResourceServer cognito, CognitoVerifier<IdToken> pages) {
            return http.securityMatcher("/bff/**")
                    .authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
                    .oauth2ResourceServer(cognito.accepting(pages))
                    .build();
        }

        @Bean
        @Order(2)
        SecurityFilterChain staffChain(
                HttpSecurity http, CognitoResourceServer cognito, CognitoVerifier<AccessToken> staff) {
            return http.securityMatcher("/staff/**")
                    .authorizeHttpRequests(requests -> requests.requestMatchers("/staff/admin")
                            .hasRole("admin")
                            .anyRequest()
                            .authenticated())
                    .oauth2ResourceServer(cognito.accepting(staff))
                    .build();
        }

        @Bean
        @Order(3)
        SecurityFilterChain internal(HttpSecurity http) {
            return http.securityMatcher("/internal/**")
                    .authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
                    .httpBasic(withDefaults())
                    .build();
        }

        @Bean
        @Order(4)
        SecurityFilterChain rest(HttpSecurity http) {
            return http.authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
                    .oauth2ResourceServer(server -> server.jwt(withDefaults()))
                    .build();
        }

        @Bean
        UserDetailsService users() {
            return new InMemoryUserDetailsManager(script());
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
    static class OnWebFlux {
        @Bean
        @Order(1)
        SecurityWebFilterChain bff(
                ServerHttpSecurity http, ReactiveCognitoResourceServer cognito, CognitoVerifier<IdToken> pages) {
            return http.securityMatcher(pathMatchers("/bff/**"))
                    .authorizeExchange(requests -> requests.anyExchange().authenticated())
                    .oauth2ResourceServer(cognito.accepting(pages))
                    .build();
        }

        @Bean
        @Order(2)
        SecurityWebFilterChain staffChain(
                ServerHttpSecurity http, ReactiveCognitoResourceServer cognito, CognitoVerifier<AccessToken> staff) {
            return http.securityMatcher(pathMatchers("/staff/**"))
                    .authorizeExchange(requests -> requests.pathMatchers("/staff/admin")
                            .hasRole("admin")
                            .anyExchange()
                            .authenticated())
                    .oauth2ResourceServer(cognito.accepting(staff))
                    .build();
        }

        @Bean
        @Order(3)
        SecurityWebFilterChain internal(ServerHttpSecurity http) {
            return http.securityMatcher(pathMatchers("/internal/**"))
                    .authorizeExchange(requests -> requests.anyExchange().authenticated())
                    .httpBasic(withDefaults())
                    .build();
        }

        @Bean
        @Order(4)
        SecurityWebFilterChain rest(ServerHttpSecurity http) {
            return http.authorizeExchange(requests -> requests.anyExchange().authenticated())
                    .oauth2ResourceServer(server -> server.jwt(withDefaults()))
                    .build();
        }

        @Bean
        MapReactiveUserDetailsService users() {
            return new MapReactiveUserDetailsService(script());
        }
    }

    @RestController
    static class Controller {
        private final ObjectProvider<CurrentToken> current;
        private final ObjectProvider<ReactiveCurrentToken> reactiveCurrent;

        Controller(ObjectProvider<CurrentToken> current, ObjectProvider<ReactiveCurrentToken> reactiveCurrent) {
            this.current = current;
            this.reactiveCurrent = reactiveCurrent;
        }

        @GetMapping({"/api/kind", "/bff/kind", "/staff/kind", "/staff/admin", "/internal/kind"})
        String kind(@AuthenticationPrincipal @Nullable CognitoToken token) {
            return token == null ? "none" : token.getClass().getSimpleName();
        }

        @GetMapping("/bff/email")
        String email(@AuthenticationPrincipal IdToken token) {
            return token.email().orElse("none");
        }

        @GetMapping("/staff/pool")
        String pool(@AuthenticationPrincipal AccessToken token) {
            return token.userPool().issuer();
        }

        @GetMapping({"/api/pet", "/bff/pet", "/staff/pet"})
        String pet(@ClaimValue("pet_preference") String pet) {
            return pet;
        }

        @GetMapping({"/api/walks", "/bff/walks", "/staff/walks"})
        @RequireClaim(name = "pet_preference", anyOf = "dogs")
        Mono<String> walks() {
            return Mono.just("walks");
        }

        @GetMapping({"/api/authorities", "/bff/authorities", "/staff/authorities"})
        String authorities(Authentication authentication) {
            return authentication.getAuthorities().stream()
                    .map(GrantedAuthority::getAuthority)
                    .collect(Collectors.joining(" "));
        }

        @GetMapping({"/api/current", "/bff/current", "/staff/current"})
        Mono<String> current() {
            CurrentToken token = current.getIfAvailable();
            return token != null
                    ? Mono.just(token.require(CognitoToken.class).getClass().getSimpleName())
                    : reactiveCurrent
                            .getObject()
                            .token()
                            .map(found -> found.getClass().getSimpleName());
        }
    }
}
