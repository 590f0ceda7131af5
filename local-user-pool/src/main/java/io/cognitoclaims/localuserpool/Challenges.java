package io.cognitoclaims.localuserpool;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Sign-ins that wait for one more answer, each found by a text that only the client got. One lasts for three minutes and
 * can be answered once; the eldest leaves when there would be more than {@value #MOST}. Safe for use by many threads.
 *
 * @param <T> what is known of the sign-in so far
 */
final class Challenges<T> {
    static final int MOST = 10_000;
    /** Cognito's default; it lets an app client have up to 15 minutes. */
    static final Duration VALIDITY = Duration.ofMinutes(3);

    private static final int BYTES = 48;

    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Waiting<T>> waiting = new LinkedHashMap<>();

    Challenges(Clock clock) {
        this.clock = clock;
    }

    /** {@return the text that stands for the challenge, 48 bytes in base64} */
    String begin(String clientId, T state) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        String session = Base64.getEncoder().encodeToString(bytes);
        synchronized (this) {
            waiting.put(session, new Waiting<>(clientId, state, clock.instant().plus(VALIDITY)));
            if (waiting.size() > MOST) {
                waiting.remove(waiting.keySet().iterator().next());
            }
        }
        return session;
    }

    /** {@return what is known of the sign-in} It still waits. */
    synchronized T find(String session, String clientId) throws ApiException {
        Waiting<T> found = waiting.get(session);
        if (found == null || !found.clientId.equals(clientId)) {
            throw ApiException.notAuthorized("Invalid session for the user.");
        }
        if (!clock.instant().isBefore(found.until)) {
            throw ApiException.notAuthorized("Invalid session for the user, session is expired.");
        }
        return found.state;
    }

    /** {@return what is known of the sign-in} It does not wait any longer: of several callers one gets it. */
    synchronized T take(String session, String clientId) throws ApiException {
        T state = find(session, clientId);
        waiting.remove(session);
        return state;
    }

    synchronized void end(String session) {
        waiting.remove(session);
    }

    synchronized void reset() {
        waiting.clear();
    }

    private record Waiting<T>(String clientId, T state, Instant until) {}
}
