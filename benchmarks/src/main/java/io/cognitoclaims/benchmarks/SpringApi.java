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
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * A Spring Boot application on Tomcat or on Netty, in a JVM of its own. This library's starter guards it if that is on the
 * class path, else Spring Security's resource server with its own decoder, told to check the same. {@code /open} needs no
 * token.
 */
public final class SpringApi {
    private SpringApi() {}

    /** Takes {@code SERVLET} or {@code REACTIVE}, the issuer and the app client; prints the port when it is ready. */
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
                "/open"));
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
                    .build();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class ReactiveRules {
        @Bean
        ReactiveJwtDecoder decoder(Environment settings) {
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
                    .build();
        }
    }
}
