package io.cognitoclaims.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.config.Customizer.withDefaults;
import static org.springframework.security.web.server.util.matcher.ServerWebExchangeMatchers.pathMatchers;

import io.cognitoclaims.contract.Claim;
import io.cognitoclaims.core.AccessToken;
import io.cognitoclaims.core.CognitoToken;
import io.cognitoclaims.core.CognitoVerifier;
import io.cognitoclaims.core.IdToken;
import io.cognitoclaims.core.UserPool;
import io.cognitoclaims.core.VerificationException;
import io.cognitoclaims.testing.TestUserPool;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.annotation.Order;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.ReactiveAuthenticationManager;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.config.annotation.method.configuration.EnableMethodSecurity;
import org.springframework.security.config.annotation.method.configuration.EnableReactiveMethodSecurity;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.oauth2.server.resource.InvalidBearerTokenException;
import org.springframework.security.oauth2.server.resource.authentication.BearerTokenAuthenticationToken;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/**
 * Every reader finds the caller's token, wherever the {@code Authentication} carries it: here a second filter chain takes ID
 * tokens, which the application verifies itself.
 */
@ParameterizedClass
@EnumSource(WebStack.class)
class TokenCarriersTest {
    /** Ways to carry a verified token, as applications have them. */
    enum Carrier {
        PRINCIPAL {
            @Override
            Authentication carry(String text, CognitoToken token) {
                return UsernamePasswordAuthenticationToken.authenticated(token, null, List.of());
            }
        },
        JWT_AS_PRINCIPAL {
            @Override
            Authentication carry(String text, CognitoToken token) {
                return UsernamePasswordAuthenticationToken.authenticated(jwt(text, token), "n/a", List.of());
            }
        },
        JWT_AS_BEARER_TOKEN {
            @Override
            Authentication carry(String text, CognitoToken token) {
                return new JwtAuthenticationToken(jwt(text, token), List.of());
            }
        },
        JWT_BESIDE_A_PRINCIPAL_OF_THE_APPLICATION {
            @Override
            Authentication carry(String text, CognitoToken token) {
                return new JwtAuthenticationToken(jwt(text, token), List.of(), "Rex");
            }
        },
        CREDENTIALS {
            @Override
            Authentication carry(String text, CognitoToken token) {
                return UsernamePasswordAuthenticationToken.authenticated("Rex", token, List.of());
            }
        },
        JWT_AS_CREDENTIALS {
            @Override
            Authentication carry(String text, CognitoToken token) {
                return UsernamePasswordAuthenticationToken.authenticated("Rex", jwt(text, token), List.of());
            }
        },
        DETAILS {
            @Override
            Authentication carry(String text, CognitoToken token) {
                TestingAuthenticationToken caller = new TestingAuthenticationToken("Rex", "n/a", List.of());
                caller.setDetails(token);
                return caller;
            }
        };

        abstract Authentication carry(String text, CognitoToken token);

        private static CognitoJwt jwt(String text, CognitoToken token) {
            return new CognitoJwt(text, token, token.subject());
        }
    }

    private static final TestUserPool POOL = TestUserPool.create();
    private static final CognitoVerifier<IdToken> ID_TOKENS = CognitoVerifier.idTokens(
                    UserPool.fromIssuer(POOL.issuer()), Set.of(POOL.clientId()))
            .build();
    private static final Claim<String> PET = Claim.ofString("pet");
    private static RunningApi api;
    private static volatile Carrier carrier = Carrier.PRINCIPAL;

    @Parameter
    WebStack stack;

    @BeforeParameterizedClassInvocation
    static void start(WebStack stack) {
        api = stack.startFor(POOL, Application.class);
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
    @EnumSource
    void everyReaderFindsTheTokenInEveryCarrier(Carrier how) throws Exception {
        carrier = how;
        String dog = POOL.idToken()
                .subject("somebody")
                .groups("admin")
                .claim("pet", "dog")
                .sign();
        String cat = POOL.idToken().subject("somebody").claim("pet", "cat").sign();

        assertThat(api.get("/id/principal", dog).body()).isEqualTo("IdToken somebody");
        assertThat(api.get("/id/claim", dog).body()).isEqualTo("dog");
        assertThat(api.get("/id/record", dog).body()).isEqualTo("dog");
        assertThat(api.get("/id/current", dog).body()).isEqualTo("IdToken dog");
        assertThat(api.get("/id/rule", dog).body()).isEqualTo("let in");
        assertThat(api.get("/id/rule", cat).statusCode()).isEqualTo(403);
        assertThat(api.get("/id/other-kind", dog).body()).isEqualTo("none");
    }

    @ParameterizedTest
    @EnumSource(names = {"PRINCIPAL", "JWT_AS_PRINCIPAL", "JWT_AS_BEARER_TOKEN"})
    void expressionsAboutThePrincipalFindTheToken(Carrier how) throws Exception {
        carrier = how;
        String admin = POOL.idToken().groups("admin", "staff").sign();
        String staff = POOL.idToken().groups("staff").sign();

        assertThat(api.get("/id/expression", admin).statusCode()).isEqualTo(200);
        assertThat(api.get("/id/expression", staff).statusCode()).isEqualTo(403);
    }

    @Test
    void expressionsAboutGroupsAndScopesHoldInTheChainOfAccessTokens() throws Exception {
        String admin = POOL.accessToken().groups("admin").scopes("pets/read").sign();
        String staff = POOL.accessToken().groups("staff").scopes("pets/write").sign();

        for (String path : List.of("/expression", "/any-group", "/scopes", "/any-scope")) {
            assertThat(api.get(path, admin).statusCode()).as(path).isEqualTo(200);
            assertThat(api.get(path, staff).statusCode()).as(path).isEqualTo(403);
        }
    }

    @Test
    void aCallerWhoIsNotAuthenticatedHasNoToken() throws Exception {
        CognitoToken token = ID_TOKENS.verify(POOL.idToken().sign());

        assertThat(CognitoJwt.tokenOf(new TestingAuthenticationToken(token, null)))
                .isNull();
        assertThat(CognitoJwt.tokenOf(null)).isNull();
    }

    @Test
    void theTokenOfThePrincipalIsPreferred() throws Exception {
        CognitoToken own = ID_TOKENS.verify(POOL.idToken().sign());
        CognitoToken other = ID_TOKENS.verify(POOL.idToken().subject("other").sign());
        TestingAuthenticationToken caller = new TestingAuthenticationToken(own, other, List.of());
        caller.setDetails(other);

        assertThat(CognitoJwt.tokenOf(caller)).isSameAs(own);
    }

    static Authentication authenticate(Authentication presented) {
        String text = ((BearerTokenAuthenticationToken) presented).getToken();
        try {
            return carrier.carry(text, ID_TOKENS.verify(text));
        } catch (VerificationException e) {
            throw new InvalidBearerTokenException("refused", e);
        }
    }

    @EnableAutoConfiguration
    @Import({Api.class, ServletChains.class, ReactiveChains.class})
    static class Application {}

    record Owner(String pet) {}

    @RestController
    @RequestMapping({"/id", "/"})
    static class Api {
        private final Optional<CurrentToken> blocking;
        private final Optional<ReactiveCurrentToken> reactive;

        Api(Optional<CurrentToken> blocking, Optional<ReactiveCurrentToken> reactive) {
            this.blocking = blocking;
            this.reactive = reactive;
        }

        @GetMapping("principal")
        String principal(@AuthenticationPrincipal @Nullable CognitoToken token) {
            return token == null ? "none" : token.getClass().getSimpleName() + " " + token.subject();
        }

        @GetMapping("other-kind")
        String otherKind(@AuthenticationPrincipal @Nullable AccessToken token) {
            return token == null ? "none" : "some";
        }

        @GetMapping("claim")
        String claim(@ClaimValue("pet") String pet) {
            return pet;
        }

        @GetMapping("record")
        String bound(@ClaimValue Owner owner) {
            return owner.pet();
        }

        @GetMapping("current")
        Mono<String> current() {
            return reactive.map(current -> current.require(IdToken.class)
                            .zipWith(current.require(PET), (token, pet) -> "IdToken " + pet))
                    .orElseGet(() -> Mono.just(blocking.orElseThrow()
                                    .require(IdToken.class)
                                    .getClass()
                                    .getSimpleName()
                            + " " + blocking.orElseThrow().require(PET)));
        }

        @RequireClaim(name = "pet", anyOf = "dog")
        @GetMapping("rule")
        public Mono<String> rule() {
            return Mono.just("let in");
        }

        @PreAuthorize("principal.hasGroups('admin')")
        @GetMapping("expression")
        public Mono<String> expression() {
            return Mono.just("let in");
        }

        @PreAuthorize("principal.hasAnyGroup('admin', 'owner')")
        @GetMapping("any-group")
        public Mono<String> anyGroup() {
            return Mono.just("let in");
        }

        @PreAuthorize("principal.hasScopes('pets/read')")
        @GetMapping("scopes")
        public Mono<String> scopes() {
            return Mono.just("let in");
        }

        @PreAuthorize("principal.hasAnyScope('pets/read', 'pets/admin')")
        @GetMapping("any-scope")
        public Mono<String> anyScope() {
            return Mono.just("let in");
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableMethodSecurity
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
    static class ServletChains {
        @Bean
        @Order(1)
        SecurityFilterChain idTokens(HttpSecurity http) {
            AuthenticationManager verifying = TokenCarriersTest::authenticate;
            return http.securityMatcher("/id/**")
                    .authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
                    .oauth2ResourceServer(server -> server.authenticationManagerResolver(request -> verifying))
                    .build();
        }

        @Bean
        @Order(2)
        SecurityFilterChain accessTokens(HttpSecurity http) {
            return http.authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
                    .oauth2ResourceServer(server -> server.jwt(withDefaults()))
                    .build();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableReactiveMethodSecurity
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
    static class ReactiveChains {
        @Bean
        @Order(1)
        SecurityWebFilterChain idTokens(ServerHttpSecurity http) {
            ReactiveAuthenticationManager verifying =
                    presented -> Mono.fromCallable(() -> TokenCarriersTest.authenticate(presented));
            return http.securityMatcher(pathMatchers("/id/**"))
                    .authorizeExchange(requests -> requests.anyExchange().authenticated())
                    .oauth2ResourceServer(
                            server -> server.authenticationManagerResolver(exchange -> Mono.just(verifying)))
                    .build();
        }

        @Bean
        @Order(2)
        SecurityWebFilterChain accessTokens(ServerHttpSecurity http) {
            return http.authorizeExchange(requests -> requests.anyExchange().authenticated())
                    .oauth2ResourceServer(server -> server.jwt(withDefaults()))
                    .build();
        }
    }
}
