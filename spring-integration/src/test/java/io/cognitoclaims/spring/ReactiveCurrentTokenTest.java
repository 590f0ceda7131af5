package io.cognitoclaims.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.cognitoclaims.contract.Claim;
import io.cognitoclaims.core.AccessToken;
import io.cognitoclaims.core.CognitoToken;
import io.cognitoclaims.core.IdToken;
import io.cognitoclaims.testing.TestUserPool;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.method.configuration.EnableReactiveMethodSecurity;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.stereotype.Service;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** The caller's token, and rules about it, in a service on WebFlux that no controller hands it to. */
class ReactiveCurrentTokenTest {
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
    void theCurrentTokenIsThatOfTheRequest() throws Exception {
        for (String subject : new String[] {"alice", "bob"}) {
            String token = POOL.accessToken()
                    .subject(subject)
                    .claim("city", subject + "'s")
                    .sign();

            assertThat(api.get("/token", token).body()).isEqualTo(subject);
            assertThat(api.get("/elsewhere", token).body()).isEqualTo(subject);
            assertThat(api.get("/access", token).body()).isEqualTo(subject);
            assertThat(api.get("/city", token).body()).isEqualTo(subject + "'s");
            assertThat(api.get("/own-city", token).body()).isEqualTo(subject + "'s");
        }
    }

    @Test
    void theCurrentTokenIsEmptyOrAskedForWhereThereIsNone() throws Exception {
        assertThat(api.get("/token").body()).isEqualTo("none");
        assertThat(api.get("/city").body()).isEqualTo("none");
        assertThat(api.get("/access").statusCode()).isEqualTo(401);
        assertThat(api.get("/own-city").statusCode()).isEqualTo(401);
    }

    @Test
    void theCallerIsDeniedWhatTheTokenDoesNotHave() throws Exception {
        String token = POOL.accessToken().sign();

        assertThat(api.get("/id", token).statusCode()).isEqualTo(403);
        assertThat(api.get("/own-city", token).statusCode()).isEqualTo(403);
        assertThat(api.get("/city", token).body()).isEqualTo("none");
    }

    @Test
    void thereIsNoCurrentTokenOutsideOfRequests() {
        ReactiveCurrentToken current = new ReactiveCurrentToken();

        assertThat(current.token().blockOptional()).isEmpty();
        assertThatExceptionOfType(MissingClaimException.class)
                .isThrownBy(() -> current.require(Claim.ofString("city")).block())
                .satisfies(missing -> assertThat(missing.claim()).isEqualTo("city"));
    }

    @Test
    void aRuleHoldsOnAMethodThatReturnsAFlux() throws Exception {
        assertThat(api.get("/flux", POOL.accessToken().claim("city", "Rome").sign())
                        .body())
                .isEqualTo("when in Rome");
        assertThat(api.get("/flux", POOL.accessToken().claim("city", "Oslo").sign())
                        .statusCode())
                .isEqualTo(403);
    }

    @Test
    void anExpressionOfSpringSecurityAsksTheTokenForAGroup() throws Exception {
        assertThat(api.get("/expression", POOL.accessToken().groups("staff").sign())
                        .body())
                .isEqualTo("staff");
        assertThat(api.get("/expression", POOL.accessToken().sign()).statusCode())
                .isEqualTo(403);
    }

    @EnableAutoConfiguration
    @EnableReactiveMethodSecurity
    @RestController
    @Import(Town.class)
    static class Application {
        private final Town town;

        Application(Town town) {
            this.town = town;
        }

        @Bean
        static SecurityWebFilterChain open(ServerHttpSecurity http) {
            return http.authorizeExchange(requests -> requests.anyExchange().permitAll())
                    .oauth2ResourceServer(server -> server.jwt(Customizer.withDefaults()))
                    .build();
        }

        @GetMapping("/{question}")
        Mono<String> ask(@PathVariable String question) {
            return town.answer(question).defaultIfEmpty("none");
        }

        @GetMapping("/flux")
        Flux<String> flux() {
            return town.romans();
        }

        @GetMapping("/expression")
        Mono<String> expression() {
            return town.staff();
        }
    }

    @Service
    static class Town {
        private static final Claim<String> CITY = Claim.ofString("city");

        private final ReactiveCurrentToken current;

        Town(ReactiveCurrentToken current) {
            this.current = current;
        }

        Mono<String> answer(String question) {
            return switch (question) {
                case "token" -> current.token().map(CognitoToken::subject);
                case "elsewhere" ->
                    Mono.just("")
                            .publishOn(Schedulers.boundedElastic())
                            .flatMap(unused -> current.token())
                            .map(CognitoToken::subject);
                case "access" -> current.require(AccessToken.class).map(CognitoToken::subject);
                case "id" -> current.require(IdToken.class).map(CognitoToken::subject);
                case "city" -> current.get(CITY);
                case "own-city" -> current.require(CITY);
                default -> Mono.just("unknown");
            };
        }

        @RequireClaim(name = "city", anyOf = "Rome")
        Flux<String> romans() {
            return Flux.just("when ", "in ", "Rome");
        }

        @PreAuthorize("principal.token().hasGroups('staff')")
        Mono<String> staff() {
            return Mono.just("staff");
        }
    }
}
