package io.cognitoclaims.servlet;

import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServlet;
import java.io.IOException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An {@link AuthorizationServerMetadataServlet} whose settings are init parameters, for a {@code web.xml}:
 *
 * <ul>
 *   <li>{@code origin}: the origin of the API as clients know it; required
 *   <li>{@code domain}: the origin of the user pool's domain; required
 *   <li>{@code userPoolId} or {@code issuer}, and {@code allowInsecureHttp}, as in {@link WebXmlCognitoFilter}
 * </ul>
 *
 * <p>Map it to {@code /.well-known/oauth-authorization-server}, and give that path to the {@link WebXmlCognitoFilter} as
 * {@code open}, and the origin to the {@link WebXmlProtectedResourceMetadataServlet} as {@code authorizationServer}. The
 * document never names a registration endpoint, because the filter always has a list of clients. {@code user-pool-id} is
 * another spelling.
 *
 * <p>If a parameter is missing, wrong or unknown, {@link #init} throws a {@link ServletException} that names it. With
 * {@code <load-on-startup>}, Jetty then does not start the application. Tomcat logs the exception and starts without the
 * document, unless {@code failCtxIfServletStartFails} is on.
 */
public class WebXmlAuthorizationServerMetadataServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final Set<String> SETTINGS = Set.of("origin", "domain", "userPoolId", "issuer", "allowInsecureHttp");

    private volatile @Nullable AuthorizationServerMetadataServlet metadata;

    /** Creates a servlet; the container must then initialize it. */
    public WebXmlAuthorizationServerMetadataServlet() {}

    @Override
    public final void init() throws ServletException {
        try {
            InitParameters settings = InitParameters.of(getServletConfig(), SETTINGS);
            metadata = AuthorizationServerMetadataServlet.create(
                    settings.requiredAddress("origin"), settings.userPool(), settings.requiredAddress("domain"));
        } catch (IllegalArgumentException e) {
            throw new ServletException(getServletName() + ": " + e.getMessage(), e);
        }
    }

    @Override
    public final void service(ServletRequest request, ServletResponse response) throws ServletException, IOException {
        AuthorizationServerMetadataServlet ready = metadata;
        if (ready == null) {
            throw new ServletException("WebXmlAuthorizationServerMetadataServlet: was not initialized");
        }
        ready.service(request, response);
    }
}
