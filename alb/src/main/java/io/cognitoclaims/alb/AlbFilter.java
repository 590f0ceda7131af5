package io.cognitoclaims.alb;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.cognitoclaims.core.BearerProblem;
import io.cognitoclaims.core.TokenRejectedException;
import io.cognitoclaims.core.VerificationException;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.Charset;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A servlet filter that lets only requests with a valid {@code x-amzn-oidc-data} through: those of users who are signed in at
 * the load balancer.
 *
 * <pre>{@code
 * FilterRegistration.Dynamic alb = context.addFilter("alb", AlbFilter.create(verifier));
 * alb.setAsyncSupported(true);
 * alb.addMappingForUrlPatterns(EnumSet.allOf(DispatcherType.class), false, "/*");
 * }</pre>
 *
 * <p>After the filter, {@link #identity} returns who is signed in; it is also the request attribute {@link #IDENTITY}. The
 * filter changes nothing else: {@code getUserPrincipal()} is what the container or another filter says, so a filter for the
 * access token can stand beside it.
 *
 * <p>The filter itself answers all other requests, with a problem document (<a
 * href="https://www.rfc-editor.org/rfc/rfc9457">RFC 9457</a>):
 *
 * <ul>
 *   <li>400: the header stands there more than once
 *   <li>401: there is no such header, or its token is bad; for every reason the answer is the same
 *   <li>503 with {@code Retry-After}: the key to verify it is unavailable at the moment
 * </ul>
 *
 * <p><strong>The filter does not check which page a request comes from.</strong> The load balancer knows a browser by a cookie,
 * which the browser sends by itself, also when a page of another site makes it send the request. Where a request can change
 * something, put a check beside this filter: one for the access token in {@code x-amzn-oidc-accesstoken}, which refuses such
 * requests as {@link io.cognitoclaims.core.TokenReader} says, or another protection against CSRF.
 *
 * <p>Health checks of a load balancer carry no such header: map the filter to other paths, or see {@link
 * #allowRequestsWithoutIdentity}. Forwards, includes and asynchronous dispatches keep the identity of their request, and an
 * error dispatch never requires one. The logger {@code io.cognitoclaims.alb.AlbFilter} logs once, at level {@code INFO}, what
 * is accepted, and at level {@code DEBUG} why a request is refused. Safe for use by many threads. It waits as long as {@link
 * AlbVerifier#verify} does.
 */
public final class AlbFilter implements Filter {
    /** The request attribute that holds the {@link AlbIdentity}. It is reserved for the filter. */
    public static final String IDENTITY = "io.cognitoclaims.alb.AlbIdentity";

    private static final Logger LOG = LoggerFactory.getLogger(AlbFilter.class);
    private static final String HEADER = "x-amzn-oidc-data";

    private final AlbVerifier verifier;
    private final boolean allowsRequestsWithoutIdentity;

    private AlbFilter(AlbVerifier verifier, boolean allowsRequestsWithoutIdentity) {
        this.verifier = requireNonNull(verifier, "verifier");
        this.allowsRequestsWithoutIdentity = allowsRequestsWithoutIdentity;
    }

    /** {@return a filter that requires the header and accepts what this verifier accepts} */
    public static AlbFilter create(AlbVerifier verifier) {
        return new AlbFilter(verifier, false);
    }

    /**
     * {@return the same filter, which lets requests without the header through} The application then decides by {@link
     * #identity}, which is empty for them. A header with a bad token is still refused.
     */
    public AlbFilter allowRequestsWithoutIdentity() {
        return new AlbFilter(verifier, true);
    }

    /** {@return who is signed in at the load balancer; empty if no filter ran, or if it let a request without the header through} */
    public static Optional<AlbIdentity> identity(ServletRequest request) {
        return request.getAttribute(IDENTITY) instanceof AlbIdentity identity
                ? Optional.of(identity)
                : Optional.empty();
    }

    /** Logs what is accepted. The filter also works without this call. */
    @Override
    public void init(FilterConfig config) {
        LOG.info("{}: accepts {} of {}", config.getFilterName(), HEADER, verifier);
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (!(request instanceof HttpServletRequest http) || !(response instanceof HttpServletResponse answer)) {
            throw new ServletException("AlbFilter: is for HTTP only");
        }
        if (isIdentified(http) || identify(http, answer)) {
            chain.doFilter(request, response);
        }
    }

    /** Whether an earlier dispatch of the request has passed this filter, or needs not. What another verifier accepts is not enough. */
    private boolean isIdentified(HttpServletRequest request) {
        return request.getDispatcherType() == DispatcherType.ERROR
                || identity(request)
                        .filter(identity -> identity.isVerifiedBy(verifier))
                        .isPresent();
    }

    /** {@return whether the request may pass; otherwise it is answered} */
    private boolean identify(HttpServletRequest request, HttpServletResponse response) throws IOException {
        List<String> values = Collections.list(request.getHeaders(HEADER));
        if (values.isEmpty()) {
            if (!allowsRequestsWithoutIdentity) {
                LOG.debug("refused: there is no {}", HEADER);
                send(BearerProblem.missingToken(), request, response);
            }
            return allowsRequestsWithoutIdentity;
        }
        if (values.size() > 1) {
            LOG.debug("refused: more than one {}", HEADER);
            send(BearerProblem.malformedToken(), request, response);
            return false;
        }
        try {
            request.setAttribute(IDENTITY, verifier.verify(values.get(0)));
            return true;
        } catch (VerificationException e) {
            log(e);
            send(BearerProblem.of(e), request, response);
            return false;
        }
    }

    private static void log(VerificationException reason) {
        if (reason instanceof TokenRejectedException rejected) {
            LOG.debug("refused: {}: {}", rejected.reason(), rejected.getMessage());
        } else {
            LOG.debug("unavailable: {}", reason.getMessage());
        }
    }

    /**
     * Writes the answer without {@code sendError}, because the error pages of the container and of the application do not
     * know problem documents. An include cannot set the status or headers; there, nothing is written.
     */
    private static void send(BearerProblem problem, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        if (request.getDispatcherType() == DispatcherType.INCLUDE || response.isCommitted()) {
            return;
        }
        response.resetBuffer();
        response.setStatus(problem.status());
        problem.headers().forEach(response::setHeader);
        response.setContentType(BearerProblem.MEDIA_TYPE);
        write(problem.toJson(), response);
    }

    /** A page that forwards to a guarded path may have asked for the writer before, and then there is no stream. */
    private static void write(String text, HttpServletResponse response) throws IOException {
        try {
            ServletOutputStream stream = response.getOutputStream();
            byte[] body = text.getBytes(UTF_8);
            response.setContentLength(body.length);
            stream.write(body);
        } catch (IllegalStateException e) {
            response.setContentLength(text.getBytes(Charset.forName(response.getCharacterEncoding())).length);
            response.getWriter().write(text);
        }
    }
}
