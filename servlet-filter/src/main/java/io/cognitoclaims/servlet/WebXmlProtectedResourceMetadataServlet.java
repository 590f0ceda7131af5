package io.cognitoclaims.servlet;

import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServlet;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A {@link ProtectedResourceMetadataServlet} whose settings are init parameters, for a {@code web.xml}: {@code resource},
 * {@code userPoolId} or {@code issuer}, {@code allowInsecureHttp} as in {@link WebXmlCognitoFilter}, and {@code scopes}, which
 * commas or spaces separate. Map it to the {@link
 * ProtectedResourceMetadataServlet#path()} of that resource, and give that path to the {@link WebXmlCognitoFilter} as
 * {@code open} and the whole URL as {@code resourceMetadata}. {@code user-pool-id} is another spelling.
 *
 * <p>If a parameter is missing, wrong or unknown, {@link #init} throws a {@link ServletException} that names it. With
 * {@code <load-on-startup>} the application then does not start.
 */
public class WebXmlProtectedResourceMetadataServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final Set<String> SETTINGS =
            Set.of("resource", "userPoolId", "issuer", "allowInsecureHttp", "scopes");

    private volatile @Nullable ProtectedResourceMetadataServlet metadata;

    /** Creates a servlet; the container must then initialize it. */
    public WebXmlProtectedResourceMetadataServlet() {}

    @Override
    public final void init() throws ServletException {
        try {
            InitParameters settings = InitParameters.of(getServletConfig(), SETTINGS);
            ProtectedResourceMetadataServlet ready = ProtectedResourceMetadataServlet.create(
                    settings.address("resource")
                            .orElseThrow(() -> new IllegalArgumentException("resource: is missing")),
                    List.of(settings.userPool()),
                    Set.copyOf(settings.words("scopes")));
            ready.init();
            metadata = ready;
        } catch (IllegalArgumentException e) {
            throw new ServletException(getServletName() + ": " + e.getMessage(), e);
        }
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
