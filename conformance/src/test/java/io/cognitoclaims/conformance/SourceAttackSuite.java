package io.cognitoclaims.conformance;

import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.cognitoclaims.conformance.Server.Running;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/** Attacks on a server that takes the token from every place that there is. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class SourceAttackSuite {
    private final Server server;
    private final Pools pools = new Pools();
    private Running running;
    private Attacker attacker;

    SourceAttackSuite(Server server) {
        this.server = server;
    }

    @BeforeAll
    void start() throws Exception {
        running = server.startForSources(pools.verifier);
        attacker = new Attacker(
                server,
                running.port(),
                Attack.get("/api/me", "Authorization: Bearer " + pools.token().sign()));
    }

    @AfterAll
    void stop() throws IOException {
        attacker.close();
        running.close();
        pools.close();
    }

    @TestFactory
    Stream<DynamicNode> everyAttackIsMet() {
        return Stream.of(
                rows("places", SourceAttacks.places(pools)),
                rows("sizes", SourceAttacks.sizes()),
                rows("pages of other origins", SourceAttacks.otherOrigins(pools)),
                rows("queries", SourceAttacks.queries(pools)));
    }

    private DynamicNode rows(String name, Stream<Attack> attacks) {
        return dynamicContainer(
                name, attacks.map(attack -> dynamicTest(attack.name(), () -> attacker.assertMet(attack))));
    }
}
