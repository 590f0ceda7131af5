package io.cognitoclaims.testing;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * All 2048-bit RSA key pairs that one pool has ever had. A closed pool gives them back to the JVM, for the next pool: to
 * make a pair is most of what a pool costs.
 */
final class KeyPairs {
    /** Enough for what tests have open at one time; more pairs are forgotten. */
    static final int MOST_SPARE = 32;

    // First in, first out: a pair rests as long as it can.
    private static final Queue<KeyPair> SPARE = new ArrayBlockingQueue<>(MOST_SPARE);

    private final Queue<KeyPair> taken = new ConcurrentLinkedQueue<>();
    private boolean isKept;
    private boolean isGivenBack;

    /** {@return a pair that no open pool has, and that this one never had} A new one takes about 100 ms on one core. */
    KeyPair take() {
        @Nullable KeyPair spare = SPARE.poll();
        KeyPair pair = spare == null ? generate() : spare;
        taken.add(pair);
        return pair;
    }

    /** Ends the use of all pairs. Each goes back once, however often this is called; none does after {@link #keep}. */
    synchronized void giveBack() {
        for (KeyPair pair = taken.poll(); pair != null; pair = taken.poll()) {
            if (!isKept) {
                SPARE.offer(pair);
            }
        }
        isGivenBack = !isKept;
    }

    /**
     * Keeps all pairs from other pools for good, because one of them signs a forgery: a pool that had it later would publish
     * the key that verifies it.
     *
     * @return false if it is too late, as pairs have gone back already
     */
    synchronized boolean keep() {
        isKept = !isGivenBack;
        return isKept;
    }

    static KeyPair generate() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot make an RSA key", e);
        }
    }
}
