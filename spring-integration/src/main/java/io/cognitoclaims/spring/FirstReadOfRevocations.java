package io.cognitoclaims.spring;

import io.cognitoclaims.core.Revocations;
import io.cognitoclaims.core.Revocations.WhenStale;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;

/**
 * Waits until all revocations were read, before the server accepts requests: a new instance would accept what the others
 * refuse. If that takes too long, the start goes on. A start that ended would not bring the store back.
 */
final class FirstReadOfRevocations implements SmartInitializingSingleton {
    /** A million revocations take four seconds. */
    private static final Duration IF_UNAVAILABLE = Duration.ofSeconds(10);

    /** An outage of the store must not keep an application that accepts stale revocations from starting. */
    private static final Duration IF_ACCEPT = Duration.ofSeconds(3);

    private final ObjectProvider<Revocations> revocations;
    private final boolean isAcceptedWhenStale;
    private final Duration atMost;

    /** @param whenStale null if nothing is shared */
    FirstReadOfRevocations(ObjectProvider<Revocations> revocations, @Nullable WhenStale whenStale) {
        this(revocations, whenStale, whenStale == WhenStale.UNAVAILABLE ? IF_UNAVAILABLE : IF_ACCEPT);
    }

    FirstReadOfRevocations(ObjectProvider<Revocations> revocations, @Nullable WhenStale whenStale, Duration atMost) {
        this.revocations = revocations;
        this.isAcceptedWhenStale = whenStale != WhenStale.UNAVAILABLE;
        this.atMost = atMost;
    }

    @Override
    public void afterSingletonsInstantiated() {
        revocations.orderedStream().forEach(this::await);
    }

    private void await(Revocations shared) {
        try {
            if (!shared.awaitFirstRead(atMost)) {
                LoggerFactory.getLogger(CognitoClaimsAutoConfiguration.class)
                        .warn(
                                "The revocations could not be read within {} ms. Until they are, {}",
                                atMost.toMillis(),
                                isAcceptedWhenStale
                                        ? "tokens that were revoked are accepted"
                                        : "the answer to tokens is 503, and health is down");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
