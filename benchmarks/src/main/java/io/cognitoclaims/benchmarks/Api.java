package io.cognitoclaims.benchmarks;

import static io.cognitoclaims.samples.petclaims.PetClaims.PET_PREFERENCE;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.cognitoclaims.core.AccessToken;
import io.cognitoclaims.core.CognitoVerifier;
import io.cognitoclaims.core.CognitoVerifierBuilder;
import io.cognitoclaims.core.JwksCache;
import io.cognitoclaims.servlet.CognitoFilter;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Function;
import org.eclipse.jetty.ee11.servlet.FilterHolder;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.jwt.Jwt;

/** The same API four times, a servlet on Jetty that answers with a claim: they differ in who reads the claim. */
enum Api {
    /** Nobody: the answer is always the same, and the token is not looked at. */
    UNGUARDED {
        @Override
        @Nullable
        Filter filter(Issuers issuers, URI jwksUri, JwksCache keys) {
            return null;
        }

        @Override
        Object petPreference(HttpServletRequest request) {
            return "DOGS";
        }
    },
    COGNITO_FILTER {
        @Override
        Filter filter(Issuers issuers, URI jwksUri, JwksCache keys) {
            return CognitoFilter.create(verifier(issuers, jwksUri, keys).build());
        }

        @Override
        Object petPreference(HttpServletRequest request) {
            return CognitoFilter.token(request)
                    .flatMap(token -> token.get(PET_PREFERENCE))
                    .orElseThrow();
        }
    },
    COGNITO_FILTER_WITHOUT_TOKEN_CACHE {
        @Override
        Filter filter(Issuers issuers, URI jwksUri, JwksCache keys) {
            return CognitoFilter.create(
                    verifier(issuers, jwksUri, keys).withoutTokenCache().build());
        }

        @Override
        Object petPreference(HttpServletRequest request) {
            return COGNITO_FILTER.petPreference(request);
        }
    },
    SPRING_SECURITY {
        @Override
        Filter filter(Issuers issuers, URI jwksUri, JwksCache keys) {
            return SpringResourceServer.filter(issuers, jwksUri);
        }

        @Override
        Object petPreference(HttpServletRequest request) {
            Jwt jwt = (Jwt)
                    Trial.requirePresent(SecurityContextHolder.getContext().getAuthentication())
                            .getPrincipal();
            return Trial.requirePresent(Trial.requirePresent(jwt).getClaimAsString("pet_preference"));
        }
    };

    abstract @Nullable Filter filter(Issuers issuers, URI jwksUri, JwksCache keys);

    abstract Object petPreference(HttpServletRequest request);

    /** {@return the API on a free port of the loopback interface, started} */
    Server start(Issuers issuers, URI jwksUri, JwksCache keys) throws Exception {
        Server server = new Server(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        ServletContextHandler context = new ServletContextHandler("/");
        Filter filter = filter(issuers, jwksUri, keys);
        if (filter != null) {
            context.addFilter(new FilterHolder(filter), "/*", EnumSet.allOf(DispatcherType.class));
        }
        context.addServlet(new ServletHolder(new PetServlet(this::petPreference)), "/api/pet");
        server.setHandler(context);
        server.start();
        return server;
    }

    private static CognitoVerifierBuilder<AccessToken> verifier(Issuers issuers, URI jwksUri, JwksCache keys) {
        return CognitoVerifier.accessTokens(issuers.pool().withJwksUri(jwksUri), Set.of(issuers.clientId()))
                .keys(keys);
    }

    private static final class PetServlet extends HttpServlet {
        private final transient Function<HttpServletRequest, Object> petPreference;

        private PetServlet(Function<HttpServletRequest, Object> petPreference) {
            this.petPreference = petPreference;
        }

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            byte[] body = ("{\"pet\":\"" + petPreference.apply(request) + "\"}").getBytes(UTF_8);
            response.setContentType("application/json");
            response.setContentLength(body.length);
            response.getOutputStream().write(body);
        }
    }
}
