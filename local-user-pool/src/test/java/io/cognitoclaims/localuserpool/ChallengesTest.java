package io.cognitoclaims.localuserpool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.cognitoclaims.testing.TestClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class ChallengesTest {
    private final TestClock clock = TestClock.atNow();
    private final Challenges<String> challenges = new Challenges<>(clock);

    @Test
    void aChallengeIsTakenOnceByItsClient() throws Exception {
        String session = challenges.begin("c1", "state");

        assertThatExceptionOfType(ApiException.class).isThrownBy(() -> challenges.take(session, "c2"));
        assertThat(challenges.find(session, "c1")).isEqualTo("state");
        assertThat(challenges.take(session, "c1")).isEqualTo("state");
        assertThatExceptionOfType(ApiException.class).isThrownBy(() -> challenges.take(session, "c1"));
    }

    @Test
    void aChallengeIsGoodUntilJustBeforeItsEnd() throws Exception {
        String session = challenges.begin("c1", "state");

        clock.advance(Challenges.VALIDITY.minusNanos(1));
        assertThat(challenges.find(session, "c1")).isEqualTo("state");
        clock.advance(Duration.ofNanos(1));
        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() -> challenges.find(session, "c1"))
                .withMessage("Invalid session for the user, session is expired.");
    }

    @Test
    void theEldestChallengeLeavesWhenThereAreTooMany() throws Exception {
        String first = challenges.begin("c1", "first");
        String second = challenges.begin("c1", "second");
        for (int i = 2; i <= Challenges.MOST; i++) {
            challenges.begin("c1", "more");
        }

        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() -> challenges.find(first, "c1"))
                .withMessage("Invalid session for the user.");
        assertThat(challenges.find(second, "c1")).isEqualTo("second");
    }

    @Test
    void ofManyWhoTakeAChallengeOneGetsIt() throws Exception {
        String session = challenges.begin("c1", "state");
        ExecutorService threads = Executors.newFixedThreadPool(8);
        Callable<Integer> attempt = () -> {
            try {
                challenges.take(session, "c1");
                return 1;
            } catch (ApiException refused) {
                return 0;
            }
        };
        int taken = 0;
        List<Future<Integer>> attempts = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            attempts.add(threads.submit(attempt));
        }
        for (Future<Integer> each : attempts) {
            taken += each.get();
        }
        threads.shutdown();

        assertThat(taken).isEqualTo(1);
    }
}
