package io.cognitoclaims.revocation.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.cognitoclaims.core.Revocation;
import io.cognitoclaims.testing.TestUserPool;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.StreamEntryID;

/** Many revocations. */
class RedisLoadTest {
    private static final TestUserPool POOL = TestUserPool.create();
    private static final String GOOD = POOL.accessToken().sign();
    private static final int PART = 10_000;

    /** How many parts a flood is ahead of its reader. */
    private static final int AHEAD = 3;

    @TempDir
    Path folder;

    @AfterAll
    static void closePool() {
        POOL.close();
    }

    @Test
    void aStartReads100000RevocationsBeforeItJudges() throws Exception {
        allAreReadBeforeTheFirstVerification(100_000);
    }

    @Test
    @Tag("slow")
    void aStartReadsAMillionRevocationsBeforeItJudges() throws Exception {
        allAreReadBeforeTheFirstVerification(1_000_000);
    }

    @Test
    void aWriterThatFloodsDelaysNoOther() throws Exception {
        try (RedisServer server = RedisServer.start(folder);
                Member here = Member.of(POOL, server.address()).ready();
                Member there = Member.of(POOL, server.address()).ready()) {
            AtomicBoolean over = new AtomicBoolean();
            AtomicInteger parts = new AtomicInteger();
            Thread flood = new Thread(() -> {
                while (!over.get()) {
                    append(server, PART);
                    parts.incrementAndGet();
                    // As fast as a reader can follow on this machine, and always some parts ahead of it.
                    while (!over.get() && here.revocations.size() < (parts.get() - AHEAD) * (long) PART) {
                        LockSupport.parkNanos(1_000_000);
                    }
                }
            });
            flood.start();
            Await.until("the flood", () -> parts.get() > 0);

            for (int i = 0; i < 5; i++) {
                String id = "s" + i;
                there.revokeSignIn(id);
                Await.until(
                        "the revocation",
                        () -> here.refuses(
                                POOL.accessToken().claim("origin_jti", id).sign()));
                Await.until("freshness", () -> here.judges(GOOD));
            }
            assertThat(flood.isAlive()).isTrue();
            over.set(true);
            flood.join();

            Await.until("the rest", () -> here.revocations.size() == (long) parts.get() * PART + 5);
        }
    }

    private void allAreReadBeforeTheFirstVerification(int count) throws Exception {
        try (RedisServer server = RedisServer.start(folder)) {
            for (int i = 0; i < count; i += PART) {
                append(server, PART);
            }
            try (Member member = Member.of(POOL, server.address())) {
                Await.until("the first verification", () -> member.judges(GOOD));

                assertThat(member.revocations.size()).isEqualTo(count);
            }
        }
    }

    private static void append(RedisServer server, int count) {
        try (RedisClient client = RedisClient.create(server.address());
                Pipeline pipeline = client.pipelined()) {
            for (int i = 0; i < count; i++) {
                pipeline.xadd(
                        "cognito-claims:revocations",
                        (StreamEntryID) null,
                        EntryFormat.write(
                                new Revocation.SignIn(UUID.randomUUID().toString())));
            }
            pipeline.sync();
        }
    }
}
