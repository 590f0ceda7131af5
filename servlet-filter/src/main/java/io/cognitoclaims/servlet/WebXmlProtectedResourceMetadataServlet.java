package io.cognitoclaims.servlet;

import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServlet;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A {@link ProtectedResourceMetadataServlet} whose settings are init parameters, for a {@code web.xml}:
 *
 * <ul>
 *   <li>{@code resource}: the API's URL; required
 *   <li>{@code authorizationServer}: the {@code origin} of a {@link WebXmlAuthorizationServerMetadataServlet}, which is the
 *       resource's origin too
 *   <li>or else {@code userPoolId} or {@code issuer}, and {@code allowInsecureHttp}, as in {@link WebXmlCognitoFilter}
 *   <li>{@code scopes}: those that clients may request, with commas or spaces between them; by default, none are named
 * </ul>
 *
 * <p>Map it to the {@link ProtectedResourceMetadataServlet#path()} of that resource, and give that path to the {@link
 * WebXmlCognitoFilter} as {@code open} and the whole URL as {@code resourceMetadata}. {@code user-pool-id} is another
 * spelling.
 *
 * <p>If a parameter is missing, wrong or unknown, {@link #init} throws a {@link ServletException} that names it. With
 * {@code <load-on-startup>}, Jetty then does not start the application. Tomcat logs the exception and starts without the
 * document, unless {@code failCtxIfServletStartFails} is on.
 */
public class WebXmlProtectedResourceMetadataServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final Set<String> SETTINGS =
            Set.of("resource", "authorizationServer", "userPoolId", "issuer", "allowInsecureHttp", "scopes");

    private volatile @Nullable ProtectedResourceMetadataServlet metadata;

    /** Creates a servlet; the container must then initialize it. */
    public WebXmlProtectedResourceMetadataServlet() {}

    @Override
    public final void init() throws ServletException {
        try {
            InitParameters settings = InitParameters.of(getServletConfig(), SETTINGS);
            ProtectedResourceMetadataServlet ready = of(settings);
            ready.init();
            metadata = ready;
        } catch (IllegalArgumentException e) {
            throw new ServletException(getServletName() + ": " + e.getMessage(), e);
        }
    }

    private static ProtectedResourceMetadataServlet of(InitParameters settings) {
        URI resource = settings.requiredAddress("resource");
        Set<String> scopes = Set.copyOf(settings.words("scopes"));
        URI server = settings.address("authorizationServer").orElse(null);
        if (server == null) {
            return ProtectedResourceMetadataServlet.create(resource, List.of(settings.userPool()), scopes);
        }
        settings.requireAbsent("userPoolId", "authorizationServer");
        settings.requireAbsent("issuer", "authorizationServer");
        settings.requireAbsent("allowInsecureHttp", "authorizationServer");
        return ProtectedResourceMetadataServlet.create(resource, server, scopes);
    }

    @Override
    public final void service(ServletRequest request, ServletResponse response) throws ServletException, IOException {
        ProtectedResourceMetadataServlet ready = metadata;
        if (ready == null) {
            throw new ServletException("WebXmlProtectedResourceMetadataServlet: was not initialized");
        }
        ready.service(request, response);
    }
}
