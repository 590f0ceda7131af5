package io.cognitoclaims.conformance;

import io.cognitoclaims.core.AccessToken;
import io.cognitoclaims.core.CognitoVerifier;
import io.cognitoclaims.core.TokenSource;
import java.util.List;

/**
 * The servers that are attacked. Each has the same paths: {@code /api/me} for any good token, {@code /api/pets} for the
 * scope {@code pets/read}, {@code /api/admin} for the group {@code admin}, and {@code /public/hello} for everybody. Each
 * takes headers of 32 KB, so that the library's own bounds are reached.
 */
enum Server {
    JETTY,
    TOMCAT,
    SPRING_TOMCAT,
    SPRING_NETTY;

    static final int MAX_HEADER_BYTES = 32_768;

    private static final List<TokenSource> AUTHORIZATION = List.of(TokenSource.authorizationHeader());
    private static final List<TokenSource> EVERYWHERE = List.of(
            TokenSource.authorizationHeader(),
            TokenSource.header("x-amzn-oidc-accesstoken"),
            TokenSource.cookie("access_token"),
            TokenSource.amplifyCookies(),
            TokenSource.webSocketProtocol());

    Running start(CognitoVerifier<AccessToken> verifier) throws Exception {
        return switch (this) {
            case JETTY -> JettyApi.start(new ServletPaths(verifier, null, AUTHORIZATION));
            case TOMCAT -> TomcatApi.start(new ServletPaths(verifier, null, AUTHORIZATION));
            case SPRING_TOMCAT -> SpringApi.start("servlet", verifier);
            case SPRING_NETTY -> SpringApi.start("reactive", verifier);
        };
    }

    /** Starts a server that accepts only tokens of the tenant of a request, which {@link Tenants#ofHost} names. */
    Running startForTenants(CognitoVerifier<AccessToken> verifier) throws Exception {
        return switch (this) {
            case JETTY -> JettyApi.start(new ServletPaths(verifier, Tenants::ofHost, AUTHORIZATION));
            case TOMCAT -> TomcatApi.start(new ServletPaths(verifier, Tenants::ofHost, AUTHORIZATION));
            case SPRING_TOMCAT -> SpringApi.startForTenants("servlet", verifier);
            case SPRING_NETTY -> SpringApi.startForTenants("reactive", verifier);
        };
    }

    /** Starts a server that takes the token from all places, and trusts the pages of no other origin. */
    Running startForSources(CognitoVerifier<AccessToken> verifier) throws Exception {
        return switch (this) {
            case JETTY -> JettyApi.start(new ServletPaths(verifier, null, EVERYWHERE));
            case TOMCAT -> TomcatApi.start(new ServletPaths(verifier, null, EVERYWHERE));
            case SPRING_TOMCAT -> SpringApi.startForSources("servlet", verifier, EVERYWHERE);
            case SPRING_NETTY -> SpringApi.startForSources("reactive", verifier, EVERYWHERE);
        };
    }

    /** A started server on a free port of the loopback interface. */
    interface Running extends AutoCloseable {
        int port();

        @Override
        void close();
    }
}
