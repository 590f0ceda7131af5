package io.cognitoclaims.samples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sign-outs at one of the two APIs, and what the other knows of them. */
@ExtendWith(RunningDemo.Once.class)
class SignOutIT {
    private static final String USER = "test-user@example.com";

    @ParameterizedTest
    @ValueSource(strings = {"/api/sign-out", "/api/sign-out-everywhere"})
    void aSignOutAtOneApiHoldsAtBoth(String path, RunningDemo demo) throws Exception {
        demo.requireRedis();
        for (String asked : apis(demo)) {
            String token = goodToken(demo);

            assertThat(signOut(demo, asked, path, token)).isEqualTo(204);

            Await.until("both to refuse", () -> statuses(demo, token).equals(List.of(401, 401)));
        }
        // For the tests that come next.
        goodToken(demo);
    }

    @Test
    @Tag("slow")
    void aSignOutAtOneApiDoesNotHoldAtTheOtherWithoutRedis(@TempDir Path path) throws Exception {
        for (String program : List.of("sh", "cat")) {
            Files.createSymbolicLink(path.resolve(program), Path.of("/bin", program));
        }
        try (RunningDemo alone = RunningDemo.start(Map.of("PATH", path.toString()))) {
            assertThat(alone.output())
                    .contains("There is no redis-server or valkey-server on the PATH that starts:"
                            + " the two APIs do not share who has signed out.");
            String first = goodToken(alone);
            String second = goodToken(alone);

            assertThat(signOut(alone, alone.address("servlet-api"), "/api/sign-out", first))
                    .isEqualTo(204);
            assertThat(signOut(alone, alone.address("spring-api"), "/api/sign-out", second))
                    .isEqualTo(204);

            assertThat(statuses(alone, first)).containsExactly(401, 200);
            assertThat(statuses(alone, second)).containsExactly(200, 401);
        }
    }

    /** {@return a token that both accept} Those of a sign-in in the second of a sign-out everywhere are refused too. */
    private static String goodToken(RunningDemo demo) throws Exception {
        String[] token = new String[1];
        Await.until("a good sign-in", () -> {
            token[0] = visitor(demo)
                    .signIn(USER, "Local-Pass-1")
                    .path("access_token")
                    .asText();
            return statuses(demo, token[0]).equals(List.of(200, 200));
        });
        return token[0];
    }

    private static List<Integer> statuses(RunningDemo demo, String token) throws IOException, InterruptedException {
        return List.of(status(demo, "servlet-api", token), status(demo, "spring-api", token));
    }

    private static int status(RunningDemo demo, String api, String token) throws IOException, InterruptedException {
        return visitor(demo)
                .get(demo.address(api) + "/api/me", "Authorization", "Bearer " + token)
                .statusCode();
    }

    private static int signOut(RunningDemo demo, String api, String path, String token)
            throws IOException, InterruptedException {
        return visitor(demo)
                .post(api + path, Map.of("Authorization", "Bearer " + token), Map.of())
                .statusCode();
    }

    private static List<String> apis(RunningDemo demo) {
        return List.of(demo.address("servlet-api"), demo.address("spring-api"));
    }

    /** A new one each time: nobody is signed in yet. */
    private static Visitor visitor(RunningDemo demo) {
        return new Visitor(demo.address("local-user-pool"));
    }
}
