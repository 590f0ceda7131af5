package io.cognitoclaims.servlet;

import static io.cognitoclaims.servlet.TestServlets.filter;
import static io.cognitoclaims.servlet.TestServlets.servlet;
import static io.cognitoclaims.servlet.Verifiers.accessTokens;
import static io.cognitoclaims.servlet.Wire.bearer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.cognitoclaims.servlet.Wire.Answer;
import io.cognitoclaims.testing.TestUserPool;
import jakarta.servlet.ServletContext;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The recommended set-up: the filter guards {@code /*} and opens a list. */
class OpenPathsTest {
    private static final String NOBODY = "principal=none remoteUser=null authType=null admin=false token=none]";
    private static final AtomicInteger guardedAnswers = new AtomicInteger();
    private static final Map<Container, TestServer> servers = new EnumMap<>(Container.class);

    private static TestUserPool pool;

    @BeforeAll
    static void start() throws Exception {
        pool = TestUserPool.create();
        for (Container container : Container.values()) {
            servers.put(container, container.start((classes, context) -> addTo(context)));
        }
    }

    @AfterAll
    static void stop() {
        servers.values().forEach(TestServer::close);
        pool.close();
    }

    private static void addTo(ServletContext context) {
        filter(
                context,
                "/*",
                CognitoFilter.builder(accessTokens(pool).build())
                        .open("/\u00e4 b", "/-._~!$&'()+,=:@")
                        .open("/public/me", "/public/forward", "/public/forward-open")
                        .open("/public/include", "/public/include-open", "/public/required")
                        .build());
        filter(context, "/public/required", RequireFilter.groups("admin"));
        servlet(context, "/", (request, response) -> response.sendError(404));
        servlet(context, TestServer.ERROR_PAGE, TestServlets::whoAmI);
        servlet(context, "/public/me", TestServlets::whoAmI);
        servlet(context, "/public/required", TestServlets::whoAmI);
        servlet(context, "/\u00e4 b", TestServlets::whoAmI);
        servlet(context, "/-._~!$&'()+,=:@", TestServlets::whoAmI);
        servlet(context, "/public/forward", TestServlets.forwardTo("/api/me"));
        servlet(context, "/public/forward-open", TestServlets.forwardTo("/public/me"));
        servlet(context, "/public/include", TestServlets.include("/api/me"));
        servlet(context, "/public/include-open", TestServlets.include("/public/me"));
        servlet(context, "/api/include-open", TestServlets.include("/public/me"));
        for (String path : List.of("/api/me", "/public/more", "/api/wild/*")) {
            servlet(context, path, (request, response) -> {
                guardedAnswers.incrementAndGet();
                TestServlets.whoAmI(request, response);
            });
        }
    }

    @BeforeEach
    void forgetAnswers() {
        guardedAnswers.set(0);
    }

    @ParameterizedTest
    @EnumSource
    void openPathsNeedNoToken(Container container) {
        assertThat(wire(container).get("/public/me").body()).isEqualTo("[REQUEST " + NOBODY);
        assertThat(wire(container).get("/public/me?a=b").status()).isEqualTo(200);
        assertThat(wire(container).get("/api/me").status()).isEqualTo(401);
        assertThat(wire(container).get("/public/more").status()).isEqualTo(401);
        assertThat(wire(container).get("/nowhere").status()).isEqualTo(401);
    }

    @ParameterizedTest
    @EnumSource
    void openPathsLookAtNoToken(Container container) {
        assertThat(wire(container).get("/public/me", bearer("garbage")).status())
                .isEqualTo(200);
        assertThat(wire(container)
                        .get("/public/me", bearer(pool.accessToken().sign()))
                        .body())
                .isEqualTo("[REQUEST " + NOBODY);
    }

    @ParameterizedTest
    @EnumSource
    void openPathsOpenNothingThatTheyForwardToOrInclude(Container container) {
        assertThat(wire(container).get("/public/forward").status()).isEqualTo(401);
        assertThat(wire(container).get("/public/include").body())
                .isEqualTo("before [REQUEST " + NOBODY + "  after [REQUEST " + NOBODY);
        assertThat(guardedAnswers).hasValue(0);
    }

    @ParameterizedTest
    @EnumSource
    void openPathsAreOpenToForwardsAndIncludesToo(Container container) {
        assertThat(wire(container).get("/public/forward-open").body()).isEqualTo("[FORWARD " + NOBODY);
        assertThat(wire(container).get("/public/include-open").body()).contains("[INCLUDE " + NOBODY);
    }

    @ParameterizedTest
    @EnumSource
    void anOpenPathKnowsTheCallerOfTheGuardedPathThatIncludesIt(Container container) {
        String token = pool.accessToken().subject("alice").sign();

        assertThat(wire(container).get("/api/include-open", bearer(token)).body())
                .contains("[INCLUDE principal=alice ");
    }

    @ParameterizedTest
    @EnumSource
    void aPathIsNotOpenWhereAnotherFilterRequiresAGroup(Container container) {
        assertThat(wire(container).get("/public/required").status()).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/me;x=y",
                "/api;x=y/me",
                "/;x=y/api/me",
                "/api/me;/public/me",
                "//api/me",
                "/api//me",
                "///api///me",
                "/./api/./me",
                "/api/me/.",
                "/api/me/..;/me",
                "/%2e/api/me",
                "/public/%2e%2e/api/me",
                "/public/%2E%2e/api/me",
                "/public/.%2e/api/me",
                "/public/%252e%252e/api/me",
                "/public/../api/me",
                "/public/..;/api/me",
                "/public/..;x=y/api/me",
                "/public/me/../../api/me",
                "/public/me;/../../api/me",
                "/public/me/..;/..;/api/me",
                "/public/me%2f..%2f..%2fapi/me",
                "/public/me%2f%2e%2e%2f%2e%2e%2fapi%2fme",
                "/public/me%5c..%5c..%5capi%5cme",
                "/public\\..\\api\\me",
                "/public/me%00/../../api/me",
                "/public/me%3b/../../api/me",
                "/public/me%23/../../api/me",
                "/public/me%3f/../../api/me",
                "/public/me#/../../api/me",
                "/api%2fme",
                "/%2fapi/me",
                "/api/me%2f",
                "/api/me/",
                "/api/me.",
                "/api/me%2e",
                "/api/me%20",
                "/api/me%00",
                "/api/me%0a",
                "/API/ME",
                "/Api/me",
                "/%61pi/me",
                "/%2561pi/me",
                "/%c0%afapi/me",
                "/api/\u00ffme",
                "/public/more/..%2fme",
                "/api/wild/public/me",
                "/api/wild/../wild/public/me",
                "/api/wild/;/public/me",
                "/api/wild/..%2f..%2fpublic/me",
                "http://localhost/api/me",
                "http://localhost//api/me",
                "http://localhost/public/../api/me",
                "http://localhost/public/me/../../api/me",
                "*",
            })
    void noSpellingLeadsToAGuardedPathWithoutAToken(String target) {
        assertThat(Container.values()).allSatisfy(container -> {
            Answer answer = wire(container).get(target);
            assertThat(guardedAnswers).hasValue(0);
            assertThat(answer.status()).isBetween(400, 499);
        });
    }

    /** They lead to the open servlet all the same, but another filter or a proxy could read them differently. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "//public/me",
                "/public//me",
                "/public/me;x=y",
                "/public/me;",
                "/public;x=y/me",
                "/;x=y/public/me",
                "/%70ublic/me",
                "/public/m%65",
                "/public/./me",
                "/./public/me",
                "/public/x/../me",
                "/api/../public/me",
                "/api/me;/../../public/me",
                "/public/more;/../me",
                "/%C3%A4%20b;x",
                "/%c3%a4%20b",
                "/%C3%A4%20%62",
                "http://localhost//public/me",
                "http://localhost/public/me;x=y",
            })
    void openPathsAreGuardedUnderAnyOtherSpelling(String target) {
        assertThat(Container.values()).allSatisfy(container -> {
            assertThat(wire(container).get(target).status()).isIn(400, 401, 404);
            assertThat(wire(container)
                            .get(target, bearer(pool.accessToken().sign()))
                            .status())
                    .isIn(200, 400, 404);
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/public/me",
                "/public/me?a=b",
                "/public/me?",
                "http://localhost/public/me",
                "/%C3%A4%20b",
                "/-._~!$&'()+,=:@"
            })
    void openPathsAreOpenInTheirPlainSpelling(String target) {
        assertThat(Container.values())
                .allSatisfy(container ->
                        assertThat(wire(container).get(target).body()).isEqualTo("[REQUEST " + NOBODY));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/public/me/",
                "/public/me.",
                "/public/me%2e",
                "/PUBLIC/me",
                "/public/ME",
                "/public/me/x",
                "/public%2fme",
                "/public/me%20",
                "/public/me%00"
            })
    void onlyTheListedPathsAreOpen(String target) {
        assertThat(Container.values())
                .allSatisfy(container ->
                        assertThat(wire(container).get(target).status()).isIn(400, 401, 404));
    }

    @ParameterizedTest
    @EnumSource
    void openPathsAreBelowThePathOfTheApplication(Container container) throws Exception {
        try (TestServer server = container.start("/shop", (classes, context) -> addTo(context))) {
            assertThat(server.wire().get("/shop/public/me").body()).isEqualTo("[REQUEST " + NOBODY);
            assertThat(server.wire().get("/shop/public/forward-open").body()).isEqualTo("[FORWARD " + NOBODY);
            assertThat(server.wire().get("/shop/public/include-open").body()).contains("[INCLUDE " + NOBODY);
            for (String spelling : List.of(
                    "/%73hop/public/me",
                    "/shop/public/me;x", "/shop;x/public/me", "//shop/public/me", "/./shop/public/me")) {
                assertThat(server.wire().get(spelling).status()).as(spelling).isIn(400, 401, 404);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "public",
                "/public/*",
                "*.html",
                "/a//b",
                "//",
                "/a/../b",
                "/..",
                "/./a",
                "/a/.",
                "/a;b",
                "/%61",
                "/a?b",
                "/a#b",
                "/a\\b",
                "/a\u0000"
            })
    void anOpenPathThatIsNotExactAndPlainIsRefused(String path) {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> CognitoFilter.builder(accessTokens(pool).build()).open("/fine", path))
                .withMessageStartingWith("open: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/a", "/a/", "/a.b/.well-known/..c", "/\u00e4 b"})
    void anOpenPathMayHaveAnyPlainSegments(String path) {
        assertThat(new OpenPaths(Set.of(path)).paths()).containsExactly(path);
    }

    private static Wire wire(Container container) {
        TestServer server = servers.get(container);
        assertThat(server).isNotNull();
        return server.wire();
    }
}
