package io.cognitoclaims.core;

import static io.cognitoclaims.core.Rejections.assertRejected;
import static io.cognitoclaims.core.Rejections.assertUnavailable;
import static io.cognitoclaims.core.TokenRejectedException.Reason.WRONG_CLIENT;
import static io.cognitoclaims.core.TokenRejectedException.Reason.WRONG_ISSUER;
import static io.cognitoclaims.core.TokenRejectedException.Reason.WRONG_TENANT;
import static io.cognitoclaims.core.VerificationUnavailableException.Missing.USER_POOL;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.cognitoclaims.testing.TestClock;
import io.cognitoclaims.testing.TestUserPool;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UserPoolCacheTest {
    private static final TestClock CLOCK = TestClock.at(Instant.parse("2026-11-22T12:00:00Z"));
    private static final TestUserPool ACME = TestUserPool.create(CLOCK);
    private static final TestUserPool GLOBEX = TestUserPool.create(CLOCK);
    private static final String TOKEN = ACME.accessToken().sign();

    private final Map<String, AcceptedPool> stored = new ConcurrentHashMap<>();
    private final AtomicInteger lookups = new AtomicInteger();
    private volatile Source source =
            issuer -> CompletableFuture.completedFuture(Optional.ofNullable(stored.get(issuer)));

    @AfterAll
    static void close() {
        ACME.close();
        GLOBEX.close();
    }

    @Test
    void aTokenKnowsItsPoolAndItsTenant() {
        store("acme", ACME);
        AccessToken token = accessTokens(cache()).verify(token(ACME));

        assertThat(token.userPool()).isEqualTo(pool(ACME));
        assertThat(token.tenant()).contains("acme");
        CognitoVerifier<AccessToken> given = CognitoVerifier.accessTokens(pool(ACME), Set.of(ACME.clientId()))
                .clock(CLOCK)
                .build();
        assertThat(given.verify(token(ACME)).tenant()).isEmpty();
        assertThat(given.verify(token(ACME)).userPool()).isEqualTo(pool(ACME));
    }

    @Test
    void aPoolIsLookedUpOnceForAllVerifiersOfTheCache() {
        store("acme", ACME);
        UserPoolCache pools = cache();
        CognitoVerifier<IdToken> idTokens =
                CognitoVerifier.idTokens(pools).clock(CLOCK).build();

        accessTokens(pools).verify(token(ACME));
        idTokens.verify(ACME.idToken().sign());
        accessTokens(pools).verifyAsync(token(ACME)).join();

        assertThat(lookups).hasValue(1);
        assertThat(idTokens.keys()).isSameAs(pools.keys());
    }

    @Test
    void theFirstTokenMayBeVerifiedAsynchronously() {
        store("acme", ACME);
        UserPoolCache blocking = UserPoolCache.builder(issuer -> Optional.ofNullable(stored.get(issuer)))
                .issuersBelow(below(ACME))
                .clock(CLOCK)
                .build();

        assertThat(accessTokens(blocking)
                        .verifyAsync(token(ACME), "acme")
                        .join()
                        .tenant())
                .contains("acme");
        assertThat(accessTokens(cache()).verifyAsync(token(ACME), "acme").join().tenant())
                .contains("acme");
    }

    @Test
    void aTokenOfAnotherTenantIsRejectedCachedOrNot() {
        store("acme", ACME);
        store("globex", GLOBEX);
        CognitoVerifier<AccessToken> verifier = accessTokens(cache());
        String token = token(ACME);

        assertWrongTenant(verifier, token, "globex");
        assertThat(verifier.verify(token, "acme").tenant()).contains("acme");
        assertWrongTenant(verifier, token, "globex");
        assertWrongTenant(verifier, token, "Acme");
        assertThat(verifier.verifyAsync(token, "acme").join().tenant()).contains("acme");
    }

    @Test
    void aTokenOfAPoolWithoutATenantIsRejectedForATenant() {
        CognitoVerifier<AccessToken> verifier = CognitoVerifier.accessTokens(pool(ACME), Set.of(ACME.clientId()))
                .clock(CLOCK)
                .build();

        assertWrongTenant(verifier, token(ACME), "acme");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "acme\n"})
    void aNameThatNoTenantCanHaveRejectsEveryTokenAndCostsNoLookup(String name) {
        store("acme", ACME);
        CognitoVerifier<AccessToken> verifier = accessTokens(cache());
        source = issuer -> CompletableFuture.failedFuture(new IllegalStateException("down"));

        assertWrongTenant(verifier, token(ACME), name);
        assertWrongTenant(verifier, "garbage", name);
        assertWrongTenant(verifier, token(ACME), "x".repeat(257));
        assertThat(lookups).hasValue(0);
    }

    @Test
    void givenPoolsMayHaveTenantsAndNeedNoLookup() {
        store("globex", GLOBEX);
        CognitoVerifier<AccessToken> verifier = CognitoVerifier.accessTokens(cache())
                .alsoFrom(accepted(ACME).withTenant("acme"))
                .clock(CLOCK)
                .build();

        assertThat(verifier.verify(token(ACME), "acme").tenant()).contains("acme");
        assertThat(lookups).hasValue(0);
        assertThat(verifier.verify(token(GLOBEX), "globex").tenant()).contains("globex");
        assertThat(verifier.pools()).containsExactly(accepted(ACME).withTenant("acme"));
        assertThat(verifier.lookedUpPools()).isPresent();
    }

    @Test
    void anIssuerThatNobodyKnowsIsAskedForOnceAMinute() {
        CognitoVerifier<AccessToken> verifier = accessTokens(cache());

        assertRejected(verifier, token(ACME), WRONG_ISSUER);
        CLOCK.advance(Duration.ofSeconds(59));
        assertRejected(verifier, token(ACME), WRONG_ISSUER);
        assertThat(lookups).hasValue(1);

        store("acme", ACME);
        CLOCK.advance(Duration.ofSeconds(2));
        assertThat(verifier.verify(token(ACME))).isNotNull();
        assertThat(lookups).hasValue(2);
    }

    @Test
    void anEvictionMakesANewTenantKnownAtOnce() {
        UserPoolCache pools = cache();
        CognitoVerifier<AccessToken> verifier = accessTokens(pools);
        assertRejected(verifier, token(ACME), WRONG_ISSUER);

        store("acme", ACME);
        pools.evict("acme");

        assertThat(verifier.verify(token(ACME))).isNotNull();
    }

    @Test
    void cachedTokensOfARemovedTenantAreRefusedAtOnceAfterAnEviction() {
        store("acme", ACME);
        store("globex", GLOBEX);
        UserPoolCache pools = cache();
        CognitoVerifier<AccessToken> verifier = accessTokens(pools);
        String token = token(ACME);
        verifier.verify(token);
        verifier.verify(token(GLOBEX));

        stored.remove(ACME.issuer());
        assertThat(verifier.verify(token)).as("before the eviction").isNotNull();
        pools.evict("acme");

        assertRejected(verifier, token, WRONG_ISSUER);
        int before = lookups.get();
        assertThat(verifier.verify(token(GLOBEX))).isNotNull();
        assertThat(lookups).as("the other tenant stays").hasValue(before);
    }

    @Test
    void aPoolCanBeEvictedWithoutATenant() {
        stored.put(ACME.issuer(), accepted(ACME));
        UserPoolCache pools = cache();
        CognitoVerifier<AccessToken> verifier = accessTokens(pools);
        verifier.verify(token(ACME));

        stored.clear();
        pools.evict(pool(ACME));

        assertRejected(verifier, token(ACME), WRONG_ISSUER);
    }

    @Test
    void aRemovedTenantIsRefusedWithinTheStatedTimeWithoutAnEviction() {
        store("acme", ACME);
        CognitoVerifier<AccessToken> verifier = accessTokens(cache());
        String token = token(ACME);
        verifier.verify(token);
        stored.clear();

        CLOCK.advance(Duration.ofMinutes(5).minusMillis(1));
        assertThat(verifier.verify(token)).isNotNull();
        // The look-up of that token's background renewal has answered by now.
        assertRejected(verifier, token, WRONG_ISSUER);
    }

    @Test
    void aPoolThatIsNotRenewedIsAcceptedNoLongerThanTheStatedTime() {
        store("acme", ACME);
        CognitoVerifier<AccessToken> verifier = accessTokens(cache());
        String token = token(ACME);
        verifier.verify(token);
        source = issuer -> new CompletableFuture<>();

        CLOCK.advance(Duration.ofMinutes(5).minusMillis(1));
        assertThat(verifier.verify(token)).isNotNull();
        source = issuer -> CompletableFuture.failedFuture(new IllegalStateException("down"));
        CLOCK.advance(Duration.ofMillis(1));

        assertThat(unavailable(verifier, token(ACME)).missing()).isEqualTo(USER_POOL);
    }

    @Test
    void aKnownPoolIsRenewedInTheBackgroundAndItsTokensNeverWait() {
        store("acme", ACME);
        CognitoVerifier<AccessToken> verifier = accessTokens(cache());
        AccessToken first = verifier.verify(token(ACME));
        String token = token(ACME);
        verifier.verify(token);

        CLOCK.advance(Duration.ofMinutes(4).minusMillis(1));
        verifier.verify(token);
        assertThat(lookups).hasValue(1);
        CLOCK.advance(Duration.ofMillis(1));
        CompletableFuture<Optional<AcceptedPool>> late = new CompletableFuture<>();
        source = issuer -> late;
        assertThat(verifier.verify(token)).isNotNull();
        assertThat(verifier.verify(token)).isNotNull();
        assertThat(lookups).hasValue(2);

        late.complete(Optional.ofNullable(stored.get(ACME.issuer())));
        CLOCK.advance(Duration.ofMinutes(3));
        assertThat(verifier.verify(token))
                .as("the same answer keeps cached tokens")
                .isSameAs(verifier.verify(token));
        assertThat(lookups).hasValue(2);
        assertThat(first.tenant()).contains("acme");
    }

    @Test
    void aChangedAnswerHoldsForCachedTokensToo() {
        store("acme", ACME);
        UserPoolCache pools = cache();
        CognitoVerifier<AccessToken> verifier = accessTokens(pools);
        String token = token(ACME);
        verifier.verify(token);

        stored.put(ACME.issuer(), AcceptedPool.of(pool(ACME), Set.of("another")).withTenant("acme"));
        CLOCK.advance(Duration.ofMinutes(4));
        verifier.verify(token);

        assertRejected(verifier, token, WRONG_CLIENT);
    }

    @Test
    void aFailedRenewalIsNotTriedForEveryToken() {
        store("acme", ACME);
        CognitoVerifier<AccessToken> verifier = accessTokens(cache());
        verifier.verify(token(ACME));
        source = issuer -> CompletableFuture.failedFuture(new IllegalStateException("down"));

        CLOCK.advance(Duration.ofMinutes(4));
        for (int i = 0; i < 100; i++) {
            verifier.verify(token(ACME));
        }
        assertThat(lookups).hasValue(2);
        CLOCK.advance(Duration.ofSeconds(15));
        verifier.verify(token(ACME));
        assertThat(lookups).hasValue(3);
    }

    @Test
    void anAnswerFromBeforeAnEvictionDoesNotCount() {
        store("acme", ACME);
        UserPoolCache pools = cache();
        CognitoVerifier<AccessToken> verifier = accessTokens(pools);
        CompletableFuture<Optional<AcceptedPool>> late = new CompletableFuture<>();
        Source usual = source;
        source = issuer -> late;
        CompletableFuture<AccessToken> waiting = verifier.verifyAsync(token(ACME));

        source = usual;
        AcceptedPool before = stored.remove(ACME.issuer());
        pools.evict("acme");
        late.complete(Optional.ofNullable(before));

        assertReason(waiting, WRONG_ISSUER);
        assertThat(lookups).hasValue(2);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aTokenIsAcceptedThoughItsTenantIsEvictedDuringSevenLookups(boolean isAsync) throws Exception {
        UserPoolCache pools = cache();
        CognitoVerifier<AccessToken> verifier = accessTokens(pools);
        source = issuer -> {
            if (lookups.get() <= 7) {
                pools.evict("acme");
            }
            return CompletableFuture.completedFuture(Optional.of(accepted(ACME).withTenant("acme")));
        };

        AccessToken token = isAsync
                ? verifier.verifyAsync(token(ACME)).toCompletableFuture().get(30, TimeUnit.SECONDS)
                : verifier.verify(token(ACME));

        assertThat(token.tenant()).contains("acme");
        assertThat(lookups).hasValue(8);
    }

    @Test
    void anEvictionOfAnotherTenantCostsNoSecondLookup() {
        UserPoolCache pools = cache();
        CognitoVerifier<AccessToken> verifier = accessTokens(pools);
        source = issuer -> {
            pools.evict("globex");
            return CompletableFuture.completedFuture(Optional.of(accepted(ACME).withTenant("acme")));
        };

        verifier.verify(token(ACME));

        assertThat(lookups).hasValue(1);
    }

    @Test
    void anAnswerFromBeforeMoreEvictionsThanAreRememberedDoesNotCount() {
        UserPoolCache pools = cache();
        CognitoVerifier<AccessToken> verifier = accessTokens(pools);
        source = issuer -> {
            if (lookups.get() == 1) {
                pools.evict("acme");
                IntStream.range(0, 64).forEach(i -> pools.evict("globex"));
            }
            return CompletableFuture.completedFuture(Optional.of(accepted(ACME).withTenant("acme")));
        };

        verifier.verify(token(ACME));

        assertThat(lookups).hasValue(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"throws", "throws an error", "fails", "returns null", "answers null"})
    void aTokenWhoseLookupFailsIsNotJudged(String how) {
        CognitoVerifier<AccessToken> verifier = accessTokens(cache());
        source = issuer -> switch (how) {
            case "throws" -> throw new IllegalStateException(issuer);
            case "throws an error" -> throw new LinkageError(issuer);
            case "fails" -> CompletableFuture.failedFuture(new IllegalStateException(issuer));
            case "returns null" -> nothing();
            default -> CompletableFuture.completedFuture(nothing());
        };

        VerificationUnavailableException unavailable = unavailable(verifier, token(ACME));
        assertThat(unavailable.missing()).isEqualTo(USER_POOL);
        assertThat(unavailable.issuer()).isEmpty();
        assertThat(unavailable.getMessage()).doesNotContain(ACME.issuer());
        assertThat(BearerProblem.of(unavailable).status()).isEqualTo(503);
        verifyAgain(verifier);
        assertThat(lookups).as("within a second").hasValue(1);

        store("acme", ACME);
        source = issuer -> CompletableFuture.completedFuture(Optional.ofNullable(stored.get(issuer)));
        CLOCK.advance(Duration.ofSeconds(1));
        assertThat(verifier.verify(token(ACME))).isNotNull();
    }

    @Test
    void aTokenIsRejectedIfTheLookupAnswersWithAPoolOfAnotherIssuer() {
        source = issuer -> CompletableFuture.completedFuture(Optional.of(accepted(GLOBEX)));
        CognitoVerifier<AccessToken> verifier = accessTokens(cache());

        assertRejected(verifier, token(ACME), WRONG_ISSUER);
        assertThat(verifier.verify(token(GLOBEX))).isNotNull();
    }

    @Test
    void aFailedLookupIsLoggedOnceAMinute() {
        try (Log log = Log.of(UserPoolCache.class)) {
            CognitoVerifier<AccessToken> verifier = accessTokens(cache());
            source = issuer -> CompletableFuture.failedFuture(new IllegalStateException(issuer));
            for (int i = 0; i < 10; i++) {
                unavailable(verifier, token(ACME));
                CLOCK.advance(Duration.ofSeconds(7));
            }

            assertThat(log.events())
                    .hasSize(2)
                    .noneMatch(event -> event.getFormattedMessage().contains(ACME.issuer()));
        }
    }

    @Test
    void aLookupThatHangsEndsAtItsTimeLimit() {
        CountDownLatch interrupted = new CountDownLatch(1);
        UserPoolCache pools = UserPoolCache.builder(issuer -> {
                    try {
                        new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                        interrupted.countDown();
                    }
                    return Optional.empty();
                })
                .issuersBelow(below(ACME))
                .clock(CLOCK)
                .lookupTimeout(Duration.ofMillis(20))
                .build();

        assertThat(unavailable(accessTokens(pools), token(ACME)).getMessage()).contains("no answer within 20 ms");
        assertThat(await(interrupted)).isTrue();
    }

    @Test
    void aTimeLimitDoesNotEndAFutureOfTheApplication() {
        CompletableFuture<Optional<AcceptedPool>> shared = new CompletableFuture<>();
        source = issuer -> shared;
        UserPoolCache pools = cache(builder -> builder.lookupTimeout(Duration.ofMillis(1)));

        unavailable(accessTokens(pools), token(ACME));

        assertThat(shared).isNotDone();
    }

    @Test
    void aBlockingSourceIsAskedOnThreadsOfTheCache() throws Exception {
        List<Thread> threads = new ArrayList<>();
        UserPoolCache pools = UserPoolCache.builder(issuer -> {
                    threads.add(Thread.currentThread());
                    return Optional.of(accepted(ACME));
                })
                .issuersBelow(below(ACME))
                .clock(CLOCK)
                .build();

        accessTokens(pools).verify(token(ACME));

        assertThat(threads).singleElement().satisfies(thread -> {
            assertThat(thread.isDaemon()).isTrue();
            assertThat(thread.getName()).startsWith("cognito-claims-pools-");
        });
    }

    @Test
    void tenThousandMadeUpIssuersCostNoMoreThanTheStatedLookups() {
        store("acme", ACME);
        CognitoVerifier<AccessToken> verifier = accessTokens(cache());
        verifier.verify(token(ACME));
        int rejected = 0;
        for (int i = 0; i < 10_000; i++) {
            String forged = forged(i);
            try {
                verifier.verify(forged);
            } catch (TokenRejectedException e) {
                rejected++;
            } catch (VerificationUnavailableException e) {
                assertThat(e.missing()).isEqualTo(USER_POOL);
            }
        }

        assertThat(lookups).as("the tenant's is one of the hundred").hasValue(100);
        assertThat(rejected).isEqualTo(99);
        assertThat(verifier.verify(token(ACME))).as("a known tenant meanwhile").isNotNull();

        CLOCK.advance(Duration.ofMinutes(4));
        verifier.verify(token(ACME));
        assertThat(lookups).as("and its renewal has its own limit").hasValue(101);
    }

    @Test
    void theLimitOfNewLookupsComesBackByTheSecond() {
        CognitoVerifier<AccessToken> verifier = accessTokens(cache(builder -> builder.maxNewLookupsPerSecond(10)));
        int[] issuers = {0};
        Runnable flood = () -> {
            for (int i = 0; i < 50; i++) {
                String forged = forged(issuers[0]++);
                assertThat(catchThrowableOfType(VerificationException.class, () -> verifier.verify(forged)))
                        .isNotNull();
            }
        };

        flood.run();
        assertThat(lookups).hasValue(10);
        CLOCK.advance(Duration.ofMillis(500));
        flood.run();
        assertThat(lookups).hasValue(15);
        CLOCK.advance(Duration.ofHours(-1));
        flood.run();
        assertThat(lookups).as("after the clock was set back").hasValue(25);
        CLOCK.advance(Duration.ofHours(1));
    }

    @Test
    void slowLookupsOfMadeUpIssuersAreEightAtMostAndDoNotHoldUpKnownIssuers() {
        store("acme", ACME);
        CognitoVerifier<AccessToken> verifier = accessTokens(cache());
        verifier.verify(token(ACME));
        Source usual = source;
        source = issuer -> new CompletableFuture<>();
        List<CompletableFuture<AccessToken>> waiting = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            waiting.add(verifier.verifyAsync(forged(i)));
        }

        assertThat(lookups).hasValue(9);
        assertThat(waiting.stream().filter(future -> !future.isDone())).hasSize(8);
        source = usual;
        CLOCK.advance(Duration.ofMinutes(4));
        verifier.verify(token(ACME));
        assertThat(lookups).hasValue(10);
    }

    @Test
    void atMostSixtyFourThreadsWaitForALookup() throws Exception {
        CompletableFuture<Optional<AcceptedPool>> late = new CompletableFuture<>();
        source = issuer -> late;
        CognitoVerifier<AccessToken> verifier =
                accessTokens(cache(builder -> builder.lookupTimeout(Duration.ofSeconds(30))));
        String token = token(ACME);
        ExecutorService threads = Executors.newFixedThreadPool(70);
        List<Future<AccessToken>> calls = new ArrayList<>();
        for (int i = 0; i < 70; i++) {
            calls.add(threads.submit(() -> verifier.verify(token)));
        }
        // Six are sent away at once; the others wait.
        while (calls.stream().filter(Future::isDone).count() < 6) {
            Thread.onSpinWait();
        }
        late.complete(Optional.of(accepted(ACME)));

        int verified = 0;
        for (Future<AccessToken> call : calls) {
            try {
                call.get(30, TimeUnit.SECONDS);
                verified++;
            } catch (ExecutionException e) {
                assertThat(e).hasRootCauseInstanceOf(VerificationUnavailableException.class);
            }
        }
        assertThat(verified).isEqualTo(64);
        threads.shutdown();
    }

    @Test
    void tokensThatWaitForALookupHaveABoundInMemory() {
        source = issuer -> new CompletableFuture<>();
        CognitoVerifier<AccessToken> verifier = accessTokens(cache());
        String token = ACME.accessToken().claim("filler", "x".repeat(10_000)).sign();
        List<CompletableFuture<AccessToken>> waiting = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            waiting.add(verifier.verifyAsync(token));
        }

        assertThat(waiting.stream().filter(future -> !future.isDone()))
                .hasSize(IssuerKeys.MAX_PENDING_CHARACTERS / token.length());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example/us-east-1_MadeUp",
                "http://cognito-idp.us-east-1.amazonaws.com/us-east-1_MadeUp",
                "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_MadeUp/",
                "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_MadeUp?x",
                "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_",
                "https://cognito-idp.us-east-1.amazonaws.com/nothing",
                "https://cognito-idp.us-east-1.amazonaws.com.evil.example/us-east-1_MadeUp",
                "https://cognito-idp.evil@us-east-1.amazonaws.com/us-east-1_MadeUp",
                "https://cognito-idp..amazonaws.com/us-east-1_MadeUp",
                "HTTPS://cognito-idp.us-east-1.amazonaws.com/us-east-1_MadeUp",
                "https://localhost/us-east-1_MadeUp",
                ""
            })
    void whatCannotBeAnIssuerIsNotLookedUp(String issuer) {
        CognitoVerifier<AccessToken> verifier = accessTokens(cache());

        assertRejected(verifier, ACME.accessToken().claim("iss", issuer).sign(), WRONG_ISSUER);

        assertThat(lookups).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a/b", "a?b", "a b", "..", "a.b", ""})
    void anIssuerBelowAUrlHasOnePlainSegment(String segment) {
        CognitoVerifier<AccessToken> verifier = accessTokens(cache());

        assertRejected(
                verifier, ACME.accessToken().claim("iss", below(ACME) + segment).sign(), WRONG_ISSUER);

        assertThat(lookups).hasValue(0);
    }

    @ParameterizedTest
    @CsvSource({
        "http://localhost:*/, http://localhost:9229/pool_1, true",
        "http://localhost:*/, http://localhost:1/a, true",
        "http://localhost:*/, http://localhost/pool_1, false",
        "http://localhost:*/, http://localhost:/pool_1, false",
        "http://localhost:*/, http://localhost:123456/pool_1, false",
        "http://localhost:*/, http://localhost:9229/a/pool_1, false",
        "http://localhost:*/, http://localhost:9229@evil.example/pool_1, false",
        "http://localhost:*/a/, http://localhost:9229/a/pool_1, true",
        "http://localhost:*/a/, http://localhost:9229/pool_1, false",
        "https://issuers.example/, https://issuers.example/pool_1, true",
        "https://issuers.example/, https://issuers.example:444/pool_1, false"
    })
    void issuersBelowAUrlMayBeOnEveryPortOfALoopbackAddress(String url, String issuer, boolean isBelow) {
        assertThat(IssuersBelow.of(url, false).contain(issuer)).isEqualTo(isBelow);
    }

    @Test
    void twoTenantsCannotShareAPool() {
        UserPool both = UserPool.of("us-east-1_EXAMPLE").withJwksUri(ACME.jwksUri());
        String original = both.issuer();
        String updated = original.replace("://cognito", "://issuer-cognito");
        stored.put(original, AcceptedPool.of(both, Set.of(ACME.clientId())).withTenant("acme"));
        stored.put(updated, AcceptedPool.of(both, Set.of(ACME.clientId())).withTenant("globex"));
        CognitoVerifier<AccessToken> verifier = accessTokens(cache());

        verifier.verify(ACME.accessToken().claim("iss", original).sign());
        String other = ACME.accessToken().claim("iss", updated).sign();

        assertThat(unavailable(verifier, other).getMessage()).contains("one pool for two tenants");
        stored.put(updated, stored.get(original));
        CLOCK.advance(Duration.ofSeconds(1));
        assertThat(verifier.verify(other).tenant()).contains("acme");
    }

    @Test
    void keysLeaveMemoryWithTheirPool() {
        store("acme", ACME);
        store("globex", GLOBEX);
        UserPoolCache pools = cache();
        CognitoVerifier<AccessToken> verifier = accessTokens(pools);
        verifier.verify(token(ACME));
        verifier.verify(token(GLOBEX));
        assertThat(pools.keys().ages()).containsOnlyKeys(ACME.issuer(), GLOBEX.issuer());

        pools.evict("acme");

        assertThat(pools.keys().ages()).containsOnlyKeys(GLOBEX.issuer());
    }

    @Test
    void keysThatAnotherVerifierTrustsStayInMemory() {
        store("acme", ACME);
        JwksCache keys = JwksCache.builder().clock(CLOCK).build();
        UserPoolCache pools = cache(builder -> builder.keys(keys));
        CognitoVerifier<AccessToken> given = CognitoVerifier.accessTokens(pool(ACME), Set.of(ACME.clientId()))
                .keys(keys)
                .clock(CLOCK)
                .build();
        accessTokens(pools).verify(token(ACME));

        pools.evict("acme");

        assertThat(keys.ages()).containsOnlyKeys(ACME.issuer());
        assertThat(given.verify(token(ACME))).isNotNull();
    }

    @Test
    void tenThousandPoolsAreRememberedUnlessSetOtherwise() {
        source = issuer -> CompletableFuture.completedFuture(
                Optional.of(AcceptedPool.of(UserPool.fromIssuer(issuer), Set.of("client"))));
        UserPoolCache pools = cache(builder -> builder.maxNewLookupsPerSecond(10_000));
        List<String> issuers = IntStream.range(0, 10_100)
                .mapToObj(i -> "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_MadeUp" + i)
                .toList();

        issuers.forEach(issuer -> {
            pools.await(issuer);
            CLOCK.advance(Duration.ofMillis(1));
        });

        assertThat(issuers.stream().filter(issuer -> pools.find(issuer) != null))
                .hasSize(10_000);
    }

    @Test
    @Tag("slow")
    void aLookupHasThreeSecondsUnlessSetOtherwise() {
        source = issuer -> new CompletableFuture<>();

        assertThat(unavailable(accessTokens(cache()), token(ACME)).getMessage()).contains("no answer within 3000 ms");
    }

    @Test
    void poolsBeyondTheBoundAreLookedUpAgain() {
        store("acme", ACME);
        store("globex", GLOBEX);
        CognitoVerifier<AccessToken> verifier = accessTokens(cache(builder -> builder.maxPools(1)));

        for (int i = 0; i < 3; i++) {
            assertThat(verifier.verify(token(ACME))).isNotNull();
            assertThat(verifier.verify(token(GLOBEX))).isNotNull();
        }

        assertThat(lookups.get()).isGreaterThan(2);
    }

    @Test
    void anExplanationNamesTheLookupAndTheTenant() {
        store("acme", ACME);
        CognitoVerifier<AccessToken> verifier = accessTokens(cache());

        assertThat(verifier.explain(token(ACME)).isAccepted()).isTrue();
        assertThat(verifier.explain(token(ACME), "acme").toString()).contains("pass  iss\npass  tenant\npass  kid");
        assertThat(verifier.explain(token(ACME), "globex").toString())
                .endsWith("pass  iss\nFAIL  tenant: the token was issued by a user pool of another tenant");
        assertThat(verifier.explain(token(GLOBEX)).toString()).contains("FAIL  iss: the token was issued by another");
        source = issuer -> CompletableFuture.failedFuture(new IllegalStateException("down"));
        CLOCK.advance(Duration.ofMinutes(6));
        assertThat(verifier.explain(token(ACME)).toString())
                .contains("FAIL  iss: the user pool of the token is unavailable");
    }

    @Test
    void aUserPoolCacheIsUnavailableIfLookupsFailAndNoPoolIsKnown() {
        store("acme", ACME);
        UserPoolCache pools = cache();
        CognitoVerifier<AccessToken> verifier = accessTokens(pools);
        Source usual = source;
        assertThat(pools.isUnavailable()).isFalse();
        source = issuer -> CompletableFuture.failedFuture(new IllegalStateException("down"));
        unavailable(verifier, token(ACME));
        assertThat(pools.isUnavailable()).isTrue();

        source = usual;
        CLOCK.advance(Duration.ofSeconds(1));
        verifier.verify(token(ACME));
        assertThat(pools.isUnavailable()).isFalse();
        source = issuer -> CompletableFuture.failedFuture(new IllegalStateException("down"));
        unavailable(verifier, token(GLOBEX));
        assertThat(pools.isUnavailable()).as("a pool is known").isFalse();
        CLOCK.advance(Duration.ofMinutes(5));
        assertThat(pools.isUnavailable()).isTrue();
    }

    @Test
    void anInterruptedThreadWaitsNoLonger() {
        source = issuer -> new CompletableFuture<>();
        CognitoVerifier<AccessToken> verifier = accessTokens(cache());

        Thread.currentThread().interrupt();
        assertThat(unavailable(verifier, token(ACME)).getMessage()).contains("interrupted");
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void settingsOutOfRangeAreRefusedByName() {
        assertRefused("maxPools", builder -> builder.maxPools(0));
        assertRefused("rememberFor", builder -> builder.rememberFor(Duration.ofMillis(999)));
        assertRefused("rememberUnknownFor", builder -> builder.rememberUnknownFor(Duration.ofDays(2)));
        assertRefused("lookupTimeout", builder -> builder.lookupTimeout(Duration.ZERO));
        assertRefused("maxNewLookupsPerSecond", builder -> builder.maxNewLookupsPerSecond(0));
        assertRefused("issuersBelow", builder -> builder.issuersBelow("http://example.com/"));
        assertRefused("issuersBelow", builder -> builder.issuersBelow("https://example.com"));
        assertRefused("issuersBelow", builder -> builder.issuersBelow("https://example.com/?x"));
        assertRefused("issuersBelow", builder -> builder.issuersBelow("no url"));
        assertRefused("issuersBelow", builder -> builder.issuersBelow("https://localhost:*/"));
        assertRefused("issuersBelow", builder -> builder.issuersBelow("http://example.com:*/"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a\nb"})
    void aTenantWithABlankOrBrokenNameIsRefused(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> accepted(ACME).withTenant(name))
                .withMessageStartingWith("tenant: ");
    }

    @Test
    void aVerifierHasOneSourceAndItsKeys() {
        UserPoolCache pools = cache();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CognitoVerifier.accessTokens(pools).alsoFrom(cache()))
                .withMessageStartingWith("userPoolCache: ");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CognitoVerifier.accessTokens(pools)
                        .keys(JwksCache.create())
                        .build())
                .withMessageStartingWith("keys: ");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CognitoVerifier.tokens(TokenUse.ID, List.of()))
                .withMessageStartingWith("pools: ");
        assertThat(CognitoVerifier.tokens(TokenUse.ID, pools)
                        .keys(pools.keys())
                        .build()
                        .tokenUse())
                .isEqualTo(TokenUse.ID);
    }

    private void verifyAgain(CognitoVerifier<AccessToken> verifier) {
        unavailable(verifier, token(ACME));
    }

    private static VerificationUnavailableException unavailable(CognitoVerifier<?> verifier, String token) {
        return assertUnavailable(verifier, token);
    }

    private static void assertWrongTenant(CognitoVerifier<AccessToken> verifier, String token, String tenant) {
        TokenRejectedException rejection =
                catchThrowableOfType(TokenRejectedException.class, () -> verifier.verify(token, tenant));
        assertThat(rejection.reason()).isEqualTo(WRONG_TENANT);
        assertThat(BearerProblem.of(rejection).status()).isEqualTo(401);
        assertReason(verifier.verifyAsync(token, tenant), WRONG_TENANT);
    }

    private static void assertReason(CompletableFuture<?> future, TokenRejectedException.Reason reason) {
        CompletionException failure = catchThrowableOfType(CompletionException.class, future::join);
        assertThat(failure.getCause())
                .isInstanceOfSatisfying(
                        TokenRejectedException.class,
                        e -> assertThat(e.reason()).isEqualTo(reason));
    }

    private static void assertRefused(String setting, UnaryOperator<UserPoolCacheBuilder> settings) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings.apply(UserPoolCache.builder(issuer -> Optional.empty())))
                .withMessageStartingWith(setting + ": ");
    }

    private static boolean await(CountDownLatch latch) {
        try {
            return latch.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            return false;
        }
    }

    private void store(String tenant, TestUserPool pool) {
        stored.put(pool.issuer(), accepted(pool).withTenant(tenant));
    }

    private UserPoolCache cache() {
        return cache(builder -> builder);
    }

    private UserPoolCache cache(UnaryOperator<UserPoolCacheBuilder> settings) {
        UserPoolCacheBuilder builder = UserPoolCache.asyncBuilder(issuer -> {
                    lookups.incrementAndGet();
                    return source.find(issuer);
                })
                .clock(CLOCK)
                .issuersBelow(below(ACME))
                .issuersBelow(below(GLOBEX));
        return settings.apply(builder).build();
    }

    private static CognitoVerifier<AccessToken> accessTokens(UserPoolCache pools) {
        return CognitoVerifier.accessTokens(pools).clock(CLOCK).build();
    }

    /** A token that anybody can make, with an issuer that nobody has. */
    private static String forged(int i) {
        String payload = "{\"iss\":\"https://cognito-idp.us-east-1.amazonaws.com/us-east-1_MadeUp" + i + "\"}";
        int start = TOKEN.indexOf('.') + 1;
        return TOKEN.substring(0, start)
                + Base64.getUrlEncoder().withoutPadding().encodeToString(payload.getBytes(UTF_8))
                + TOKEN.substring(TOKEN.lastIndexOf('.'));
    }

    private static String token(TestUserPool pool) {
        return pool.accessToken().sign();
    }

    private static AcceptedPool accepted(TestUserPool pool) {
        return AcceptedPool.of(pool(pool), Set.of(pool.clientId()));
    }

    private static UserPool pool(TestUserPool pool) {
        return UserPool.fromIssuer(pool.issuer());
    }

    private static String below(TestUserPool pool) {
        return pool.issuer().substring(0, pool.issuer().lastIndexOf('/') + 1);
    }

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
    private static <V> V nothing() {
        return null;
    }

    private interface Source {
        CompletableFuture<Optional<AcceptedPool>> find(String issuer);
    }
}
