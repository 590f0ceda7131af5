package io.cognitoclaims.localuserpool;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.security.config.annotation.web.configurers.oauth2.server.authorization.OAuth2TokenEndpointConfigurer;
import org.springframework.security.config.annotation.web.configurers.oauth2.server.authorization.OAuth2TokenRevocationEndpointConfigurer;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AccessTokenAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.web.authentication.OAuth2DeviceCodeAuthenticationConverter;
import org.springframework.security.oauth2.server.authorization.web.authentication.OAuth2TokenExchangeAuthenticationConverter;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * What {@code /oauth2/token} and {@code /oauth2/revoke} do differently from Spring Authorization Server, to be as
 * Cognito's. See <a href="https://docs.aws.amazon.com/cognito/latest/developerguide/token-endpoint.html">Token
 * endpoint</a> and <a href="https://docs.aws.amazon.com/cognito/latest/developerguide/revocation-endpoint.html">Revoke
 * endpoint</a>.
 */
@Component
final class TokenEndpoint {
    private static final OAuth2Error WRONG_REDIRECT =
            new OAuth2Error(OAuth2ErrorCodes.UNAUTHORIZED_CLIENT, "invalid_redirect", null);

    private final SignIns signIns;
    private final JsonMapper json;

    TokenEndpoint(SignIns signIns, JsonMapper json) {
        this.signIns = signIns;
        this.json = json;
    }

    void configure(OAuth2TokenEndpointConfigurer endpoint) {
        endpoint.accessTokenRequestConverters(converters -> {
            converters.removeIf(converter -> converter instanceof OAuth2DeviceCodeAuthenticationConverter
                    || converter instanceof OAuth2TokenExchangeAuthenticationConverter);
            converters.add(0, this::refuseOtherRedirect);
            converters.add(0, TokenEndpoint::refuseEmptyGrantType);
        });
        endpoint.accessTokenResponseHandler(this::answer);
        endpoint.errorResponseHandler(this::refuse);
    }

    void configureRevocation(OAuth2TokenRevocationEndpointConfigurer endpoint) {
        endpoint.revocationRequestConverters(converters -> converters.add(0, this::revoke));
        endpoint.errorResponseHandler(this::refuse);
    }

    /** Takes a grant type without a value for a missing one, and leaves all else to the next. */
    private static @Nullable Authentication refuseEmptyGrantType(HttpServletRequest request) {
        if (request.getParameter("grant_type").isEmpty()) {
            throw new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_REQUEST);
        }
        return null;
    }

    /** Tells a redirect_uri that differs from the sign-in's apart from a bad code, and leaves all else to the next. */
    private @Nullable Authentication refuseOtherRedirect(HttpServletRequest request) {
        String code = request.getParameter("code");
        OAuth2Authorization authorization = code == null ? null : signIns.findByToken(code, SignIns.CODE);
        if (authorization == null || !authorization.getRegisteredClientId().equals(client())) {
            return null;
        }
        OAuth2AuthorizationRequest original = authorization.getAttribute(OAuth2AuthorizationRequest.class.getName());
        if (original != null && !Objects.equals(original.getRedirectUri(), request.getParameter("redirect_uri"))) {
            throw new OAuth2AuthenticationException(WRONG_REDIRECT);
        }
        return null;
    }

    /**
     * Forgets the sign-in of a refresh token, and refuses access and ID tokens, which Spring Authorization Server would
     * revoke. The answer, also for unknown tokens, is left to it.
     */
    private @Nullable Authentication revoke(HttpServletRequest request) {
        String token = request.getParameter("token");
        if (token == null || client() == null) {
            return null;
        }
        if (token.chars().filter(character -> character == '.').count() == 2) {
            throw new OAuth2AuthenticationException(OAuth2ErrorCodes.UNSUPPORTED_TOKEN_TYPE);
        }
        OAuth2Authorization signIn = signIns.findByToken(token, OAuth2TokenType.REFRESH_TOKEN);
        if (signIn != null && signIn.getRegisteredClientId().equals(client())) {
            signIns.remove(signIn);
        }
        return null;
    }

    /** {@return the id of the client that calls, if it is known} */
    private static @Nullable String client() {
        Authentication caller = SecurityContextHolder.getContext().getAuthentication();
        return caller instanceof OAuth2ClientAuthenticationToken client ? client.getName() : null;
    }

    /** Answers 400 with the error's code; 401 for unknown clients at the revoke endpoint only. */
    void refuse(HttpServletRequest request, HttpServletResponse response, AuthenticationException failure)
            throws IOException {
        OAuth2Error error = failure instanceof OAuth2AuthenticationException oauth2
                ? oauth2.getError()
                : new OAuth2Error(OAuth2ErrorCodes.INVALID_REQUEST);
        boolean unknownClient = error.getErrorCode().equals(OAuth2ErrorCodes.INVALID_CLIENT);
        Map<String, Object> body = new TreeMap<>(Map.of("error", error.getErrorCode()));
        if (error == WRONG_REDIRECT) {
            body.put("error_description", "invalid_redirect");
        }
        write(response, unknownClient && request.getRequestURI().equals("/oauth2/revoke") ? 401 : 400, body);
    }

    private void answer(HttpServletRequest request, HttpServletResponse response, Authentication authentication)
            throws IOException {
        OAuth2AccessTokenAuthenticationToken issued = (OAuth2AccessTokenAuthenticationToken) authentication;
        OAuth2AccessToken accessToken = issued.getAccessToken();
        Map<String, Object> body = new TreeMap<>(issued.getAdditionalParameters());
        body.put("access_token", accessToken.getTokenValue());
        body.put(
                "expires_in",
                Duration.between(accessToken.getIssuedAt(), accessToken.getExpiresAt())
                        .toSeconds());
        body.put("token_type", "Bearer");
        // Without rotation a refresh gives no refresh token.
        if (issued.getRefreshToken() != null
                && !issued.getRefreshToken().getTokenValue().equals(request.getParameter("refresh_token"))) {
            body.put("refresh_token", issued.getRefreshToken().getTokenValue());
        }
        write(response, 200, body);
    }

    private void write(HttpServletResponse response, int status, Map<String, Object> body) throws IOException {
        response.setStatus(status);
        response.setContentType(MediaType.APPLICATION_JSON_VALUE);
        response.setCharacterEncoding(UTF_8.name());
        response.getOutputStream().write(json.writeValueAsBytes(body));
    }
}
