package io.cognitoclaims.core;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The revocations that this process knows. Each is kept for as long as the tokens that it concerns can live, and up to a
 * minute longer. A clock that is wrong or jumps, forward or back, does not end one early: it leaves when the clock is past
 * its end and {@link System#nanoTime}, which does not jump, shows that it was held for its whole time.
 *
 * <p>{@code RevocationMemoryTest} measures how much memory it takes.
 */
final class RevocationMemory {
    /** The longest life that an app client can set for its access and ID tokens. */
    static final Duration LONGEST_TOKEN_LIFE = Duration.ofDays(1);

    static final int PARTS = 16;

    private static final long SKEW = CognitoVerifierBuilder.MAX_CLOCK_SKEW.toMillis();
    private static final long SECOND = 1_000;
    private static final long MINUTE = 60_000;

    private final Map<String, Term> tokens = new ConcurrentHashMap<>();
    private final Map<String, Term> signIns = new ConcurrentHashMap<>();
    /** By the id of the pool, and then by user. A pool's id is the same in all of its issuers. */
    private final Map<String, Map<String, CutOff>> users = new ConcurrentHashMap<>();

    private final AtomicLong nextPruning = new AtomicLong(MINUTE);
    private final AtomicLong nextCount = new AtomicLong();
    private final Clock clock;
    private final LongSupplier nanoTime;
    private final long start;
    private volatile @Nullable Term latest;
    private volatile int generation;

    RevocationMemory(Clock clock, LongSupplier nanoTime) {
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.start = nanoTime.getAsLong();
    }

    void add(Revocation revocation) {
        add(revocation, LONGEST_TOKEN_LIFE.toMillis());
    }

    /**
     * Adds a fact. If it is known, it is kept for the longer of both times.
     *
     * @param lifeMillis how long the tokens can live from now on
     */
    void add(Revocation revocation, long lifeMillis) {
        if (revocation instanceof Revocation.Token token) {
            tokens.merge(token.tokenId(), term(lifeMillis), Term::longer);
        } else if (revocation instanceof Revocation.SignIn signIn) {
            signIns.merge(signIn.originTokenId(), term(lifeMillis), Term::longer);
        } else if (revocation instanceof Revocation.User user) {
            long before = user.before().toEpochMilli();
            // Tokens from before an instant in the future can be issued up to then.
            long ahead = Math.max(0, before - clock.millis());
            users.computeIfAbsent(user.userPoolId(), pool -> new ConcurrentHashMap<>())
                    .merge(user.subject(), new CutOff(before, term(ahead + lifeMillis)), CutOff::later);
        }
        long running = running();
        long due = nextPruning.get();
        if (running >= due && nextPruning.compareAndSet(due, running + MINUTE)) {
            prune(running);
        }
    }

    /** Allocates nothing: it is called for every token. */
    boolean isRevoked(CognitoToken token) {
        return contains(tokens, token.id()) || contains(signIns, token.originId()) || isCutOff(token);
    }

    /** Health and meters ask for it as often as somebody asks them, so it looks at each fact once in a second at most. */
    long size() {
        long running = running();
        long due = nextCount.get();
        if (running >= due && nextCount.compareAndSet(due, running + SECOND)) {
            prune(running);
        }
        return (long) tokens.size()
                + signIns.size()
                + users.values().stream().mapToLong(Map::size).sum();
    }

    /** {@return a number for what is added from now on, see {@link #olderThan}} */
    int startGeneration() {
        int next = generation + 1;
        generation = next;
        latest = null;
        return next;
    }

    /**
     * {@return the facts that were not added again since the generation began; each is looked at when it is its turn}
     *
     * @param part which of the {@link #PARTS} into which the ids are divided
     */
    Iterator<Revocation> olderThan(int generation, int part) {
        Stream<Revocation> ofTokens = tokens.entrySet().stream()
                .filter(entry -> entry.getValue().generation < generation && partOf(entry.getKey()) == part)
                .map(entry -> new Revocation.Token(entry.getKey()));
        Stream<Revocation> ofSignIns = signIns.entrySet().stream()
                .filter(entry -> entry.getValue().generation < generation && partOf(entry.getKey()) == part)
                .map(entry -> new Revocation.SignIn(entry.getKey()));
        Stream<Revocation> ofUsers = users.entrySet().stream()
                .flatMap(pool -> pool.getValue().entrySet().stream()
                        .filter(entry ->
                                entry.getValue().term.generation < generation && partOf(entry.getKey()) == part)
                        .map(entry -> entry.getValue().toRevocation(pool.getKey(), entry.getKey())));
        return Stream.concat(Stream.concat(ofTokens, ofSignIns), ofUsers).iterator();
    }

    private static int partOf(String id) {
        int hash = id.hashCode();
        return (hash ^ (hash >>> 16)) & (PARTS - 1);
    }

    private static boolean contains(Map<String, Term> revoked, @Nullable String id) {
        // The hash of an id costs more than the question whether there is any.
        return id != null && !revoked.isEmpty() && revoked.containsKey(id);
    }

    private boolean isCutOff(CognitoToken token) {
        Map<String, CutOff> pool = users.get(token.userPool().id());
        CutOff cutOff = pool == null || pool.isEmpty() ? null : pool.get(token.subject());
        return cutOff != null && token.signInSeconds() * SECOND < cutOff.before;
    }

    private void prune(long running) {
        long now = clock.millis();
        tokens.values().removeIf(term -> term.isOver(running, now));
        signIns.values().removeIf(term -> term.isOver(running, now));
        // The map of a pool stays, because a fact may be on its way into it.
        users.values().forEach(pool -> pool.values().removeIf(cutOff -> cutOff.term.isOver(running, now)));
    }

    /** Facts of the same minute share one object. */
    private Term term(long lifeMillis) {
        long held = running() + lifeMillis + SKEW;
        long end = clock.millis() + lifeMillis + SKEW;
        int now = generation;
        Term last = latest;
        if (last != null && last.suits(held, end, now)) {
            return last;
        }
        Term next = new Term(held + MINUTE, end + MINUTE, now);
        latest = next;
        return next;
    }

    /** {@return the milliseconds since this memory was created, whatever happened to the clock} */
    private long running() {
        return TimeUnit.NANOSECONDS.toMillis(nanoTime.getAsLong() - start);
    }

    /** Until when a fact is kept: by {@link #running}, and by the clock. */
    private static final class Term {
        private final long heldUntil;
        private final long endMillis;
        private final int generation;

        private Term(long heldUntil, long endMillis, int generation) {
            this.heldUntil = heldUntil;
            this.endMillis = endMillis;
            this.generation = generation;
        }

        private boolean suits(long held, long end, int now) {
            return generation == now
                    && held <= heldUntil
                    && heldUntil <= held + MINUTE
                    && end <= endMillis
                    && endMillis <= end + MINUTE;
        }

        private Term longer(Term other) {
            return longer(other, Math.max(generation, other.generation));
        }

        private Term longer(Term other, int newest) {
            long held = Math.max(heldUntil, other.heldUntil);
            long end = Math.max(endMillis, other.endMillis);
            return other.heldUntil == held && other.endMillis == end && other.generation == newest
                    ? other
                    : new Term(held, end, newest);
        }

        private boolean isOver(long running, long now) {
            return running >= heldUntil && now >= endMillis;
        }
    }

    private static final class CutOff {
        private final long before;
        private final Term term;

        private CutOff(long before, Term term) {
            this.before = before;
            this.term = term;
        }

        private CutOff later(CutOff other) {
            if (before == other.before) {
                return new CutOff(before, term.longer(other.term));
            }
            // A store that was restored may have an earlier one only. Then the later one is not known to be there.
            CutOff latest = before > other.before ? this : other;
            return new CutOff(latest.before, term.longer(other.term, latest.term.generation));
        }

        private Revocation toRevocation(String userPoolId, String subject) {
            return new Revocation.User(userPoolId, subject, Instant.ofEpochMilli(before), false);
        }
    }
}
