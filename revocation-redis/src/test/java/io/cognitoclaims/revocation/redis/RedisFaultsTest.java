package io.cognitoclaims.revocation.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.cognitoclaims.core.AccessToken;
import io.cognitoclaims.core.RevocationNotStoredException;
import io.cognitoclaims.core.UserPool;
import io.cognitoclaims.testing.TestUserPool;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What fails in a real server or network. In each case: what was revoked is refused again and again, and a verification
 * does not wait.
 */
@Tag("slow")
class RedisFaultsTest {
    private static final TestUserPool POOL = TestUserPool.create();
    private static final String GOOD = token("good");

    private final List<AutoCloseable> open = new ArrayList<>();

    @TempDir
    Path folder;

    @AfterAll
    static void closePool() {
        POOL.close();
    }

    @AfterEach
    void closeAll() throws Exception {
        for (int i = open.size() - 1; i >= 0; i--) {
            open.get(i).close();
        }
    }

    @Test
    void aServerThatIsKilledAndComesBackWithItsFileLosesNothing() throws Exception {
        RedisServer server = server("--appendonly", "yes", "--appendfsync", "always");
        Member here = member(server.address()).ready();
        Member there = member(server.address()).ready();
        there.revokeSignIn("before");
        Await.until("the revocation", () -> here.refuses(token("before")));

        server.kill();
        Await.until("staleness", () -> !here.judges(GOOD));
        assertThat(here.refuses(token("before"))).isTrue();
        assertThatExceptionOfType(RevocationNotStoredException.class)
                .isThrownBy(() -> there.revocations.revokeSignIn("lost"));
        server.start();

        Await.until("freshness", () -> here.judges(GOOD));
        there.revokeSignIn("after");
        Await.until("the revocation", () -> here.refuses(token("after")));
        assertThat(here.refuses(token("before"))).isTrue();
        assertThat(there.refuses(token("lost"))).isTrue();
        Member started = member(server.address()).ready();
        assertThat(started.refuses(token("before"))).isTrue();
        assertThat(started.refuses(token("after"))).isTrue();
    }

    @Test
    void aServerThatIsKilledAndComesBackEmptyGetsBackWhatTheOthersKnow() throws Exception {
        RedisServer server = server();
        Member here = member(server.address()).ready();
        Member there = member(server.address()).ready();
        revokeAll(there);
        Await.until("the revocations", () -> here.revocations.size() == 3);
        there.close();

        server.kill();
        server.start();

        Await.until("freshness", () -> here.judges(GOOD));
        assertThat(here.refuses(token("s"))).isTrue();
        awaitNewMemberThatKnowsAll(server);
    }

    @Test
    void anEmptiedServerGetsBackWhatTheOthersKnow() throws Exception {
        RedisServer server = server();
        Member here = member(server.address()).ready();
        Member there = member(server.address()).ready();
        revokeAll(there);
        Await.until("the revocations", () -> here.revocations.size() == 3);

        server.command("FLUSHALL");

        awaitNewMemberThatKnowsAll(server);
        assertThat(here.revocations.size()).isEqualTo(3);
        there.revokeSignIn("after");
        Await.until("the revocation", () -> here.refuses(token("after")));
    }

    @Test
    void aStreamThatIsRestoredFromABackupIsReadAgain() throws Exception {
        RedisServer server = server();
        Member here = member(server.address()).ready();
        here.revokeSignIn("old");
        byte[] backup = (byte[]) server.command("DUMP", "cognito-claims:revocations");
        here.revokeSignIn("new");
        Await.until(
                "its own entry",
                () -> server.command("XLEN", "cognito-claims:revocations").equals(2L));

        try (redis.clients.jedis.RedisClient client = redis.clients.jedis.RedisClient.create(server.address())) {
            client.restore(
                    "cognito-claims:revocations", 0, backup, new redis.clients.jedis.params.RestoreParams().replace());
            // With a smaller id than what was there before: a clock that is behind gives such ids.
            client.xadd(
                    "cognito-claims:revocations",
                    redis.clients.jedis.params.XAddParams.xAddParams()
                            .id(
                                    client.xinfoStream("cognito-claims:revocations")
                                            .getLastGeneratedId()
                                            .getTime(),
                                    77_777),
                    java.util.Map.of("v", "1", "k", "sign-in", "id", "between"));
        }

        Await.until("the entry with the smaller id", () -> here.refuses(token("between")));
        assertThat(here.refuses(token("new"))).isTrue();
        Await.until("what was lost", () -> {
            try (Member started = Member.of(POOL, server.address())) {
                return started.ready().refuses(token("new")) && started.refuses(token("old"));
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
    }

    @Test
    void aTrimmedStreamForgetsNothingHere() throws Exception {
        RedisServer server = server();
        Member here = member(server.address()).ready();
        for (int i = 0; i < 10; i++) {
            here.revokeSignIn("s" + i);
        }
        Member there = member(server.address()).ready();
        server.command("XTRIM", "cognito-claims:revocations", "MAXLEN", "=", "1");
        here.revokeSignIn("after");
        Await.until("the revocation", () -> there.refuses(token("after")));

        for (int i = 0; i < 10; i++) {
            String revoked = token("s" + i);
            assertThat(here.refuses(revoked)).isTrue();
            assertThat(there.refuses(revoked)).isTrue();
        }
    }

    @Test
    void aServerThatStandsStillMakesRevocationsStaleAndNoVerificationWaits() throws Exception {
        RedisServer server = server();
        Member here = member(server.address()).ready();
        here.revokeSignIn("s");
        Await.until("the entry", () -> here.judges(GOOD));

        server.pause();
        // An answer from before may be read late.
        Await.until("staleness", () -> here.revocations.age().compareTo(Member.MAX_AGE.multipliedBy(3)) > 0);
        String revoked = token("s");
        for (int i = 0; i < 1_000; i++) {
            assertThat(here.judges(GOOD)).isFalse();
            assertThat(here.lenient.verify(GOOD)).isNotNull();
            assertThat(here.refuses(revoked)).isTrue();
        }
        Member started = member(server.address());
        assertThat(started.judges(GOOD)).isFalse();
        assertThat(started.lenient.verify(GOOD)).isNotNull();
        assertThatExceptionOfType(RevocationNotStoredException.class)
                .isThrownBy(() -> here.revocations.revokeSignIn("other"))
                .withMessageContaining("127.0.0.1:" + server.port() + " did not answer within 300 ms");
        server.resume();

        Await.until("freshness", () -> here.judges(GOOD) && started.judges(GOOD));
        assertThat(started.refuses(token("s"))).isTrue();
    }

    @Test
    void aServerThatIsSlowMakesRevocationsStale() throws Exception {
        RedisServer server = server();
        Member here = member(server.address()).ready();
        Thread sleeping = new Thread(() -> server.command("DEBUG", "SLEEP", "2.5"));
        sleeping.start();
        Await.until("staleness", () -> !here.judges(GOOD));
        sleeping.join();

        here.revokeSignIn("s");
        Await.until("freshness", () -> here.judges(GOOD));
        assertThat(here.refuses(token("s"))).isTrue();
    }

    @Test
    void aReplicaThatBecomesThePrimaryTakesOver() throws Exception {
        RedisServer first = server();
        RedisServer second = server("--replicaof", "127.0.0.1 " + first.port());
        TcpProxy name = proxy(first.port());
        Member here = member(name.address()).ready();
        Member there = member(name.address()).ready();
        there.revokeSignIn("before");
        Await.until("the revocation", () -> here.refuses(token("before")));
        Await.until(
                "the copy",
                () -> second.command("XLEN", "cognito-claims:revocations").equals(1L));

        first.kill();
        there.revocations.close();
        second.command("REPLICAOF", "NO", "ONE");
        name.leadTo(second.port());
        Await.until("freshness", () -> here.judges(GOOD));
        Member third = member(name.address()).ready();
        third.revokeSignIn("after");

        Await.until("the revocation", () -> here.refuses(token("after")));
        assertThat(here.refuses(token("before"))).isTrue();
        assertThat(third.refuses(token("before"))).isTrue();
    }

    @Test
    void aPrimaryThatBecomesAReplicaIsLeft() throws Exception {
        RedisServer first = server();
        RedisServer second = server();
        TcpProxy name = proxy(first.port());
        Member here = member(name.address()).ready();
        here.revokeSignIn("before");
        second.command("REPLICAOF", "127.0.0.1", Integer.toString(first.port()));
        Await.until(
                "the copy",
                () -> second.command("XLEN", "cognito-claims:revocations").equals(1L));
        second.command("REPLICAOF", "NO", "ONE");
        name.leadTo(second.port());
        first.command("REPLICAOF", "127.0.0.1", Integer.toString(second.port()));

        // The open connection still leads to the first, which refuses to write.
        here.revocations.revokeSignIn("after");

        assertThat(second.command("XLEN", "cognito-claims:revocations")).isEqualTo(2L);
        assertThat(member(name.address()).ready().refuses(token("before"))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 1_000, 12_345, 90_000})
    void aConnectionThatIsCutWithinAnAnswerLosesNothing(long bytes) throws Exception {
        RedisServer server = server();
        Member writer = member(server.address()).ready();
        for (int i = 0; i < 1_000; i++) {
            writer.revokeSignIn("s" + i);
        }
        TcpProxy network = proxy(server.port());
        network.cutAfter(bytes);
        Member here = member(network.address()).ready();

        assertThat(here.revocations.size()).isEqualTo(1_000);
        network.cutAfter(bytes / 10);
        for (int i = 1_000; i < 1_500; i++) {
            writer.revokeSignIn("s" + i);
        }
        Await.until("the revocations", () -> here.revocations.size() == 1_500);
    }

    @Test
    void aConnectionThatWasCutWhileItWasIdleDoesNotFailASignOut() throws Exception {
        RedisServer server = server();
        TcpProxy network = proxy(server.port());
        Member here = member(network.address()).ready();
        here.revocations.revokeSignIn("first");

        network.cutNow();
        here.revocations.revokeSignIn("second");

        assertThat(member(server.address()).ready().refuses(token("second"))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT-5M", "PT5M"})
    void aServerWhoseClockIsFiveMinutesOffRevokesAllThatTheUserHas(Duration error) throws Exception {
        RedisServer server = server();
        Member here = member(server.address()).ready();
        Member off =
                member(server.address(), Clock.offset(Clock.systemUTC(), error)).ready();
        String old = POOL.accessToken().subject("u").claim("jti", "1").sign();
        String recent = POOL.accessToken()
                .subject("u")
                .claim("jti", "2")
                .claim("auth_time", Clock.systemUTC().instant().getEpochSecond() - 1)
                .sign();
        String ofAnother = POOL.accessToken().subject("v").sign();
        off.revocations.revokeUser(UserPool.fromIssuer(POOL.issuer()), "u");
        off.revokeSignIn("s");

        Await.until("the revocations", () -> here.refuses(token("s")));
        assertThat(here.refuses(recent)).isTrue();
        assertThat(here.refuses(old)).isTrue();
        assertThat(here.lenient.verify(ofAnother)).isNotNull();
        // Nothing is trimmed by one wrong clock.
        assertThat(server.command("XLEN", "cognito-claims:revocations")).isEqualTo(2L);
    }

    @Test
    void aServerWhoseClockIsDaysAheadRemovesNothing() throws Exception {
        RedisServer server = server();
        Member here = member(server.address()).ready();
        for (int i = 0; i < 300; i++) {
            here.revokeSignIn("s" + i);
        }
        Member off = member(server.address(), Clock.offset(Clock.systemUTC(), Duration.ofDays(3)))
                .ready();
        off.revokeSignIn("last");

        assertThat(server.command("XLEN", "cognito-claims:revocations")).isEqualTo(301L);
    }

    @Test
    void nothingRevokedIsAcceptedAgainAndNothingWaitsWhateverHappens() throws Exception {
        RedisServer server = server("--appendonly", "yes", "--appendfsync", "always");
        TcpProxy network = proxy(server.port());
        Member here = member(network.address()).ready();
        Member there = member(network.address()).ready();
        List<String> revoked = new java.util.concurrent.CopyOnWriteArrayList<>();
        AtomicInteger verifications = new AtomicInteger();
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        java.util.concurrent.atomic.AtomicBoolean over = new java.util.concurrent.atomic.AtomicBoolean();
        Thread traffic = new Thread(() -> {
            try {
                while (!over.get()) {
                    for (String token : revoked) {
                        assertThat(here.refuses(token)).isTrue();
                        assertThat(there.refuses(token)).isTrue();
                        verifications.incrementAndGet();
                    }
                    AccessToken good = here.lenient.verify(GOOD);
                    assertThat(good).isNotNull();
                }
            } catch (Throwable e) {
                failure.set(e);
            }
        });
        traffic.start();

        List<Fault> faults = List.of(
                network::cutNow,
                () -> server.command("FLUSHALL"),
                server::pause,
                server::resume,
                server::kill,
                server::start,
                () -> server.command("DEL", "cognito-claims:revocations"),
                () -> network.cutAfter(100),
                () -> server.command("XTRIM", "cognito-claims:revocations", "MAXLEN", "0"));
        for (int i = 0; i < faults.size(); i++) {
            String id = "s" + i;
            faults.get(i).happen();
            if (i != 2 && i != 4) {
                String token = token(id);
                here.revokeSignIn(id);
                Await.until("the revocation", () -> there.refuses(token));
                revoked.add(token);
            }
            int seen = verifications.get();
            Await.until("traffic", () -> verifications.get() > seen + 100 || failure.get() != null);
        }
        over.set(true);
        traffic.join();

        assertThat(failure.get()).isNull();
        assertThat(here.wasStoreUsedBy(traffic)).isFalse();
        assertThat(there.wasStoreUsedBy(traffic)).isFalse();
        Member started = member(server.address()).ready();
        for (String token : revoked) {
            Await.until("what was put back", () -> started.refuses(token));
        }
    }

    private interface Fault {
        void happen() throws Exception;
    }

    private void revokeAll(Member member) {
        member.revokeSignIn("s");
        member.revocations.revokeToken(
                member.lenient.verify(POOL.accessToken().claim("jti", "t").sign()));
        member.revocations.revokeUser(UserPool.fromIssuer(POOL.issuer()), "u");
    }

    private void awaitNewMemberThatKnowsAll(RedisServer server) {
        Await.until("what was put back", () -> {
            try (Member started = Member.of(POOL, server.address())) {
                return started.ready().revocations.size() == 3
                        && started.refuses(token("s"))
                        && started.refuses(POOL.accessToken().claim("jti", "t").sign())
                        && started.refuses(POOL.accessToken()
                                .subject("u")
                                .claim("auth_time", Clock.systemUTC().instant().getEpochSecond() - 3_000)
                                .sign());
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
    }

    private RedisServer server(String... settings) throws Exception {
        RedisServer server = RedisServer.start(folder, settings);
        open.add(server);
        return server;
    }

    private TcpProxy proxy(int port) throws Exception {
        TcpProxy proxy = new TcpProxy(port);
        open.add(proxy);
        return proxy;
    }

    private Member member(String address) {
        return member(address, Clock.systemUTC());
    }

    private Member member(String address, Clock clock) {
        Member member = Member.of(POOL, address, clock);
        open.add(member);
        return member;
    }

    private static String token(String originJti) {
        return POOL.accessToken().claim("origin_jti", originJti).sign();
    }
}
