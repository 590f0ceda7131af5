package io.cognitoclaims.localuserpool;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * The keys of the pool: of each pair one signs ID tokens, the other access tokens. New at each start, unless a file keeps
 * those of the start, and new at each rotation.
 *
 * <p>They are made in the background, since that takes about as long as all else of a start; who needs one first waits.
 * Safe for use by many threads.
 */
@Component
final class PoolKeys implements Resettable {
    private final Published first;
    private volatile Published published;
    private volatile boolean served = true;

    PoolKeys(UserPoolSettings settings) {
        String file = settings.keysFile();
        first = new Published(file.isEmpty() ? new Pair() : Pair.of(KeysFile.keys(Path.of(file))), null);
        published = first;
    }

    SigningKey idTokens() {
        return published.current().idTokens().join();
    }

    SigningKey accessTokens() {
        return published.current().accessTokens().join();
    }

    /** {@return whether the key set would let a verifier accept {@code accessToken}, which may be any text} */
    boolean signedAccessToken(String accessToken) {
        return published.pairs().anyMatch(pair -> pair.accessTokens().join().signed(accessToken));
    }

    /** {@return the members of the key set} The current pair comes first. */
    List<Map<String, String>> jwks() {
        return published
                .pairs()
                .flatMap(pair -> Stream.of(pair.idTokens(), pair.accessTokens()))
                .map(key -> key.join().jwk())
                .toList();
    }

    /**
     * Signs with a new pair from now on.
     *
     * @param keepOld whether the pair before stays published, so that tokens it signed still verify; the pairs before
     *     that one are withdrawn in any case
     */
    synchronized void rotate(boolean keepOld) {
        Pair next = new Pair();
        next.idTokens().join();
        next.accessTokens().join();
        published = new Published(next, keepOld ? published.current() : null);
    }

    @Override
    public synchronized void reset() {
        published = first;
        served = true;
    }

    /** {@return whether the key endpoint answers} Signing goes on while it does not. */
    boolean served() {
        return served;
    }

    void serve(boolean on) {
        served = on;
    }

    private record Published(Pair current, @Nullable Pair previous) {
        Stream<Pair> pairs() {
            return previous == null ? Stream.of(current) : Stream.of(current, previous);
        }
    }

    private record Pair(CompletableFuture<SigningKey> idTokens, CompletableFuture<SigningKey> accessTokens) {
        static Pair of(List<SigningKey> keys) {
            return new Pair(
                    CompletableFuture.completedFuture(keys.get(0)), CompletableFuture.completedFuture(keys.get(1)));
        }

        Pair() {
            this(CompletableFuture.supplyAsync(SigningKey::create), CompletableFuture.supplyAsync(SigningKey::create));
        }
    }
}
