package io.cognitoclaims.alb;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** What a class logs, at every level, until this is closed. */
final class Log implements AutoCloseable {
    private final Logger logger;
    private final @Nullable Level before;
    private final ListAppender<ILoggingEvent> events = new ListAppender<>();

    private Log(Logger logger) {
        this.logger = logger;
        this.before = logger.getLevel();
        events.start();
        logger.addAppender(events);
        logger.setLevel(Level.DEBUG);
        logger.setAdditive(false);
    }

    static Log of(Class<?> named) {
        return new Log((Logger) LoggerFactory.getLogger(named));
    }

    List<ILoggingEvent> events() {
        synchronized (events) {
            return List.copyOf(events.list);
        }
    }

    @Override
    public void close() {
        logger.detachAppender(events);
        logger.setLevel(before);
        logger.setAdditive(true);
    }
}
