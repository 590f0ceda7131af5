package io.cognitoclaims.conformance;

import io.cognitoclaims.core.AccessToken;
import io.cognitoclaims.core.CognitoVerifier;
import io.cognitoclaims.core.TokenSource;
import io.cognitoclaims.servlet.CognitoFilter;
import io.cognitoclaims.servlet.CognitoFilterBuilder;
import io.cognitoclaims.servlet.RequireFilter;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The paths of {@link Server}, guarded by the filter.
 *
 * @param tenantOfHost says which tenant a host belongs to; null if there are no tenants
 * @param sources where the token may be
 */
record ServletPaths(
        CognitoVerifier<AccessToken> verifier,
        @Nullable Function<String, Optional<String>> tenantOfHost,
        List<TokenSource> sources)
        implements ServletContainerInitializer {
    @Override
    public void onStartup(Set<Class<?>> classes, ServletContext context) {
        CognitoFilterBuilder filter = CognitoFilter.builder(verifier).tokenSources(sources.toArray(TokenSource[]::new));
        if (tenantOfHost != null) {
            filter.tenant(request -> tenantOfHost.apply(request.getServerName()));
        }
        guard(context, "/api/*", filter.build());
        guard(context, "/api/pets", RequireFilter.scopes("pets/read"));
        guard(context, "/api/admin", RequireFilter.groups("admin"));
        answer(
                context,
                "/api/me",
                request -> "guarded "
                        + CognitoFilter.token(request, AccessToken.class)
                                .orElseThrow()
                                .subject());
        answer(context, "/api/pets", request -> "guarded");
        answer(context, "/api/admin", request -> "guarded");
        answer(context, "/public/hello", request -> "hello");
        context.addServlet("nowhere", new HttpServlet() {
                    @Override
                    protected void service(HttpServletRequest request, HttpServletResponse response)
                            throws IOException {
                        response.sendError(404);
                    }
                })
                .addMapping("/");
    }

    private static void guard(ServletContext context, String path, Filter filter) {
        FilterRegistration.Dynamic registration = context.addFilter("guard of " + path, filter);
        registration.setAsyncSupported(true);
        registration.addMappingForUrlPatterns(EnumSet.allOf(DispatcherType.class), true, path);
    }

    private static void answer(ServletContext context, String path, Function<HttpServletRequest, String> body) {
        context.addServlet(path, new HttpServlet() {
                    @Override
                    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
                        response.setContentType("text/plain");
                        response.getWriter().print(body.apply(request));
                    }

                    @Override
                    protected void doTrace(HttpServletRequest request, HttpServletResponse response)
                            throws IOException {
                        response.sendError(405);
                    }
                })
                .addMapping(path);
    }
}
