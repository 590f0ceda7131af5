package io.cognitoclaims.spring;

import io.cognitoclaims.core.Revocations;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;

/**
 * Waits until all revocations were read, before the server accepts requests. If that takes too long, the start goes on: the
 * verifier answers 503 and health is down until they were read. A start that ended would not bring the store back.
 */
final class FirstReadOfRevocations implements SmartInitializingSingleton {
    /** A million revocations take four seconds. */
    private static final Duration AT_MOST = Duration.ofSeconds(10);

    private final @Nullable ObjectProvider<Revocations> revocations;
    private final Duration atMost;

    /** @param revocations null if nothing must be waited for */
    FirstReadOfRevocations(@Nullable ObjectProvider<Revocations> revocations) {
        this(revocations, AT_MOST);
    }

    FirstReadOfRevocations(@Nullable ObjectProvider<Revocations> revocations, Duration atMost) {
        this.revocations = revocations;
        this.atMost = atMost;
    }

    @Override
    public void afterSingletonsInstantiated() {
        if (revocations != null) {
            revocations.orderedStream().forEach(this::await);
        }
    }

    private void await(Revocations shared) {
        try {
            if (!shared.awaitFirstRead(atMost)) {
                LoggerFactory.getLogger(CognitoClaimsAutoConfiguration.class)
                        .warn(
                                "The revocations could not be read within {} ms. Until they are, the answer to tokens is"
                                        + " 503, and health is down",
                                atMost.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
