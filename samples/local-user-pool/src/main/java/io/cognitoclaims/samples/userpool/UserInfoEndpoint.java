package io.cognitoclaims.samples.userpool;

import io.cognitoclaims.samples.userpool.UserPoolSettings.User;
import java.time.Clock;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationService;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A user's attributes, all as strings, for an access token with the scope {@code openid}. See <a href=
 * "https://docs.aws.amazon.com/cognito/latest/developerguide/userinfo-endpoint.html">UserInfo endpoint</a>.
 */
@RestController
final class UserInfoEndpoint {
    private final UserPoolSettings settings;
    private final PoolKeys keys;
    private final OAuth2AuthorizationService authorizations;
    private final JsonMapper json;
    private final Clock clock;

    UserInfoEndpoint(
            UserPoolSettings settings,
            PoolKeys keys,
            OAuth2AuthorizationService authorizations,
            JsonMapper json,
            Clock clock) {
        this.settings = settings;
        this.keys = keys;
        this.authorizations = authorizations;
        this.json = json;
        this.clock = clock;
    }

    @GetMapping("/oauth2/userInfo")
    ResponseEntity<Map<String, String>> userInfo(
            @RequestHeader(name = HttpHeaders.AUTHORIZATION, required = false) @Nullable String header) {
        if (header == null || !header.regionMatches(true, 0, "Bearer ", 0, 7)) {
            return refused(400, "invalid_request", "Bad OAuth2 request at UserInfo Endpoint");
        }
        return claims(header.substring(7).strip())
                .flatMap(this::attributes)
                .map(ResponseEntity::ok)
                .orElseGet(() -> refused(
                        401,
                        "invalid_token",
                        "Access token is expired, disabled, or deleted, or the user has globally signed out."));
    }

    private Optional<JsonNode> claims(String token) {
        if (!keys.signedAccessToken(token)) {
            return Optional.empty();
        }
        JsonNode claims = json.readTree(Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]));
        boolean live = clock.instant().getEpochSecond() < claims.path("exp").asLong();
        return live && !isRevoked(claims) ? Optional.of(claims) : Optional.empty();
    }

    private boolean isRevoked(JsonNode claims) {
        String signIn = claims.path("origin_jti").asString("");
        OAuth2Authorization authorization = signIn.isEmpty() ? null : authorizations.findById(signIn);
        return authorization == null
                || authorization.getRefreshToken() == null
                || authorization.getRefreshToken().isInvalidated();
    }

    private Optional<Map<String, String>> attributes(JsonNode claims) {
        Set<String> scopes = Set.of(claims.path("scope").asString().split(" "));
        if (!scopes.contains("openid")) {
            return Optional.empty();
        }
        return settings.user(claims.path("username").asString()).map(user -> attributes(user, scopes));
    }

    private static Map<String, String> attributes(User user, Set<String> scopes) {
        Map<String, String> attributes = new TreeMap<>(Map.of("sub", user.sub(), "username", user.username()));
        if (TokenIssue.releasesEmail(scopes)) {
            attributes.putAll(user.emailAttributes());
        }
        return attributes;
    }

    private static ResponseEntity<Map<String, String>> refused(int status, String error, String description) {
        String challenge = "error=\"" + error + "\", error_description=\"" + description + "\"";
        return ResponseEntity.status(status)
                .header(HttpHeaders.WWW_AUTHENTICATE, challenge)
                .build();
    }
}
