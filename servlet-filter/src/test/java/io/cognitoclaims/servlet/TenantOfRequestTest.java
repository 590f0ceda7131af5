package io.cognitoclaims.servlet;

import static io.cognitoclaims.servlet.TestServlets.filter;
import static io.cognitoclaims.servlet.TestServlets.servlet;
import static io.cognitoclaims.servlet.Wire.bearer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.cognitoclaims.core.AcceptedPool;
import io.cognitoclaims.core.AccessToken;
import io.cognitoclaims.core.CognitoVerifier;
import io.cognitoclaims.core.TokenRejectedException.Reason;
import io.cognitoclaims.core.UserPool;
import io.cognitoclaims.core.UserPoolCache;
import io.cognitoclaims.core.UserPoolCacheBuilder;
import io.cognitoclaims.core.VerificationListener;
import io.cognitoclaims.servlet.Wire.Answer;
import io.cognitoclaims.testing.TestUserPool;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

/** A filter that accepts only tokens of the tenant that the request is for, with user pools that are looked up. */
class TenantOfRequestTest {
    private static TestUserPool acme;
    private static TestUserPool globex;

    private final Logger logger = (Logger) LoggerFactory.getLogger("io.cognitoclaims");
    private final ListAppender<ILoggingEvent> events = new ListAppender<>();
    private final Map<String, AcceptedPool> tenants = new ConcurrentHashMap<>();
    private final AtomicInteger lookups = new AtomicInteger();
    private final List<Reason> rejections = new CopyOnWriteArrayList<>();
    private final List<Thread> calls = new CopyOnWriteArrayList<>();
    private final List<Thread> requestThreads = new CopyOnWriteArrayList<>();
    private final CountDownLatch suspended = new CountDownLatch(1);

    @BeforeAll
    static void createPools() {
        acme = TestUserPool.create();
        globex = TestUserPool.create();
    }

    @AfterAll
    static void closePools() {
        acme.close();
        globex.close();
    }

    @BeforeEach
    void listen() {
        tenants.put(acme.issuer(), accepted(acme, "acme"));
        tenants.put(globex.issuer(), accepted(globex, "globex"));
        events.start();
        logger.setLevel(Level.DEBUG);
        logger.setAdditive(false);
        logger.addAppender(events);
    }

    @AfterEach
    void stopListening() {
        logger.detachAppender(events);
        logger.setAdditive(true);
        logger.setLevel(null);
    }

    static Stream<Arguments> everywhere() {
        return Stream.of(Container.values())
                .flatMap(container -> Stream.of(Arguments.of(container, false), Arguments.of(container, true)));
    }

    @ParameterizedTest
    @MethodSource("everywhere")
    void aTokenIsAcceptedForItsOwnTenantOnly(Container container, boolean isAsync) throws Exception {
        try (TestServer server = start(container, isAsync, TenantOfRequestTest::byHeader)) {
            for (int i = 0; i < 2; i++) {
                Answer own = server.wire().get("/api/me", bearer(token(acme)), "X-Tenant: acme");
                assertThat(own.status()).isEqualTo(200);
                assertThat(own.body()).isEqualTo("acme, principal of acme");
                assertRefused(server.wire().get("/api/me", bearer(token(acme)), "X-Tenant: globex"));
                assertRefused(server.wire().get("/api/me", bearer(token(acme)), "X-Tenant: Acme"));
                assertRefused(server.wire().get("/api/me", bearer(token(globex)), "X-Tenant: acme"));
                assertThat(server.wire()
                                .get("/api/me", bearer(token(globex)), "X-Tenant: globex")
                                .body())
                        .isEqualTo("globex, principal of globex");
            }
            assertThat(rejections).containsOnly(Reason.WRONG_TENANT).hasSize(6);
            assertThat(messagesAt(Level.DEBUG))
                    .containsOnly("refused: WRONG_TENANT: the token was issued by a user pool of another tenant");
            assertThat(messagesAt(Level.WARN)).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("everywhere")
    void aRequestOfNoTenantIsRefusedWithEveryTokenAndCostsNoLookup(Container container, boolean isAsync)
            throws Exception {
        try (TestServer server = start(container, isAsync, TenantOfRequestTest::byHeader)) {
            assertRefused(server.wire().get("/api/me", bearer(token(acme))));
            assertRefused(server.wire().get("/api/me", bearer(token(acme)), "X-Tenant:"));
            assertRefused(server.wire().get("/api/me", bearer("garbage")));

            assertThat(rejections).containsOnly(Reason.WRONG_TENANT).hasSize(3);
            assertThat(lookups).hasValue(0);
        }
    }

    @ParameterizedTest
    @MethodSource("everywhere")
    void aTenantFunctionThatFailsRefusesEveryTokenAndIsLoggedOnce(Container container, boolean isAsync)
            throws Exception {
        Function<HttpServletRequest, Optional<String>> throwing = request -> {
            throw new IllegalStateException("secret " + request.getHeader("X-Tenant"));
        };
        Function<HttpServletRequest, Optional<String>> overflowing = request -> {
            throw new StackOverflowError("secret");
        };
        for (Function<HttpServletRequest, Optional<String>> function :
                List.of(throwing, overflowing, request -> nothing())) {
            events.list.clear();
            rejections.clear();
            try (TestServer server = start(container, isAsync, function)) {
                assertRefused(server.wire().get("/api/me", bearer(token(acme)), "X-Tenant: acme"));
                assertRefused(server.wire().get("/api/me", bearer(token(globex)), "X-Tenant: acme"));
            }
            assertThat(rejections).containsExactly(Reason.WRONG_TENANT, Reason.WRONG_TENANT);
            assertThat(messagesAt(Level.WARN))
                    .singleElement()
                    .asString()
                    .matches("The function of tenant\\(\\.\\.\\.\\) (returned null|threw java\\.lang\\.\\w+ at"
                            + " .*TenantOfRequestTest\\S*\\(TenantOfRequestTest\\.java:\\d+\\))\\. Such requests are"
                            + " refused with 401\\. Further failures are not logged");
            assertThat(events.list)
                    .allSatisfy(event -> assertThat(event.getThrowableProxy()).isNull());
        }
        assertThat(lookups).hasValue(0);
    }

    @ParameterizedTest
    @MethodSource("everywhere")
    void theTenantFunctionIsCalledOnceAndOnlyIfThereIsATokenToVerify(Container container, boolean isAsync)
            throws Exception {
        String[] good = {bearer(token(acme)), "X-Tenant: acme"};
        try (TestServer server = start(container, isAsync, TenantOfRequestTest::byHeader)) {
            assertThat(server.wire().get("/api/open", good).status()).isEqualTo(200);
            assertThat(server.wire().get("/api/me").status()).isEqualTo(401);
            assertThat(server.wire().get("/api/me", bearer("a b")).status()).isEqualTo(400);
            assertThat(server.wire()
                            .send(
                                    "OPTIONS",
                                    "/api/me",
                                    "Origin: https://a.example",
                                    "Access-Control-Request-Method: PUT")
                            .status())
                    .isEqualTo(200);
            assertThat(calls).isEmpty();

            for (String path : List.of("/api/me", "/api/forward", "/api/include", "/api/later", "/api/dispatch")) {
                calls.clear();
                assertThat(server.wire().get(path, good).status()).as(path).isEqualTo(200);
                assertThat(calls).as(path).hasSize(1);
            }
            calls.clear();
            assertThat(server.wire().get("/api/send-error", good).status()).isEqualTo(418);
            assertThat(calls).hasSize(1);
        }
    }

    @ParameterizedTest
    @MethodSource("everywhere")
    void theTenantFunctionIsCalledOnTheThreadOfTheRequest(Container container, boolean isAsync) throws Exception {
        try (TestServer server = start(container, isAsync, TenantOfRequestTest::byHeader)) {
            server.wire().get("/api/me", bearer(token(acme)), "X-Tenant: acme");

            assertThat(calls).singleElement().isSameAs(requestThreads.get(0));
        }
    }

    @ParameterizedTest
    @MethodSource("everywhere")
    void aRequestThatWaitsForKeysIsAskedForItsTenantOnceAndJudgedByIt(Container container, boolean isAsync)
            throws Exception {
        try (TestUserPool slow = TestUserPool.create()) {
            tenants.put(slow.issuer(), accepted(slow, "slow"));
            slow.stallKeys();
            // On two processors the common pool of JDK 25 has one thread, and one of the two waits for the other.
            Executor ownThread = call -> new Thread(call).start();
            try (TestServer server = start(container, isAsync, TenantOfRequestTest::byHeader)) {
                CompletableFuture<Answer> own = CompletableFuture.supplyAsync(
                        () -> server.wire().get("/api/me", bearer(token(slow)), "X-Tenant: slow"), ownThread);
                CompletableFuture<Answer> other = CompletableFuture.supplyAsync(
                        () -> server.wire().get("/api/me", bearer(token(slow)), "X-Tenant: acme"), ownThread);
                if (isAsync) {
                    assertThat(suspended.await(20, TimeUnit.SECONDS)).isTrue();
                }
                assertRefused(other.get(20, TimeUnit.SECONDS));
                slow.resumeKeys();

                assertThat(own.get(20, TimeUnit.SECONDS).body()).isEqualTo("slow, principal of slow");
                assertThat(calls).hasSize(2);
                assertThat(slow.keyFetches()).as("none for the wrong tenant").isEqualTo(1);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("everywhere")
    void aGuardBehindTheFilterStillHolds(Container container, boolean isAsync) throws Exception {
        try (TestServer server = start(container, isAsync, TenantOfRequestTest::byHeader)) {
            String admin = acme.accessToken().groups("admin").sign();

            assertThat(server.wire()
                            .get("/api/admin", bearer(token(acme)), "X-Tenant: acme")
                            .status())
                    .isEqualTo(403);
            assertThat(server.wire()
                            .get("/api/admin", bearer(admin), "X-Tenant: acme")
                            .status())
                    .isEqualTo(200);
            assertRefused(server.wire().get("/api/admin", bearer(admin), "X-Tenant: globex"));
        }
    }

    @ParameterizedTest
    @MethodSource("everywhere")
    void aPathOfAnotherTenantIsSeenAsTheContainerResolvesIt(Container container, boolean isAsync) throws Exception {
        Function<HttpServletRequest, Optional<String>> byPath =
                request -> Optional.ofNullable(request.getPathInfo()).map(path -> path.split("/", 3)[1]);
        try (TestServer server = start(container, isAsync, byPath)) {
            assertThat(server.wire().get("/of/acme/me", bearer(token(acme))).body())
                    .isEqualTo("acme, principal of acme");
            assertRefused(server.wire().get("/of/globex/me", bearer(token(acme))));
            assertRefused(server.wire().get("/of/acme/../globex/me", bearer(token(acme))));
            assertRefused(server.wire().get("/of/%67lobex/me", bearer(token(acme))));
        }
    }

    @ParameterizedTest
    @MethodSource("everywhere")
    void aFilterWithoutATenantFunctionAcceptsEveryTenantAndTellsWhich(Container container, boolean isAsync)
            throws Exception {
        try (TestServer server = start(container, isAsync, null)) {
            assertThat(server.wire().get("/api/me", bearer(token(acme))).body()).isEqualTo("acme, principal of acme");
            assertThat(server.wire()
                            .get("/api/me", bearer(token(globex)), "X-Tenant: acme")
                            .body())
                    .isEqualTo("globex, principal of globex");
        }
    }

    @Test
    void theFirstLineOfTheLogNamesTheTenants() throws Exception {
        CognitoVerifier<AccessToken> given = CognitoVerifier.accessTokens(cache())
                .alsoFrom(AcceptedPool.of(UserPool.of("eu-west-1_EXAMPLE"), Set.of("client"))
                        .withTenant("initech"))
                .build();
        try (TestServer server = JettyServer.start((classes, context) -> filter(
                context,
                "guard",
                "/*",
                CognitoFilter.builder(given)
                        .tenant(TenantOfRequestTest::byHeader)
                        .build()))) {
            assertThat(server.port()).isPositive();
            assertThat(messagesAt(Level.INFO))
                    .contains("guard: accepts access tokens of"
                            + " https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_EXAMPLE for clients [client], tenant"
                            + " initech, user pools that are looked up; each only for requests of its tenant");
        }
    }

    @Test
    void aFilterThatWouldRefuseEveryTokenIsNotBuilt() {
        CognitoFilterBuilder without = CognitoFilter.builder(
                CognitoVerifier.accessTokens(pool(acme), Set.of("client")).build());
        CognitoFilterBuilder with = CognitoFilter.builder(CognitoVerifier.accessTokens(pool(acme), Set.of("client"))
                .alsoFrom(accepted(globex, "globex"))
                .build());

        assertThatIllegalArgumentException()
                .isThrownBy(() -> without.tenant(TenantOfRequestTest::byHeader).build())
                .withMessage(
                        "tenant: no user pool of the verifier has a tenant; give them one with AcceptedPool.withTenant");
        assertThat(with.tenant(TenantOfRequestTest::byHeader).build()).isNotNull();
    }

    private TestServer start(
            Container container, boolean isAsync, @Nullable Function<HttpServletRequest, Optional<String>> function)
            throws Exception {
        return container.start((classes, context) -> addTo(context, isAsync, function));
    }

    private void addTo(
            ServletContext context,
            boolean isAsync,
            @Nullable Function<HttpServletRequest, Optional<String>> function) {
        CognitoFilterBuilder settings = CognitoFilter.builder(CognitoVerifier.accessTokens(cache())
                        .addListener(new VerificationListener() {
                            @Override
                            public void rejected(Rejected event) {
                                rejections.add(event.reason());
                            }
                        })
                        .build())
                .allowPreflight()
                .open("/api/open");
        if (function != null) {
            settings.tenant(request -> {
                calls.add(Thread.currentThread());
                return function.apply(request);
            });
        }
        if (isAsync) {
            settings.fetchKeysAsync().filtersMappedForAsync("admin", "watch");
        }
        CognitoFilter filter = settings.build();
        filter(context, "watch", "/*", (request, response, chain) -> {
            requestThreads.add(Thread.currentThread());
            chain.doFilter(request, response);
            if (request.isAsyncStarted()) {
                suspended.countDown();
            }
        });
        filter(context, "cognito", "/*", filter);
        filter(context, "admin", "/api/admin", RequireFilter.groups("admin"));
        for (String path : List.of("/api/me", "/api/open", "/api/admin", "/of/*", TestServer.ERROR_PAGE)) {
            servlet(context, path, (request, response) -> response.getWriter().print(describe(request)));
        }
        servlet(context, "/api/forward", TestServlets.forwardTo("/api/me"));
        servlet(context, "/api/include", TestServlets.include("/api/me"));
        servlet(context, "/api/later", TestServlets::answerLater);
        servlet(context, "/api/dispatch", TestServlets.dispatchTo("/api/me"));
        servlet(context, "/api/send-error", (request, response) -> response.sendError(418));
    }

    private static String describe(HttpServletRequest request) {
        String tenant =
                CognitoFilter.token(request).flatMap(token -> token.tenant()).orElse("nobody");
        return request.getUserPrincipal() instanceof AccessToken token
                ? tenant + ", principal of " + token.tenant().orElseThrow()
                : tenant;
    }

    private UserPoolCache cache() {
        UserPoolCacheBuilder builder = UserPoolCache.builder(issuer -> {
            lookups.incrementAndGet();
            return Optional.ofNullable(tenants.get(issuer));
        });
        tenants.keySet().forEach(issuer -> builder.issuersBelow(issuer.substring(0, issuer.lastIndexOf('/') + 1)));
        return builder.build();
    }

    private List<String> messagesAt(Level level) {
        return events.list.stream()
                .filter(event -> event.getLevel() == level)
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }

    private static void assertRefused(Answer answer) {
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.header("WWW-Authenticate"))
                .containsExactly("Bearer error=\"invalid_token\","
                        + " error_description=\"The token is expired, revoked or not valid here.\"");
    }

    private static Optional<String> byHeader(HttpServletRequest request) {
        return Optional.ofNullable(request.getHeader("X-Tenant"));
    }

    private static String token(TestUserPool pool) {
        return pool.accessToken().sign();
    }

    private static AcceptedPool accepted(TestUserPool pool, String tenant) {
        return AcceptedPool.of(pool(pool), Set.of(pool.clientId())).withTenant(tenant);
    }

    private static UserPool pool(TestUserPool pool) {
        return UserPool.fromIssuer(pool.issuer());
    }

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
    private static <V> V nothing() {
        return null;
    }
}
