package io.cognitoclaims.localuserpool;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/**
 * A user's attributes, all as strings, for an access token with the scope {@code openid}. See <a href=
 * "https://docs.aws.amazon.com/cognito/latest/developerguide/userinfo-endpoint.html">UserInfo endpoint</a>.
 */
@RestController
final class UserInfoEndpoint {
    private final Users users;
    private final TokenIssuer tokens;

    UserInfoEndpoint(Users users, TokenIssuer tokens) {
        this.users = users;
        this.tokens = tokens;
    }

    @GetMapping("/oauth2/userInfo")
    ResponseEntity<Map<String, String>> userInfo(
            @RequestHeader(name = HttpHeaders.AUTHORIZATION, required = false) @Nullable String header) {
        if (header == null || !header.regionMatches(true, 0, "Bearer ", 0, 7)) {
            return refused(400, "invalid_request", "Bad OAuth2 request at UserInfo Endpoint");
        }
        return tokens.live(header.substring(7).strip())
                .flatMap(this::attributes)
                .map(ResponseEntity::ok)
                .orElseGet(() -> refused(
                        401,
                        "invalid_token",
                        "Access token is expired, disabled, or deleted, or the user has globally signed out."));
    }

    private Optional<Map<String, String>> attributes(JsonNode claims) {
        Set<String> scopes =
                Set.copyOf(List.of(claims.path("scope").asString("").split(" ", -1)));
        if (!scopes.contains("openid")) {
            return Optional.empty();
        }
        return users.bySub(claims.path("sub").asString(""))
                .filter(User::enabled)
                .map(user -> attributes(user, scopes));
    }

    private static Map<String, String> attributes(User user, Set<String> scopes) {
        Map<String, String> attributes = new TreeMap<>(Map.of("sub", user.sub(), "username", user.username()));
        attributes.putAll(UserAttributes.released(user, scopes));
        return attributes;
    }

    private static ResponseEntity<Map<String, String>> refused(int status, String error, String description) {
        String challenge = "error=\"" + error + "\", error_description=\"" + description + "\"";
        return ResponseEntity.status(status)
                .header(HttpHeaders.WWW_AUTHENTICATE, challenge)
                .build();
    }
}
