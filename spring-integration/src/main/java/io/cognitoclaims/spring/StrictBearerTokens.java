package io.cognitoclaims.spring;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.server.resource.BearerTokenErrors;
import org.springframework.security.oauth2.server.resource.web.BearerTokenResolver;

/**
 * Reads the bearer token of a request exactly as <a href="https://www.rfc-editor.org/rfc/rfc6750#section-2.1">RFC 6750,
 * section 2.1</a> has it. What is not of that form is 400 {@code invalid_request} (section 3.1). Form fields and the query
 * string are not looked at, because they end up in logs (RFC 9700, section 4.3.2).
 */
final class StrictBearerTokens implements BearerTokenResolver {
    private static final Logger LOG = LoggerFactory.getLogger(StrictBearerTokens.class);

    /** {@code BearerX} and {@code Bearer-X} are schemes of their own (RFC 9110, section 5.6.2). */
    private static final Pattern SCHEME =
            Pattern.compile("Bearer(?![A-Za-z0-9!#$%&'*+.^_`|~-])", Pattern.CASE_INSENSITIVE);

    private static final Pattern CREDENTIALS =
            Pattern.compile("Bearer +([A-Za-z0-9._~+/-]++=*+)", Pattern.CASE_INSENSITIVE);

    /** As clients send it to API Gateway's authorizer for Cognito. */
    private static final Pattern BARE_TOKEN = Pattern.compile("[\\w-]++\\.[\\w-]++\\.[\\w-]++");

    /** {@return the token, not verified; null if the request has none} Credentials of another scheme are none. */
    @Override
    public @Nullable String resolve(HttpServletRequest request) {
        return tokenIn(Collections.list(request.getHeaders(HttpHeaders.AUTHORIZATION)));
    }

    /**
     * {@return the token in these values of {@code Authorization}; null if there is none}
     *
     * @throws OAuth2AuthenticationException if they are more than one, or not of the form
     */
    static @Nullable String tokenIn(List<String> headers) {
        // Of two, proxies and containers take the first or the last, not all the same one.
        if (headers.size() > 1) {
            LOG.debug("refused: the request has {} headers Authorization, and one is allowed", headers.size());
            throw malformed();
        }
        if (headers.isEmpty()) {
            return null;
        }
        if (!SCHEME.matcher(headers.get(0)).lookingAt()) {
            explainNone(headers.get(0));
            return null;
        }
        Matcher credentials = CREDENTIALS.matcher(headers.get(0));
        if (!credentials.matches()) {
            LOG.debug("refused: behind Bearer the header Authorization must have blanks, one token and nothing else");
            throw malformed();
        }
        return credentials.group(1);
    }

    /** With fixed texts, as the header may hold a password. */
    private static void explainNone(String header) {
        if (LOG.isDebugEnabled()) {
            LOG.debug(
                    BARE_TOKEN.matcher(header).matches()
                            ? "no token: the header Authorization has a token without the scheme; write Bearer and a blank"
                                    + " before it"
                            : "no token: the header Authorization is of another scheme than Bearer");
        }
    }

    private static OAuth2AuthenticationException malformed() {
        return new OAuth2AuthenticationException(
                BearerTokenErrors.invalidRequest(RefusalProblem.INVALID_REQUEST.detail()));
    }
}
