package io.cognitoclaims.spring;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.springframework.security.config.Customizer.withDefaults;
import static org.springframework.security.web.server.util.matcher.ServerWebExchangeMatchers.pathMatchers;

import io.cognitoclaims.contract.Claim;
import io.cognitoclaims.core.CognitoToken;
import io.cognitoclaims.core.IdToken;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.annotation.Order;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.config.annotation.method.configuration.EnableMethodSecurity;
import org.springframework.security.config.annotation.method.configuration.EnableReactiveMethodSecurity;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.oauth2.client.OAuth2AuthorizedClient;
import org.springframework.security.oauth2.client.annotation.RegisteredOAuth2AuthorizedClient;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.oidc.OidcUserInfo;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.security.web.server.context.NoOpServerSecurityContextRepository;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Pages for users who sign in, and the same below {@code /api/} for callers with a bearer token. */
@EnableAutoConfiguration
@Import({SignInApplication.Pages.class, SignInApplication.ServletChains.class, SignInApplication.ReactiveChains.class})
class SignInApplication {
    private static final Claim<String> PET = Claim.ofString("pet");

    private static String describe(AuthenticationException e) {
        return ((OAuth2AuthenticationException) e).getError().getErrorCode() + ": " + e.getMessage();
    }

    @RestController
    @RequestMapping({"/", "/api/"})
    static class Pages {
        private final Optional<CurrentToken> blocking;
        private final Optional<ReactiveCurrentToken> reactive;

        Pages(Optional<CurrentToken> blocking, Optional<ReactiveCurrentToken> reactive) {
            this.blocking = blocking;
            this.reactive = reactive;
        }

        @GetMapping("authorities")
        String authorities(Authentication caller) {
            return caller.getAuthorities().stream()
                    .map(GrantedAuthority::getAuthority)
                    .collect(Collectors.joining(" "));
        }

        @GetMapping("name")
        String name(Authentication caller) {
            return caller.getName();
        }

        @GetMapping("id")
        String id(@AuthenticationPrincipal IdToken token) {
            return token.subject() + " " + token.email().orElse("");
        }

        @GetMapping("any")
        String any(@AuthenticationPrincipal @Nullable CognitoToken token) {
            return token == null ? "none" : token.getClass().getSimpleName();
        }

        @GetMapping("expired")
        String expired(@AuthenticationPrincipal IdToken token) {
            return String.valueOf(token.expiresAt().isBefore(Instant.now()));
        }

        /** The access token is about to expire, so Spring Security refreshes it. */
        @GetMapping("refreshed")
        String refreshed(@RegisteredOAuth2AuthorizedClient("pool") OAuth2AuthorizedClient client) {
            return client.getPrincipalName();
        }

        /** What a store of sessions does with a session. */
        @GetMapping("stored")
        String stored(Authentication caller) throws IOException, ClassNotFoundException {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (ObjectOutputStream stream = new ObjectOutputStream(bytes)) {
                stream.writeObject(caller);
            }
            ByteArrayInputStream stored = new ByteArrayInputStream(bytes.toByteArray());
            try (ObjectInputStream stream = new ObjectInputStream(stored)) {
                Authentication read = (Authentication) stream.readObject();
                CognitoToken token = CognitoJwt.tokenOf(read);
                return read.getName() + " "
                        + (token == null ? "none" : token.get(PET).orElse("none")) + " "
                        + read.getAuthorities().stream()
                                .map(GrantedAuthority::getAuthority)
                                .filter(name -> name.startsWith("ROLE_"))
                                .collect(Collectors.joining(" "));
            }
        }

        @GetMapping("claim")
        String claim(@ClaimValue("pet") String pet) {
            return pet;
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

        @GetMapping("user")
        String user(@AuthenticationPrincipal CognitoOidcUser user) {
            OidcUserInfo info = user.getUserInfo();
            return user.getName() + " " + user.getClaimAsString("pet") + " "
                    + (info == null ? "none" : info.getEmail()) + " " + user.hasAnyGroup("admin", "owner") + " "
                    + user;
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
    }

    @Configuration(proxyBeanMethods = false)
    @EnableMethodSecurity
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
    static class ServletChains {
        @Bean
        @Order(1)
        SecurityFilterChain api(HttpSecurity http) {
            return http.securityMatcher("/api/**")
                    .authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
                    .oauth2ResourceServer(server -> server.jwt(withDefaults()))
                    .sessionManagement(sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                    .build();
        }

        @Bean
        @Order(2)
        SecurityFilterChain pages(HttpSecurity http) {
            return http.authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
                    .oauth2Login(login -> login.failureHandler((request, response, e) -> {
                        response.setStatus(401);
                        response.getOutputStream().print(describe(e));
                    }))
                    .build();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableReactiveMethodSecurity
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
    static class ReactiveChains {
        @Bean
        @Order(1)
        SecurityWebFilterChain api(ServerHttpSecurity http) {
            return http.securityMatcher(pathMatchers("/api/**"))
                    .authorizeExchange(requests -> requests.anyExchange().authenticated())
                    .oauth2ResourceServer(server -> server.jwt(withDefaults()))
                    .securityContextRepository(NoOpServerSecurityContextRepository.getInstance())
                    .build();
        }

        @Bean
        @Order(2)
        SecurityWebFilterChain pages(ServerHttpSecurity http) {
            return http.authorizeExchange(requests -> requests.anyExchange().authenticated())
                    .oauth2Login(login -> login.authenticationFailureHandler((exchange, e) -> {
                        ServerHttpResponse response = exchange.getExchange().getResponse();
                        response.setStatusCode(HttpStatus.UNAUTHORIZED);
                        DataBuffer text =
                                response.bufferFactory().wrap(describe(e).getBytes(UTF_8));
                        return response.writeWith(Mono.just(text));
                    }))
                    .build();
        }
    }
}
