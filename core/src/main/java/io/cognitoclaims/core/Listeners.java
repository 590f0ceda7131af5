package io.cognitoclaims.core;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The application's listeners. An exception of one of them reaches neither the verification nor the other listeners. */
final class Listeners {
    private static final Logger LOG = LoggerFactory.getLogger(VerificationListener.class);

    private final List<Guarded> targets;

    Listeners(List<VerificationListener> targets) {
        this.targets = targets.stream()
                .map(target -> new Guarded(target, new AtomicBoolean()))
                .toList();
    }

    void tell(Consumer<VerificationListener> event) {
        for (Guarded target : targets) {
            target.tell(event);
        }
    }

    private record Guarded(VerificationListener target, AtomicBoolean hasFailed) {
        void tell(Consumer<VerificationListener> event) {
            try {
                event.accept(target);
            } catch (RuntimeException | LinkageError e) {
                // Logged once: the listener would fail for every token.
                if (hasFailed.compareAndSet(false, true)) {
                    LOG.warn(
                            "A VerificationListener failed: {}",
                            target.getClass().getName(),
                            e);
                }
            }
        }
    }
}
