package io.cognitoclaims.servlet;

import static io.cognitoclaims.servlet.TestServlets.filter;
import static io.cognitoclaims.servlet.TestServlets.servlet;
import static io.cognitoclaims.servlet.Verifiers.accessTokens;
import static io.cognitoclaims.servlet.Wire.bearer;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cognitoclaims.servlet.Wire.Answer;
import io.cognitoclaims.testing.TestUserPool;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Code behind the filter that demands a scope after it has begun. */
@ParameterizedClass
@EnumSource(LateChallengeTest.Server.class)
class LateChallengeTest {
    private static final String METADATA = "https://api.example.com/.well-known/oauth-protected-resource/mcp";

    private static TestUserPool pool;

    @Parameter
    private Server kind;

    private final BlockingQueue<Object> seen = new LinkedBlockingQueue<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private @Nullable TestServer server;
    private Wire wire;

    @BeforeAll
    static void createPool() {
        pool = TestUserPool.create();
    }

    @AfterAll
    static void closePool() {
        pool.close();
    }

    @BeforeEach
    void start() throws Exception {
        TestServer started = kind.start((classes, context) -> addTo(context));
        server = started;
        wire = started.wire();
    }

    @AfterEach
    void stop() {
        if (server != null) {
            server.close();
        }
    }

    private void addTo(ServletContext context) {
        servlet(context, TestServer.ERROR_PAGE, TestServlets::whoAmI);
        filter(
                context,
                "/mcp/*",
                CognitoFilter.builder(
                                accessTokens(pool).requireScopes("mcp/read").build())
                        .resourceMetadata(URI.create(METADATA))
                        .build());
        filter(
                context,
                "/optional",
                CognitoFilter.builder(
                                accessTokens(pool).requireScopes("mcp/read").build())
                        .allowRequestsWithoutToken()
                        .build());
        filter(context, "/mcp/*", RequireFilter.anyScope("mcp/call", "mcp/admin"));
        filter(context, "/mcp/groups", RequireFilter.groups("vets"));
        servlet(context, "/mcp/groups", TestServlets::whoAmI);
        servlet(context, "/mcp/thrown", (request, response) -> {
            response.setContentType("text/event-stream");
            response.setHeader("Content-Encoding", "x-own");
            LateChallenge.of(request).require(request.getParameter("scope"));
            response.setHeader("Content-Encoding", null);
            response.getWriter().print("walked");
        });
        servlet(context, "/mcp/thrown-async", (request, response) -> {
            AsyncContext later = request.startAsync();
            later.setTimeout(0);
            later.addListener(new EndOfRequest(ended));
            LateChallenge.of(request).require("mcp/walk");
        });
        servlet(context, "/mcp/caught/writer", (request, response) -> {
            report(demandIn(request), response.getWriter());
        });
        servlet(context, "/mcp/caught/stream", (request, response) -> {
            response.getOutputStream().write(demandIn(request).getBytes(UTF_8));
            response.flushBuffer();
        });
        servlet(context, "/mcp/caught/error", (request, response) -> response.sendError(500, demandIn(request)));
        servlet(context, "/mcp/caught/nothing", (request, response) -> demandIn(request));
        servlet(context, "/mcp/caught/reset", (request, response) -> {
            String outcome = demandIn(request);
            response.getWriter().print("dropped");
            response.reset();
            response.getWriter().print("dropped");
            response.resetBuffer();
            report(outcome, response.getWriter());
        });
        servlet(context, "/mcp/caught/redirect", (request, response) -> {
            String outcome = demandIn(request);
            response.sendRedirect("/" + outcome.length());
        });
        servlet(context, "/mcp/caught/text", (request, response) -> {
            PrintWriter writer = response.getWriter();
            char[] text = demandIn(request).toCharArray();
            writer.write(text[0]);
            writer.write(text, 1, text.length - 1);
            writer.println();
            writer.flush();
            writer.print(response.isCommitted() + " " + writer.checkError());
            writer.close();
            writer.print("!");
        });
        servlet(context, "/mcp/caught/bytes", (request, response) -> {
            ServletOutputStream stream = response.getOutputStream();
            writeBytes(demandIn(request), stream, response);
        });
        servlet(context, "/mcp/caught/late-bytes", (request, response) -> {
            String outcome = demandIn(request);
            writeBytes(outcome, response.getOutputStream(), response);
        });
        servlet(context, "/mcp/caught/listener", (request, response) -> {
            AsyncContext later = request.startAsync();
            ServletOutputStream stream = response.getOutputStream();
            writeWhenPossible(demandIn(request), stream, later);
        });
        servlet(context, "/mcp/caught/late-listener", (request, response) -> {
            String outcome = demandIn(request);
            AsyncContext later = request.startAsync();
            writeWhenPossible(outcome, response.getOutputStream(), later);
        });
        servlet(context, "/mcp/begun", (request, response) -> {
            response.getWriter().print("progress ");
            response.getWriter().print(demandIn(request));
        });
        servlet(context, "/mcp/flushed", (request, response) -> {
            response.flushBuffer();
            response.getWriter().print(response.isCommitted() + " " + demandIn(request));
        });
        servlet(context, "/mcp/later", this::demandLater);
        servlet(context, "/mcp/dispatched", TestServlets.dispatchTo("/mcp/caught/writer"));
        servlet(context, "/mcp/forwarded", TestServlets.forwardTo("/mcp/caught/writer"));
        servlet(context, "/mcp/ended", (request, response) -> {
            seen.add(LateChallenge.of(request));
            response.getWriter().print("done");
        });
        servlet(
                context,
                "/optional",
                (request, response) -> LateChallenge.of(request).require("mcp/walk"));
        addReplacedAnswersTo(context);
        servlet(context, "/unguarded", (request, response) -> {
            assertThatThrownBy(() -> LateChallenge.of(request)).isInstanceOf(IllegalStateException.class);
            response.getWriter().print("no filter");
        });
    }

    /** Answers that a refusal takes the place of, and code that must not be replaced. */
    private void addReplacedAnswersTo(ServletContext context) {
        filter(
                context,
                "/open/*",
                CognitoFilter.builder(
                                accessTokens(pool).requireScopes("mcp/read").build())
                        .open("/open/demand", "/open/filter")
                        .build());
        filter(context, "/open/filter", RequireFilter.scopes("mcp/walk"));
        servlet(context, "/open/filter", TestServlets::whoAmI);
        servlet(
                context,
                "/open/demand",
                (request, response) -> LateChallenge.of(request).require("mcp/walk"));
        servlet(context, "/welcome", (request, response) -> {
            response.getWriter().print("welcome");
            request.getRequestDispatcher("/mcp/begun").forward(request, response);
        });
        servlet(context, "/mcp/page", (request, response) -> {
            request.getRequestDispatcher("/mcp/part").include(request, response);
            response.getWriter().print("rest");
        });
        servlet(context, "/mcp/part", (request, response) -> {
            seen.add(demandIn(request));
            response.getWriter().print("part ");
        });
        servlet(context, "/mcp/own-writer", (request, response) -> {
            LateChallenge caller = LateChallenge.of(request);
            AsyncContext later = request.startAsync();
            PrintWriter writer = later.getResponse().getWriter();
            writer.print("begun");
            try {
                caller.require("mcp/walk");
            } catch (MissingScopeException e) {
                writer.print("own error");
            }
            later.complete();
        });
        addHeldBackTo(context);
        servlet(context, "/mcp/redirects", (request, response) -> {
            String location = "/" + demandIn(request).length();
            response.sendRedirect(location, 303);
            response.sendRedirect(location, false);
            response.sendRedirect(location, 303, false);
            seen.add("no exception");
        });
        servlet(context, "/mcp/described", (request, response) -> {
            List.of("Content-Language", "Content-Range", "Content-Disposition", "ETag", "Last-Modified", "Location")
                    .forEach(name -> response.setHeader(name, "replaced"));
            response.setHeader("Cache-Control", "public, max-age=600");
            response.setTrailerFields(() -> Map.of("Replaced", "replaced"));
            response.setContentLength(999);
            response.setHeader("Content-Security-Policy", "default-src 'none'");
            response.addHeader("Vary", "Origin");
            response.addHeader("Vary", "Accept");
            LateChallenge.of(request).require("mcp/walk");
        });
        servlet(context, "/mcp/charset/none", (request, response) -> {
            response.setCharacterEncoding("nonsense");
            response.getWriter().print("walked");
        });
        servlet(context, "/mcp/charset/late", (request, response) -> {
            response.setContentType("text/plain;charset=UTF-8");
            PrintWriter writer = response.getWriter();
            response.setCharacterEncoding("UTF-16");
            writer.print("walked");
        });
        servlet(
                context,
                "/mcp/next",
                (request, response) -> response.getWriter().print("next"));
        servlet(context, "/mcp/completed", (request, response) -> {
            int round = Integer.parseInt(request.getParameter("round"));
            LateChallenge caller = LateChallenge.of(request);
            AsyncContext later = request.startAsync(request, response);
            CountDownLatch both = new CountDownLatch(2);
            new Thread(() -> {
                        both.countDown();
                        while (both.getCount() > 0) {
                            Thread.onSpinWait();
                        }
                        try {
                            caller.require("mcp/walk");
                        } catch (RuntimeException e) {
                            // The answer was lost, or this came after it.
                        }
                    })
                    .start();
            new Thread(() -> {
                        both.countDown();
                        for (int turn = 0; both.getCount() > 0 || turn < round * 20; turn++) {
                            Thread.onSpinWait();
                        }
                        later.complete();
                    })
                    .start();
        });
        addRaceTo(context);
    }

    /** A filter that holds the answer back until the application has ended, as those do that log or measure it. */
    private void addHeldBackTo(ServletContext context) {
        filter(context, "/held-back", (request, response, chain) -> {
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            chain.doFilter(request, new HttpServletResponseWrapper((HttpServletResponse) response) {
                @Override
                public ServletOutputStream getOutputStream() {
                    return new ServletOutputStream() {
                        @Override
                        public boolean isReady() {
                            return true;
                        }

                        @Override
                        public void setWriteListener(WriteListener listener) {
                            throw new UnsupportedOperationException();
                        }

                        @Override
                        public void write(int b) {
                            body.write(b);
                        }
                    };
                }

                @Override
                public void flushBuffer() {
                    // Nothing is sent yet.
                }
            });
            response.getOutputStream().write(body.toByteArray());
        });
        filter(
                context,
                "/held-back",
                CognitoFilter.create(
                        accessTokens(pool).requireScopes("mcp/read").build()));
        servlet(context, "/held-back", (request, response) -> {
            String outcome = demandIn(request);
            response.setStatus(200);
            response.setContentType("text/dropped");
            response.setCharacterEncoding("UTF-16");
            response.setCharacterEncoding(ISO_8859_1);
            response.setLocale(Locale.CANADA_FRENCH);
            response.setContentLength(3);
            response.setContentLengthLong(3);
            response.setHeader("Dropped-1", "dropped");
            response.addHeader("Dropped-2", "dropped");
            response.setIntHeader("Dropped-3", 1);
            response.addIntHeader("Dropped-4", 1);
            response.setDateHeader("Dropped-5", 0);
            response.addDateHeader("Dropped-6", 0);
            response.addCookie(new Cookie("dropped", "dropped"));
            response.setTrailerFields(() -> Map.of("Dropped-7", "dropped"));
            response.getOutputStream().write(outcome.getBytes(UTF_8));
        });
    }

    /** The refusal is being written on another thread when the servlet returns. */
    private void addRaceTo(ServletContext context) {
        CountDownLatch isRefusing = new CountDownLatch(1);
        AtomicReference<Thread> container = new AtomicReference<>();
        AtomicBoolean hasReturned = new AtomicBoolean();
        filter(context, "/race", (request, response, chain) -> {
            container.set(Thread.currentThread());
            chain.doFilter(request, new HttpServletResponseWrapper((HttpServletResponse) response) {
                @Override
                public void setStatus(int status) {
                    isRefusing.countDown();
                    while (!hasReturned.get() && container.get().getState() != Thread.State.WAITING) {
                        Thread.onSpinWait();
                    }
                    seen.add(hasReturned.get() ? "written too late" : "written in time");
                    super.setStatus(status);
                }
            });
            hasReturned.set(true);
        });
        filter(context, "/race", CognitoFilter.create(accessTokens(pool).build()));
        servlet(context, "/race", (request, response) -> {
            LateChallenge caller = LateChallenge.of(request);
            new Thread(() -> {
                        try {
                            caller.require("mcp/walk");
                        } catch (MissingScopeException e) {
                            seen.add(e);
                        }
                    })
                    .start();
            while (isRefusing.getCount() > 0) {
                Thread.onSpinWait();
            }
        });
    }

    private static String demandIn(HttpServletRequest request) {
        try {
            LateChallenge.of(request).require("mcp/walk");
            return "walked";
        } catch (MissingScopeException e) {
            return requireNonNull(e.getMessage());
        }
    }

    private static void writeBytes(String outcome, ServletOutputStream stream, HttpServletResponse response)
            throws IOException {
        for (byte each : outcome.getBytes(UTF_8)) {
            stream.write(each);
        }
        stream.flush();
        stream.write((" " + response.isCommitted()).getBytes(UTF_8));
        stream.close();
        try {
            stream.write('!');
        } catch (IOException e) {
            // As containers have it.
        }
    }

    private static void writeWhenPossible(String outcome, ServletOutputStream stream, AsyncContext later) {
        byte[] bytes = outcome.getBytes(UTF_8);
        stream.setWriteListener(new WriteListener() {
            private int written;

            @Override
            public void onWritePossible() throws IOException {
                while (stream.isReady()) {
                    if (written == bytes.length) {
                        later.complete();
                        return;
                    }
                    stream.write(bytes[written++]);
                }
            }

            @Override
            public void onError(Throwable failure) {
                later.complete();
            }
        });
    }

    private static void report(String outcome, PrintWriter writer) {
        writer.print(outcome);
        writer.flush();
        assertThat(writer.checkError()).isFalse();
    }

    /** As an MCP server does it: the writer is made here, and the tool runs on another thread. */
    private void demandLater(HttpServletRequest request, HttpServletResponse response) throws IOException {
        LateChallenge caller = LateChallenge.of(request);
        AsyncContext later = request.startAsync();
        response.setContentType("text/event-stream");
        PrintWriter writer = response.getWriter();
        new Thread(() -> {
                    try {
                        caller.require("mcp/walk");
                        report("walked", writer);
                    } catch (MissingScopeException e) {
                        report(requireNonNull(e.getMessage()), writer);
                    } finally {
                        later.complete();
                    }
                })
                .start();
    }

    private static String token(String... scopes) {
        return pool.accessToken().scopes(scopes).sign();
    }

    private static void assertRefused(Answer answer) {
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.header("WWW-Authenticate"))
                .containsExactly("Bearer resource_metadata=\"" + METADATA + "\", error=\"insufficient_scope\","
                        + " error_description=\"The token does not grant what this request needs.\","
                        + " scope=\"mcp/call mcp/read mcp/walk\"");
        assertThat(answer.header("Content-Type")).containsExactly("application/problem+json");
        assertThat(answer.header("Content-Encoding")).isEmpty();
        assertThat(answer.body()).startsWith("{\"title\":\"Forbidden\"").endsWith("}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "thrown?scope=mcp/walk",
                "caught/writer",
                "caught/stream",
                "caught/error",
                "caught/nothing",
                "caught/reset",
                "caught/redirect",
                "caught/text",
                "caught/bytes",
                "caught/late-bytes",
                "caught/listener",
                "caught/late-listener",
                "later",
                "dispatched",
                "forwarded"
            })
    void aScopeThatIsDemandedBeforeTheFirstByteIsThe403WithAllScopesOfTheRequest(String path) {
        assertRefused(wire.get("/mcp/" + path, bearer(token("mcp/read", "mcp/call"))));
        assertRefused(wire.get("/mcp/" + path, bearer(token("mcp/read", "mcp/admin"))));

        Answer granted = wire.get("/mcp/" + path, bearer(token("mcp/read", "mcp/call", "mcp/walk")));
        assertThat(granted.status())
                .isEqualTo(path.equals("caught/error") ? 500 : path.equals("caught/redirect") ? 302 : 200);
        assertThat(granted.header("WWW-Authenticate")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "reset, walked",
        "text, 'walked,true,false'",
        "bytes, 'walked,true'",
        "late-bytes, 'walked,true'",
        "listener, walked",
        "late-listener, walked",
        "stream, walked",
        "writer, walked"
    })
    void theAnswerOfAGrantedRequestIsTheApplications(String path, String parts) {
        String token = bearer(token("mcp/read", "mcp/call", "mcp/walk"));

        assertThat(wire.get("/mcp/caught/" + path, token).body())
                .containsSubsequence(parts.split(","))
                .doesNotContain("dropped", "!");
    }

    @Test
    void theScopeMayDependOnTheArguments() {
        String token = token("mcp/read", "mcp/call", "mcp/walk");

        assertThat(wire.get("/mcp/thrown?scope=mcp/walk", bearer(token)).body()).contains("walked");
        assertThat(wire.get("/mcp/thrown?scope=mcp/groom", bearer(token)).header("WWW-Authenticate"))
                .singleElement()
                .asString()
                .endsWith("scope=\"mcp/call mcp/groom mcp/read\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"begun", "flushed"})
    void aScopeThatIsDemandedAfterTheAnswerHasBegunIsTheApplicationsError(String path) {
        Answer answer = wire.get("/mcp/" + path, bearer(token("mcp/read", "mcp/call")));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("WWW-Authenticate")).isEmpty();
        assertThat(answer.body())
                .containsSubsequence(
                        path.equals("begun") ? "progress " : "true ", "the token lacks a scope: mcp/walk is required");
    }

    @Test
    void aScopeThatIsDemandedAfterTheRequestOnlyThrows() throws Exception {
        wire.get("/mcp/ended", bearer(token("mcp/read", "mcp/call")));
        LateChallenge caller = requireNonNull((LateChallenge) seen.poll(30, TimeUnit.SECONDS));
        // The filter has to have returned, which the client does not see.
        stop();
        server = null;

        assertThat(caller.token()).isPresent();
        assertThatThrownBy(() -> caller.require("mcp/walk")).isInstanceOf(MissingScopeException.class);
    }

    @Test
    void theRequestDoesNotEndWhileARefusalIsBeingWritten() throws Exception {
        Answer answer = wire.get("/race", bearer(token()));

        assertThat(seen.poll(30, TimeUnit.SECONDS)).isEqualTo("written in time");
        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.body()).startsWith("{\"title\":\"Forbidden\"").endsWith("}");
        assertThat(seen.poll(30, TimeUnit.SECONDS)).isInstanceOf(MissingScopeException.class);
    }

    /** Each connection carries two requests. The end of the first one and a refusal of it compete. */
    @Test
    @Tag("slow")
    void aRefusalNeverAnswersTheNextRequestOfTheConnection() {
        String token = bearer(token("mcp/read", "mcp/call"));
        for (int round = 0; round < 300; round++) {
            // The first answer may be lost, if the application ends it while it is written, and the connection with it.
            String answers;
            try {
                answers = wire.getTwo("/mcp/completed?round=" + round, "/mcp/next", token);
            } catch (UncheckedIOException e) {
                continue;
            }
            int next = answers.indexOf("HTTP/1.1", 1);
            assertThat(answers.split("HTTP/1\\.1 ", -1)).hasSizeLessThanOrEqualTo(3);
            if (next > 0) {
                assertThat(answers.substring(next)).startsWith("HTTP/1.1 200").endsWith("next");
            }
        }
    }

    @Test
    void aTokenOnAnOpenPathIsNotVerifiedSoOneIsAskedFor() {
        for (String path : List.of("/open/demand", "/open/filter")) {
            Answer answer = wire.get(path, bearer(token("mcp/read", "mcp/walk")));

            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.header("WWW-Authenticate")).containsExactly("Bearer scope=\"mcp/read\"");
            assertThat(answer.withoutDate()).isEqualTo(wire.get(path).withoutDate());
        }
    }

    @Test
    void codeThatIsIncludedInAPageOnlyGetsTheException() {
        Answer answer = wire.get("/mcp/page", bearer(token("mcp/read", "mcp/call")));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).contains("part rest");
        assertThat(seen).containsExactly("the token lacks a scope: mcp/walk is required");
    }

    @Test
    void aRefusalTakesThePlaceOfAnAnswerWhoseWriterTheFilterDoesNotKnow() {
        assertRefused(wire.get("/mcp/own-writer", bearer(token("mcp/read", "mcp/call"))));
    }

    @Test
    void aPageThatAskedForTheWriterMayForwardToAGuardedPath() {
        Answer answer = wire.get("/welcome");

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.header("Content-Type")).containsExactly("application/problem+json");
        assertThat(answer.body()).startsWith("{\"title\":\"Unauthorized\"").endsWith("}");
    }

    @Test
    void aRefusalKeepsNoHeaderThatDescribesTheReplacedAnswer() {
        Answer answer = wire.get("/mcp/described", bearer(token("mcp/read", "mcp/call")));

        assertRefused(answer);
        assertThat(answer.headerLines()).noneMatch(line -> line.contains("replaced"));
        assertThat(answer.header("Trailer")).isEmpty();
        assertThat(answer.header("Content-Length"))
                .containsExactly(answer.body().length() + "");
        assertThat(answer.header("Cache-Control")).containsExactly("no-store");
        assertThat(answer.header("Content-Security-Policy")).containsExactly("default-src 'none'");
        assertThat(String.join(", ", answer.header("Vary"))).isEqualTo("Origin, Accept");
    }

    @Test
    void whatTheApplicationSetsAfterARefusalIsDroppedAlsoIfAFilterHoldsTheAnswerBack() {
        Answer answer = wire.get("/held-back", bearer(token("mcp/read")));

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.header("Content-Type")).containsExactly("application/problem+json");
        assertThat(answer.header("Content-Length"))
                .containsExactly(answer.body().length() + "");
        assertThat(answer.headerLines())
                .noneMatch(line ->
                        line.toLowerCase(Locale.ROOT).matches(".*dropped.*|set-cookie.*|content-language.*|trailer.*"));
        assertThat(answer.body()).startsWith("{\"title\":\"Forbidden\"").endsWith("}");
    }

    @Test
    void aRedirectOfAnyFormIsDroppedAfterARefusal() throws Exception {
        assertRefused(wire.get("/mcp/redirects", bearer(token("mcp/read", "mcp/call"))));

        assertThat(seen.poll(20, TimeUnit.SECONDS)).isEqualTo("no exception");
    }

    @Test
    void anAsynchronousRequestWhoseServletFailsWithTheRefusalEnds() throws Exception {
        assertRefused(wire.get("/mcp/thrown-async", bearer(token("mcp/read", "mcp/call"))));

        assertThat(ended.await(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void theWriterBehindTheFilterIsTheContainers() {
        String token = bearer(token("mcp/read", "mcp/call"));

        assertThat(wire.get("/mcp/charset/none", token).status()).isEqualTo(500);
        assertThat(wire.get("/mcp/charset/late", token).body()).isEqualTo("walked");
    }

    @Test
    void aCallerWithoutATokenIsAskedForOne() {
        Answer answer = wire.get("/optional");

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.header("WWW-Authenticate")).containsExactly("Bearer scope=\"mcp/read\"");
    }

    @Test
    void everyAnswerToABadTokenNamesTheScopesOfTheVerifier() {
        assertThat(wire.get("/mcp/begun").header("WWW-Authenticate"))
                .containsExactly("Bearer resource_metadata=\"" + METADATA + "\", scope=\"mcp/read\"");
        assertThat(wire.get("/mcp/begun", bearer("garbage")).header("WWW-Authenticate"))
                .singleElement()
                .asString()
                .contains("error=\"invalid_token\"")
                .endsWith(", scope=\"mcp/read\"");
    }

    @Test
    void aRefusalBeforeTheCodeNamesTheScopesOfVerifierAndFilterTogether() {
        assertThat(wire.get("/mcp/begun", bearer(token("mcp/read"))).header("WWW-Authenticate"))
                .singleElement()
                .asString()
                .endsWith(", scope=\"mcp/call mcp/read\"");
        assertThat(wire.get("/mcp/groups", bearer(token("mcp/read", "mcp/call")))
                        .header("WWW-Authenticate"))
                .singleElement()
                .asString()
                .contains("error=\"insufficient_scope\"")
                .doesNotContain(" scope=");
    }

    @Test
    void codeThatNoFilterGuardsCannotDemandAnything() {
        assertThat(wire.get("/unguarded").body()).contains("no filter");
    }

    enum Server {
        JETTY,
        TOMCAT;

        TestServer start(ServletContainerInitializer application) {
            try {
                return this == JETTY ? JettyServer.start(application) : TomcatServer.start(application);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }
    }
}
