package io.cognitoclaims.samples.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.MINUTES;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The demo as a process: what it says when it can't start, and that it leaves nothing behind. */
@Tag("slow")
class StartIT {
    @ParameterizedTest
    @ValueSource(strings = {"WEB_PORT", "POOL_PORT", "SERVLET_API_PORT", "SPRING_API_PORT"})
    void theDemoSaysWhichPortIsInUse(String name) throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());

            assertStops(name, port, name + ": port " + port + " is in use");
        }
    }

    @ParameterizedTest
    @CsvSource({"POOL_PORT, ''", "WEB_PORT, 65536", "SPRING_API_PORT, -1", "SERVLET_API_PORT, http"})
    void theDemoSaysWhichSettingIsNoPort(String name, String value) throws Exception {
        assertStops(name, value, name + ": must be a port from 0 to 65535");
    }

    private static void assertStops(String name, String value, String message) throws Exception {
        Process demo = RunningDemo.launch(Map.of(name, value));

        assertThat(new String(demo.getInputStream().readAllBytes(), UTF_8).lines())
                .containsExactly("The demo stops: " + message);
        assertThat(demo.waitFor()).isEqualTo(1);
    }

    @Test
    void aKilledDemoLeavesNothingBehind() throws Exception {
        RunningDemo demo = RunningDemo.start();
        List<ProcessHandle> apps = demo.process().descendants().toList();
        assertThat(apps).hasSizeGreaterThanOrEqualTo(3).allMatch(ProcessHandle::isAlive);

        demo.process().toHandle().destroyForcibly();

        for (ProcessHandle app : apps) {
            assertThat(app.onExit().get(1, MINUTES).isAlive()).isFalse();
        }
    }

    @Test
    void aStoppedDemoLeavesNothingBehind() throws Exception {
        RunningDemo demo = RunningDemo.start();
        List<ProcessHandle> apps = demo.process().descendants().toList();

        demo.close();

        assertThat(apps).hasSizeGreaterThanOrEqualTo(3).noneMatch(ProcessHandle::isAlive);
        assertThat(demo.output()).noneMatch(line -> line.contains("The demo stops"));
    }
}
