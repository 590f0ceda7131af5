package io.cognitoclaims.testing;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ClosingTest {
    /** Threads belong to the group of the thread that made them, so a group of its own holds all threads of a pool. */
    private final ThreadGroup threads = new ThreadGroup("pool under test");

    @Test
    void aClosedPoolLeavesNoThreadBehindAlsoWithAHeldRequest() throws Exception {
        TestUserPool pool = createWithinGroup();
        pool.stallKeys();
        try (Socket client = request(pool)) {
            Loopback.awaitKeyFetches(pool, 1);
            List<Thread> alive = liveThreads();
            assertThat(alive).hasSizeGreaterThanOrEqualTo(2).allMatch(Thread::isDaemon);

            pool.close();

            assertThat(client.getInputStream().read()).isEqualTo(-1);
            // The JDK's timer threads are told to end, and end a moment later.
            for (Thread thread : alive) {
                thread.join(10_000);
            }
            assertThat(liveThreads()).isEmpty();
        }
    }

    @Test
    void aPoolRunsOnDaemonThreadsOnly() throws Exception {
        try (TestUserPool pool = createWithinGroup();
                Socket client = request(pool)) {
            Loopback.awaitKeyFetches(pool, 1);

            assertThat(client.isConnected()).isTrue();
            assertThat(liveThreads()).isNotEmpty().allMatch(Thread::isDaemon);
        }
    }

    @Test
    void aClosedPoolFreesItsPortAndGoesOnSigning() {
        TestUserPool pool = TestUserPool.create();

        pool.close();
        pool.close();

        assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> Loopback.get(pool.jwksUri()));
        assertThat(SignedToken.of(pool.accessToken().sign()).verifiesAgainst(pool.jwks()))
                .isTrue();
    }

    @Test
    void aThreadThatClosesAPoolStaysInterrupted() {
        TestUserPool pool = TestUserPool.create();
        Thread.currentThread().interrupt();

        pool.close();

        assertThat(Thread.interrupted()).isTrue();
    }

    private TestUserPool createWithinGroup() throws Exception {
        FutureTask<TestUserPool> creation = new FutureTask<>(TestUserPool::create);
        Thread creator = new Thread(threads, creation, "creator");
        creator.start();
        creator.join();
        return creation.get();
    }

    private List<Thread> liveThreads() {
        Thread[] found = new Thread[threads.activeCount() + 10];
        return Arrays.asList(found).subList(0, threads.enumerate(found));
    }

    private static Socket request(TestUserPool pool) throws IOException {
        Socket socket = new Socket(pool.jwksUri().getHost(), pool.jwksUri().getPort());
        String request = "GET " + pool.jwksUri().getPath() + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(US_ASCII));
        return socket;
    }
}
