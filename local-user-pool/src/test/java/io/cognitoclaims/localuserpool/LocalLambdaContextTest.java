package io.cognitoclaims.localuserpool;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.amazonaws.services.lambda.runtime.LambdaLogger;
import com.amazonaws.services.lambda.runtime.logging.LogLevel;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

class LocalLambdaContextTest {
    private final LocalLambdaContext context = new LocalLambdaContext(new RecordingTrigger(), Duration.ofHours(1));
    private final LambdaLogger log = context.getLogger();
    private final Logger handlers = (Logger) LoggerFactory.getLogger(RecordingTrigger.class);
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

    @BeforeEach
    void listen() {
        handlers.setLevel(Level.TRACE);
        handlers.setAdditive(false);
        handlers.addAppender(lines);
        lines.start();
    }

    @AfterEach
    void stopListening() {
        handlers.detachAppender(lines);
        handlers.setAdditive(true);
        handlers.setLevel(null);
    }

    @ParameterizedTest
    @CsvSource({
        "TRACE, TRACE",
        "DEBUG, DEBUG",
        "INFO, INFO",
        "WARN, WARN",
        "ERROR, ERROR",
        "FATAL, ERROR",
        "UNDEFINED, INFO"
    })
    void theLoggerLogsTextAndBytesAtTheLevelThatIsGiven(LogLevel level, String logged) {
        log.log("a line\n", level);
        log.log("a line\r\n".getBytes(UTF_8), level);

        assertThat(lines.list).extracting(ILoggingEvent::getMessage).containsExactly("a line", "a line");
        assertThat(lines.list).extracting(line -> line.getLevel().toString()).containsOnly(logged);
    }

    @Test
    void theLoggerLogsAtInfoWithoutALevel() {
        log.log("a line\n");
        log.log("a line".getBytes(UTF_8));

        assertThat(lines.list).extracting(ILoggingEvent::getMessage).containsExactly("a line", "a line");
        assertThat(lines.list).extracting(ILoggingEvent::getLevel).containsOnly(Level.INFO);
    }

    @Test
    void theContextLeavesTheHandlerTheTimeThatIsSet() {
        assertThat(context.getRemainingTimeInMillis()).isBetween(1_800_000, 3_600_000);
    }
}
