package io.cognitoclaims.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.cognitoclaims.core.AccessToken;
import io.cognitoclaims.core.CognitoToken;
import io.cognitoclaims.core.IdToken;
import io.cognitoclaims.testing.TestUserPool;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Ways to ask for the token that only WebFlux has. */
class ReactiveTokenParameterTest {
    private static final TestUserPool POOL = TestUserPool.create();
    private static RunningApi api;

    @BeforeAll
    static void start() {
        api = WebStack.NETTY.startFor(POOL, Application.class);
    }

    @AfterAll
    static void stop() {
        api.close();
        POOL.close();
    }

    @Test
    void aTokenParameterMayBeAMonoOrAFuture() throws Exception {
        assertThat(get("/mono")).isEqualTo("somebody");
        assertThat(get("/future")).isEqualTo("somebody");
    }

    @Test
    void aMonoOfTheOtherKindIsEmpty() throws Exception {
        assertThat(get("/mono-id")).isEqualTo("none");
    }

    @Test
    void aTokenParameterIsEmptyWithoutAToken() throws Exception {
        assertThat(api.get("/open/mono").body()).isEqualTo("none");
        assertThat(api.get("/open/token").body()).isEqualTo("none");
    }

    @Test
    void aTokenParameterStandsBesideParametersThatAreNoPrincipals() throws Exception {
        assertThat(get("/beside?q=1")).isEqualTo("somebody 1 somebody Optional[dogs]");
    }

    @Test
    void theCognitoJwtHasTheTokenBesideAnotherPrincipal() throws Exception {
        assertThat(get("/jwt")).isEqualTo("somebody JwtAuthenticationToken");
    }

    @Test
    void theAuthenticationOfAMethodWithoutATokenParameterStaysAsItIs() throws Exception {
        assertThat(get("/authentication")).isEqualTo("JwtAuthenticationToken");
    }

    private static String get(String path) throws Exception {
        return api.get(
                        path,
                        POOL.accessToken()
                                .subject("somebody")
                                .claim("pet", "dogs")
                                .sign())
                .body();
    }

    @EnableAutoConfiguration
    @RestController
    static class Application {
        @Bean
        SecurityWebFilterChain chain(ServerHttpSecurity http) {
            return http.authorizeExchange(requests -> requests.pathMatchers("/open/**")
                            .permitAll()
                            .anyExchange()
                            .authenticated())
                    .oauth2ResourceServer(server -> server.jwt(Customizer.withDefaults()))
                    .build();
        }

        @GetMapping({"/mono", "/open/mono"})
        Mono<String> mono(@AuthenticationPrincipal Mono<AccessToken> token) {
            return token.map(CognitoToken::subject).defaultIfEmpty("none");
        }

        @GetMapping("/future")
        Mono<String> future(@AuthenticationPrincipal CompletableFuture<AccessToken> token) {
            return Mono.fromFuture(token).map(CognitoToken::subject);
        }

        @GetMapping("/mono-id")
        Mono<String> monoOfId(@AuthenticationPrincipal Mono<IdToken> token) {
            return token.map(CognitoToken::subject).defaultIfEmpty("none");
        }

        @GetMapping("/open/token")
        String token(@AuthenticationPrincipal @Nullable AccessToken token) {
            return token == null ? "none" : token.subject();
        }

        @GetMapping("/beside")
        Flux<String> beside(
                @AuthenticationPrincipal AccessToken token,
                String q,
                ServerWebExchange exchange,
                @ClaimValue("pet") Optional<String> pet) {
            return Flux.just(token.subject(), " ", q, " ")
                    .concatWith(exchange.getPrincipal().map(principal -> principal.getName() + " " + pet));
        }

        @GetMapping("/jwt")
        String jwt(@AuthenticationPrincipal CognitoJwt jwt, Authentication authentication) {
            return jwt.token().subject() + " " + authentication.getClass().getSimpleName();
        }

        @GetMapping("/authentication")
        Mono<String> authentication(Mono<Authentication> authentication) {
            return authentication.map(caller -> caller.getClass().getSimpleName());
        }
    }
}
