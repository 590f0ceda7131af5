package io.cognitoclaims.servlet;

import static io.cognitoclaims.servlet.TestServlets.filter;
import static io.cognitoclaims.servlet.TestServlets.servlet;
import static io.cognitoclaims.servlet.Verifiers.accessTokens;
import static io.cognitoclaims.servlet.Wire.bearer;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.cognitoclaims.core.CognitoVerifier;
import io.cognitoclaims.servlet.Wire.Answer;
import io.cognitoclaims.testing.TestUserPool;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Requests whose token waits for keys, with a pool whose keys come when the test says so. */
class AsyncKeyFetchTest {
    private static final int MANY = 5;
    private static final String ALICE =
            "principal=alice remoteUser=alice authType=Bearer admin=false token=AccessToken]";

    private final TestUserPool pool = TestUserPool.create();
    private final String token = pool.accessToken().subject("alice").sign();
    private final CountDownLatch suspended = new CountDownLatch(MANY);

    @AfterEach
    void stop() {
        pool.close();
    }

    @ParameterizedTest
    @EnumSource
    void requestsThatWaitForKeysHoldNoThreadOfTheContainer(Container container) throws Exception {
        pool.stallKeys();
        try (TestServer server = start(container, verifier())) {
            List<CompletableFuture<Answer>> answers = Stream.generate(
                            () -> later(() -> server.wire().get("/api/me", bearer(token))))
                    .limit(MANY)
                    .toList();

            assertThat(suspended.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(answers).noneMatch(CompletableFuture::isDone);
            pool.resumeKeys();

            assertThat(answers).allSatisfy(answer -> {
                assertThat(answer.get().status()).isEqualTo(200);
                assertThat(answer.get().body()).isEqualTo("[REQUEST " + ALICE);
            });
            assertThat(pool.keyFetches()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void requestsThatWaitedForKeysGoOnAsIfNothingHadBeen(Container container) throws Exception {
        assertThat(first(container, "/api/forward").body()).isEqualTo("[FORWARD " + ALICE);
        assertThat(first(container, "/api/later").body()).endsWith(" " + ALICE);
        assertThat(first(container, "/api/dispatch").body()).isEqualTo("[ASYNC " + ALICE);
        assertThat(first(container, "/api/include").body())
                .isEqualTo("before [REQUEST " + ALICE + " [INCLUDE " + ALICE + " after [REQUEST " + ALICE);
        assertThat(first(container, "/api/send-error").status()).isEqualTo(418);
        assertThat(first(container, "/api/nested/me").body()).isEqualTo("[REQUEST " + ALICE);
        assertThat(first(container, "/api/admin").status()).isEqualTo(403);
        assertThat(first(container, "/api/a;b=c/../%6de?d=e").body()).isEqualTo("[REQUEST " + ALICE);
    }

    private Answer first(Container container, String target) throws Exception {
        try (TestServer server = start(container, verifier())) {
            return server.wire().get(target, bearer(token));
        }
    }

    @ParameterizedTest
    @EnumSource
    void requestsThatWaitedForKeysKeepTheirBody(Container container) throws Exception {
        try (TestServer server = start(container, verifier())) {
            assertThat(server.wire()
                            .sendText("POST", "/api/echo?a=b", "0123456789".repeat(500), bearer(token))
                            .body())
                    .isEqualTo("a=b " + "0123456789".repeat(500));
        }
    }

    @ParameterizedTest
    @EnumSource
    void requestsThatWaitedForKeysAreRefusedAsOthersAre(Container container) throws Exception {
        String expired = pool.accessToken().expiresAt(Instant.now()).sign();
        assertThat(refusalOf(container, accessTokens(pool).build(), expired))
                .isEqualTo("401 Bearer error=\"invalid_token\","
                        + " error_description=\"The token is expired, revoked or not valid here.\"");
        assertThat(refusalOf(
                        container, accessTokens(pool).requireScopes("pets/read").build(), token))
                .isEqualTo("403 Bearer error=\"insufficient_scope\","
                        + " error_description=\"The token does not grant what this request needs.\","
                        + " scope=\"pets/read\"");
    }

    private String refusalOf(Container container, CognitoVerifier<?> verifier, String token) throws Exception {
        try (TestServer server = start(container, verifier)) {
            Answer answer = server.wire().get("/api/me", bearer(token));
            assertThat(answer.header("Content-Type")).containsExactly("application/problem+json");
            assertThat(answer.header("Cache-Control")).containsExactly("no-store");
            return answer.status() + " " + String.join("|", answer.header("WWW-Authenticate"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRequestIsToldWhenToTryAgainIfTheKeysCannotBeHad(Container container) throws Exception {
        pool.answerKeysWith(500, "");
        try (TestServer server = start(container, verifier())) {
            Answer answer = server.wire().get("/api/me", bearer(token));

            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.header("Retry-After")).singleElement().asString().matches("[1-9][0-9]?");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRequestIsToldToTryAgainWhenTheContainerWaitsNoLonger(Container container) throws Exception {
        pool.stallKeys();
        try (TestServer server = start(container, verifier())) {
            Answer answer = server.wire().get("/api/me", bearer(token), "X-Timeout: 50");

            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.header("Retry-After")).containsExactly("1");
            pool.resumeKeys();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aBadTokenReachesNoServletWhereTheFilterIsNotMappedForTheSecondPass(Container container) throws Exception {
        String expired = pool.accessToken().expiresAt(Instant.now()).sign();
        try (TestServer server = start(container, verifier())) {
            assertThat(server.wire().get("/half-mapped", bearer(expired)).status())
                    .isEqualTo(401);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRequestFailsIfACheckOfTheApplicationFails(Container container) throws Exception {
        CognitoVerifier<?> verifier = accessTokens(pool)
                .require("on purpose", any -> {
                    throw new IllegalStateException("on purpose");
                })
                .build();
        try (TestServer server = start(container, verifier)) {
            assertThat(server.wire().get("/api/me", bearer(token)).status()).isEqualTo(500);
            assertThat(server.wire().get("/api/me", bearer(token)).status()).isEqualTo(500);
        }
    }

    @ParameterizedTest
    @EnumSource
    void clientsThatAreGoneHarmNoLaterRequest(Container container) throws Exception {
        pool.stallKeys();
        try (TestServer server = start(container, verifier())) {
            for (int i = 0; i < MANY; i++) {
                try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
                    String request = "GET /api/me HTTP/1.1\r\nHost: localhost\r\n" + bearer(token) + "\r\n\r\n";
                    socket.getOutputStream().write(request.getBytes(ISO_8859_1));
                }
            }
            assertThat(suspended.await(20, TimeUnit.SECONDS)).isTrue();
            pool.resumeKeys();

            assertThat(server.wire().get("/api/me", bearer(token)).status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRequestSucceedsBehindAFilterThatKnowsNoAsynchronousRequests(Container container) throws Exception {
        try (TestServer server = start(container, verifier())) {
            assertThat(server.wire().get("/waiting", bearer(token)).body()).isEqualTo("[REQUEST " + ALICE);
        }
    }

    private CognitoVerifier<?> verifier() {
        return accessTokens(pool).build();
    }

    private TestServer start(Container container, CognitoVerifier<?> verifier) throws Exception {
        return container.start((classes, context) -> addTo(context, verifier));
    }

    private void addTo(ServletContext context, CognitoVerifier<?> verifier) {
        CognitoFilter filter = asynchronous(verifier, "nested");
        addWatch(context);
        filter(context, "outer", "/api/*", filter);
        filter(
                context,
                "nested",
                "/api/nested/*",
                asynchronous(accessTokens(pool).build(), "outer", "half-mapped", "behind-waiting"));
        filter(context, "admin", "/api/admin", RequireFilter.groups("admin"));
        FilterRegistration.Dynamic halfMapped = context.addFilter("half-mapped", filter);
        halfMapped.setAsyncSupported(true);
        halfMapped.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), true, "/half-mapped");
        context.addFilter("waiting", (request, response, chain) -> chain.doFilter(request, response))
                .addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), true, "/waiting");
        filter(context, "behind-waiting", "/waiting", filter);
        for (String path : List.of("/api/me", "/api/nested/me", "/api/admin", "/half-mapped", "/waiting")) {
            servlet(context, path, TestServlets::whoAmI);
        }
        servlet(context, TestServer.ERROR_PAGE, TestServlets::whoAmI);
        servlet(context, "/api/forward", TestServlets.forwardTo("/api/me"));
        servlet(context, "/api/include", TestServlets.include("/api/me"));
        servlet(context, "/api/later", TestServlets::answerLater);
        servlet(context, "/api/dispatch", TestServlets.dispatchTo("/api/me"));
        servlet(context, "/api/send-error", (request, response) -> response.sendError(418));
        servlet(
                context,
                "/api/echo",
                (request, response) -> response.getWriter()
                        .print(request.getQueryString() + " "
                                + new String(request.getInputStream().readAllBytes(), ISO_8859_1)));
    }

    /** A filter need not be told of itself, and of those in front nothing is lost in the second pass. */
    private static CognitoFilter asynchronous(CognitoVerifier<?> verifier, String... guards) {
        return CognitoFilter.builder(verifier)
                .fetchKeysAsync()
                .filtersMappedForAsync(guards)
                .filtersMappedForAsync("admin", "watch", "waiting")
                .build();
    }

    /** Counts the requests that are suspended while no thread is with them, and shortens the time they have. */
    private void addWatch(ServletContext context) {
        FilterRegistration.Dynamic watch = context.addFilter("watch", (request, response, chain) -> {
            chain.doFilter(request, response);
            if (request.isAsyncStarted()) {
                AsyncContext suspension = request.getAsyncContext();
                if (request instanceof HttpServletRequest http && http.getHeader("X-Timeout") != null) {
                    suspension.setTimeout(http.getIntHeader("X-Timeout"));
                }
                suspended.countDown();
            }
        });
        watch.setAsyncSupported(true);
        watch.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), true, "/api/me");
    }

    private static CompletableFuture<Answer> later(Supplier<Answer> request) {
        CompletableFuture<Answer> answer = new CompletableFuture<>();
        new Thread(() -> {
                    try {
                        answer.complete(request.get());
                    } catch (RuntimeException e) {
                        answer.completeExceptionally(e);
                    }
                })
                .start();
        return answer;
    }
}
