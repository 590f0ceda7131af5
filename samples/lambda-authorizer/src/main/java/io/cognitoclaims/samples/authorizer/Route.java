package io.cognitoclaims.samples.authorizer;

import io.cognitoclaims.core.AccessToken;
import io.cognitoclaims.core.CognitoToken;
import java.util.List;
import java.util.function.Predicate;

/**
 * A route of the API, and who may take it. Routes that are not listed are closed.
 *
 * @param key method and path, as HTTP APIs write them in {@code routeKey}
 */
record Route(String key, Predicate<CognitoToken> admits) {
    static final List<Route> ALL = List.of(
            new Route("GET /api/me", token -> true),
            new Route("GET /api/pets", token -> token instanceof AccessToken access && access.hasScopes("pets/read")),
            new Route("GET /api/admin", token -> token.hasGroups("admin")));

    /** What a WebSocket API asks about: only the opening of a connection, and not the messages in it. */
    static final Route CONNECT = new Route("$connect", token -> true);

    /** {@return whether the token may take the route of this key} */
    static boolean isOpen(String key, CognitoToken token) {
        return ALL.stream().anyMatch(route -> route.key.equals(key) && route.admits(token));
    }

    boolean admits(CognitoToken token) {
        return admits.test(token);
    }

    /** {@return the route as a REST API's policies name it, below {@code arn:…:<api>/<stage>/}} */
    String resource() {
        return key.replace(" ", "");
    }
}
