package io.cognitoclaims.core;

import static java.util.Objects.requireNonNull;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A place in a request where a bearer token may be. A {@link TokenReader} looks into the places that an application names,
 * and into no other. There is none for the query string or a form, because these end up in logs (<a
 * href="https://www.rfc-editor.org/rfc/rfc9700#section-4.3.2">RFC 9700, section 4.3.2</a>).
 *
 * <p>A browser sends cookies by itself, also for a page of another site. A proxy that knows the browser by a cookie, such as
 * an Application Load Balancer, adds its header to such requests too. So a token from a cookie or from a header other than
 * {@code Authorization} is accepted only as {@link TokenReader} says. Immutable; two are equal if they are the same place.
 */
public final class TokenSource {
    enum Kind {
        AUTHORIZATION("authorization"),
        HEADER("header:"),
        COOKIE("cookie:"),
        AMPLIFY_COOKIES("amplify-cookies"),
        WEB_SOCKET_PROTOCOL("websocket-protocol");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        boolean hasName() {
            return text.endsWith(":");
        }
    }

    /** The rule {@code token} of RFC 9110, section 5.6.2. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");

    /** Headers that have a form of their own. */
    private static final Set<String> OTHER_HEADERS = Set.of("authorization", "cookie", "sec-websocket-protocol");

    private final Kind kind;
    private final String name;

    private TokenSource(Kind kind, String name) {
        this.kind = kind;
        this.name = name;
    }

    /**
     * {@return the {@code Authorization} header, which {@link BearerHeader} reads} It is what clients of an API use. A
     * browser sends no bearer token by itself.
     */
    public static TokenSource authorizationHeader() {
        return new TokenSource(Kind.AUTHORIZATION, "");
    }

    /**
     * {@return a header whose whole value is the token, without {@code Bearer}} Such as {@code x-amzn-oidc-accesstoken}, in
     * which an Application Load Balancer passes on the access token of a user who signed in at it (<a
     * href="https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-authenticate-users.html">Authenticate
     * users</a>). Two headers of the name, and any other value, are 400.
     *
     * @param name in any case
     * @throws IllegalArgumentException if no header can have the name, or if it is {@code Authorization}, {@code Cookie} or
     *     {@code Sec-WebSocket-Protocol}, which have a form of their own
     */
    public static TokenSource header(String name) {
        String lowerCase = requireName(name, "header").toLowerCase(Locale.ROOT);
        if (OTHER_HEADERS.contains(lowerCase)) {
            throw new IllegalArgumentException("header: " + lowerCase
                    + " is read by a token source of its own, not as a header whose whole value is" + " the token");
        }
        return new TokenSource(Kind.HEADER, lowerCase);
    }

    /**
     * {@return the cookie of this name} Its whole value must be the token. Two cookies of the name are 400. An empty cookie,
     * as after a sign-out, is no token.
     *
     * <p><strong>A browser sends the cookie by itself, also when a page of another site makes it send the request.</strong>
     * {@link TokenReader} says which of these requests are refused. Give the cookie {@code Secure}, {@code HttpOnly} and
     * {@code SameSite}, and a name that begins with {@code __Host-}, so that no other host of the domain can set it. Answers
     * must not be kept by shared caches: they need {@code Cache-Control: private}.
     *
     * @param name letter by letter
     * @throws IllegalArgumentException if no cookie can have the name (RFC 6265, section 4.1.1)
     */
    public static TokenSource cookie(String name) {
        return new TokenSource(Kind.COOKIE, requireName(name, "cookie"));
    }

    /**
     * {@return the cookie that Amplify and {@code cognito-at-edge} write: {@code
     * CognitoIdentityServiceProvider.<client>.<user>.accessToken}, or {@code .idToken} for a verifier of ID tokens} Only
     * cookies whose client the verifier accepts count. If {@code CognitoIdentityServiceProvider.<client>.LastAuthUser} names
     * a user, only the cookie of that user counts. The user may be percent-encoded, as both libraries write it. If more than
     * one cookie counts, the answer is 400.
     *
     * <p><strong>A browser sends these cookies by itself; see {@link #cookie}.</strong> Scripts of the page can read those of
     * Amplify, and the refresh token is in a cookie beside it.
     */
    public static TokenSource amplifyCookies() {
        return new TokenSource(Kind.AMPLIFY_COOKIES, "");
    }

    /**
     * {@return the list of subprotocols of a WebSocket handshake: {@code bearer}, and right after it the token} It is for
     * browsers, whose scripts cannot set headers there: {@code new WebSocket(url, ["bearer", token])}. Other subprotocols
     * may stand before and after the two. With {@code bearer} twice, without a token after it, or in one of several headers,
     * the answer is 400.
     *
     * <p>The server must choose a subprotocol, or browsers close the connection: name {@code bearer} as one that the endpoint
     * supports. It must never answer with the token, so it must not repeat what the client offers. A browser sends no
     * subprotocol by itself. A token there may end up in the log of a proxy that logs this header.
     */
    public static TokenSource webSocketProtocol() {
        return new TokenSource(Kind.WEB_SOCKET_PROTOCOL, "");
    }

    /**
     * {@return the place with this {@link #toString}, for configuration files: {@code authorization}, {@code header:<name>},
     * {@code cookie:<name>}, {@code amplify-cookies} or {@code websocket-protocol}}
     *
     * @throws IllegalArgumentException if it is none of these
     */
    public static TokenSource of(String text) {
        for (Kind kind : Kind.values()) {
            if (requireNonNull(text, "tokenSource").startsWith(kind.text)) {
                String name = text.substring(kind.text.length());
                if (kind.hasName()) {
                    return kind == Kind.HEADER ? header(name) : cookie(name);
                }
                if (name.isEmpty()) {
                    return new TokenSource(kind, "");
                }
            }
        }
        throw new IllegalArgumentException("must be authorization, header:<name>, cookie:<name>, amplify-cookies or"
                + " websocket-protocol, was " + text);
    }

    Kind kind() {
        return kind;
    }

    /** Of the header or of the cookie. */
    String name() {
        return name;
    }

    private static String requireName(String name, String what) {
        if (!NAME.matcher(requireNonNull(name, what)).matches()) {
            throw new IllegalArgumentException(what + ": not the name of a " + what);
        }
        return name;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TokenSource source && kind == source.kind && name.equals(source.name);
    }

    @Override
    public int hashCode() {
        return 31 * kind.hashCode() + name.hashCode();
    }

    /** {@return the place as {@link #of} reads it} */
    @Override
    public String toString() {
        return kind.text + name;
    }
}
