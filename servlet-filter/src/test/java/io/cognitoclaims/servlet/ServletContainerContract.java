package io.cognitoclaims.servlet;

import static io.cognitoclaims.servlet.Wire.bearer;
import static org.assertj.core.api.Assertions.assertThat;

import io.cognitoclaims.servlet.TestServer.Starter;
import io.cognitoclaims.servlet.Wire.Answer;
import io.cognitoclaims.testing.TestUserPool;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a {@link CognitoFilter} does in every servlet container. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ServletContainerContract {
    private final Starter starter;
    private final ContractApplication application = new ContractApplication();
    private final TestUserPool pool = application.pool;
    private final String token =
            pool.accessToken().subject("alice").groups("admin").sign();
    private TestServer server;
    private Wire wire;

    ServletContainerContract(Starter starter) {
        this.starter = starter;
    }

    @BeforeAll
    void start() throws Exception {
        server = starter.start(application);
        wire = server.wire();
    }

    @AfterAll
    void stop() {
        server.close();
        application.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Authorization: Bearer <t>",
                "authorization: bearer <t>",
                "AUTHORIZATION: BEARER <t>",
                "Authorization: bEaReR <t>",
                "Authorization: Bearer    <t>",
                "Authorization:   Bearer <t>  ",
                "Authorization:Bearer <t>",
            })
    void theFilterTakesATokenInTheFormOfRfc6750(String header) {
        Answer answer = wire.get("/api/me", header.replace("<t>", token));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(alice("REQUEST"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Bearer",
                "Bearer ",
                "Bearer <t> <t>",
                "Bearer <t>,<t>",
                "Bearer <t>, Bearer <t>",
                "Bearer <t>, Basic YTpi",
                "Bearer Bearer <t>",
                "Bearer \"<t>\"",
                "Bearer '<t>'",
                "Bearer <<t>>",
                "Bearer <t>;realm=x",
                "Bearer token=<t>",
                "Bearer =<t>",
                "Bearer =",
                "Bearer <t>=<t>",
                "Bearer <t>%20",
                "Bearer <t>\\",
                "Bearer\t<t>",
                "Bearer \t<t>",
                "Bearer <t>\tx",
                "Bearer,<t>",
                "Bearer:<t>",
                "Bearer=<t>",
                "Bearer <t>\u00e9",
                "Bearer \u00a0<t>",
                "Bearer\u00a0<t>",
            })
    void aHeaderThatIsNotOneTokenInTheFormOfRfc6750IsRefused(String value) {
        Answer answer = wire.get("/api/me", "Authorization: " + value.replace("<t>", token));

        assertInvalidRequest(answer);
    }

    @Test
    void twoAuthorizationHeadersAreRefused() {
        assertInvalidRequest(wire.get("/api/me", bearer(token), bearer(token)));
        assertInvalidRequest(wire.get("/api/me", bearer(token), "Authorization: Basic YTpi"));
        assertInvalidRequest(wire.get("/api/me", "authorization: Basic YTpi", bearer(token)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Authorization: Bearer <t>\0",
                "Authorization: Bearer \0<t>",
                "Authorization: Bearer <t>\r\n <t>",
                "Authorization : Bearer <t>",
            })
    void noTokenIsTakenFromABrokenHeader(String header) {
        assertThat(wire.get("/api/me", header.replace("<t>", token)).status()).isBetween(400, 401);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Authorization: Basic YTpi",
                "Authorization: Digest username=\"a\"",
                "Authorization: BearerX <t>",
                "Authorization: Bearer-Token <t>",
                "Authorization: DPoP <t>",
                "Authorization: <t>",
                "Authorization: \"Bearer <t>\"",
                "Authorization:",
                "Proxy-Authorization: Bearer <t>",
                "X-Authorization: Bearer <t>",
                "Cookie: access_token=<t>",
                "X-Anything: else",
            })
    void theFilterAsksForATokenWhereThereIsNone(String header) {
        assertUnauthenticated(wire.get("/api/me", header.replace("<t>", token)));
    }

    @Test
    void theFilterFindsNoTokenInTheQueryOrAForm() {
        assertUnauthenticated(wire.get("/api/me?access_token=" + token));
        assertUnauthenticated(wire.sendText(
                "POST", "/api/me", "access_token=" + token, "Content-Type: application/x-www-form-urlencoded"));
    }

    @Test
    void theFilterFindsTheTokenInACookieWhereThatIsWanted() {
        String cookie = "access_token=" + token;

        assertThat(wire.get("/cookie/me", "Cookie: " + cookie).body()).isEqualTo(alice("REQUEST"));
        assertInvalidRequest(wire.get("/cookie/me", "Cookie: " + cookie + "; " + cookie));
        assertInvalidRequest(wire.get("/cookie/me", "Cookie: " + cookie, "Cookie: " + cookie));
        assertInvalidRequest(wire.get("/cookie/me", "Cookie: " + cookie, bearer(token)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "access_token=",
                "access_token",
                "access_token=\"\"",
                "access_token= ",
                "access_token=\" \"",
                "access_token=\t",
                "access_token=; access_token=",
                "a=b; access_token=; c=d",
            })
    void theFilterTakesAnEmptiedCookieForNone(String cookie) {
        Answer answer = wire.get("/cookie/me", "Cookie: " + cookie);

        assertUnauthenticated(answer);
        assertThat(wire.get("/cookie/me", "Cookie: " + cookie, bearer(token)).body())
                .isEqualTo(alice("REQUEST"));
        assertThat(wire.get("/cookie/me", "Cookie: " + cookie + "; access_token=" + token)
                        .body())
                .isEqualTo(alice("REQUEST"));
        assertThat(wire.get("/cookie/me", "Cookie: access_token=" + token + "; " + cookie)
                        .body())
                .isEqualTo(alice("REQUEST"));
        assertInvalidRequest(
                wire.get("/cookie/me", "Cookie: " + cookie, "Cookie: access_token=" + token, bearer(token)));
    }

    @Test
    void theFilterAsksForATokenWhateverTheMethod() {
        for (String method : List.of("POST", "PUT", "DELETE", "PATCH", "OPTIONS", "get", "ANYTHING")) {
            assertThat(wire.send(method, "/api/me").status()).as(method).isEqualTo(401);
        }
        Answer head = wire.send("HEAD", "/api/me");
        assertThat(head.status()).isEqualTo(401);
        assertThat(head.header("WWW-Authenticate")).containsExactly("Bearer");
        assertThat(head.body()).isEmpty();
    }

    @Test
    void theAnswerDoesNotSayWhyATokenIsBad() {
        Answer garbage = wire.get("/api/me", bearer("garbage"));

        assertThat(garbage.status()).isEqualTo(401);
        assertThat(garbage.header("WWW-Authenticate"))
                .containsExactly("Bearer error=\"invalid_token\","
                        + " error_description=\"The token is expired, revoked or not valid here.\"");
        assertProblem(garbage, "Unauthorized", "The token is expired, revoked or not valid here.");
        assertThat(badTokens())
                .allSatisfy(bad -> assertThat(wire.get("/api/me", bearer(bad)).withoutDate())
                        .isEqualTo(garbage.withoutDate()));
    }

    private List<String> badTokens() {
        String tampered = token.substring(0, token.length() - 20) + "AAAA" + token.substring(token.length() - 16);
        return List.of(
                tampered,
                token + "=",
                pool.accessToken().expiresAt(Instant.now()).sign(),
                pool.accessToken().clientId("another").sign(),
                pool.accessToken().signedBy(application.poolWithoutKeys).sign(),
                pool.accessToken().header("kid", "another").sign(),
                pool.accessToken()
                        .issuer("https://example.com/us-east-1_Another")
                        .sign(),
                pool.idToken().sign());
    }

    @Test
    void theAnswerNamesTheScopesThatTheVerifierRequires() {
        Answer answer = wire.get("/pets/me", bearer(token));

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.header("WWW-Authenticate"))
                .containsExactly("Bearer error=\"insufficient_scope\","
                        + " error_description=\"The token does not grant what this request needs.\","
                        + " scope=\"pets/read pets/write\"");
        assertProblem(answer, "Forbidden", "The token does not grant what this request needs.");
    }

    @Test
    void theAnswerSaysWhenToTryAgainWhileTheKeysCannotBeHad() {
        Answer answer = wire.get(
                "/outage/me", bearer(application.poolWithoutKeys.accessToken().sign()));

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.header("Retry-After")).singleElement().asString().matches("[1-9][0-9]?");
        assertThat(answer.header("WWW-Authenticate")).isEmpty();
        assertProblem(answer, "Service Unavailable", "The token can't be verified at the moment.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api//me",
                "//api/me",
                "/api/./me",
                "/api;x=1/me",
                "/api/;x=1/me",
                "/api/me;x=1",
                "/api/me/",
                "/%61pi/me",
                "/api/%6de",
                "/api%2fme",
                "/%2fapi/me",
                "/api%5cme",
                "/api\\me",
                "/API/me",
                "/public/../api/me",
                "/public/%2e%2e/api/me",
                "/public/..;/api/me",
                "/public/..%2fapi/me",
                "/api/me%00",
                "/api/me%0a",
                "/%c0%afapi/me",
            })
    void noSpellingOfAGuardedPathIsOpen(String target) {
        assertThat(wire.get(target).status()).isGreaterThanOrEqualTo(400);
    }

    @ParameterizedTest
    @MethodSource
    void theFilterKnowsTheCallerInEveryDispatch(String target, int status, String body) {
        application.verifications.set(0);

        Answer answer = wire.get(target, bearer(token));

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.body()).isEqualTo(body);
        assertThat(application.verifications).hasValue(1);
    }

    static Stream<Arguments> theFilterKnowsTheCallerInEveryDispatch() {
        return Stream.of(
                Arguments.of("/api/forward", 200, alice("FORWARD")),
                Arguments.of(
                        "/api/include",
                        200,
                        "before " + alice("REQUEST") + " " + alice("INCLUDE") + " after " + alice("REQUEST")),
                Arguments.of("/api/later", 200, alice("REQUEST")),
                Arguments.of("/api/dispatch", 200, alice("ASYNC")),
                Arguments.of("/api/send-error", 418, alice("ERROR")),
                Arguments.of("/api/throw", 500, alice("ERROR")),
                Arguments.of("/api/nowhere", 404, alice("ERROR")),
                Arguments.of("/public/forward", 200, alice("FORWARD")));
    }

    @Test
    void aGuardedPathStaysGuardedWhenAnOpenOneForwardsToIt() {
        assertUnauthenticated(wire.get("/public/forward"));
        assertThat(wire.get("/public/forward", bearer("garbage")).status()).isEqualTo(401);
    }

    @Test
    void anOpenPathThatIncludesAGuardedOneGetsNothingOfIt() {
        Answer answer = wire.get("/public/include");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("before " + nobody("REQUEST") + "  after " + nobody("REQUEST"));
    }

    @Test
    void theFilterIsNotSatisfiedWithWhatAnotherFilterAccepts() {
        assertThat(wire.get("/api/forward-to-pets", bearer(token)).status()).isEqualTo(403);
    }

    @Test
    void anErrorPageIsShownWithoutAToken() {
        Answer answer = wire.get("/public/send-error");

        assertThat(answer.status()).isEqualTo(418);
        assertThat(answer.body()).isEqualTo(nobody("ERROR"));
        assertUnauthenticated(wire.get(TestServer.ERROR_PAGE));
    }

    @Test
    void theFilterKnowsNoCallerOnAnOpenPath() {
        assertThat(wire.get("/public/me", bearer(token)).body()).isEqualTo(nobody("REQUEST"));
    }

    @Test
    void theCallersOfOneConnectionAreKeptApart() throws Exception {
        HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("http://localhost:" + server.port() + "/api/me"));
        String bob = pool.accessToken().subject("bob").sign();

        assertThat(send(client, request.copy().header("Authorization", "Bearer " + token))
                        .body())
                .isEqualTo(alice("REQUEST"));
        assertThat(send(client, request.copy().header("Authorization", "Bearer " + bob))
                        .body())
                .isEqualTo("[REQUEST principal=bob remoteUser=bob authType=Bearer admin=false token=AccessToken]");
        assertThat(send(client, request.copy()).statusCode()).isEqualTo(401);
    }

    private static HttpResponse<String> send(HttpClient client, HttpRequest.Builder request) throws Exception {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static String alice(String dispatch) {
        return "[" + dispatch + " principal=alice remoteUser=alice authType=Bearer admin=true token=AccessToken]";
    }

    private static String nobody(String dispatch) {
        return "[" + dispatch + " principal=none remoteUser=null authType=null admin=false token=none]";
    }

    private static void assertUnauthenticated(Answer answer) {
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.header("WWW-Authenticate")).containsExactly("Bearer");
        assertProblem(answer, "Unauthorized", "A bearer token is required.");
    }

    private static void assertInvalidRequest(Answer answer) {
        String detail = "Exactly one bearer token, in the form of RFC 6750, is required.";
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.header("WWW-Authenticate"))
                .containsExactly("Bearer error=\"invalid_request\", error_description=\"" + detail + "\"");
        assertProblem(answer, "Bad Request", detail);
    }

    private static void assertProblem(Answer answer, String title, String detail) {
        assertThat(answer.header("Content-Type")).containsExactly("application/problem+json");
        assertThat(answer.header("Cache-Control")).containsExactly("no-store");
        assertThat(answer.body())
                .isEqualTo(
                        "{\"title\":\"%s\",\"status\":%d,\"detail\":\"%s\"}".formatted(title, answer.status(), detail));
    }
}
