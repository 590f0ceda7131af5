package io.cognitoclaims.servlet;

import static java.util.Objects.requireNonNull;

import io.cognitoclaims.core.CognitoToken;
import io.cognitoclaims.core.CognitoVerifier;
import io.cognitoclaims.core.TokenReader;
import io.cognitoclaims.core.TokenSource;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Settings of a {@link CognitoFilter}. Each of them is optional. Not safe for use by many threads. */
public final class CognitoFilterBuilder {
    final CognitoVerifier<?> verifier;
    final Set<String> openPaths = new HashSet<>();
    final Set<String> filtersMappedForAsync = new HashSet<>();
    boolean allowsRequestsWithoutToken;
    boolean allowsPreflight;
    boolean fetchesKeysAsync;
    ProblemFormat format = Answers.PROBLEM_DOCUMENT;

    @Nullable
    Function<? super HttpServletRequest, Optional<String>> tenant;

    private final Set<String> trustedOrigins = new HashSet<>();
    private List<TokenSource> sources = List.of(TokenSource.authorizationHeader());
    private boolean isRegistrationOpen;
    private @Nullable String realm;
    private @Nullable URI resourceMetadata;

    CognitoFilterBuilder(CognitoVerifier<?> verifier) {
        this.verifier = requireNonNull(verifier, "verifier");
    }

    /** Lets requests without a token through too. A bad token is still refused. By default, a token is required. */
    public CognitoFilterBuilder allowRequestsWithoutToken() {
        this.allowsRequestsWithoutToken = true;
        return this;
    }

    /**
     * Lets CORS preflights through, which never carry a token: {@code OPTIONS} with {@code Origin} and {@code
     * Access-Control-Request-Method}. {@link RequireFilter} lets them through as well. This is for applications that answer
     * preflights after this filter. It is better to answer them in a filter before this one. By default, they are refused.
     */
    public CognitoFilterBuilder allowPreflight() {
        this.allowsPreflight = true;
        return this;
    }

    /**
     * Reads the token from these places, and from no others. The default is {@link TokenSource#authorizationHeader} alone.
     *
     * <p>A request with two tokens, in one place or in two, gets 400. A token in a cookie, or in a header other than {@code
     * Authorization}, is accepted only as {@link TokenReader} says: others get 403 {@code cross_origin_request}, because a
     * browser may have sent it by itself, for a page of another origin.
     *
     * @throws IllegalArgumentException if there is none
     */
    public CognitoFilterBuilder tokenSources(TokenSource... sources) {
        if (sources.length == 0) {
            throw new IllegalArgumentException("tokenSources: must name at least one");
        }
        this.sources = List.of(sources);
        return this;
    }

    /**
     * Trusts the pages of these origins to send tokens in cookies and headers. The pages of the request's own origin may do
     * so anyway. Each call trusts further origins. By default, there is none. This is no CORS configuration: that says which
     * pages may read answers.
     *
     * @param origins such as {@code https://app.example.com}, with a port unless it is the scheme's
     * @throws IllegalArgumentException from {@link #build}, if one has another form
     */
    public CognitoFilterBuilder trustedOrigins(String... origins) {
        trustedOrigins.addAll(List.of(origins));
        return this;
    }

    /**
     * Sets the realm (protection space) in challenges. By default there is none: a request without a token then gets the
     * challenge {@code Bearer} alone. Clients accept it, although RFC 6750, section 3, requires at least one parameter.
     *
     * @throws IllegalArgumentException if it is blank, or not of printable ASCII
     */
    public CognitoFilterBuilder realm(String realm) {
        if (requireNonNull(realm, "realm").isBlank() || !realm.chars().allMatch(c -> c >= ' ' && c <= '~')) {
            throw new IllegalArgumentException("realm: must be printable ASCII, and not blank");
        }
        this.realm = realm;
        return this;
    }

    /**
     * Adds the URL of this resource's metadata to challenges (<a
     * href="https://www.rfc-editor.org/rfc/rfc9728#section-5.1">RFC 9728, section 5.1</a>), which MCP clients look for. By
     * default, it is not added.
     *
     * @param address an {@code https} URL, or {@code http} for development
     */
    public CognitoFilterBuilder resourceMetadata(URI address) {
        String scheme =
                String.valueOf(requireNonNull(address, "resourceMetadata").getScheme());
        if (!scheme.matches("(?i)https?") || address.getHost() == null || address.getRawFragment() != null) {
            throw new IllegalArgumentException("resourceMetadata: must be an absolute https URL");
        }
        this.resourceMetadata = address;
        return this;
    }

    /**
     * Adds the URL of this metadata to challenges, and opens its path. If the metadata names an {@link
     * AuthorizationServerMetadataServlet}, this opens its path too.
     */
    public CognitoFilterBuilder resourceMetadata(ProtectedResourceMetadataServlet metadata) {
        resourceMetadata(requireNonNull(metadata, "resourceMetadata").address()).open(metadata.path());
        metadata.server().ifPresent(server -> {
            open(server.path());
            isRegistrationOpen = server.isRegistrationOpen();
        });
        return this;
    }

    /**
     * Accepts only tokens of the tenant that the request is for, as {@link CognitoVerifier#verify(String, String)} does. A
     * token of another tenant gets the same 401 as any bad token, and the log says {@code WRONG_TENANT}. By default, tokens
     * of all pools of the verifier are accepted, and the application must serve {@link CognitoToken#tenant} only.
     *
     * <p>The function gives the name of the tenant, which it takes from the host, the path or a header of the request. If it
     * gives an empty {@code Optional}, every token is rejected. If it throws an exception or returns null as well, and the
     * first time is logged at {@code WARN}, without the message of the exception. The function is called on the request's
     * thread when a token has to be verified: never for open paths or without a token, and once for a request whose token is
     * good. Forwards and other dispatches of that request keep its result. It is called before the token is verified, so it
     * must be cheap, and must not read the body.
     *
     * <p>The caller writes what the function reads. Compare whole names, with a map for example. A host has no case: {@code
     * request.getServerName().toLowerCase(Locale.ROOT)}. For a path, use {@code getServletPath()} and {@code getPathInfo()}:
     * in {@code getRequestURI()} the container has not resolved {@code /acme/../globex} yet.
     */
    public CognitoFilterBuilder tenant(Function<? super HttpServletRequest, Optional<String>> tenantOfRequest) {
        this.tenant = requireNonNull(tenantOfRequest, "tenant");
        return this;
    }

    /**
     * Opens these paths among those that the filter is mapped to: no token is read there. Map the filter to {@code /*} and
     * open the public paths, so that a forgotten path is guarded. Each call opens further paths. By default, no path is
     * open.
     *
     * <p>There are no patterns. A path is open only if the request spells it exactly like this below the context path, and
     * the container resolves it to the same path when it selects the servlet and the filters. Another spelling that leads
     * to the same servlet, such as {@code //health}, {@code /health;x=1} or {@code /%68ealth}, is guarded. This setting is
     * meant for filters that are mapped by URL pattern.
     *
     * @param paths such as {@code /health}; each begins with {@code /}, is decoded, and is without {@code *}, {@code ;},
     *     {@code %}, {@code ?}, {@code #}, backslashes and empty, {@code .} or {@code ..} segments
     */
    public CognitoFilterBuilder open(String... paths) {
        openPaths.addAll(new OpenPaths(new HashSet<>(Arrays.asList(paths))).paths());
        return this;
    }

    /**
     * Uses no thread of the container while keys are fetched. By default, the request's thread waits.
     *
     * <p>A request whose token has to wait for keys is suspended. The container dispatches it again when the token has been
     * verified. Map this filter for {@link DispatcherType#ASYNC} too, so that the second dispatch knows the caller. After
     * this filter the request's dispatcher type is still {@code REQUEST}; filters before it see {@code ASYNC}. If no keys
     * arrive within the container's time-out, the answer is 503.
     *
     * <p>In the second dispatch the container leaves out every filter that is not mapped for {@code ASYNC}, so a {@link
     * RequireFilter} or any other guard would not run. Therefore a request is suspended only if {@link
     * #filtersMappedForAsync} names each other filter of the application. If one is not named, all requests wait on their
     * threads, and a {@code WARN} at the start names the filter. The thread also waits in forwards and includes, and if a
     * filter before this one does not support asynchronous requests.
     */
    public CognitoFilterBuilder fetchKeysAsync() {
        this.fetchesKeysAsync = true;
        return this;
    }

    /**
     * States that these filters of the application are mapped for {@link DispatcherType#ASYNC} wherever they are mapped for
     * {@code REQUEST}, or that leaving them out does no harm. Only {@link #fetchKeysAsync} uses it. The servlet API does
     * not tell which filters are mapped for it; <em>a filter that is named here but not mapped for it does not run for
     * requests that waited for keys</em>. Each call names further filters. By default, none is named.
     *
     * @param names the names under which the filters are registered; security constraints and servlets need not be named
     */
    public CognitoFilterBuilder filtersMappedForAsync(String... names) {
        filtersMappedForAsync.addAll(List.of(names));
        return this;
    }

    /** Sets the body of refusals. The default is a problem document of RFC 9457. */
    public CognitoFilterBuilder problemFormat(ProblemFormat format) {
        this.format = requireNonNull(format, "problemFormat");
        return this;
    }

    /**
     * {@return the filter}
     *
     * @throws IllegalArgumentException if there is a {@link #tenant} function, but no pool of the verifier has a tenant, so
     *     that every token would be refused; or if everybody may register a client ({@link
     *     AuthorizationServerMetadataServlet#withOpenRegistration}), and the verifier accepts any client of a pool without
     *     requiring a resource or a scope, so that everybody would be let in
     */
    public CognitoFilter build() {
        if (tenant != null
                && verifier.lookedUpPools().isEmpty()
                && verifier.pools().stream().allMatch(pool -> pool.tenant().isEmpty())) {
            throw new IllegalArgumentException(
                    "tenant: no user pool of the verifier has a tenant; give them one with AcceptedPool.withTenant");
        }
        if (isRegistrationOpen
                && verifier.requiredResources().isEmpty()
                && verifier.requiredScopes().isEmpty()
                && verifier.pools().stream().anyMatch(pool -> pool.clients().isAny())) {
            throw new IllegalArgumentException(
                    "resourceMetadata: everybody may register a client, and the verifier accepts any"
                            + " client; require a resource with requireAnyResource, or scopes with requireScopes");
        }
        return new CognitoFilter(this);
    }

    TokenReader tokens() {
        return TokenReader.of(verifier, sources, trustedOrigins);
    }

    boolean readsElsewhere() {
        return !sources.equals(List.of(TokenSource.authorizationHeader()));
    }

    Map<String, String> challengeParameters() {
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
