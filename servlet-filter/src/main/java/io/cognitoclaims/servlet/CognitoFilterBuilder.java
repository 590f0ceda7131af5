package io.cognitoclaims.servlet;

import static java.util.Objects.requireNonNull;

import io.cognitoclaims.core.CognitoVerifier;
import jakarta.servlet.DispatcherType;
import java.net.URI;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Settings of a {@link CognitoFilter}. Each may be left out. Not safe for use by many threads. */
public final class CognitoFilterBuilder {
    /** The rule {@code token} of RFC 9110, section 5.6.2. */
    private static final Pattern COOKIE_NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");

    final CognitoVerifier<?> verifier;
    final Set<String> openPaths = new HashSet<>();
    final Set<String> filtersMappedForAsync = new HashSet<>();
    boolean allowsRequestsWithoutToken;
    boolean allowsPreflight;
    boolean fetchesKeysAsync;
    ProblemFormat format = Answers.PROBLEM_DOCUMENT;

    @Nullable
    String cookie;

    private @Nullable String realm;
    private @Nullable URI resourceMetadata;

    CognitoFilterBuilder(CognitoVerifier<?> verifier) {
        this.verifier = requireNonNull(verifier, "verifier");
    }

    /**
     * Lets requests without a token through too; a bad token is refused all the same. The default is to ask for one.
     */
    public CognitoFilterBuilder allowRequestsWithoutToken() {
        this.allowsRequestsWithoutToken = true;
        return this;
    }

    /**
     * Lets CORS preflights through, which never carry a token: {@code OPTIONS} with {@code Origin} and
     * {@code Access-Control-Request-Method}. {@link RequireFilter} lets them through as well. For applications that answer
     * preflights behind this filter; better, put what answers them in front of it. The default is to refuse them.
     */
    public CognitoFilterBuilder allowPreflight() {
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
    public CognitoFilterBuilder cookie(String name) {
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
    public CognitoFilterBuilder realm(String realm) {
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
    public CognitoFilterBuilder resourceMetadata(URI address) {
        String scheme =
                String.valueOf(requireNonNull(address, "resourceMetadata").getScheme());
        if (!scheme.matches("(?i)https?") || address.getHost() == null || address.getRawFragment() != null) {
            throw new IllegalArgumentException("resourceMetadata: must be an absolute https address");
        }
        this.resourceMetadata = address;
        return this;
    }

    /** Says in challenges where this metadata is, and opens its path. */
    public CognitoFilterBuilder resourceMetadata(ProtectedResourceMetadataServlet metadata) {
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
    public CognitoFilterBuilder open(String... paths) {
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
     * <p>In that pass the container leaves out every filter that is not mapped for {@code ASYNC}, so a {@link RequireFilter}
     * or any other guard would not be asked. Hence a request is suspended only if each other filter of the application
     * is named in {@link #filtersMappedForAsync}. While one is not, all requests wait on their threads, and a
     * {@code WARN} at the start names it. The thread waits as well in forwards and includes, and where a filter in
     * front does not support asynchronous requests.
     */
    public CognitoFilterBuilder fetchKeysAsync() {
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
    public CognitoFilterBuilder filtersMappedForAsync(String... names) {
        filtersMappedForAsync.addAll(List.of(names));
        return this;
    }

    /** Sets what stands in the body of refusals. The default is a problem document of RFC 9457. */
    public CognitoFilterBuilder problemFormat(ProblemFormat format) {
        this.format = requireNonNull(format, "problemFormat");
        return this;
    }

    /** {@return the filter} */
    public CognitoFilter build() {
        return new CognitoFilter(this);
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
