package io.cognitoclaims.localuserpool;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.cognitoclaims.localuserpool.AuthorizeRequest.Refused;
import io.cognitoclaims.localuserpool.TokenIssuer.IssuedTokens;
import io.cognitoclaims.localuserpool.UserPoolSettings.Flow;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationCode;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.UriUtils;

/**
 * Sends signed-in users back to the client with a code or, for the implicit flow, with tokens. See
 * <a href="https://docs.aws.amazon.com/cognito/latest/developerguide/authorization-endpoint.html">Authorize
 * endpoint</a>.
 */
@RestController
final class AuthorizeEndpoint {
    private static final Duration CODE_VALIDITY = Duration.ofMinutes(5);

    private final UserPoolSettings settings;
    private final Users users;
    private final Clients clients;
    private final PoolAddress address;
    private final TokenIssuer tokens;
    private final SignIns signIns;
    private final Clock clock;

    AuthorizeEndpoint(
            UserPoolSettings settings,
            Users users,
            Clients clients,
            PoolAddress address,
            TokenIssuer tokens,
            SignIns signIns,
            Clock clock) {
        this.settings = settings;
        this.users = users;
        this.clients = clients;
        this.address = address;
        this.tokens = tokens;
        this.signIns = signIns;
        this.clock = clock;
    }

    @GetMapping("/oauth2/authorize")
    void authorize(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try {
            AuthorizeRequest asked = AuthorizeRequest.read(request, settings, clients);
            Authentication user = (Authentication) request.getUserPrincipal();
            if (user != null && isUsable(user) && !asked.wantsNewSignIn(age(user))) {
                response.sendRedirect(asked.flow() == Flow.CODE ? withCode(asked, user) : withTokens(asked, user));
            } else if (asked.prompts().contains("none")) {
                throw new Refused("login_required");
            } else {
                response.sendRedirect("/login?" + request.getQueryString());
            }
        } catch (Refused e) {
            refuse(request, response, e);
        }
    }

    /** Tells the client what is wrong with its request, but only a client and an address that are known. */
    static void refuse(HttpServletRequest request, HttpServletResponse response, Refused refused) throws IOException {
        Map<String, @Nullable String> answer = new LinkedHashMap<>();
        answer.put("error", refused.error());
        if (refused.error().equals(Refused.REDIRECT_MISMATCH)) {
            answer.put("client_id", request.getParameter("client_id"));
            response.sendRedirect("/error?" + encode(answer));
        } else {
            answer.put("state", request.getParameter("state"));
            response.sendRedirect(withQuery(request.getParameter("redirect_uri"), answer));
        }
    }

    private boolean isUsable(Authentication user) {
        try {
            users.requireUsable(SignIn.of(user));
            return true;
        } catch (ApiException e) {
            return false;
        }
    }

    private Duration age(Authentication user) {
        return Duration.between(SignIn.of(user).at(), clock.instant());
    }

    private String withCode(AuthorizeRequest asked, Authentication user) throws Refused {
        Instant now = clock.instant();
        OAuth2AuthorizationCode code =
                new OAuth2AuthorizationCode(UUID.randomUUID().toString(), now, now.plus(CODE_VALIDITY));
        if (!signIns.add(begin(asked, user).token(code).build())) {
            throw new Refused("server_error");
        }
        Map<String, @Nullable String> answer = new LinkedHashMap<>();
        answer.put("code", code.getTokenValue());
        answer.put("state", asked.state());
        return withQuery(asked.redirectUri(), answer);
    }

    private String withTokens(AuthorizeRequest asked, Authentication user) throws Refused {
        OAuth2Authorization signIn = begin(asked, user).build();
        try {
            User now = users.requireUsable(SignIn.of(user));
            IssuedTokens issued = tokens.issue(IssuanceRequest.ofUser("HostedAuth", now, signIn, asked.scopes()));
            // The trigger may have taken its time.
            users.requireUsable(SignIn.of(user));
            boolean kept = signIns.add(OAuth2Authorization.from(signIn)
                    .accessToken(issued.bearer())
                    .build());
            if (!kept) {
                throw new Refused("server_error");
            }
            Map<String, @Nullable String> answer = new LinkedHashMap<>();
            answer.put("id_token", asked.scopes().contains("openid") ? issued.idToken() : null);
            answer.put("access_token", issued.accessToken());
            answer.put("token_type", "bearer");
            answer.put("expires_in", String.valueOf(issued.expiresIn()));
            answer.put("state", asked.state());
            return asked.redirectUri() + "#" + encode(answer);
        } catch (TriggerFailedException | ApiException e) {
            throw new Refused("server_error");
        } finally {
            signIns.giveUp(signIn);
        }
    }

    private OAuth2Authorization.Builder begin(AuthorizeRequest asked, Authentication user) {
        Map<String, Object> parameters = new LinkedHashMap<>();
        putIfGiven(parameters, "nonce", asked.nonce());
        putIfGiven(parameters, "resource", asked.resource());
        putIfGiven(parameters, "code_challenge", asked.codeChallenge());
        putIfGiven(parameters, "code_challenge_method", asked.codeChallenge() == null ? null : "S256");
        OAuth2AuthorizationRequest request = OAuth2AuthorizationRequest.authorizationCode()
                .authorizationUri(address.domain() + "/oauth2/authorize")
                .clientId(asked.client().id())
                .redirectUri(asked.redirectUri())
                .scopes(asked.scopes())
                .additionalParameters(parameters)
                .build();
        return signIns.begin(asked.client(), user, asked.scopes())
                .attribute(OAuth2AuthorizationRequest.class.getName(), request);
    }

    private static void putIfGiven(Map<String, Object> parameters, String name, @Nullable String value) {
        if (value != null) {
            parameters.put(name, value);
        }
    }

    private static String withQuery(String address, Map<String, @Nullable String> parameters) {
        return address + (address.contains("?") ? "&" : "?") + encode(parameters);
    }

    private static String encode(Map<String, @Nullable String> parameters) {
        return parameters.entrySet().stream()
                .filter(parameter -> parameter.getValue() != null)
                .map(parameter -> parameter.getKey() + "=" + UriUtils.encode(parameter.getValue(), UTF_8))
                .collect(Collectors.joining("&"));
    }
}
