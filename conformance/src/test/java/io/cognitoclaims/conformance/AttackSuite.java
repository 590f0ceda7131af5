package io.cognitoclaims.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.cognitoclaims.conformance.Server.Running;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
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
 * Every attack against a running server, over its own wire: the status is the expected one, nothing of the credentials
 * comes back, no header is injected, and the next good request on the same connection is served. The clock stands still
 * unless a test moves it, so the number of requests to the key endpoint is known.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
abstract class AttackSuite {
    private static final Duration COOLDOWN = Duration.ofSeconds(10);
    private static final int FORGERIES = 5_000;
    private static final int CONNECTIONS = 8;
    /** Requests on a connection before the next one; Tomcat ends it after a hundred. */
    private static final int ROUND = 25;

    private final Server server;
    private final Pools pools = new Pools();
    private final String good = request(pools.token().sign());
    private Running running;
    private Attacker attacker;

    AttackSuite(Server server) {
        this.server = server;
    }

    @BeforeAll
    void start() throws Exception {
        running = server.start(pools.verifier);
        attacker = new Attacker(server, running.port(), good);
    }

    @AfterAll
    void stop() throws IOException {
        attacker.close();
        running.close();
        pools.close();
    }

    @TestFactory
    @Order(1)
    Stream<DynamicNode> meetsEveryAttack() throws Exception {
        return Stream.of(
                rows("algorithms", KeyAttacks.algorithms(pools)),
                rows("keys that a token brings along", KeyAttacks.embeddedKeys(pools)),
                rows("key ids", KeyAttacks.keyIds(pools)),
                rows("other members of the header", KeyAttacks.otherMembers(pools)),
                rows("compact form", FormAttacks.compactForm(pools)),
                rows("encodings", FormAttacks.encodings(pools)),
                rows("JSON", FormAttacks.json(pools)),
                rows("good JSON", FormAttacks.goodJson(pools)),
                rows("character sets", FormAttacks.charsets(pools)),
                rows("types of claims", ClaimAttacks.types(pools)),
                rows("times", ClaimAttacks.times(pools)),
                rows("issuers", ClaimAttacks.issuers(pools)),
                rows("use, client and audience", ClaimAttacks.audiences(pools)),
                rows("scopes and groups", GrantAttacks.of(pools)),
                rows("the authorization header", HeaderAttacks.authorization(pools)),
                rows("broken header lines", HeaderAttacks.brokenLines(pools)),
                rows("sizes", HeaderAttacks.sizes(pools)),
                rows("tokens elsewhere", HeaderAttacks.elsewhere(pools)),
                rows("paths", PathAttacks.targets()),
                rows("paths that need more", PathAttacks.targetsThatNeedMore(pools)),
                rows("methods", PathAttacks.methods()),
                dynamicTest("asks for keys no more often than it may", this::assertFewFetches));
    }

    @Test
    @Order(2)
    void aFloodOfForgedKeyIdsCostsThreeFetches() throws Exception {
        pools.clock.advance(COOLDOWN.multipliedBy(3));
        int before = pools.keyFetches();
        ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS);
        try {
            List<Future<?>> floods = new ArrayList<>();
            for (int i = 0; i < CONNECTIONS; i++) {
                int number = i;
                floods.add(threads.submit(() -> {
                    flood(number);
                    return null;
                }));
            }
            for (Future<?> flood : floods) {
                flood.get();
            }
        } finally {
            threads.shutdownNow();
        }

        assertThat(pools.keyFetches() - before).isEqualTo(3);
    }

    @TestFactory
    @Order(3)
    Stream<DynamicNode> servesKnownKeysWhateverTheirEndpointDoes() {
        return KeyFault.all(pools.endpoint).map(fault -> dynamicTest(fault.name(), () -> assertServed(fault)));
    }

    private DynamicNode rows(String name, Stream<Attack> attacks) {
        return dynamicContainer(
                name, attacks.map(attack -> dynamicTest(attack.name(), () -> attacker.assertMet(attack))));
    }

    /**
     * Two issuers of one pool, and the other pool's. The many forged key ids cause three more fetches at the same moment, the
     * only one of the other pool a single one.
     */
    private void assertFewFetches() {
        assertThat(pools.endpoint.requests(Pools.HOME_KEYS)).isEqualTo(2 + 3);
        assertThat(pools.endpoint.requests(Pools.AWAY_KEYS)).isEqualTo(1 + 1);
        assertThat(pools.endpoint.requests()).isEqualTo(7);
    }

    private void assertServed(KeyFault fault) throws IOException {
        pools.clock.advance(COOLDOWN);
        int before = pools.endpoint.requests();
        pools.endpoint.serve(Pools.HOME_KEYS, fault.page());

        String unknown = request(pools.token().header("kid", "\"unknown\"").sign());
        assertThat(attacker.exchange(unknown).status()).isEqualTo(fault.unknown());
        assertThat(attacker.exchange(good).status()).isEqualTo(fault.known());
        assertThat(attacker.exchange(unknown).status()).isEqualTo(fault.unknown());
        assertThat(pools.endpoint.requests() - before).isEqualTo(1);

        pools.clock.advance(COOLDOWN);
        pools.resume();
        assertThat(attacker.exchange(unknown).status()).isEqualTo(401);
        assertThat(attacker.exchange(good).status()).isEqualTo(200);
    }

    private void flood(int number) throws IOException {
        Token token = pools.token();
        for (int round = 0; round < FORGERIES / CONNECTIONS / ROUND; round++) {
            try (Wire connection = new Wire(running.port())) {
                for (int i = 0; i < ROUND; i++) {
                    String kid = "\"forged-" + number + "-" + round + "-" + i + "\"";
                    String forged = request(token.header("kid", kid).sign());
                    assertThat(connection.exchange(forged).status()).isEqualTo(401);
                    assertThat(connection.exchange(good).status()).isEqualTo(200);
                }
            }
        }
    }

    private static String request(String token) {
        return Attack.get("/api/me", "Authorization: Bearer " + token);
    }
}
