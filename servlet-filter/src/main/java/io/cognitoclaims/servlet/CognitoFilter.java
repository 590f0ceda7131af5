package io.cognitoclaims.servlet;

import io.cognitoclaims.core.CognitoToken;
import io.cognitoclaims.core.CognitoVerifier;
import io.cognitoclaims.core.RequestToken;
import io.cognitoclaims.core.TokenReader;
import io.cognitoclaims.core.VerificationException;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A servlet filter that lets only requests with a valid token through.
 *
 * <pre>{@code
 * FilterRegistration.Dynamic cognito = context.addFilter("cognito", CognitoFilter.create(verifier));
 * cognito.setAsyncSupported(true);
 * cognito.addMappingForUrlPatterns(EnumSet.allOf(DispatcherType.class), false, "/*");
 * }</pre>
 *
 * <p>The container's mapping decides which paths are guarded, and {@link CognitoFilterBuilder#open} excludes some of them.
 * Map the filter for all dispatcher types, as above: with {@code REQUEST} alone it does not notice that an open path
 * forwards to a guarded one. For narrower rules, such as a scope for some of the paths, add a {@link RequireFilter}. In a
 * {@code web.xml} use {@link WebXmlCognitoFilter}.
 *
 * <p>The token is taken from the one {@code Authorization} header (<a
 * href="https://www.rfc-editor.org/rfc/rfc6750#section-2.1">RFC 6750, section 2.1</a>), or from where {@link
 * CognitoFilterBuilder#tokenSources} says, and never from the query string or a form. After the filter, {@link #token} returns it. {@code getUserPrincipal()} is the same token, {@code getRemoteUser()}
 * its subject, {@code isUserInRole} checks for a group of the user, and {@code getAuthType()} is {@code Bearer}. {@code
 * login} and {@code logout} are still the container's and change none of this. All this also applies to forwards, includes,
 * asynchronous and error dispatches of the request, and the token is verified once for all of them. An error dispatch never
 * requires a token. The request attribute {@code io.cognitoclaims.servlet.CognitoFilter} is reserved for the filter.
 *
 * <p>The filter itself answers all other requests, with a problem document (<a
 * href="https://www.rfc-editor.org/rfc/rfc9457">RFC 9457</a>, or {@link CognitoFilterBuilder#problemFormat}) and, except
 * for 503, a challenge:
 *
 * <ul>
 *   <li>400 {@code invalid_request}: two tokens, or something that is not a token
 *   <li>401: no token, or credentials of another scheme
 *   <li>401 {@code invalid_token}: a bad token; the answer is the same for every reason
 *   <li>403 {@code insufficient_scope}: a genuine token that lacks what the verifier requires
 *   <li>403 {@code cross_origin_request}: a token that a browser may have sent by itself, for a page of another origin; only
 *       with {@link CognitoFilterBuilder#tokenSources}
 *   <li>503 with {@code Retry-After}: the keys to verify it, or the look-up of its pool, are unavailable at the moment
 * </ul>
 *
 * <p>Each 401 and 403 names the scopes that the client needs ({@link CognitoVerifier#requiredScopes}). Code behind the filter
 * can demand further ones with a {@link LateChallenge}.
 *
 * <p>If the verifier's pools have tenants, {@link CognitoFilterBuilder#tenant} accepts only tokens of the tenant that a
 * request is for. Without it, the tokens of all of them are accepted everywhere, and {@link CognitoToken#tenant} says to the
 * application which tenant it may serve.
 *
 * <p>The logger {@code io.cognitoclaims.servlet.CognitoFilter} logs once, at level {@code INFO}, which tokens are accepted,
 * and at level {@code DEBUG} why a request is refused. The verifier's listener hears of rejections. Exceptions of the
 * application's checks are passed on. The filter is safe for use by many threads. It waits as long as {@link
 * CognitoVerifier#verify} does, or does not wait ({@link CognitoFilterBuilder#fetchKeysAsync}).
 */
public final class CognitoFilter implements Filter {
    private static final Logger LOG = LoggerFactory.getLogger(CognitoFilter.class);

    private final CognitoVerifier<?> verifier;
    private final Answers answers;
    private final TokenReader tokens;
    private final boolean readsElsewhere;
    private final @Nullable TenantOfRequest tenant;
    private final boolean allowsRequestsWithoutToken;
    private final boolean allowsPreflight;
    private final boolean fetchesKeysAsync;
    private final OtherFilters otherFilters;
    private final OpenPaths openPaths;

    CognitoFilter(CognitoFilterBuilder builder) {
        this.verifier = builder.verifier;
        this.answers = new Answers(builder.challengeParameters(), verifier.requiredScopes(), builder.format);
        this.tokens = builder.tokens();
        this.readsElsewhere = builder.readsElsewhere();
        this.tenant = builder.tenant == null ? null : new TenantOfRequest(builder.tenant);
        this.allowsRequestsWithoutToken = builder.allowsRequestsWithoutToken;
        this.allowsPreflight = builder.allowsPreflight;
        this.fetchesKeysAsync = builder.fetchesKeysAsync;
        this.otherFilters = new OtherFilters(builder.filtersMappedForAsync);
        this.openPaths = new OpenPaths(builder.openPaths);
    }

    /** {@return a filter that accepts the tokens of this verifier, with the defaults of {@link CognitoFilterBuilder}} */
    public static CognitoFilter create(CognitoVerifier<?> verifier) {
        return builder(verifier).build();
    }

    /** {@return a builder of a filter that accepts the tokens of this verifier} */
    public static CognitoFilterBuilder builder(CognitoVerifier<?> verifier) {
        return new CognitoFilterBuilder(verifier);
    }

    /**
     * {@return the verified token of the request} It is empty if no filter guards the path, and for requests that have no
     * token and were let through ({@link CognitoFilterBuilder#open}, {@link
     * CognitoFilterBuilder#allowRequestsWithoutToken}, {@link CognitoFilterBuilder#allowPreflight}, error dispatches).
     */
    public static Optional<CognitoToken> token(ServletRequest request) {
        Caller caller = Caller.of(request);
        return caller == null ? Optional.empty() : Optional.ofNullable(caller.token());
    }

    /**
     * {@return the verified token of the request, as its own type} It is also empty if the token is of the other kind.
     *
     * @param type {@link io.cognitoclaims.core.AccessToken} or {@link io.cognitoclaims.core.IdToken}
     */
    public static <T extends CognitoToken> Optional<T> token(ServletRequest request, Class<T> type) {
        return token(request).filter(type::isInstance).map(type::cast);
    }

    /** Logs which tokens are accepted. The filter also works without this call. */
    @Override
    public void init(FilterConfig config) {
        LOG.info(
                "{}: accepts {} tokens of {}{}{}",
                config.getFilterName(),
                verifier.tokenUse(),
                issuersAndClients(),
                tenant == null ? "" : "; each only for requests of its tenant",
                readsElsewhere ? "; from " + tokens : "");
        if (fetchesKeysAsync) {
            otherFilters.init(config);
        }
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (!(request instanceof HttpServletRequest http) || !(response instanceof HttpServletResponse answer)) {
            throw new ServletException("CognitoFilter: is for HTTP only");
        }
        HttpServletRequest current = PendingVerification.hasLedTo(http) ? new ResumedRequest(http) : http;
        Caller caller = known(current);
        if (caller == null) {
            caller = identifyOrAnswer(current, answer);
        }
        if (caller == null) {
            return;
        }
        if (caller.token() != null || mayPassWithoutToken(caller, current)) {
            passOn(caller, current, answer, chain);
        } else {
            askForToken(current).sendTo(current, answer);
        }
    }

    Answers answers() {
        return answers;
    }

    /** {@return the answer to a token that lacks something; names all scopes that the request is known to need} */
    Refusal forbid(String requirement, Operation operation, HttpServletRequest request) {
        return answers.forbid(requirement, operation.scopesBeside(verifier.requiredScopes()), request);
    }

    Refusal askForToken(HttpServletRequest request) {
        return answers.askForToken(tokenOf(request), request);
    }

    /**
     * The result of an earlier dispatch, if it still applies. The result of another filter does not count: it may accept
     * other tokens.
     */
    private @Nullable Caller known(HttpServletRequest request) {
        Caller caller = Caller.of(request);
        if (isErrorDispatch(request) || openPaths.contain(request)) {
            return caller == null ? Caller.withoutToken(this) : caller;
        }
        return caller != null && caller.filter() == this && caller.token() != null ? caller : null;
    }

    /** {@return the caller; null if the request was refused or is suspended} */
    private @Nullable Caller identifyOrAnswer(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        try {
            return identify(request, response);
        } catch (VerificationException e) {
            answers.refuse(e, request).sendTo(request, response);
        }
        return null;
    }

    /** {@return the caller; null if the request was refused, or is suspended until the caller is known} */
    private @Nullable Caller identify(HttpServletRequest request, HttpServletResponse response) throws IOException {
        RequestToken offered = tokenOf(request);
        String token = offered.token().orElse(null);
        if (token == null) {
            if (!offered.isMissing()) {
                answers.askForToken(offered, request).sendTo(request, response);
                return null;
            }
            return allowsPreflight && isPreflight(request) ? Caller.preflight(this) : Caller.withoutToken(this);
        }
        String expected = tenant == null ? null : tenant.of(request);
        if (!maySuspend(request)) {
            return new Caller(
                    this, expected == null ? verifier.verify(token) : verifier.verify(token, expected), false);
        }
        CompletableFuture<? extends CognitoToken> verification =
                expected == null ? verifier.verifyAsync(token) : verifier.verifyAsync(token, expected);
        if (verification.isDone()) {
            return new Caller(this, PendingVerification.outcomeOf(verification), false);
        }
        PendingVerification.start(this, verification, request, response);
        return null;
    }

    /** Not if another filter, which may be stricter, could be left out when the request is dispatched again. */
    private boolean maySuspend(HttpServletRequest request) {
        return fetchesKeysAsync
                && PendingVerification.canStart(request)
                && !otherFilters.mayBeLeftOut(request.getServletContext());
    }

    private String issuersAndClients() {
        Stream<String> given = verifier.pools().stream()
                .map(accepted -> accepted.pool().issuer() + " for "
                        + (accepted.clients().isAny()
                                ? "any client"
                                : "clients " + new TreeSet<>(accepted.clients().ids()))
                        + accepted.tenant().map(name -> ", tenant " + name).orElse(""));
        Stream<String> lookedUp = verifier.lookedUpPools().stream().map(pools -> "user pools that are looked up");
        return Stream.concat(given, lookedUp).collect(Collectors.joining(", "));
    }

    private RequestToken tokenOf(HttpServletRequest request) {
        return tokens.read(request.getMethod(), name -> Collections.list(request.getHeaders(name)));
    }

    private boolean mayPassWithoutToken(Caller caller, HttpServletRequest request) {
        return allowsRequestsWithoutToken
                || caller.isPreflight()
                || isErrorDispatch(request)
                || openPaths.contain(request);
    }

    private static boolean isErrorDispatch(HttpServletRequest request) {
        return request.getDispatcherType() == DispatcherType.ERROR;
    }

    /** A CORS-preflight request of the <a href="https://fetch.spec.whatwg.org/#cors-preflight-request">Fetch standard</a>. */
    private static boolean isPreflight(HttpServletRequest request) {
        return request.getMethod().equals("OPTIONS")
                && request.getHeader("Origin") != null
                && request.getHeader("Access-Control-Request-Method") != null;
    }

    /** After a forward or include that this filter guards, restores the earlier result of another filter. */
    private static void passOn(
            Caller caller, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        Caller before = Caller.of(request);
        boolean isOutermost = Operation.of(request) == null || request.getDispatcherType() == DispatcherType.ASYNC;
        Operation operation = Operation.of(request, response);
        request.setAttribute(Caller.ATTRIBUTE, caller);
        try {
            chain.doFilter(caller.applyTo(request), operation.watched(request, response));
        } catch (IOException | ServletException | RuntimeException e) {
            if (!operation.isRefused()) {
                throw e;
            }
            LOG.debug("after a refusal: {}", e.getClass().getName());
            operation.complete(request);
        } finally {
            if (isOutermost) {
                operation.endWith(request);
            }
            if (before != null && !request.isAsyncStarted()) {
                request.setAttribute(Caller.ATTRIBUTE, before);
            }
        }
    }
}
