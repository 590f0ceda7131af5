package io.cognitoclaims.spring;

import io.cognitoclaims.core.BearerProblem;
import io.cognitoclaims.core.RequestToken;
import io.cognitoclaims.core.TokenReader;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.server.resource.BearerTokenError;
import org.springframework.security.oauth2.server.resource.BearerTokenErrors;
import org.springframework.security.oauth2.server.resource.web.BearerTokenResolver;

/**
 * Reads the bearer token of a request with a {@link TokenReader}. Spring Security requires no CSRF protection of a request
 * in which this finds a token; a cookie of a page of another origin is none that is found, but 403.
 */
final class StrictBearerTokenResolver implements BearerTokenResolver {
    private static final Logger LOG = LoggerFactory.getLogger(StrictBearerTokenResolver.class);

    private final TokenReader reader;

    StrictBearerTokenResolver(TokenReader reader) {
        this.reader = reader;
    }

    /** {@return the token, not yet verified; null if the request has none} Credentials of another scheme do not count. */
    @Override
    public @Nullable String resolve(HttpServletRequest request) {
        return tokenIn(reader.read(request.getMethod(), name -> Collections.list(request.getHeaders(name))));
    }

    /**
     * {@return the token that was found; null if there is none}
     *
     * @throws OAuth2AuthenticationException if the request is refused
     */
    static @Nullable String tokenIn(RequestToken found) {
        if (found.token().isEmpty()) {
            LOG.debug("{}: {}", found.isMissing() ? "no token" : "refused", found.description());
        }
        if (found.token().isEmpty() && !found.isMissing()) {
            throw new OAuth2AuthenticationException(error(found.problem().orElseThrow()));
        }
        return found.token().orElse(null);
    }

    private static BearerTokenError error(BearerProblem problem) {
        return problem.status() == 400
                ? BearerTokenErrors.invalidRequest(problem.detail())
                : new BearerTokenError(problem.code(), HttpStatus.valueOf(problem.status()), problem.detail(), null);
    }
}
