package io.cognitoclaims.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpHandler;
import io.cognitoclaims.core.AccessToken;
import io.cognitoclaims.core.CognitoVerifier;
import io.cognitoclaims.core.JwksCache;
import io.cognitoclaims.core.TokenRejectedException;
import io.cognitoclaims.core.UserPool;
import io.cognitoclaims.core.VerificationException;
import io.cognitoclaims.core.VerificationUnavailableException;
import io.cognitoclaims.testing.TestClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Steady traffic on two threads, while another one changes the world: keys come and go, their endpoint fails, lies and
 * stalls, the clock jumps, and the traffic's threads are interrupted.
 *
 * <p>What must hold follows from what {@link JwksCache} promises. A bad token is never accepted. A token whose key was seen
 * in a good answer is never refused, save
 *
 * <ul>
 *   <li>while the world lies: from the moment at which the endpoint serves somebody else's good keys until the first good
 *       answer after it. A cooldown lies between the two at most, which the clock here jumps over.
 *   <li>by a thread that was interrupted while its key had to be confirmed: {@link VerificationUnavailableException}.
 * </ul>
 *
 * <p>A new key is not expected to serve before a fetch saw it, and a withdrawn one is bad from the first good answer
 * without it. Each state has a number, even while it lasts and odd while it changes; what is seen under one even number,
 * before and after, is judged, and the rest is not.
 */
final class Soak {
    private static final Duration COOLDOWN = Duration.ofSeconds(10);
    private static final Duration STEP = Duration.ofMillis(50);
    private static final int SPARE_KEYS = 4;

    private final TestClock clock = TestClock.at(Instant.parse("2026-11-22T12:00:00Z"));
    private final KeyEndpoint endpoint = KeyEndpoint.start();
    private final CognitoVerifier<AccessToken> verifier;
    private final CognitoVerifier<AccessToken> withoutCache;
    private final Random random;
    private final Signer anchor = Signer.create("anchor");
    private final Signer liar = Signer.create("liar");
    private final List<Signer> spares = new ArrayList<>();
    private final Queue<String> faults = new ConcurrentLinkedQueue<>();
    private final AtomicLong state = new AtomicLong();
    private volatile World world;
    private volatile boolean isOver;

    final AtomicLong accepted = new AtomicLong();
    final AtomicLong refused = new AtomicLong();
    final AtomicLong interrupted = new AtomicLong();
    final AtomicLong unjudged = new AtomicLong();
    final AtomicLong changes = new AtomicLong();

    Soak(long seed) {
        random = new Random(seed);
        for (int i = 0; i < SPARE_KEYS; i++) {
            spares.add(Signer.create("spare-" + i));
        }
        UserPool pool = UserPool.of(Pools.HOME_ID).withJwksUri(endpoint.uri(Pools.HOME_KEYS));
        JwksCache keys = JwksCache.builder()
                .clock(clock)
                .fetcher(endpoint.fetcher())
                .fetchTimeout(Duration.ofSeconds(30))
                .build();
        verifier = CognitoVerifier.accessTokens(pool, Set.of(Token.CLIENT))
                .clock(clock)
                .keys(keys)
                .tokenCacheBytes(1 << 16)
                .build();
        withoutCache = CognitoVerifier.accessTokens(pool, Set.of(Token.CLIENT))
                .clock(clock)
                .keys(keys)
                .withoutTokenCache()
                .build();
        world = world(null, null, false);
        serve();
        verifier.verify(token(anchor).sign());
    }

    /**
     * What is true for a while.
     *
     * @param spare a key beside the anchor that was seen in a good answer
     * @param lies whether the endpoint serves somebody else's keys
     * @param bad tokens of which the last one is bad only while this is true
     */
    private record World(
            @Nullable Signer spare, @Nullable Withdrawn withdrawn, boolean lies, List<String> good, List<String> bad) {}

    /**
     * A key that a good answer left out.
     *
     * @param token was accepted while the key was published, and may still be in the cache of verified tokens
     */
    private record Withdrawn(Signer signer, String token) {}

    /** {@return all that did not hold} */
    Queue<String> run(Duration time) throws InterruptedException {
        List<Thread> traffic = List.of(new Thread(this::drive, "traffic-1"), new Thread(this::drive, "traffic-2"));
        traffic.forEach(Thread::start);
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < end && faults.isEmpty()) {
            change();
            annoy(traffic.get(random.nextInt(2)));
            LockSupport.parkNanos(STEP.toNanos());
        }
        isOver = true;
        for (Thread thread : traffic) {
            thread.join();
        }
        endpoint.close();
        return faults;
    }

    private void change() {
        changes.incrementAndGet();
        switch (random.nextInt(8)) {
            case 0, 1 -> becoming(this::introduce);
            case 2 -> becoming(this::withdraw);
            case 3 -> becoming(this::lie);
            case 4, 5 -> becoming(this::fail);
            case 6 -> becoming(() -> jump(Duration.ofMinutes(1 + random.nextInt(90))));
            default -> becoming(() -> jump(Duration.ofMinutes(-1 - random.nextInt(20))));
        }
    }

    private void becoming(Runnable change) {
        state.incrementAndGet();
        change.run();
        state.incrementAndGet();
    }

    /** A new key is published, seen by a fetch, and signs from then on. */
    private void introduce() {
        Signer next = spares.get(random.nextInt(SPARE_KEYS));
        Withdrawn before = world.withdrawn;
        Withdrawn withdrawn = before == null || before.signer().equals(next) ? null : before;
        world = world(next, withdrawn, false);
        serve();
        confirm(next);
    }

    /** The spare key leaves the set, and a fetch sees that. */
    private void withdraw() {
        Signer spare = world.spare;
        Withdrawn gone = spare == null
                ? world.withdrawn
                : new Withdrawn(spare, world.good().get(1));
        world = world(null, gone, false);
        serve();
        confirm(anchor);
    }

    private void lie() {
        world = world(world.spare, world.withdrawn, true);
        endpoint.serve(Pools.HOME_KEYS, 200, Pools.set(liar.jwk()));
        clock.advance(COOLDOWN);
        askForUnknownKey();
    }

    /** The endpoint goes down in one of its ways; if it lied before, a good answer comes first. */
    private void fail() {
        if (world.lies()) {
            withdraw();
        }
        List<HttpHandler> ways = List.of(
                KeyEndpoint.answer(500, new byte[0]),
                KeyEndpoint.answer(200, "<html>".getBytes(UTF_8)),
                KeyEndpoint.answer(200, "{\"keys\":[]}".getBytes(UTF_8)),
                KeyEndpoint.endless(),
                endpoint.silent(),
                endpoint.stalled("{\"keys\":[".getBytes(UTF_8)));
        endpoint.serve(Pools.HOME_KEYS, ways.get(random.nextInt(ways.size())));
        jump(Duration.ofMinutes(random.nextInt(90)));
    }

    private void jump(Duration duration) {
        clock.advance(duration);
        world = world(world.spare, world.withdrawn, world.lies());
    }

    /** Until a fetch that began after the change has come back: a few cooldowns on the clock, not in time. */
    private void confirm(Signer signer) {
        int before = endpoint.requests();
        for (int i = 0; i < 100; i++) {
            clock.advance(COOLDOWN);
            askForUnknownKey();
            // Of two, the second one began when the first was over, and so after the change.
            if (endpoint.requests() >= before + 2
                    && outcome(verifier, token(signer).sign()) == null) {
                world = world(world.spare, world.withdrawn, world.lies());
                return;
            }
        }
        faults.add("keys of a good endpoint are not taken");
    }

    private void askForUnknownKey() {
        outcome(verifier, token(anchor).header("kid", "\"unknown\"").sign());
    }

    private void serve() {
        Signer spare = world.spare();
        endpoint.serve(
                Pools.HOME_KEYS, 200, spare == null ? Pools.set(anchor.jwk()) : Pools.set(anchor.jwk(), spare.jwk()));
    }

    /** Interrupts, and waits that nobody waits for any more. */
    private void annoy(Thread thread) {
        if (random.nextInt(3) == 0) {
            thread.interrupt();
        }
        if (random.nextInt(3) == 0) {
            CompletableFuture<AccessToken> unwanted = verifier.verifyAsync(
                    token(anchor).header("kid", "\"unwanted\"").sign());
            unwanted.cancel(true);
        }
    }

    private void drive() {
        for (int i = 0; !isOver && faults.isEmpty(); i++) {
            long before = state.get();
            World seen = world;
            boolean good = i % 2 == 0;
            int which = i / 2 % (good ? seen.good().size() : seen.bad().size());
            CognitoVerifier<AccessToken> one = i % 3 == 0 ? verifier : withoutCache;
            VerificationException outcome =
                    outcome(one, good ? seen.good().get(which) : seen.bad().get(which));
            boolean wasInterrupted = Thread.interrupted();
            boolean lasted = before % 2 == 0 && state.get() == before;
            if (good) {
                judgeGood(which, outcome, seen, lasted, wasInterrupted);
            } else {
                judgeBad(which, outcome, seen, lasted);
            }
        }
    }

    private void judgeBad(int which, @Nullable VerificationException outcome, World seen, boolean lasted) {
        if (outcome != null) {
            refused.incrementAndGet();
        } else if (which < seen.bad().size() - 1 || lasted) {
            faults.add("bad token " + which + " was accepted");
        }
    }

    private void judgeGood(
            int which, @Nullable VerificationException outcome, World seen, boolean lasted, boolean wasInterrupted) {
        if (outcome == null) {
            accepted.incrementAndGet();
        } else if (!lasted) {
            unjudged.incrementAndGet();
        } else if (wasInterrupted && outcome instanceof VerificationUnavailableException) {
            interrupted.incrementAndGet();
        } else if (!seen.lies()) {
            faults.add("good token " + which + " was refused: " + outcome.getMessage());
        }
    }

    private World world(@Nullable Signer spare, @Nullable Withdrawn withdrawn, boolean lies) {
        Token token = Token.access(Pools.HOME, Token.CLIENT, anchor, now() + 3_600);
        List<String> good = List.of(
                token.sign(),
                Token.access(Pools.HOME, Token.CLIENT, spare == null ? anchor : spare, now() + 3_600)
                        .sign());
        List<String> bad = List.of(
                token.signedBy(liar).sign(),
                token.header("kid", "\"forged\"").sign(),
                token.claim("exp", Long.toString(now() - 86_400)).sign(),
                token.claim("client_id", "\"another\"").sign(),
                withdrawn == null ? token.signedBy(liar).sign() : withdrawn.token());
        return new World(spare, withdrawn, lies, good, bad);
    }

    private Token token(Signer signer) {
        return Token.access(Pools.HOME, Token.CLIENT, signer, now());
    }

    /** {@return why the token is not accepted; null if it is} */
    private @Nullable VerificationException outcome(CognitoVerifier<AccessToken> one, String token) {
        try {
            one.verify(token);
            return null;
        } catch (TokenRejectedException | VerificationUnavailableException e) {
            return e;
        }
    }

    private long now() {
        return clock.instant().getEpochSecond();
    }
}
