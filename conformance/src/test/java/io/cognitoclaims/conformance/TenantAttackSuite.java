package io.cognitoclaims.conformance;

import static io.cognitoclaims.conformance.TenantAttacks.request;
import static io.cognitoclaims.conformance.Tenants.ACME_HOST;
import static io.cognitoclaims.conformance.Tenants.GLOBEX_HOST;
import static io.cognitoclaims.conformance.Token.quoted;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.cognitoclaims.conformance.Server.Running;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * Attacks on a server that takes the tenant of a request from its host and looks user pools up. The clock stands still
 * unless a test moves it, so the number of look-ups is known.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
abstract class TenantAttackSuite {
    private static final int FORGERIES = 10_000;
    private static final int CONNECTIONS = 8;
    /** {@code maxNewLookupsPerSecond}, unless it is set. */
    private static final int LOOKUPS = 100;

    private static final int ROUNDS = 25;
    private static final int REQUESTS_A_ROUND = 4;

    private final Server server;
    private final Tenants tenants = new Tenants();
    private final String acme = request(ACME_HOST, tenants.acme().sign());
    private final String globex = request(GLOBEX_HOST, tenants.globex().sign());
    private Running running;
    private Attacker attacker;

    TenantAttackSuite(Server server) {
        this.server = server;
    }

    @BeforeAll
    void start() throws Exception {
        running = server.startForTenants(tenants.verifier);
        attacker = connect();
    }

    @AfterAll
    void stop() throws IOException {
        attacker.close();
        running.close();
        tenants.close();
    }

    @TestFactory
    @Order(1)
    Stream<DynamicNode> everyAttackIsMet() {
        return Stream.of(
                rows("tokens of tenants", TenantAttacks.tokens(tenants)),
                rows("issuers", TenantAttacks.issuers(tenants)),
                rows("hosts", TenantAttacks.hosts(tenants)),
                dynamicTest(
                        "the application was asked once about each issuer of the right form",
                        () -> assertThat(tenants.asked)
                                .containsExactlyInAnyOrderElementsOf(Stream.concat(
                                                Stream.of(Tenants.ACME, Tenants.ACME_UPDATED, Tenants.GLOBEX),
                                                TenantAttacks.MADE_UP.stream())
                                        .toList())));
    }

    @Test
    @Order(2)
    void tenThousandMadeUpIssuersCostTheStatedLookupsAndKnownTenantsAreServed() throws Exception {
        tenants.clock.advance(Duration.ofSeconds(1));
        tenants.asked.clear();
        AtomicInteger refused = new AtomicInteger();
        AtomicInteger unavailable = new AtomicInteger();

        onAllConnections(number -> {
            try (Attacker flooding = connect()) {
                for (int i = 0; i < FORGERIES / CONNECTIONS; i++) {
                    String issuer = "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_Flood" + number + "x" + i;
                    String forged = tenants.acme().claim("iss", quoted(issuer)).withSignature(new byte[256]);
                    int status = flooding.exchange(request(ACME_HOST, forged)).status();
                    assertThat(status).isIn(401, 503);
                    (status == 401 ? refused : unavailable).incrementAndGet();
                    if (i % 10 == 0) {
                        assertThat(flooding.exchange(acme).status()).isEqualTo(200);
                        assertThat(flooding.exchange(globex).status()).isEqualTo(200);
                    }
                }
            }
        });

        assertThat(tenants.asked).hasSize(LOOKUPS).doesNotHaveDuplicates();
        assertThat(refused).hasValue(LOOKUPS);
        assertThat(unavailable).hasValue(FORGERIES - LOOKUPS);
    }

    @Test
    @Order(3)
    void aTenantThatIsRemovedAndEvictedIsRefusedAtOnceWithCachedTokensToo() throws IOException {
        tenants.clock.advance(Duration.ofSeconds(1));
        String fresh =
                request(ACME_HOST, tenants.acme().claim("jti", quoted("fresh")).sign());
        assertThat(statusOf(acme)).isEqualTo(200);
        tenants.removeAcme();
        assertThat(statusOf(acme)).as("remembered until the eviction").isEqualTo(200);
        tenants.asked.clear();

        tenants.evictAcme();

        assertThat(statusOf(acme)).isEqualTo(401);
        assertThat(statusOf(acme)).isEqualTo(401);
        assertThat(statusOf(fresh)).isEqualTo(401);
        assertThat(statusOf(globex)).isEqualTo(200);
        assertThat(tenants.asked).containsExactly(Tenants.ACME);

        tenants.addAcme();
        tenants.evictAcme();
        assertThat(statusOf(acme)).isEqualTo(200);
        assertThat(statusOf(fresh)).isEqualTo(200);
    }

    /**
     * The tenant comes and goes while all connections send its tokens, and an answer from before each change arrives after
     * it. Requests that begin after {@code evict} has returned, and end before the next change, are judged.
     */
    @Test
    @Order(4)
    void noRequestThatBeginsAfterAnEvictionIsServedForARemovedTenant() throws Exception {
        Race race = new Race();
        Thread changes = new Thread(() -> {
            try {
                for (int i = 0; i < ROUNDS; i++) {
                    tenants.clock.advance(Duration.ofSeconds(1));
                    race.change(tenants::removeAcme, 401);
                    race.change(tenants::addAcme, 200);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            race.isOver = true;
        });
        changes.start();

        onAllConnections(number -> {
            try (Attacker racing = connect()) {
                for (int i = 0; !race.isOver; i++) {
                    boolean isCached = i % 2 == 0;
                    race.send(
                            racing,
                            isCached
                                    ? acme
                                    : request(
                                            ACME_HOST,
                                            tenants.acme()
                                                    .claim("jti", quoted(number + "-" + i))
                                                    .sign()));
                }
            } finally {
                // Ends the changes if a connection fails; otherwise they are over.
                changes.interrupt();
            }
        });
        changes.join();

        assertThat(race.wrong).isEmpty();
        assertThat(race.judged.get()).isGreaterThanOrEqualTo(2 * ROUNDS * REQUESTS_A_ROUND);
    }

    private DynamicNode rows(String name, Stream<Attack> attacks) {
        return dynamicContainer(
                name, attacks.map(attack -> dynamicTest(attack.name(), () -> attacker.assertMet(attack))));
    }

    private int statusOf(String request) throws IOException {
        return attacker.exchange(request).status();
    }

    private Attacker connect() throws IOException {
        return new Attacker(server, running.port(), acme);
    }

    private static void onAllConnections(Work work) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < CONNECTIONS; i++) {
                int number = i;
                all.add(threads.submit(() -> {
                    work.run(number);
                    return null;
                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    /** What one connection does. */
    @FunctionalInterface
    private interface Work {
        void run(int number) throws IOException;
    }

    /** Between two changes of the tenant, every request must get one status. */
    private final class Race {
        private final Queue<String> wrong = new ConcurrentLinkedQueue<>();
        private final AtomicInteger sent = new AtomicInteger();
        private final AtomicInteger judged = new AtomicInteger();
        private volatile boolean isOver;
        private volatile Phase phase = new Phase(0, new CountDownLatch(0));

        /** Makes the change, and waits until enough requests were judged by it. */
        void change(Runnable change, int expected) throws InterruptedException {
            phase = new Phase(0, new CountDownLatch(0));
            tenants.holdAnswers();
            int askedBefore = tenants.asked.size();
            int sentBefore = sent.get();
            tenants.evictAcme();
            // Each connection's next request waits for the look-up, whose answer is held.
            while (tenants.asked.size() == askedBefore
                    && sent.get() < sentBefore + 2 * CONNECTIONS
                    && !Thread.currentThread().isInterrupted()) {
                Thread.onSpinWait();
            }
            change.run();
            tenants.evictAcme();
            tenants.releaseAnswers();
            Phase next = new Phase(expected, new CountDownLatch(REQUESTS_A_ROUND));
            phase = next;
            next.requests.await();
        }

        void send(Attacker racing, String request) throws IOException {
            Phase before = phase;
            int status = racing.exchange(request).status();
            sent.incrementAndGet();
            if (before.expected != 0 && before == phase) {
                judged.incrementAndGet();
                if (status != before.expected) {
                    wrong.add(status + " in place of " + before.expected);
                }
                before.requests.countDown();
            }
        }
    }

    /** The time between two changes; each has its own object. */
    private static final class Phase {
        /** The status of every request; 0 while a change is made. */
        private final int expected;

        /** How many requests are still to come. */
        private final CountDownLatch requests;

        Phase(int expected, CountDownLatch requests) {
            this.expected = expected;
            this.requests = requests;
        }
    }
}
