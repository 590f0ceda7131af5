package io.cognitoclaims.conformance;

import io.cognitoclaims.core.AccessToken;
import io.cognitoclaims.core.CognitoVerifier;

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

    Running start(CognitoVerifier<AccessToken> verifier) throws Exception {
        return switch (this) {
            case JETTY -> JettyApi.start(new ServletPaths(verifier, null));
            case TOMCAT -> TomcatApi.start(new ServletPaths(verifier, null));
            case SPRING_TOMCAT -> SpringApi.start("servlet", verifier);
            case SPRING_NETTY -> SpringApi.start("reactive", verifier);
        };
    }

    /** Starts a server that accepts only tokens of the tenant of a request, which {@link Tenants#ofHost} names. */
    Running startForTenants(CognitoVerifier<AccessToken> verifier) throws Exception {
        return switch (this) {
            case JETTY -> JettyApi.start(new ServletPaths(verifier, Tenants::ofHost));
            case TOMCAT -> TomcatApi.start(new ServletPaths(verifier, Tenants::ofHost));
            case SPRING_TOMCAT -> SpringApi.startForTenants("servlet", verifier);
            case SPRING_NETTY -> SpringApi.startForTenants("reactive", verifier);
        };
    }

    /** A started server on a free port of the loopback interface. */
    interface Running extends AutoCloseable {
        int port();

        @Override
        void close();
    }
}
