package io.cognitoclaims.revocation.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.cognitoclaims.core.Revocation;
import io.cognitoclaims.core.RevocationNotStoredException;
import io.cognitoclaims.core.RevocationStore.Batch;
import io.cognitoclaims.testing.TestUserPool;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.StreamEntryID;

/** A store on a real server: how it connects, what it needs, and what it says. */
class RedisStoreTest {
    private static final TestUserPool POOL = TestUserPool.create();
    private static final String KEY = "cognito-claims:revocations";

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
    void whatIsAppendedIsReadOnceAndInOrder() throws Exception {
        RedisRevocationStore store = store(Member.store(server().address()));
        List<Revocation> appended =
                List.of(new Revocation.SignIn("a"), new Revocation.Token("a"), new Revocation.SignIn("b"));
        Batch empty = store.read("", Duration.ZERO);
        for (Revocation revocation : appended) {
            store.append(revocation);
        }
        Batch all = store.read(empty.cursor(), Duration.ofSeconds(1));
        Batch none = store.read(all.cursor(), Duration.ofMillis(1));

        assertThat(empty).isEqualTo(new Batch(List.of(), "", false, true));
        assertThat(all).isEqualTo(new Batch(appended, all.cursor(), false, true));
        assertThat(none).isEqualTo(new Batch(List.of(), all.cursor(), false, true));
    }

    @Test
    void aReadThatWaitsSeesWhatIsAppendedMeanwhile() throws Exception {
        RedisServer server = server();
        RedisRevocationStore store = store(Member.store(server.address()));
        AtomicReference<Batch> read = new AtomicReference<>();
        Thread reader = new Thread(() -> {
            try {
                Batch batch = store.read("", Duration.ofSeconds(1));
                while (batch.revocations().isEmpty()) {
                    batch = store.read(batch.cursor(), Duration.ofSeconds(1));
                }
                read.set(batch);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        reader.start();
        Await.until("the reader to wait", () -> info(server, "blocked_clients:1"));
        store.append(new Revocation.SignIn("s"));
        reader.join();

        assertThat(read.get().revocations()).containsExactly(new Revocation.SignIn("s"));
    }

    @Test
    void anEntryThatWasConfirmedAndIsGoneIsNoticed() throws Exception {
        RedisServer server = server();
        RedisRevocationStore store = store(Member.store(server.address()));
        store.append(new Revocation.SignIn("first"));
        server.command("FLUSHALL");
        assertThat(store.read("", Duration.ZERO)).isEqualTo(new Batch(List.of(), "", true, true));
        assertThat(store.read("", Duration.ZERO)).isEqualTo(new Batch(List.of(), "", false, true));

        add(server, Clock.systemUTC().millis(), "second");
        Batch second = store.read("", Duration.ZERO);
        store.append(new Revocation.SignIn("third"));
        server.command("DEL", KEY);
        add(server, new StreamEntryID(second.cursor()).getTime(), "second");

        assertThat(store.read(second.cursor(), Duration.ZERO))
                .isEqualTo(new Batch(List.of(new Revocation.SignIn("second")), second.cursor(), true, true));
        assertThat(store.read(second.cursor(), Duration.ZERO))
                .isEqualTo(new Batch(List.of(), second.cursor(), false, true));
    }

    @Test
    void entriesOlderThan25HoursAreRemovedAndNoReaderStartsOver() throws Exception {
        RedisServer server = server();
        RedisRevocationStore store = store(Member.store(server.address()));
        long now = Clock.systemUTC().millis();
        for (int i = 0; i < 300; i++) {
            add(server, now - Duration.ofHours(26).toMillis() + i, "old" + i);
        }
        Batch old = store.read("", Duration.ZERO);
        add(server, now - Duration.ofHours(24).toMillis(), "kept");
        // The first one learns the time of the latest entry, the second one removes.
        store.append(new Revocation.SignIn("new"));
        store.append(new Revocation.SignIn("newer"));

        Batch after = store.read(old.cursor(), Duration.ZERO);

        assertThat(old.revocations()).hasSize(300);
        assertThat((Long) server.command("XLEN", KEY)).isBetween(3L, 103L);
        assertThat(after.startsOver()).isFalse();
        assertThat(after.revocations())
                .containsExactly(
                        new Revocation.SignIn("kept"), new Revocation.SignIn("new"), new Revocation.SignIn("newer"));
    }

    @Test
    void entriesThatCannotBeReadAreSkippedAndLoggedOnce() throws Exception {
        RedisServer server = server();
        RedisRevocationStore store = store(Member.store(server.address()));
        server.command("XADD", KEY, "1-1", "v", "2", "k", "token", "id", "not-shown");
        server.command("XADD", KEY, "1-2", "v", "3", "anything", "else");
        server.command("XADD", KEY, "1-3", "v", "1", "k", "sign-in", "id", "s");
        try (LogOf log = new LogOf(RedisRevocationStore.class)) {
            Batch batch = store.read("", Duration.ZERO);

            assertThat(batch.revocations()).containsExactly(new Revocation.SignIn("s"));
            assertThat(batch.isComplete()).isTrue();
            assertThat(log.messages())
                    .containsExactly(
                            "Entry 1-1 of the stream " + KEY + " is ignored, because this version can't read it;"
                                    + " later ones are ignored without a message");
        }
    }

    @Test
    void serversOfAnotherPrefixShareNothing() throws Exception {
        RedisServer server = server();
        store(Member.store(server.address()).keyPrefix("other")).append(new Revocation.SignIn("s"));

        assertThat(store(Member.store(server.address())).read("", Duration.ZERO).revocations())
                .isEmpty();
        assertThat(server.command("EXISTS", "other:revocations")).isEqualTo(1L);
    }

    @Test
    void aUserWithThreeCommandsOnOneKeyIsEnough() throws Exception {
        RedisServer server = server();
        server.command("ACL", "SETUSER", "app", "on", ">secret", "~" + KEY, "+xadd", "+xread", "+xrange");
        server.command("ACL", "SETUSER", "default", "off");
        String address = "redis://127.0.0.1:" + server.port();
        RedisRevocationStore byAddress = store(Member.store("redis://app:secret@127.0.0.1:" + server.port()));
        RedisRevocationStore bySetting = store(Member.store(address).user("app").password("secret"));
        RedisRevocationStore bySupplier =
                store(Member.store(address).user("app").password(() -> "secret"));

        byAddress.append(new Revocation.SignIn("s"));

        for (RedisRevocationStore store : List.of(byAddress, bySetting, bySupplier)) {
            Batch batch = store.read("", Duration.ofMillis(10));
            assertThat(batch.revocations()).hasSize(1);
            assertThat(store.read(batch.cursor(), Duration.ofMillis(10)).startsOver())
                    .isFalse();
        }
        assertThat(failure(Member.store("redis://127.0.0.1:" + server.port() + "/1")
                        .user("app")
                        .password("secret")))
                .hasMessage("127.0.0.1:" + server.port() + " answered with an error: NOPERM");
    }

    @Test
    void aWrongPasswordIsNamedAndNeverShown() throws Exception {
        RedisServer server = server("--requirepass", "right-secret");
        server.command(DefaultJedisClientConfig.builder().password("right-secret"), "PING");
        String host = "127.0.0.1:" + server.port();
        try (LogOf log = new LogOf(org.slf4j.Logger.ROOT_LOGGER_NAME);
                Member member = Member.of(POOL, "redis://:wrong-secret@" + host)) {
            RevocationNotStoredException e = catchThrowableOfType(
                    RevocationNotStoredException.class, () -> member.revocations.revokeSignIn("private-id"));
            Await.until("the log", () -> log.messages().stream().anyMatch(text -> text.contains("WRONGPASS")));

            assertThat(e)
                    .hasMessage("the revocation holds in this process, but is not yet stored for the others: " + host
                            + " answered with an error: WRONGPASS");
            assertThat(member.judges(POOL.accessToken().sign())).isFalse();
            assertThat(stackTrace(e)).doesNotContain("secret", "private-id");
            assertThat(String.join("\n", log.messages())).doesNotContain("secret", "private-id");
        }
        assertThat(failure(Member.store("redis://" + host))).hasMessage(host + " answered with an error: NOAUTH");
        Member.of(POOL, "redis://:right-secret@" + host).ready().close();
    }

    @Test
    void aServerThatCannotBeReachedIsNamed() throws Exception {
        int nobody = RedisServer.freePort();

        assertThat(failure(Member.store("redis://user:secret@127.0.0.1:" + nobody)))
                .hasMessage("no connection to 127.0.0.1:" + nobody);
        assertThat(failure(Member.store("redis://no-such-host.invalid")))
                .hasMessage("no connection to no-such-host.invalid:6379");
        assertThat(failure(Member.store("redis://127.0.0.1:" + nobody).cluster()))
                .hasMessage("no connection to 127.0.0.1:" + nobody);
    }

    @Test
    void aClosedStoreSaysSo() throws Exception {
        RedisRevocationStore store = store(Member.store(server().address()));
        store.append(new Revocation.SignIn("s"));
        store.close();

        assertThat(catchThrowableOfType(IOException.class, () -> store.read("", Duration.ZERO)))
                .hasMessage("the store is closed");
        assertThat(catchThrowableOfType(IOException.class, () -> store.append(new Revocation.SignIn("s"))))
                .hasMessage("the store is closed");
    }

    @Test
    void tlsIsUsedAndTheServersNameIsChecked() throws Exception {
        TlsFiles right = TlsFiles.create(folder, "right", "ip:127.0.0.1");
        TlsFiles other = TlsFiles.create(folder, "other", "dns:other.example");
        for (TlsFiles files : List.of(right, other)) {
            int port = RedisServer.freePort();
            server(files.settings(port));
            RedisRevocationStoreBuilder trusting =
                    Member.store("rediss://127.0.0.1:" + port).sslContext(files.trust());
            if (files == right) {
                store(trusting).append(new Revocation.SignIn("s"));
                assertThat(store(trusting).read("", Duration.ofMillis(10)).revocations())
                        .hasSize(1);
            } else {
                assertThat(failure(trusting)).hasMessage("the TLS handshake with 127.0.0.1:" + port + " failed");
            }
            assertThat(failure(Member.store("rediss://127.0.0.1:" + port)))
                    .hasMessage("the TLS handshake with 127.0.0.1:" + port + " failed");
        }
    }

    @Test
    void aClusterIsReachedByOneOfItsNodes() throws Exception {
        RedisServer first = server("--cluster-enabled", "yes", "--cluster-announce-ip", "127.0.0.1");
        RedisServer second = server("--cluster-enabled", "yes", "--cluster-announce-ip", "127.0.0.1");
        first.command("CLUSTER", "ADDSLOTSRANGE", "0", "8191");
        second.command("CLUSTER", "ADDSLOTSRANGE", "8192", "16383");
        second.command("CLUSTER", "SET-CONFIG-EPOCH", "2");
        first.command("CLUSTER", "MEET", "127.0.0.1", Integer.toString(second.port()));
        for (RedisServer node : List.of(first, second)) {
            Await.until(
                    "the cluster", () -> text(node.command("CLUSTER", "INFO")).contains("cluster_state:ok"));
        }
        Member here = Member.of(POOL, Member.store(first.address()).cluster().build(), Clock.systemUTC());
        Member there = Member.of(POOL, Member.store(second.address()).cluster().build(), Clock.systemUTC());
        open.add(here);
        open.add(there);

        there.ready().revokeSignIn("s");

        Await.until(
                "the revocation",
                () -> here.refuses(POOL.accessToken().claim("origin_jti", "s").sign()));
        assertThat(here.judges(POOL.accessToken().sign())).isTrue();
    }

    @Test
    void theThreadThatReadsIsADaemonAndTheRedisClientHasNone() throws Exception {
        RedisServer server = server();
        // Those of other tests may still be ending.
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        Member member = Member.of(POOL, server.address()).ready();
        open.add(member);
        member.revokeSignIn("s");

        assertThat(Thread.getAllStackTraces().keySet())
                .filteredOn(thread -> thread.getName().startsWith("commons-pool")
                        || thread.getName().contains("redis")
                        || thread.getName().contains("jedis"))
                .isEmpty();
        assertThat(Thread.getAllStackTraces().keySet())
                .filteredOn(thread -> thread.getName().equals("cognito-claims-revocations") && !before.contains(thread))
                .singleElement()
                .satisfies(thread -> {
                    assertThat(thread.isDaemon()).isTrue();
                    assertThat(member.wasStoreUsedBy(thread)).isTrue();
                });
    }

    private RedisServer server(String... settings) throws Exception {
        RedisServer server = RedisServer.start(folder, settings);
        open.add(server);
        return server;
    }

    private RedisRevocationStore store(RedisRevocationStoreBuilder builder) {
        RedisRevocationStore store = builder.build();
        open.add(store);
        return store;
    }

    private IOException failure(RedisRevocationStoreBuilder builder) {
        RedisRevocationStore store = store(builder);
        IOException e = catchThrowableOfType(IOException.class, () -> store.append(new Revocation.SignIn("s")));
        assertThat(e).isNotNull();
        assertThat(catchThrowableOfType(IOException.class, () -> store.read("", Duration.ZERO)))
                .hasMessage(e.getMessage());
        return e;
    }

    private static void add(RedisServer server, long millis, String id) {
        server.command("XADD", KEY, millis + "-1", "v", "1", "k", "sign-in", "id", id);
    }

    private static boolean info(RedisServer server, String line) {
        return text(server.command("INFO", "clients")).contains(line);
    }

    private static String text(Object answer) {
        return new String((byte[]) answer, java.nio.charset.StandardCharsets.UTF_8);
    }

    private static String stackTrace(Throwable e) {
        java.io.StringWriter text = new java.io.StringWriter();
        e.printStackTrace(new java.io.PrintWriter(text));
        return text.toString();
    }

    private static final class LogOf implements AutoCloseable {
        private final Logger logger;
        private final ListAppender<ILoggingEvent> events = new ListAppender<>();

        LogOf(Class<?> named) {
            this(named.getName());
        }

        LogOf(String name) {
            this.logger = (Logger) LoggerFactory.getLogger(name);
            events.start();
            logger.addAppender(events);
            logger.setLevel(Level.TRACE);
        }

        List<String> messages() {
            return List.copyOf(events.list).stream()
                    .map(event -> event.getFormattedMessage()
                            + (event.getThrowableProxy() == null
                                    ? ""
                                    : " "
                                            + ch.qos.logback.classic.spi.ThrowableProxyUtil.asString(
                                                    event.getThrowableProxy())))
                    .toList();
        }

        @Override
        public void close() {
            logger.detachAppender(events);
            logger.setLevel(Level.ERROR);
        }
    }
}
