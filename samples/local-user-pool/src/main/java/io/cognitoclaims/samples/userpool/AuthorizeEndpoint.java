package io.cognitoclaims.samples.userpool;

import io.cognitoclaims.samples.userpool.UserPoolSettings.Client;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.config.annotation.web.configurers.oauth2.server.authorization.OAuth2AuthorizationEndpointConfigurer;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationCode;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationException;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationValidator;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenContext;
import org.springframework.security.oauth2.server.authorization.web.authentication.OAuth2AuthorizationCodeRequestAuthenticationConverter;
import org.springframework.stereotype.Component;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * What {@code /oauth2/authorize} does differently from Spring Authorization Server, to be as
 * <a href="https://docs.aws.amazon.com/cognito/latest/developerguide/authorization-endpoint.html">Cognito's</a>.
 */
@Component
final class AuthorizeEndpoint {
    private static final Duration CODE_VALIDITY = Duration.ofMinutes(5);

    private final UserPoolSettings settings;
    private final Clock clock;
    private final OAuth2AuthorizationCodeRequestAuthenticationConverter converter =
            new OAuth2AuthorizationCodeRequestAuthenticationConverter();

    AuthorizeEndpoint(UserPoolSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    void configure(OAuth2AuthorizationEndpointConfigurer endpoint) {
        endpoint.authorizationRequestConverters(converters -> {
            converters.clear();
            converters.add(this::convert);
        });
        endpoint.authenticationProviders(providers -> providers.forEach(this::adapt));
        endpoint.errorResponseHandler(this::refuse);
    }

    private void adapt(AuthenticationProvider provider) {
        if (provider instanceof OAuth2AuthorizationCodeRequestAuthenticationProvider codes) {
            codes.setAuthorizationCodeGenerator(this::newCode);
            // Replaces the validator that refuses the scope openid. OpenID Connect is off in Spring Authorization
            // Server since its discovery, userInfo and logout are not Cognito's; ID tokens need the scope only.
            codes.setAuthenticationValidator(new OAuth2AuthorizationCodeRequestAuthenticationValidator());
        }
    }

    private OAuth2AuthorizationCode newCode(OAuth2TokenContext context) {
        Instant now = clock.instant();
        return new OAuth2AuthorizationCode(UUID.randomUUID().toString(), now, now.plus(CODE_VALIDITY));
    }

    /** {@return the request, which asks for all scopes of the client if it names none} */
    private @Nullable Authentication convert(HttpServletRequest request) {
        Authentication converted = converter.convert(request);
        if (!(converted instanceof OAuth2AuthorizationCodeRequestAuthenticationToken asked)) {
            return converted;
        }
        if (asked.getRedirectUri() == null) {
            throw new OAuth2AuthenticationException("invalid_request");
        }
        return asked.getScopes().isEmpty()
                ? new OAuth2AuthorizationCodeRequestAuthenticationToken(
                        asked.getAuthorizationUri(),
                        asked.getClientId(),
                        (Authentication) asked.getPrincipal(),
                        asked.getRedirectUri(),
                        asked.getState(),
                        allScopes(asked.getClientId()),
                        asked.getAdditionalParameters())
                : asked;
    }

    private Set<String> allScopes(String clientId) {
        return new LinkedHashSet<>(settings.client(clientId).map(Client::scopes).orElse(List.of()));
    }

    /** Sends errors to the client only if it is known and the address is one of its callback URLs. */
    private void refuse(HttpServletRequest request, HttpServletResponse response, AuthenticationException failure)
            throws IOException {
        OAuth2AuthorizationCodeRequestAuthenticationToken asked =
                failure instanceof OAuth2AuthorizationCodeRequestAuthenticationException refused
                        ? refused.getAuthorizationCodeRequestAuthentication()
                        : null;
        String callback = asked == null ? null : asked.getRedirectUri();
        if (asked == null || callback == null) {
            Pages.refused(response);
            return;
        }
        String error = ((OAuth2AuthenticationException) failure).getError().getErrorCode();
        sendError(response, callback, error, asked.getState());
    }

    /** Shows the sign-in form unless the client forbids it. The request was found to be valid before. */
    void askForSignIn(HttpServletRequest request, HttpServletResponse response, AuthenticationException reason)
            throws IOException {
        if ("none".equals(request.getParameter("prompt"))) {
            String callback = request.getParameter("redirect_uri");
            sendError(response, callback, "login_required", request.getParameter("state"));
        } else {
            response.sendRedirect("/login?" + request.getQueryString());
        }
    }

    private static void sendError(HttpServletResponse response, String callback, String error, @Nullable String state)
            throws IOException {
        UriComponentsBuilder location =
                UriComponentsBuilder.fromUriString(callback).queryParam("error", error);
        if (state != null) {
            location.queryParam("state", "{state}");
        }
        response.sendRedirect(location.encode().buildAndExpand(state).toUriString());
    }
}
