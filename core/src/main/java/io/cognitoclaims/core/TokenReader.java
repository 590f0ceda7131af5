package io.cognitoclaims.core;

import static java.util.Objects.requireNonNull;

import io.cognitoclaims.core.TokenSource.Kind;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Reads the one bearer token of a request from the places that the application names.
 *
 * <pre>{@code
 * TokenReader reader = TokenReader.of(verifier, List.of(authorizationHeader(), cookie("__Host-token")), List.of());
 * RequestToken found = reader.read(request.method(), request::headers);
 * }</pre>
 *
 * <p>A request with two tokens, in one place or in two, is answered with 400, and so is one with something else where the
 * token should be. An empty cookie or header is no token.
 *
 * <p>A browser sends a cookie by itself, and a proxy that knows the browser may add a header by itself. So a token from a
 * cookie, or from a header other than {@code Authorization}, is accepted only in
 *
 * <ul>
 *   <li>a {@code GET}, {@code HEAD} or {@code OPTIONS} that is no WebSocket handshake: these must change nothing
 *   <li>a request whose {@code Origin} is one of the trusted origins
 *   <li>a request with {@code Sec-Fetch-Site: same-origin} or {@code none} (<a
 *       href="https://www.w3.org/TR/fetch-metadata/">Fetch Metadata</a>), which all browsers send to {@code https} since 2023
 *   <li>a request without {@code Sec-Fetch-Site} whose {@code Origin} is the host and port of {@code Host}
 *   <li>a request with neither of the two, from a header but not from a cookie: browsers send at least one of them, and
 *       programs can send {@code Authorization}
 * </ul>
 *
 * <p>Any other is answered with 403 {@code cross_origin_request}, whether its token is good or not. If a proxy replaces
 * {@code Host}, browsers without {@code Sec-Fetch-Site} need the origin in the list. The reader is immutable and safe for use
 * by many threads.
 */
public final class TokenReader {
    private static final String BEARER = "bearer";

    private final Set<TokenSource> sources;
    private final OriginCheck origins;
    private final AmplifyCookies amplifyCookies;

    private TokenReader(Set<TokenSource> sources, OriginCheck origins, AmplifyCookies amplifyCookies) {
        this.sources = sources;
        this.origins = origins;
        this.amplifyCookies = amplifyCookies;
    }

    /** {@return a reader of the {@code Authorization} header alone} */
    public static TokenReader ofAuthorizationHeader() {
        return new TokenReader(
                Set.of(TokenSource.authorizationHeader()), OriginCheck.trusting(List.of()), AmplifyCookies.NONE);
    }

    /**
     * {@return a reader of these places}
     *
     * @param verifier says, for {@link TokenSource#amplifyCookies}, which kind of token and which app clients to look for
     * @param sources at least one
     * @param trustedOrigins origins whose pages may send tokens in cookies and headers, beside the request's own: such as
     *     {@code https://app.example.com}, with a port unless it is the scheme's
     * @throws IllegalArgumentException if there is no source, or if an origin has another form
     */
    public static TokenReader of(
            CognitoVerifier<?> verifier, Collection<TokenSource> sources, Collection<String> trustedOrigins) {
        Set<TokenSource> copy = new LinkedHashSet<>(sources);
        if (copy.isEmpty()) {
            throw new IllegalArgumentException("tokenSources: must name at least one");
        }
        return new TokenReader(
                copy,
                OriginCheck.trusting(trustedOrigins),
                AmplifyCookies.acceptedBy(requireNonNull(verifier, "verifier")));
    }

    /**
     * {@return the token of a request, or the answer to it}
     *
     * @param method the method of the request
     * @param headers gives the values of the header lines of a name, whose case does not matter, in their order; an empty
     *     list if there are none
     */
    public RequestToken read(String method, Function<String, List<String>> headers) {
        RequestToken result = null;
        for (TokenSource source : sources) {
            RequestToken found = find(source, headers);
            if (found.token().isPresent() && !mayAdd(source, method, headers)) {
                found = RequestToken.OTHER_ORIGIN;
            }
            if (result == null || result.isMissing()) {
                // The first one describes why there is none.
                result = result == null || !found.isMissing() ? found : result;
            } else if (!found.isMissing()) {
                return RequestToken.SEVERAL;
            }
        }
        return requireNonNull(result);
    }

    /** {@return the places, in their order} */
    @Override
    public String toString() {
        return sources.toString();
    }

    private boolean mayAdd(TokenSource source, String method, Function<String, List<String>> headers) {
        return switch (source.kind()) {
            case AUTHORIZATION, WEB_SOCKET_PROTOCOL -> true;
            case HEADER -> origins.passes(method, headers, true);
            case COOKIE, AMPLIFY_COOKIES -> origins.passes(method, headers, false);
        };
    }

    private RequestToken find(TokenSource source, Function<String, List<String>> headers) {
        Kind kind = source.kind();
        return switch (kind) {
            case AUTHORIZATION -> RequestToken.of(BearerHeader.of(headers.apply("Authorization")));
            case HEADER -> inHeader(source.name(), headers.apply(source.name()));
            case COOKIE -> inCookies(CookieHeader.valuesOf(source.name(), headers.apply("Cookie")));
            case AMPLIFY_COOKIES -> inCookies(amplifyCookies.tokens(headers.apply("Cookie")));
            case WEB_SOCKET_PROTOCOL -> inSubprotocols(headers.apply("Sec-WebSocket-Protocol"));
        };
    }

    private static RequestToken inHeader(String name, List<String> values) {
        if (values.isEmpty() || (values.size() == 1 && values.get(0).isBlank())) {
            return RequestToken.NONE;
        }
        if (values.size() > 1) {
            return RequestToken.malformed("more than one header " + name);
        }
        return BearerHeader.isToken(values.get(0), 0)
                ? RequestToken.of(values.get(0))
                : RequestToken.malformed("the header " + name + " must have one token and nothing else");
    }

    private static RequestToken inCookies(List<String> values) {
        if (values.isEmpty()) {
            return RequestToken.NONE;
        }
        if (values.size() > 1) {
            return RequestToken.SEVERAL;
        }
        return BearerHeader.isToken(values.get(0), 0)
                ? RequestToken.of(values.get(0))
                : RequestToken.malformed("the cookie holds no bearer token");
    }

    /** Names of subprotocols have a case, and none may be offered twice (RFC 6455, section 4.1). */
    private static RequestToken inSubprotocols(List<String> values) {
        List<String> offered = values.stream()
                .flatMap(value -> Stream.of(value.split(",", -1)))
                .map(String::strip)
                .toList();
        int at = offered.indexOf(BEARER);
        if (at < 0) {
            return RequestToken.NONE;
        }
        if (values.size() > 1 || new HashSet<>(offered).size() < offered.size()) {
            return RequestToken.malformed("the list of subprotocols has bearer, and two headers or equal entries");
        }
        return at + 1 < offered.size() && BearerHeader.isToken(offered.get(at + 1), 0)
                ? RequestToken.of(offered.get(at + 1))
                : RequestToken.malformed("after bearer the list of subprotocols must have one token");
    }
}
