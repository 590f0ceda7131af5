package io.cognitoclaims.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.cognitoclaims.contract.Claim;
import io.cognitoclaims.core.AccessToken;
import io.cognitoclaims.core.IdToken;
import io.cognitoclaims.testing.TestUserPool;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.stereotype.Service;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** The caller's token in a service that no controller hands it to. */
class CurrentTokenTest {
    private static final TestUserPool POOL = TestUserPool.create();
    private static RunningApi api;

    @BeforeAll
    static void start() {
        api = RunningApi.startFor(POOL, Application.class);
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
            assertThat(api.get("/access", token).body()).isEqualTo(subject);
            assertThat(api.get("/city", token).body()).isEqualTo("Optional[" + subject + "'s]");
            assertThat(api.get("/own-city", token).body()).isEqualTo(subject + "'s");
        }
    }

    @Test
    void theCurrentTokenIsEmptyOrAskedForWhereThereIsNone() throws Exception {
        assertThat(api.get("/token").body()).isEqualTo("none");
        assertThat(api.get("/city").body()).isEqualTo("Optional.empty");
        assertThat(api.get("/access").statusCode()).isEqualTo(401);
        assertThat(api.get("/own-city").statusCode()).isEqualTo(401);
    }

    @Test
    void theCallerIsDeniedWhatTheTokenDoesNotHave() throws Exception {
        String token = POOL.accessToken().sign();

        assertThat(api.get("/id", token).statusCode()).isEqualTo(403);
        assertThat(api.get("/own-city", token).statusCode()).isEqualTo(403);
        assertThat(api.get("/city", token).body()).isEqualTo("Optional.empty");
    }

    @Test
    void thereIsNoCurrentTokenOutsideOfRequests() {
        CurrentToken current = new CurrentToken(SecurityContextHolder.getContextHolderStrategy());

        assertThat(current.token()).isEmpty();
        assertThatExceptionOfType(MissingClaimException.class)
                .isThrownBy(() -> current.require(Claim.ofString("city")))
                .withMessage("claim city: is required")
                .satisfies(missing -> assertThat(missing.claim()).isEqualTo("city"));
    }

    @EnableAutoConfiguration
    @RestController
    @Import(Town.class)
    static class Application {
        private final Town town;

        Application(Town town) {
            this.town = town;
        }

        @Bean
        static SecurityFilterChain open(HttpSecurity http) {
            return http.authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
                    .oauth2ResourceServer(server -> server.jwt(Customizer.withDefaults()))
                    .build();
        }

        @GetMapping("/{question}")
        String ask(@PathVariable String question) {
            return town.answer(question);
        }
    }

    @Service
    static class Town {
        private static final Claim<String> CITY = Claim.ofString("city");

        private final CurrentToken current;

        Town(CurrentToken current) {
            this.current = current;
        }

        String answer(String question) {
            return switch (question) {
                case "token" -> current.token().map(token -> token.subject()).orElse("none");
                case "access" -> current.require(AccessToken.class).subject();
                case "id" -> current.require(IdToken.class).subject();
                case "city" -> current.get(CITY).toString();
                case "own-city" -> current.require(CITY);
                default -> "unknown";
            };
        }
    }
}
