package io.cognitoclaims.samples.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PortTest {
    private final ByteArrayOutputStream told = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(told, true, UTF_8);
    private ServerSocket taken;

    @BeforeEach
    void takeAPort() throws IOException {
        taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void giveItBack() throws IOException {
        taken.close();
    }

    @Test
    void aFreePortIsTakenWhereTheUsualOneIsInUse() {
        assertThat(Port.of(Map.of(), "POOL_PORT", taken.getLocalPort(), out)).isEqualTo(new Port(0));
        assertThat(told.toString(UTF_8)).startsWith("Port " + taken.getLocalPort() + " is in use");
    }

    @Test
    void theUsualPortIsTakenWhereItIsFree() throws IOException {
        taken.close();

        assertThat(Port.of(Map.of(), "POOL_PORT", taken.getLocalPort(), out)).isEqualTo(new Port(taken.getLocalPort()));
        assertThat(told.toString(UTF_8)).isEmpty();
    }

    @Test
    void aPortThatWasAskedForIsNotReplaced() {
        Map<String, String> environment = Map.of("POOL_PORT", String.valueOf(taken.getLocalPort()));

        assertThatThrownBy(() -> Port.of(environment, "POOL_PORT", 0, out))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("POOL_PORT: port " + taken.getLocalPort() + " is in use");
    }
}
