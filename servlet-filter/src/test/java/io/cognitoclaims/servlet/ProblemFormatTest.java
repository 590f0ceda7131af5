package io.cognitoclaims.servlet;

import static io.cognitoclaims.servlet.TestServlets.filter;
import static io.cognitoclaims.servlet.TestServlets.servlet;
import static io.cognitoclaims.servlet.Verifiers.accessTokens;
import static io.cognitoclaims.servlet.Wire.bearer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.cognitoclaims.servlet.ProblemFormat.Body;
import io.cognitoclaims.servlet.Wire.Answer;
import io.cognitoclaims.testing.TestUserPool;
import jakarta.servlet.Filter;
import jakarta.servlet.ServletContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProblemFormatTest {
    private final TestUserPool pool = TestUserPool.create();
    private final TestUserPool poolWithoutKeys = TestUserPool.create();

    @AfterEach
    void stop() {
        pool.close();
        poolWithoutKeys.close();
    }

    @ParameterizedTest
    @EnumSource
    void theProblemFormatWritesTheBodyOfEveryRefusalAndNothingElse(Container container) throws Exception {
        poolWithoutKeys.answerKeysWith(500, "");
        try (TestServer server = container.start((classes, context) -> addTo(context))) {
            Wire wire = server.wire();
            String token = pool.accessToken().sign();

            assertBody(wire.get("/api"), "GET 401 missing_token Unauthorized: A bearer token is required.");
            assertBody(
                    wire.get("/api", bearer("a b")),
                    "GET 400 invalid_request Bad Request: Exactly one bearer token, in the form of RFC 6750, is"
                            + " required.");
            assertBody(
                    wire.get("/api", bearer("garbage")),
                    "GET 401 invalid_token Unauthorized: The token is expired, revoked or not valid here.");
            assertBody(
                    wire.get("/api", bearer(token)),
                    "GET 403 insufficient_scope Forbidden: The token does not grant what this request needs.");
            assertBody(
                    wire.get("/outage", bearer(poolWithoutKeys.accessToken().sign())),
                    "GET 503 temporarily_unavailable Service Unavailable: The token can't be verified at the moment.");
        }
    }

    private void addTo(ServletContext context) {
        add(context, "/api", guard(pool));
        filter(context, "/api", RequireFilter.scopes("pets/read"));
        add(context, "/outage", guard(poolWithoutKeys));
    }

    private static void add(ServletContext context, String path, Filter filter) {
        filter(context, path, filter);
        servlet(context, path, TestServlets::whoAmI);
    }

    private static CognitoFilter guard(TestUserPool pool) {
        return CognitoFilter.builder(accessTokens(pool).build())
                .problemFormat((request, problem) -> new Body(
                        "application/vnd.example+json",
                        "%s %d %s %s: %s \u00e9"
                                .formatted(
                                        request.getMethod(),
                                        problem.status(),
                                        problem.code(),
                                        problem.title(),
                                        problem.detail())))
                .build();
    }

    private static void assertBody(Answer answer, String text) {
        assertThat(answer.body()).isEqualTo(text + " \u00c3\u00a9");
        assertThat(text).contains(" " + answer.status() + " ");
        assertThat(answer.header("Content-Type")).containsExactly("application/vnd.example+json");
        assertThat(answer.header("Cache-Control")).containsExactly("no-store");
        assertThat(answer.header(answer.status() == 503 ? "Retry-After" : "WWW-Authenticate"))
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "text/plain\r\nSet-Cookie: a", "text/pl\u00e4in"})
    void aContentTypeThatNoHeaderCanHoldIsRefused(String contentType) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Body(contentType, ""))
                .withMessageStartingWith("contentType: ");
    }
}
