package io.cognitoclaims.core;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** How much memory revocations take, and what a check of a token allocates. */
class RevocationMemoryTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final UserPool POOL = UserPool.of("us-east-1_EXAMPLE");
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** For the optimizer, which must not find that nobody needs the result. */
    private static volatile boolean last;

    static Stream<Arguments> kinds() {
        Supplier<Revocation> token = () -> new Revocation.Token(id());
        Supplier<Revocation> signIn = () -> new Revocation.SignIn(id());
        Supplier<Revocation> user = () -> new Revocation.User(POOL.id(), id(), NOW, true);
        return Stream.of(Arguments.of("tokens", token), Arguments.of("sign-ins", signIn), Arguments.of("users", user));
    }

    /** 100,000 fill the table of a map so little that it is at its worst. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("kinds")
    @Tag("slow")
    void aRevocationTakesAtMost150Bytes(String kind, Supplier<Revocation> next) {
        RevocationMemory memory = new RevocationMemory(Clock.systemUTC(), System::nanoTime);
        int count = 100_000;
        long before = usedHeap();
        for (int i = 0; i < count; i++) {
            memory.add(next.get());
        }
        long used = usedHeap() - before;

        assertThat(memory.size()).isEqualTo(count);
        assertThat(used / count).isBetween(80L, 150L);
    }

    @Test
    void aCheckForRevocationAllocatesNothing() {
        RevocationMemory memory = new RevocationMemory(Clock.systemUTC(), System::nanoTime);
        for (int i = 0; i < 1_000; i++) {
            memory.add(new Revocation.Token(id()));
            memory.add(new Revocation.SignIn(id()));
            memory.add(new Revocation.User(POOL.id(), id(), NOW, true));
        }
        memory.add(new Revocation.User(POOL.id(), "user", NOW.minusSeconds(60), true));
        AccessToken token = new AccessToken(
                Map.of(
                        "sub", "user",
                        "jti", id(),
                        "origin_jti", id(),
                        "auth_time", NOW.getEpochSecond(),
                        "exp", NOW.getEpochSecond() + 60),
                AcceptedPool.of(POOL, AcceptedClients.any()));
        check(memory, token, 30_000);

        long before = THREADS.getCurrentThreadAllocatedBytes();
        check(memory, token, 10_000);
        long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;

        assertThat(last).isFalse();
        assertThat(allocated / 10_000).isZero();
    }

    private static void check(RevocationMemory memory, AccessToken token, int times) {
        for (int i = 0; i < times; i++) {
            last = memory.isRevoked(token);
        }
    }

    private static String id() {
        return UUID.randomUUID().toString();
    }

    private static long usedHeap() {
        long used = Long.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            System.gc();
            used = Math.min(
                    used,
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        }
        return used;
    }
}
