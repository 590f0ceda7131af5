package io.cognitoclaims.localuserpool;

import io.cognitoclaims.localuserpool.PasswordSignIn.NewPasswordRequired;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.annotation.web.configurers.HeadersConfigurer;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.settings.AuthorizationServerSettings;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.context.SecurityContextHolderFilter;
import org.springframework.security.web.csrf.CookieCsrfTokenRepository;
import org.springframework.security.web.csrf.CsrfTokenRequestAttributeHandler;
import org.springframework.security.web.header.writers.XXssProtectionHeaderWriter;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.OrRequestMatcher;

/** Spring Authorization Server's grants and the sign-in form, set up to behave like a pool's domain. */
@Configuration(proxyBeanMethods = false)
class PoolSecurity {
    /**
     * The endpoints that need a session or a client's secret. Spring Authorization Server answers two of them; all others
     * of it stay unreachable.
     */
    @Bean
    SecurityFilterChain domain(
            HttpSecurity http,
            GrantTokenGenerator tokens,
            TokenEndpoint tokenEndpoint,
            RegisteredClientRepository clients,
            SignIns signIns) {
        PathPatternRequestMatcher.Builder path = PathPatternRequestMatcher.withDefaults();
        http.securityMatcher(new OrRequestMatcher(
                path.matcher(HttpMethod.GET, "/oauth2/authorize"),
                path.matcher(HttpMethod.POST, "/oauth2/token"),
                path.matcher(HttpMethod.POST, "/oauth2/revoke"),
                path.matcher("/login")));
        http.addFilterBefore(new QueryAsForm(), SecurityContextHolderFilter.class);
        http.oauth2AuthorizationServer(server -> server.tokenGenerator(tokens)
                .clientAuthentication(client -> new PublicClient(clients, signIns)
                        .configure(client)
                        .errorResponseHandler(tokenEndpoint::refuse))
                .tokenEndpoint(tokenEndpoint::configure)
                .tokenRevocationEndpoint(tokenEndpoint::configureRevocation));
        http.authorizeHttpRequests(requests -> requests.anyRequest().permitAll());
        sendHeaders(http);
        signInWithForm(http);
        return http.build();
    }

    /** The domain's other endpoints, which get its headers and nothing else of Spring Security. */
    @Bean
    SecurityFilterChain domainWithoutSession(HttpSecurity http) {
        http.securityMatcher("/oauth2/userInfo", "/oauth2/register", "/logout", "/error");
        http.authorizeHttpRequests(requests -> requests.anyRequest().permitAll());
        sendHeaders(http);
        http.csrf(AbstractHttpConfigurer::disable);
        http.requestCache(AbstractHttpConfigurer::disable);
        http.logout(AbstractHttpConfigurer::disable);
        return http.build();
    }

    private static void sendHeaders(HttpSecurity http) {
        // A browser would keep it for all ports of the host, and so for other programs on localhost.
        http.headers(headers -> headers.httpStrictTransportSecurity(HeadersConfigurer.HstsConfig::disable)
                .xssProtection(xss -> xss.headerValue(XXssProtectionHeaderWriter.HeaderValue.ENABLED_MODE_BLOCK))
                .addHeaderWriter((request, response) -> response.setHeader(
                        "x-amz-cognito-request-id", UUID.randomUUID().toString())));
    }

    private static void signInWithForm(HttpSecurity http) {
        http.formLogin(form -> form.loginPage("/login")
                .successHandler((request, response, user) ->
                        response.sendRedirect("/oauth2/authorize?" + withoutNewSignIn(request.getQueryString())))
                .authenticationDetailsSource(
                        request -> Objects.requireNonNullElse(request.getParameter("new_password"), ""))
                .failureHandler((request, response, refused) ->
                        Pages.signIn(request, response, refused.getMessage(), refused instanceof NewPasswordRequired)));
        // The plain handler lets a script choose the token itself: -b XSRF-TOKEN=x -d _csrf=x.
        http.csrf(csrf -> csrf.csrfTokenRepository(new CookieCsrfTokenRepository())
                .csrfTokenRequestHandler(new CsrfTokenRequestAttributeHandler()));
        http.exceptionHandling(handling -> handling.accessDeniedHandler((request, response, refused) ->
                Pages.signIn(request, response, "This page was open for too long. Sign in again.", false)));
        http.requestCache(AbstractHttpConfigurer::disable);
        http.logout(AbstractHttpConfigurer::disable);
    }

    /** {@return the query without what would ask for the sign-in that has just been} */
    private static String withoutNewSignIn(@Nullable String query) {
        return Arrays.stream(String.valueOf(query).split("&", -1))
                .filter(parameter -> !Set.of("prompt", "max_age").contains(name(parameter)))
                .collect(Collectors.joining("&"));
    }

    private static String name(String parameter) {
        int equals = parameter.indexOf('=');
        return URLDecoder.decode(equals < 0 ? parameter : parameter.substring(0, equals), StandardCharsets.UTF_8);
    }

    /** Leaves {@code /oauth2/authorize} to {@link AuthorizeEndpoint}. */
    @Bean
    AuthorizationServerSettings serverSettings() {
        return AuthorizationServerSettings.builder()
                .authorizationEndpoint("/not-in-use")
                .build();
    }

    /** Secrets are plain text in the configuration, so there is nothing to hash. */
    @Bean
    PasswordEncoder plainSecrets() {
        return new PasswordEncoder() {
            @Override
            public @Nullable String encode(@Nullable CharSequence secret) {
                return secret == null ? null : secret.toString();
            }

            @Override
            public boolean matches(@Nullable CharSequence received, @Nullable String secret) {
                return received != null && secret != null && MessageDigest.isEqual(bytes(received), bytes(secret));
            }
        };
    }

    private static byte[] bytes(CharSequence text) {
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }
}
