package io.cognitoclaims.benchmarks;

import static org.springframework.security.config.Customizer.withDefaults;
import static org.springframework.security.config.http.SessionCreationPolicy.STATELESS;

import java.util.List;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.CsrfConfigurer;
import org.springframework.security.config.annotation.web.configurers.LogoutConfigurer;
import org.springframework.security.config.annotation.web.configurers.RequestCacheConfigurer;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtValidators;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.jwt.NimbusReactiveJwtDecoder;
import org.springframework.security.oauth2.jwt.ReactiveJwtDecoder;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.security.web.server.context.NoOpServerSecurityContextRepository;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/**
 * A Spring Boot application on Tomcat or on Netty, in a JVM of its own. This library's starter guards it if that is on the
 * class path, else Spring Security's resource server with its own decoder, told to check the same, or with a decoder that
 * looks at nothing. {@code /open} needs no token.
 */
public final class SpringApi {
    private static final String DECODES_NOTHING = "benchmarks.decodes-nothing";

    private SpringApi() {}

    /**
     * Takes {@code SERVLET} or {@code REACTIVE}, the issuer, the app client, and {@code true} for the decoder that looks at
     * nothing; prints the port when it is ready.
     */
    public static void main(String[] arguments) {
        WebApplicationType stack = WebApplicationType.valueOf(arguments[0]);
        SpringApplication application = new SpringApplication(Controller.class);
        if (!isStarterThere()) {
            application.addPrimarySources(
                    List.of(stack == WebApplicationType.SERVLET ? ServletRules.class : ReactiveRules.class));
        }
        application.setWebApplicationType(stack);
        application.setDefaultProperties(Map.of(
                "server.port",
                0,
                "spring.main.banner-mode",
                "off",
                "logging.level.root",
                "error",
                "cognito-claims.user-pools[0].issuer",
                arguments[1],
                "cognito-claims.user-pools[0].client-ids",
                arguments[2],
                "cognito-claims.open-paths",
                "/open",
                DECODES_NOTHING,
                arguments[3]));
        System.out.println(application.run().getEnvironment().getProperty("local.server.port"));
    }

    private static boolean isStarterThere() {
        try {
            Class.forName("io.cognitoclaims.spring.CognitoJwt");
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    private static boolean decodesNothing(Environment settings) {
        return settings.getRequiredProperty(DECODES_NOTHING, boolean.class);
    }

    /** {@return what a decoder that looks at nothing returns for every token} */
    private static Jwt constant() {
        return Jwt.withTokenValue("constant")
                .header("alg", "RS256")
                .subject("user")
                .claim("scope", "openid pets/read")
                .claim("pet_preference", "dogs")
                .build();
    }

    private static OAuth2TokenValidator<Jwt> checks(Environment settings) {
        return new DelegatingOAuth2TokenValidator<>(
                JwtValidators.createDefaultWithIssuer(issuer(settings)),
                new JwtClaimValidator<>(
                        "client_id", settings.getRequiredProperty("cognito-claims.user-pools[0].client-ids")::equals),
                new JwtClaimValidator<>("token_use", "access"::equals));
    }

    private static String issuer(Environment settings) {
        return settings.getRequiredProperty("cognito-claims.user-pools[0].issuer");
    }

    private static String keys(Environment settings) {
        return issuer(settings) + "/.well-known/jwks.json";
    }

    @RestController
    @EnableAutoConfiguration
    @Configuration(proxyBeanMethods = false)
    static class Controller {
        @GetMapping("/open")
        String open() {
            return "dogs";
        }

        @GetMapping("/pet")
        String pet(@AuthenticationPrincipal Jwt caller) {
            return caller.getClaimAsString("pet_preference");
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class ServletRules {
        @Bean
        JwtDecoder decoder(Environment settings) {
            if (decodesNothing(settings)) {
                Jwt constant = constant();
                return token -> constant;
            }
            NimbusJwtDecoder decoder =
                    NimbusJwtDecoder.withJwkSetUri(keys(settings)).build();
            decoder.setJwtValidator(checks(settings));
            return decoder;
        }

        @Bean
        SecurityFilterChain chain(HttpSecurity http) {
            return http.authorizeHttpRequests(requests -> requests.requestMatchers("/open")
                            .permitAll()
                            .anyRequest()
                            .authenticated())
                    .oauth2ResourceServer(server -> server.jwt(withDefaults()))
                    .sessionManagement(sessions -> sessions.sessionCreationPolicy(STATELESS))
                    .requestCache(RequestCacheConfigurer::disable)
                    .csrf(CsrfConfigurer::disable)
                    .logout(LogoutConfigurer::disable)
                    .build();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class ReactiveRules {
        @Bean
        ReactiveJwtDecoder decoder(Environment settings) {
            if (decodesNothing(settings)) {
                Jwt constant = constant();
                return token -> Mono.just(constant);
            }
            NimbusReactiveJwtDecoder decoder =
                    NimbusReactiveJwtDecoder.withJwkSetUri(keys(settings)).build();
            decoder.setJwtValidator(checks(settings));
            return decoder;
        }

        @Bean
        SecurityWebFilterChain chain(ServerHttpSecurity http) {
            return http.authorizeExchange(exchanges -> exchanges
                            .pathMatchers("/open")
                            .permitAll()
                            .anyExchange()
                            .authenticated())
                    .oauth2ResourceServer(server -> server.jwt(withDefaults()))
                    .securityContextRepository(NoOpServerSecurityContextRepository.getInstance())
                    .requestCache(ServerHttpSecurity.RequestCacheSpec::disable)
                    .csrf(ServerHttpSecurity.CsrfSpec::disable)
                    .logout(ServerHttpSecurity.LogoutSpec::disable)
                    .build();
        }
    }
}
