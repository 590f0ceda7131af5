package io.cognitoclaims.servlet;

import static java.util.Objects.requireNonNull;

import io.cognitoclaims.core.CognitoToken;
import io.cognitoclaims.core.CognitoVerifier;
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
import java.net.URI;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A servlet filter that lets only requests with a good token through.
 *
 * <pre>{@code
 * FilterRegistration.Dynamic cognito = context.addFilter("cognito", new CognitoFilter(verifier));
 * cognito.setAsyncSupported(true);
 * cognito.addMappingForUrlPatterns(EnumSet.allOf(DispatcherType.class), false, "/*");
 * }</pre>
 *
 * <p>The container's mapping says which paths are guarded, and {@link Builder#open} which of them are not. Map the filter
 * for all dispatcher types, as above: left to {@code REQUEST} alone it does not see that an open path forwards to a
 * guarded one. Narrower rules, such as a scope for some of the paths, are {@link Require}. In a {@code web.xml} it is
 * {@link DeclaredCognitoFilter}.
 *
 * <p>The token is taken from the one {@code Authorization} header (<a
 * href="https://www.rfc-editor.org/rfc/rfc6750#section-2.1">RFC 6750, section 2.1</a>), never from the query string or a
 * form. Behind the filter {@link #token} gives it; {@code getUserPrincipal()} is the same token, {@code getRemoteUser()}
 * its subject, {@code isUserInRole} asks for a group of the user, {@code getAuthType()} is {@code Bearer}; {@code login}
 * and {@code logout} stay the container's and change none of this. This holds in
 * forwards, includes, asynchronous and error dispatches of the request too, and the token is verified once for all of
 * them. An error dispatch never asks for a token. The request attribute {@code io.cognitoclaims.servlet.CognitoFilter}
 * is the filter's own.
 *
 * <p>Other requests are answered here, with a problem document (<a href="https://www.rfc-editor.org/rfc/rfc9457">RFC
 * 9457</a>, or {@link Builder#problemFormat}) and, but for 503, a challenge:
 *
 * <ul>
 *   <li>400 {@code invalid_request}: two tokens, or something that has not the form of one
 *   <li>401: no token, or credentials of another scheme
 *   <li>401 {@code invalid_token}: a bad token; the answer is the same whatever is wrong with it
 *   <li>403 {@code insufficient_scope}: a genuine token that lacks what the verifier requires
 *   <li>503 with {@code Retry-After}: the keys to verify it with can't be had at the moment
 * </ul>
 *
 * <p>The logger {@code io.cognitoclaims.servlet.CognitoFilter} says once, at level {@code INFO}, which tokens are accepted,
 * and at level {@code DEBUG} why a request is refused; the verifier's listener is told of rejections. What the
 * application's own checks throw comes through. The filter is safe for use by many threads; it waits as long as {@link
 * CognitoVerifier#verify} does, or does not wait ({@link Builder#fetchKeysAsync}).
 */
public final class CognitoFilter implements Filter {
    private static final Logger LOG = LoggerFactory.getLogger(CognitoFilter.class);

    private final CognitoVerifier<?> verifier;
    private final Answers answers;
    private final @Nullable String cookie;
    private final boolean isOptional;
    private final boolean allowsPreflight;
    private final boolean fetchesKeysAsync;
    private final OtherFilters otherFilters;
    private final OpenPaths openPaths;

    /** A filter with the defaults of {@link Builder}. */
    public CognitoFilter(CognitoVerifier<?> verifier) {
        this(builder(verifier));
    }

    private CognitoFilter(Builder builder) {
        this.verifier = builder.verifier;
        this.answers = new Answers(builder.challengeParameters(), builder.format);
        this.cookie = builder.cookie;
        this.isOptional = builder.isOptional;
        this.allowsPreflight = builder.allowsPreflight;
        this.fetchesKeysAsync = builder.fetchesKeysAsync;
        this.otherFilters = new OtherFilters(builder.filtersMappedForAsync);
        this.openPaths = new OpenPaths(builder.openPaths);
    }

    /** {@return a builder of a filter that accepts the tokens of this verifier} */
    public static Builder builder(CognitoVerifier<?> verifier) {
        return new Builder(verifier);
    }

    /**
     * {@return the verified token of the request} Empty where no filter guards the path, and for requests that came
     * without a token and were let through ({@link Builder#open}, {@link Builder#optional}, {@link
     * Builder#allowPreflight}, error dispatches).
     */
    public static Optional<CognitoToken> token(ServletRequest request) {
        Caller caller = Caller.of(request);
        return caller == null ? Optional.empty() : Optional.ofNullable(caller.token());
    }

    /**
     * {@return the verified token of the request, as its own type} Empty too if it is the other kind of token.
     *
     * @param type {@link io.cognitoclaims.core.AccessToken} or {@link io.cognitoclaims.core.IdToken}
     */
    public static <T extends CognitoToken> Optional<T> token(ServletRequest request, Class<T> type) {
        return token(request).filter(type::isInstance).map(type::cast);
    }

    /** Says in the log which tokens are accepted. A filter that is not initialized works all the same. */
    @Override
    public void init(FilterConfig config) {
        LOG.info("{}: accepts {} tokens of {}", config.getFilterName(), verifier.tokenUse(), issuersAndClients());
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
            askForToken(current, answer);
        }
    }

    Answers answers() {
        return answers;
    }

    void askForToken(HttpServletRequest request, HttpServletResponse response) throws IOException {
        answers.askForToken(Credentials.of(request, cookie), request, response);
    }

    /** What was found out before and is still true. Another filter's word does not count: it may accept other tokens. */
    private @Nullable Caller known(HttpServletRequest request) {
        Caller caller = Caller.of(request);
        if (isErrorDispatch(request) || openPaths.contain(request)) {
            return caller == null ? Caller.withoutToken(this) : caller;
        }
        return caller != null && caller.filter() == this && caller.token() != null ? caller : null;
    }

    /** {@return who calls; null if the request was refused or is suspended} */
    private @Nullable Caller identifyOrAnswer(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        try {
            return identify(request, response);
        } catch (VerificationException e) {
            answers.refuse(e, request, response);
        }
        return null;
    }

    /** {@return who calls; null if the request was refused, or is suspended until that is known} */
    private @Nullable Caller identify(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Credentials offered = Credentials.of(request, cookie);
        if (offered.isMalformed()) {
            answers.askForToken(offered, request, response);
            return null;
        }
        String token = offered.token();
        if (token == null) {
            return allowsPreflight && isPreflight(request) ? Caller.preflight(this) : Caller.withoutToken(this);
        }
        if (!maySuspend(request)) {
            return new Caller(this, verifier.verify(token), false);
        }
        CompletableFuture<? extends CognitoToken> verification = verifier.verifyAsync(token);
        if (verification.isDone()) {
            return new Caller(this, PendingVerification.outcomeOf(verification), false);
        }
        PendingVerification.start(this, verification, request, response);
        return null;
    }

    /** Not where another filter, which may be stricter, could be left out when the request comes back. */
    private boolean maySuspend(HttpServletRequest request) {
        return fetchesKeysAsync
                && PendingVerification.canStart(request)
                && !otherFilters.mayBeLeftOut(request.getServletContext());
    }

    private String issuersAndClients() {
        return verifier.pools().entrySet().stream()
                .map(pool -> pool.getKey().issuer() + " for "
                        + (pool.getValue().isAny()
                                ? "any client"
                                : "clients " + new TreeSet<>(pool.getValue().ids())))
                .collect(Collectors.joining(", "));
    }

    private boolean mayPassWithoutToken(Caller caller, HttpServletRequest request) {
        return isOptional || caller.isPreflight() || isErrorDispatch(request) || openPaths.contain(request);
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

    /** After a forward or include that this filter guards, what another filter found out before is true again. */
    private static void passOn(
            Caller caller, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        Caller before = Caller.of(request);
        request.setAttribute(Caller.ATTRIBUTE, caller);
        try {
            chain.doFilter(caller.applyTo(request), response);
        } finally {
            if (before != null && !request.isAsyncStarted()) {
                request.setAttribute(Caller.ATTRIBUTE, before);
            }
        }
    }

    /** Settings of a {@link CognitoFilter}. Each may be left out. Not safe for use by many threads. */
    public static final class Builder {
        /** The rule {@code token} of RFC 9110, section 5.6.2. */
        private static final Pattern COOKIE_NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");

        private final CognitoVerifier<?> verifier;
        private final Set<String> openPaths = new HashSet<>();
        private final Set<String> filtersMappedForAsync = new HashSet<>();
        private boolean isOptional;
        private boolean allowsPreflight;
        private boolean fetchesKeysAsync;
        private ProblemFormat format = Answers.PROBLEM_DOCUMENT;
        private @Nullable String cookie;
        private @Nullable String realm;
        private @Nullable URI resourceMetadata;

        private Builder(CognitoVerifier<?> verifier) {
            this.verifier = requireNonNull(verifier, "verifier");
        }

        /**
         * Lets requests without a token through too; a bad token is refused all the same. The default is to ask for one.
         */
        public Builder optional() {
            this.isOptional = true;
            return this;
        }

        /**
         * Lets CORS preflights through, which never carry a token: {@code OPTIONS} with {@code Origin} and
         * {@code Access-Control-Request-Method}. {@link Require} lets them through as well. For applications that answer
         * preflights behind this filter; better, put what answers them in front of it. The default is to refuse them.
         */
        public Builder allowPreflight() {
            this.allowsPreflight = true;
            return this;
        }

        /**
         * Takes the token from this cookie too. The default is not to.
         *
         * <p>A browser sends a cookie along whoever wrote the page that asks, so make it {@code SameSite=Strict} or guard
         * against cross-site request forgery in another way, and {@code HttpOnly} and {@code Secure} in any case; and shared
         * caches may keep the answers unless they are {@code Cache-Control: private}. A request with a bearer token in the
         * header and the cookie, or with two such cookies, is 400. A cookie that was emptied, as at a sign-out, counts as
         * none.
         *
         * @throws IllegalArgumentException if this can't be the name of a cookie (RFC 6265, section 4.1.1)
         */
        public Builder cookie(String name) {
            if (!COOKIE_NAME.matcher(requireNonNull(name, "cookie")).matches()) {
                throw new IllegalArgumentException("cookie: not the name of a cookie");
            }
            this.cookie = name;
            return this;
        }

        /**
         * Names the protection space in challenges. The default is none: the challenge without a token is then
         * {@code Bearer} alone, which clients take, although RFC 6750, section 3, asks for one parameter at least.
         *
         * @throws IllegalArgumentException if it is blank, or not of printable ASCII
         */
        public Builder realm(String realm) {
            if (requireNonNull(realm, "realm").isBlank() || !realm.chars().allMatch(c -> c >= ' ' && c <= '~')) {
                throw new IllegalArgumentException("realm: must be printable ASCII, and not blank");
            }
            this.realm = realm;
            return this;
        }

        /**
         * Says in challenges where the metadata of this resource is (<a
         * href="https://www.rfc-editor.org/rfc/rfc9728#section-5.1">RFC 9728, section 5.1</a>), which MCP clients look
         * for. The default is not to.
         *
         * @param address an {@code https} address; or {@code http}, for development
         */
        public Builder resourceMetadata(URI address) {
            String scheme =
                    String.valueOf(requireNonNull(address, "resourceMetadata").getScheme());
            if (!scheme.matches("(?i)https?") || address.getHost() == null || address.getRawFragment() != null) {
                throw new IllegalArgumentException("resourceMetadata: must be an absolute https address");
            }
            this.resourceMetadata = address;
            return this;
        }

        /** Says in challenges where this metadata is, and opens its path. */
        public Builder resourceMetadata(ProtectedResourceMetadata metadata) {
            return resourceMetadata(requireNonNull(metadata, "resourceMetadata").address())
                    .open(metadata.path());
        }

        /**
         * Opens these paths of those that the filter is mapped to: no token is looked for there. Map the filter to
         * {@code /*} and open what is public, so that what is forgotten is guarded. Further calls open further paths. The
         * default is none.
         *
         * <p>There are no patterns. A path is open if the request spells it exactly so below the context's path, and the
         * container reads it so when it picks servlet and filters. Under another spelling that leads to the same servlet,
         * such as {@code //health}, {@code /health;x=1} or {@code /%68ealth}, it is guarded. It is meant for filters that
         * are mapped by URL pattern.
         *
         * @param paths such as {@code /health}: beginning with {@code /}, decoded, and without {@code *}, {@code ;},
         *     {@code %}, {@code ?}, {@code #}, backslashes and empty, {@code .} or {@code ..} segments
         */
        public Builder open(String... paths) {
            openPaths.addAll(new OpenPaths(new HashSet<>(Arrays.asList(paths))).paths());
            return this;
        }

        /**
         * Holds no thread of the container while keys are fetched. The default is to wait on the request's thread.
         *
         * <p>A request whose token has to wait for keys is suspended, and dispatched by the container again once the token
         * was found good; map this filter for {@link DispatcherType#ASYNC} too, so that this pass knows the caller. Behind
         * this filter the request's dispatcher type is {@code REQUEST} all the same; filters in front see the dispatch. If
         * no keys come within the container's time-out the answer is 503.
         *
         * <p>In that pass the container leaves out every filter that is not mapped for {@code ASYNC}, so a {@link Require}
         * or any other guard would not be asked. Hence a request is suspended only if each other filter of the application
         * is named in {@link #filtersMappedForAsync}. While one is not, all requests wait on their threads, and a
         * {@code WARN} at the start names it. The thread waits as well in forwards and includes, and where a filter in
         * front does not support asynchronous requests.
         */
        public Builder fetchKeysAsync() {
            this.fetchesKeysAsync = true;
            return this;
        }

        /**
         * Says that these filters of the application are mapped for {@link DispatcherType#ASYNC} wherever they are mapped
         * for {@code REQUEST}, or that nothing is lost where they are left out. Only {@link #fetchKeysAsync} asks for it.
         * The servlet API does not tell which filters are mapped so; <em>one that is named here and is not is left out for
         * requests that waited for keys</em>. Further calls name further filters. The default is none.
         *
         * @param names of filters, as they are registered; security constraints and servlets need not be named
         */
        public Builder filtersMappedForAsync(String... names) {
            filtersMappedForAsync.addAll(List.of(names));
            return this;
        }

        /** Sets what stands in the body of refusals. The default is a problem document of RFC 9457. */
        public Builder problemFormat(ProblemFormat format) {
            this.format = requireNonNull(format, "problemFormat");
            return this;
        }

        /** {@return the filter} */
        public CognitoFilter build() {
            return new CognitoFilter(this);
        }

        private Map<String, String> challengeParameters() {
            Map<String, String> parameters = new LinkedHashMap<>();
            if (realm != null) {
                parameters.put("realm", realm);
            }
            if (resourceMetadata != null) {
                parameters.put("resource_metadata", resourceMetadata.toASCIIString());
            }
            return Collections.unmodifiableMap(parameters);
        }
    }
}
