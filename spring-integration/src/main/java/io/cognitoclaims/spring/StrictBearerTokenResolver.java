package io.cognitoclaims.spring;

import io.cognitoclaims.core.BearerHeader;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.server.resource.BearerTokenErrors;
import org.springframework.security.oauth2.server.resource.web.BearerTokenResolver;

/**
 * Reads the bearer token of a request exactly as <a href="https://www.rfc-editor.org/rfc/rfc6750#section-2.1">RFC 6750,
 * section 2.1</a> defines it. The answer to any other form is 400 {@code invalid_request} (section 3.1). Form fields and
 * the query string are not read, because they end up in logs (RFC 9700, section 4.3.2).
 */
final class StrictBearerTokenResolver implements BearerTokenResolver {
    private static final Logger LOG = LoggerFactory.getLogger(StrictBearerTokenResolver.class);

    /** {@return the token, not yet verified; null if the request has none} Credentials of another scheme do not count. */
    @Override
    public @Nullable String resolve(HttpServletRequest request) {
        return tokenIn(Collections.list(request.getHeaders(HttpHeaders.AUTHORIZATION)));
    }

    /**
     * {@return the token in these values of {@code Authorization}; null if there is none}
     *
     * @throws OAuth2AuthenticationException if there is more than one, or the form is wrong
     */
    static @Nullable String tokenIn(List<String> headers) {
        BearerHeader header = BearerHeader.of(headers);
        if (header.token().isEmpty()) {
            LOG.debug("{}: {}", header.isMalformed() ? "refused" : "no token", header.description());
        }
        if (header.isMalformed()) {
            throw new OAuth2AuthenticationException(BearerTokenErrors.invalidRequest(
                    header.problem().orElseThrow().detail()));
        }
        return header.token().orElse(null);
    }
}
