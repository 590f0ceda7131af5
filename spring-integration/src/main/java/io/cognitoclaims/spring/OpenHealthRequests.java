package io.cognitoclaims.spring;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Set;
import org.springframework.boot.actuate.endpoint.web.WebServerNamespace;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.security.autoconfigure.actuate.web.servlet.EndpointRequest;
import org.springframework.security.web.util.matcher.RequestMatcher;

/** Matches requests for the paths of {@link OpenHealth} on servlets, at every port and base path of the actuator. */
final class OpenHealthRequests implements RequestMatcher {
    private final RequestMatcher endpoint = EndpointRequest.to(HealthEndpoint.class);
    private final RequestMatcher elsewhere =
            EndpointRequest.toAdditionalPaths(WebServerNamespace.SERVER, HealthEndpoint.class);
    private final OpenHealth health;

    OpenHealthRequests(OpenHealth health) {
        this.health = health;
    }

    /** A parameter {@code path} would select another component or group than the path, so a probe must have no query. */
    private static boolean isPlain(HttpServletRequest request) {
        return request.getQueryString() == null && Set.of("GET", "HEAD").contains(request.getMethod());
    }

    @Override
    public boolean matches(HttpServletRequest request) {
        String path = request.getRequestURI();
        return isPlain(request)
                && ((endpoint.matches(request) && health.isOpen(path))
                        || (elsewhere.matches(request) && health.isOpenElsewhere(path)));
    }
}
