package io.cognitoclaims.docs;

import static io.cognitoclaims.samples.petclaims.PetClaims.PET_PREFERENCE;
import static org.assertj.core.api.Assertions.assertThat;

import io.cognitoclaims.core.AccessToken;
import io.cognitoclaims.core.CognitoToken;
import io.cognitoclaims.core.CognitoVerifier;
import io.cognitoclaims.core.TokenSource;
import io.cognitoclaims.core.UserPool;
import io.cognitoclaims.samples.petclaims.PetPreference;
import io.cognitoclaims.servlet.AuthorizationServerMetadataServlet;
import io.cognitoclaims.servlet.CognitoFilter;
import io.cognitoclaims.servlet.ProtectedResourceMetadataServlet;
import io.cognitoclaims.servlet.RequireFilter;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The code of servlet.md, token-sources.md, mcp.md and the README. */
class ServletTest {
    private static final UserPool POOL = UserPool.of("us-east-1_EXAMPLE");

    static void register(ServletContext servletContext) {
        CognitoVerifier<AccessToken> verifier = CognitoVerifier.accessTokens(
                        UserPool.of("us-east-1_EXAMPLE"), Set.of("55pb79dl8gm0i1ho9hdre91r3k"))
                .build();

        CognitoFilter filter = CognitoFilter.builder(verifier).open("/health").build();
        FilterRegistration.Dynamic cognito = servletContext.addFilter("cognito", filter);
        cognito.setAsyncSupported(true);
        cognito.addMappingForUrlPatterns(EnumSet.allOf(DispatcherType.class), false, "/*");
    }

    static CognitoFilter withCookies(CognitoVerifier<AccessToken> verifier) {
        CognitoFilter filter = CognitoFilter.builder(verifier)
                .tokenSources(TokenSource.authorizationHeader(), TokenSource.cookie("__Host-token"))
                .trustedOrigins("https://app.example.com")
                .build();
        return filter;
    }

    static void requireMore(ServletContext servletContext) {
        FilterRegistration.Dynamic admins = servletContext.addFilter("admins", RequireFilter.groups("admin"));
        admins.setAsyncSupported(true);
        admins.addMappingForUrlPatterns(EnumSet.allOf(DispatcherType.class), true, "/admin/*");
    }

    static CognitoFilter waitingOnNoThread(CognitoVerifier<AccessToken> verifier) {
        CognitoFilter filter = CognitoFilter.builder(verifier)
                .fetchKeysAsync()
                .filtersMappedForAsync("admins")
                .build();
        return filter;
    }

    @SuppressWarnings("serial")
    static final class PetServlet extends HttpServlet {
        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            Optional<PetPreference> pet = CognitoFilter.token(request).flatMap(token -> token.get(PET_PREFERENCE));
            response.getWriter().println(pet.map(PetPreference::name).orElse("nobody knows"));
        }
    }

    static boolean mayWrite(HttpServletRequest request) {
        return CognitoFilter.token(request, AccessToken.class)
                .map(token -> token.hasScopes("pets/write"))
                .orElse(false);
    }

    static String callerOf(HttpServletRequest request) {
        CognitoToken token = CognitoFilter.token(request).orElseThrow();
        return token.username().orElse(token.clientId());
    }

    static void describe(ServletContext servletContext) {
        UserPool pool = UserPool.of("us-east-1_EXAMPLE");
        AuthorizationServerMetadataServlet server = AuthorizationServerMetadataServlet.create(
                URI.create("https://api.example.com"),
                pool,
                URI.create("https://pets.auth.us-east-1.amazoncognito.com"));
        ProtectedResourceMetadataServlet metadata = ProtectedResourceMetadataServlet.create(
                URI.create("https://api.example.com/mcp"), server, Set.of("https://api.example.com/mcp/read"));
        servletContext.addServlet("server", server).addMapping(server.path());
        servletContext.addServlet("resource", metadata).addMapping(metadata.path());

        CognitoVerifier<AccessToken> verifier = CognitoVerifier.accessTokens(pool, Set.of("55pb79dl8gm0i1ho9hdre91r3k"))
                .requireAnyResource("https://api.example.com/mcp")
                .requireScopes("https://api.example.com/mcp/read")
                .build();
        CognitoFilter filter =
                CognitoFilter.builder(verifier).resourceMetadata(metadata).build();
        FilterRegistration.Dynamic cognito = servletContext.addFilter("cognito", filter);
        cognito.setAsyncSupported(true);
        cognito.addMappingForUrlPatterns(EnumSet.allOf(DispatcherType.class), false, "/*");
    }

    @Test
    void theResourceMetadataHasThePathThatItsStandardSays() {
        ProtectedResourceMetadataServlet metadata = ProtectedResourceMetadataServlet.create(
                URI.create("https://api.example.com/mcp"), List.of(POOL), Set.of());

        assertThat(metadata.path()).isEqualTo("/.well-known/oauth-protected-resource/mcp");
    }
}
