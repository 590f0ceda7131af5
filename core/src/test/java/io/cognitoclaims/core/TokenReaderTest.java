package io.cognitoclaims.core;

import static io.cognitoclaims.core.TokenSource.amplifyCookies;
import static io.cognitoclaims.core.TokenSource.authorizationHeader;
import static io.cognitoclaims.core.TokenSource.cookie;
import static io.cognitoclaims.core.TokenSource.header;
import static io.cognitoclaims.core.TokenSource.webSocketProtocol;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenReaderTest {
    private static final UserPool POOL = UserPool.of("us-east-1_EXAMPLE");
    private static final CognitoVerifier<AccessToken> VERIFIER =
            CognitoVerifier.accessTokens(POOL, Set.of("client1", "client2")).build();
    private static final String TOKEN = "a.b-c_d";
    private static final String AMPLIFY = "CognitoIdentityServiceProvider.client1.";
    private static final TokenReader EVERYWHERE = reader(
            authorizationHeader(),
            header("X-Amzn-Oidc-AccessToken"),
            cookie("token"),
            amplifyCookies(),
            webSocketProtocol());

    static Stream<Arguments> tokens() {
        return Stream.of(
                Arguments.of("Authorization: Bearer a.b-c_d"),
                Arguments.of("x-amzn-oidc-accesstoken: a.b-c_d"),
                Arguments.of("Cookie: token=a.b-c_d"),
                Arguments.of("Cookie: x=y; token=a.b-c_d ;z"),
                Arguments.of("Cookie: x=y\nCookie: token=a.b-c_d"),
                Arguments.of("Cookie: \ttoken =\ta.b-c_d\t"),
                Arguments.of("Cookie: token=; token=a.b-c_d; token=\"\""),
                Arguments.of("Cookie: token=a.b-c_d; Token=x; tokens=y; \u00e9=z; \"token\"=q; $Version=1"),
                Arguments.of("Cookie: " + AMPLIFY + "alice.accessToken=a.b-c_d"),
                Arguments.of("Cookie: " + AMPLIFY + "al.ice.accessToken=a.b-c_d; " + AMPLIFY + "LastAuthUser=al.ice"),
                Arguments.of("Sec-WebSocket-Protocol: bearer, a.b-c_d"),
                Arguments.of("Sec-WebSocket-Protocol: bearer,a.b-c_d"),
                Arguments.of("Sec-WebSocket-Protocol: v12.stomp, bearer, a.b-c_d, v11.stomp"),
                Arguments.of("Authorization: Basic YTpi\nCookie: token=a.b-c_d"),
                Arguments.of("Authorization:\nx-amzn-oidc-accesstoken:\nCookie: token=a.b-c_d"));
    }

    @ParameterizedTest
    @MethodSource("tokens")
    void aTokenInOnePlaceIsFound(String lines) {
        assertThat(read(EVERYWHERE, lines).token()).contains(TOKEN);
        assertThat(read(EVERYWHERE, lines).problem()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X: y",
                "Authorization: Basic YTpi",
                "authorization: a.b-c_d",
                "x-amzn-oidc-accesstoken:",
                "x-amzn-oidc-data: a.b-c_d",
                "X-Access-Token: a.b-c_d",
                "Cookie: token",
                "Cookie: token=",
                "Cookie: token=\"\"",
                "Cookie: token= \t ; token=\" \"",
                "Cookie: Token=a.b-c_d",
                "Cookie: x=y, token=a.b-c_d",
                "Cookie: =token=a.b-c_d",
                "Cookie: x=\"; y=\"a; \"token=a.b-c_d",
                "Cookie2: token=a.b-c_d",
                "Cookie: CognitoIdentityServiceProvider.client3.alice.accessToken=a.b-c_d",
                "Cookie: CognitoIdentityServiceProvider.client1.alice.idToken=a.b-c_d",
                "Cookie: CognitoIdentityServiceProvider.client1.alice.refreshToken=a.b-c_d",
                "Cookie: CognitoIdentityServiceProvider.client1.alice.accessToken=",
                "Cookie: CognitoIdentityServiceProvider.client1..accessToken=",
                "Cookie: CognitoIdentityServiceProvider.client1.accessToken=a.b-c_d",
                "Cookie: CognitoIdentityServiceProvider.client1.LastAuthUser=a.b-c_d",
                "Cookie: CognitoIdentityServiceProvider.client1.alice.accessToken.x=a.b-c_d",
                "Cookie: CognitoIdentityServiceProvider.Client1.alice.accessToken=a.b-c_d",
                "Cookie: cognitoidentityserviceprovider.client1.alice.accessToken=a.b-c_d",
                "Cookie: CognitoIdentityServiceProvider%2Eclient1.alice.accessToken=a.b-c_d",
                "Sec-WebSocket-Protocol: Bearer, a.b-c_d",
                "Sec-WebSocket-Protocol: a.b-c_d",
                "Sec-WebSocket-Protocol: bearer.a.b-c_d",
                "Sec-WebSocket-Protocol: v12.stomp\nSec-WebSocket-Protocol: v11.stomp",
                "Sec-WebSocket-Protocol: v12.stomp, v12.stomp",
            })
    void whatIsNotInAPlaceThatWasNamedIsNoToken(String lines) {
        RequestToken found = read(EVERYWHERE, lines);

        assertThat(found.token()).isEmpty();
        assertThat(found.problem()).contains(BearerProblem.missingToken());
        assertThat(found.isMissing()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Authorization: Bearer a b",
                "Authorization: Bearer a\nAuthorization: Bearer a",
                "x-amzn-oidc-accesstoken: Bearer a.b-c_d",
                "x-amzn-oidc-accesstoken: a.b-c_d, a.b-c_d",
                "x-amzn-oidc-accesstoken: \"a.b-c_d\"",
                "x-amzn-oidc-accesstoken: a.b-c_d\u00e9",
                "x-amzn-oidc-accesstoken: a.b-c_d\nX-Amzn-Oidc-AccessToken: a.b-c_d",
                "x-amzn-oidc-accesstoken: a.b-c_d\nX-Amzn-Oidc-AccessToken:",
                "Cookie: token=\"a.b-c_d\"",
                "Cookie: token=a b",
                "Cookie: token=Bearer a.b-c_d",
                "Cookie: token=Bearer%20a.b-c_d",
                "Cookie: token=a%2Eb-c_d",
                "Cookie: token=a.b-c_d,x",
                "Cookie: token=a.b-c_d\u000b",
                "Cookie: token=\u00e9",
                "Cookie: token=a.b-c_d\u0130",
                "Cookie: token=a=b",
                "Cookie: token==",
                "Cookie: token=a.b-c_d; token=a.b-c_d",
                "Cookie: token=a.b-c_d\nCookie: token=a.b-c_d",
                "Cookie: token=a.b-c_d; token=\u00e9",
                "Cookie: CognitoIdentityServiceProvider.client1.alice.accessToken=a%2Eb",
                "Cookie: CognitoIdentityServiceProvider.client1.alice.accessToken=a;"
                        + "CognitoIdentityServiceProvider.client1.alice.accessToken=a",
                "Cookie: CognitoIdentityServiceProvider.client1.alice.accessToken=a;"
                        + "CognitoIdentityServiceProvider.client1.bob.accessToken=b",
                "Cookie: CognitoIdentityServiceProvider.client1.alice.accessToken=a;"
                        + "CognitoIdentityServiceProvider.client2.alice.accessToken=b",
                "Sec-WebSocket-Protocol: bearer",
                "Sec-WebSocket-Protocol: bearer,",
                "Sec-WebSocket-Protocol: a.b-c_d, bearer",
                "Sec-WebSocket-Protocol: bearer, a b",
                "Sec-WebSocket-Protocol: bearer, \"a.b-c_d\"",
                "Sec-WebSocket-Protocol: bearer, , a.b-c_d",
                "Sec-WebSocket-Protocol: bearer, a\u00e9",
                "Sec-WebSocket-Protocol: bearer, a.b-c_d, bearer, a.b-c_d",
                "Sec-WebSocket-Protocol: bearer, a.b-c_d, a.b-c_d",
                "Sec-WebSocket-Protocol: bearer, a.b-c_d\nSec-WebSocket-Protocol: v12.stomp",
                "Sec-WebSocket-Protocol: bearer\nSec-WebSocket-Protocol: a.b-c_d",
            })
    void anythingElseInSuchAPlaceIsRefused(String lines) {
        RequestToken found = read(EVERYWHERE, lines);

        assertThat(found.token()).isEmpty();
        assertThat(found.problem()).contains(BearerProblem.malformedToken());
        assertThat(found.isMissing()).isFalse();
        assertThat(found.toString()).isEqualTo(found.description()).doesNotContain("a.b", "\u00e9");
    }

    @Test
    void twoTokensInTwoPlacesAreRefused() {
        List<String> places = List.of(
                "Authorization: Bearer a.b-c_d",
                "x-amzn-oidc-accesstoken: a.b-c_d",
                "Cookie: token=a.b-c_d",
                "Cookie: " + AMPLIFY + "alice.accessToken=a.b-c_d",
                "Sec-WebSocket-Protocol: bearer, a.b-c_d");
        for (String one : places) {
            for (String other : places) {
                assertThat(read(EVERYWHERE, one + "\n" + other).problem())
                        .as(one + "\n" + other)
                        .contains(BearerProblem.malformedToken());
            }
        }
    }

    @Test
    void aTokenAndSomethingMalformedElsewhereAreRefused() {
        assertThat(read(EVERYWHERE, "Authorization: Bearer a\nCookie: token=\u00e9")
                        .problem())
                .contains(BearerProblem.malformedToken());
        assertThat(read(EVERYWHERE, "Authorization: Bearer a b\nCookie: token=a")
                        .problem())
                .contains(BearerProblem.malformedToken());
    }

    @Test
    void onlyThePlacesThatWereNamedAreRead() {
        TokenReader reader = reader(header("x-token"));

        assertThat(read(reader, "Authorization: Bearer a\nx-token: b\nCookie: token=c")
                        .token())
                .contains("b");
        assertThat(read(reader, "Authorization: Bearer a\nCookie: token=c\nSec-WebSocket-Protocol: bearer, d")
                        .isMissing())
                .isTrue();
    }

    @Test
    void aPlaceThatIsNamedTwiceIsReadOnce() {
        assertThat(read(reader(header("x-token"), header("X-Token")), "x-token: a")
                        .token())
                .contains("a");
    }

    @Test
    void theFirstPlaceSaysWhyThereIsNoToken() {
        assertThat(read(EVERYWHERE, "Authorization: Basic YTpi").description())
                .isEqualTo("the scheme of the Authorization header is not Bearer");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        alice           | alice
        al.ice          | al.ice
        alice%40x.org   | alice@x.org
        alice%40x.org   | alice%40x.org
        alice+1%40x.org | alice+1@x.org
        j%C3%B6rg       | j%C3%B6rg
        %28alice%29     | (alice)
        100%            | 100%
        100%            | 100%25
        %C3             | %C3
        LastAuthUser    | LastAuthUser
        """)
    void theCookieOfTheLastUserCountsHoweverTheNamesAreEncoded(String inName, String lastUser) {
        String cookies = "Cookie: " + AMPLIFY + inName + ".accessToken=a; " + AMPLIFY + "stale.accessToken=b; "
                + AMPLIFY + inName + ".idToken=c; " + AMPLIFY + "LastAuthUser=" + lastUser;

        assertThat(read(EVERYWHERE, cookies).token()).contains("a");
    }

    @ParameterizedTest
    @ValueSource(strings = {"alice+1", "Alice", "bob", "alice%", "al%69ce%zz"})
    void theCookieOfAnotherUserDoesNotCount(String lastUser) {
        String cookies = "Cookie: " + AMPLIFY + "alice%201.accessToken=a; " + AMPLIFY + "LastAuthUser=" + lastUser;

        assertThat(read(EVERYWHERE, cookies).isMissing()).isTrue();
    }

    @Test
    void theLastUserOfAnotherClientSaysNothing() {
        String other = "CognitoIdentityServiceProvider.client2.LastAuthUser=bob; ";

        assertThat(read(EVERYWHERE, "Cookie: " + other + AMPLIFY + "alice.accessToken=a")
                        .token())
                .contains("a");
    }

    @Test
    void twoLastUsersWithATokenEachAreRefused() {
        assertThat(read(
                                EVERYWHERE,
                                "Cookie: " + AMPLIFY + "alice.accessToken=a; " + AMPLIFY + "bob.accessToken=b; "
                                        + AMPLIFY + "LastAuthUser=alice; " + AMPLIFY + "LastAuthUser=bob")
                        .problem())
                .contains(BearerProblem.malformedToken());
    }

    @Test
    void aVerifierOfIdTokensTakesTheCookieOfTheIdToken() {
        TokenReader reader = TokenReader.of(
                CognitoVerifier.idTokens(POOL, Set.of("client1")).build(), List.of(amplifyCookies()), List.of());

        assertThat(read(reader, "Cookie: " + AMPLIFY + "alice.accessToken=a; " + AMPLIFY + "alice.idToken=b")
                        .token())
                .contains("b");
    }

    @Test
    void aVerifierOfAnyClientTakesTheCookieOfAnyClient() {
        TokenReader reader = TokenReader.of(
                CognitoVerifier.accessTokensForAnyClient(POOL).build(), List.of(amplifyCookies()), List.of());

        assertThat(read(reader, "Cookie: CognitoIdentityServiceProvider.whichever.alice.accessToken=a")
                        .token())
                .contains("a");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        GET     |                                                                      | 200 | 200
        HEAD    | Sec-Fetch-Site: cross-site                                           | 200 | 200
        OPTIONS | Sec-Fetch-Site: cross-site                                           | 200 | 200
        GET     | Sec-Fetch-Site: cross-site;Origin: https://evil.example              | 200 | 200
        GET     | Upgrade: h2c                                                         | 200 | 200
        POST    | Sec-Fetch-Site: same-origin                                          | 200 | 200
        POST    | Sec-Fetch-Site: none                                                 | 200 | 200
        POST    | Sec-Fetch-Site: same-origin;Origin: null                             | 200 | 200
        POST    | Origin: https://api.example                                          | 200 | 200
        POST    | Origin: http://API.example                                           | 200 | 200
        POST    | Origin: https://app.example                                          | 200 | 200
        POST    | Sec-Fetch-Site: cross-site;Origin: https://app.example               | 200 | 200
        POST    | Sec-Fetch-Site: same-site;Origin: http://localhost:5173              | 200 | 200
        POST    |                                                                      | 403 | 200
        POST    | Referer: https://api.example/                                        | 403 | 200
        POST    | Sec-Fetch-Site: cross-site                                           | 403 | 403
        POST    | Sec-Fetch-Site: same-site                                            | 403 | 403
        POST    | Sec-Fetch-Site: same-site;Origin: https://api.example                | 403 | 403
        POST    | Sec-Fetch-Site: Same-Origin                                          | 403 | 403
        POST    | Sec-Fetch-Site: same-origin, same-origin                             | 403 | 403
        POST    | Sec-Fetch-Site: same-origin;Sec-Fetch-Site: cross-site               | 403 | 403
        POST    | Sec-Fetch-Site:                                                      | 403 | 403
        POST    | Origin: null                                                         | 403 | 403
        POST    | Origin:                                                              | 403 | 403
        POST    | Origin: api.example                                                  | 403 | 403
        POST    | Origin: https://evil.example                                         | 403 | 403
        POST    | Origin: https://api.example.evil.example                             | 403 | 403
        POST    | Origin: https://evil.api.example                                     | 403 | 403
        POST    | Origin: https://api.example:8443                                     | 403 | 403
        POST    | Origin: http://app.example                                           | 403 | 403
        POST    | Origin: https://app.example/                                         | 403 | 403
        POST    | Origin: https://app.example;Origin: https://evil.example             | 403 | 403
        POST    | Origin: https://evil.example;Host: evil.example                      | 403 | 403
        POST    | Sec-Fetch-Site: same-origin;Origin: a;Origin: b                      | 403 | 403
        PUT     | Origin: https://evil.example                                         | 403 | 403
        DELETE  | Origin: https://evil.example                                         | 403 | 403
        PATCH   | Origin: https://evil.example                                         | 403 | 403
        TRACE   | Origin: https://evil.example                                         | 403 | 403
        get     | Origin: https://evil.example                                         | 403 | 403
        GET     | Upgrade: websocket;Origin: https://evil.example                      | 403 | 403
        GET     | Upgrade: foo, WebSocket;Origin: https://evil.example                 | 403 | 403
        GET     | Sec-WebSocket-Key: x;Origin: https://evil.example                    | 403 | 403
        CONNECT | Origin: https://evil.example                                         | 403 | 403
        GET     | Upgrade: websocket                                                   | 403 | 200
        GET     | Upgrade: websocket;Origin: https://api.example                       | 200 | 200
        GET     | Upgrade: websocket;Sec-Fetch-Site: same-origin                       | 200 | 200
        """)
    void aTokenThatABrowserMayHaveSentByItselfIsForPagesOfThisOriginAlone(
            String method, String lines, int inCookie, int inHeader) {
        TokenReader reader = TokenReader.of(
                VERIFIER,
                List.of(authorizationHeader(), header("x-token"), cookie("token"), amplifyCookies()),
                List.of("https://App.example:443", "http://localhost:5173"));
        String request = "Host: api.example\n" + (lines == null ? "" : lines.replace(";", "\n") + "\n");

        assertThat(status(reader, method, request + "Cookie: token=a")).isEqualTo(inCookie);
        assertThat(status(reader, method, request + "Cookie: " + AMPLIFY + "alice.accessToken=a"))
                .isEqualTo(inCookie);
        assertThat(status(reader, method, request + "x-token: a")).isEqualTo(inHeader);
        assertThat(status(reader, method, request + "Authorization: Bearer a")).isEqualTo(200);
        assertThat(status(reader, method, request)).isEqualTo(401);
    }

    @Test
    void aSubprotocolIsNotSentByItself() {
        assertThat(status(
                        EVERYWHERE,
                        "GET",
                        "Upgrade: websocket\nOrigin: https://evil.example\nSec-WebSocket-Protocol: bearer, a"))
                .isEqualTo(200);
    }

    @Test
    void aRequestWithoutAHostIsOfNoOrigin() {
        assertThat(status(EVERYWHERE, "POST", "Origin: https://api.example\nCookie: token=a"))
                .isEqualTo(403);
    }

    @Test
    void aTokenOfAnotherOriginSaysSoAndNothingElse() {
        RequestToken found = EVERYWHERE.read("POST", headers("Origin: https://evil.example\nCookie: token=a")::get);

        assertThat(found.problem()).contains(BearerProblem.crossOrigin());
        assertThat(found.isMissing()).isFalse();
        assertThat(found.description()).doesNotContain("evil");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "*",
                "null",
                "app.example",
                "//app.example",
                "ftp://app.example",
                "https://app.example/",
                "https://app.example?a",
                "https://app.example#a",
                "https://a@app.example",
                "https://*.example",
                "https://app.example:x",
                "https://app.example:65536",
                "https:app.example",
                "https://app.example, https://b.example",
                " https://a.example"
            })
    void anOriginOfAnotherFormIsNotTrusted(String origin) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TokenReader.of(VERIFIER, List.of(cookie("a")), List.of(origin)))
                .withMessageStartingWith("trustedOrigins: ");
    }

    @Test
    void aReaderHasAPlaceToReadFrom() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TokenReader.of(VERIFIER, List.of(), List.of()))
                .withMessage("tokenSources: must name at least one");
    }

    @Test
    void manyCookiesAreRead() {
        String many = "token=; x=y; ".repeat(3_000) + "token=a.b-c_d";

        assertThat(read(EVERYWHERE, "Cookie: " + many).token()).contains(TOKEN);
        assertThat(read(EVERYWHERE, "Cookie: token=" + "A".repeat(100_000)).token())
                .isPresent();
    }

    private static TokenReader reader(TokenSource... sources) {
        return TokenReader.of(VERIFIER, List.of(sources), List.of());
    }

    private static RequestToken read(TokenReader reader, String lines) {
        return reader.read("GET", headers(lines)::get);
    }

    private static int status(TokenReader reader, String method, String lines) {
        return reader.read(method, headers(lines)::get)
                .problem()
                .map(BearerProblem::status)
                .orElse(200);
    }

    private static Headers headers(String lines) {
        Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        lines.lines()
                .filter(line -> !line.isBlank())
                .forEach(
                        line -> headers.computeIfAbsent(line.substring(0, line.indexOf(':')), name -> new ArrayList<>())
                                .add(line.substring(line.indexOf(':') + 1).replaceAll("^ *| *$", "")));
        return new Headers(headers);
    }

    private record Headers(Map<String, List<String>> values) {
        List<String> get(String name) {
            return values.getOrDefault(name, List.of());
        }
    }
}
