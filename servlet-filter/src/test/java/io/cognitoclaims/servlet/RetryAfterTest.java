package io.cognitoclaims.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryAfterTest {
    @ParameterizedTest
    @CsvSource({"PT0S, 1", "PT0.001S, 1", "PT1S, 1", "PT1.000000001S, 2", "PT9.2S, 10", "PT10S, 10"})
    void isRoundedUpToWholeSeconds(Duration delay, String value) {
        assertThat(Refusal.wholeSeconds(delay)).isEqualTo(value);
    }
}
