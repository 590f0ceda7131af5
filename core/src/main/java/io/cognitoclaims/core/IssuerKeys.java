package io.cognitoclaims.core;

import static io.cognitoclaims.core.TokenRejectedException.Reason.UNKNOWN_KEY;

import io.cognitoclaims.core.KeyFetch.Moment;
import io.cognitoclaims.core.KeyFetch.Need;
import io.cognitoclaims.core.VerificationListener.StaleKeyUsed;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The keys of one issuer. It decides which keys may be used, when they are due, and which tokens wait for newer ones. */
final class IssuerKeys {
    /** A small number: while known keys can be used, a token that waits probably has a forged key id. */
    static final int MAX_WAITING_THREADS = 8;

    /** The limit for all waiting tokens of the issuer in total: a thousand usual ones, or 64 of the longest. */
    static final int MAX_PENDING_CHARACTERS = 1 << 20;

    private static final Logger LOG = LoggerFactory.getLogger(JwksCache.class);
    private static final CompletableFuture<Void> AT_ONCE = CompletableFuture.completedFuture(null);

    private final Issuer issuer;
    private final KeySettings settings;
    private final KeyFetch fetch;
    /** The keys of the pool's other issuers. */
    private final List<IssuerKeys> siblings = new CopyOnWriteArrayList<>();

    private final AtomicReference<KeySet> keys = new AtomicReference<>(KeySet.EMPTY);
    private final AtomicInteger waitingThreads = new AtomicInteger();
    private final AtomicInteger pendingCharacters = new AtomicInteger();

    /** How many pools hold these keys. Changed only by the cache, one thread at a time. */
    private int holders;

    IssuerKeys(Issuer issuer, KeySettings settings, Runnable afterFetch) {
        this.issuer = issuer;
        this.settings = settings;
        this.fetch = new KeyFetch(issuer, settings, this::accept, afterFetch);
    }

    /** {@return the value of {@code iss}} */
    String issuer() {
        return issuer.value();
    }

    void hold() {
        holders++;
    }

    /** {@return whether nobody holds the keys any more} */
    boolean release() {
        holders--;
        return holders == 0;
    }

    /** {@return the key; null if it is unknown or must be confirmed first} It never waits, but may start a fetch. */
    @Nullable
    SigningKey find(String keyId) {
        KeySet set = keys.get();
        SigningKey key = set.get(keyId);
        if (key == null) {
            return null;
        }
        long now = now();
        if (isDue(set, now)) {
            if (!serves(set, now)) {
                return null;
            }
            tellIfStale(set, now);
            CompletableFuture<Void> unused = orAtOnce(fetch.request(this::needOfKeys, now, false));
        }
        return key;
    }

    /**
     * Waits until it makes sense to {@link #require} a key that was not found. It waits for no fetch, for one, or for two
     * if the first one began before this call and so perhaps before the key was published.
     *
     * @throws VerificationUnavailableException if too many threads already wait, or the thread is interrupted
     */
    void awaitRenewal(String keyId) {
        long arrival = fetch.begun();
        awaitAsOneOfFew(keyId, look(keyId, arrival));
        awaitAsOneOfFew(keyId, look(keyId, arrival));
    }

    /**
     * {@return a future of what {@link #awaitRenewal} waits for} It never fails.
     *
     * @param length how many characters are kept in memory while the future is open
     * @throws VerificationUnavailableException if too many characters are already kept
     */
    CompletableFuture<Void> renewal(String keyId, int length) {
        long arrival = fetch.begun();
        CompletableFuture<Void> next = look(keyId, arrival);
        if (next.isDone()) {
            next = look(keyId, arrival);
        }
        if (next.isDone()) {
            return next;
        }
        if (pendingCharacters.addAndGet(length) > MAX_PENDING_CHARACTERS) {
            pendingCharacters.addAndGet(-length);
            throw tooManyWait();
        }
        return next.thenCompose(done -> look(keyId, arrival))
                .whenComplete((done, failure) -> pendingCharacters.addAndGet(-length));
    }

    /** {@return the fetch of keys that are missing or due} The future never fails. A failed fetch logs no warning. */
    CompletableFuture<Void> renewal() {
        return orAtOnce(fetch.request(this::needOfKeys, now(), true));
    }

    /** Waits for a fetch, which others share: an interrupt ends the wait, not the fetch. */
    void await(CompletableFuture<Void> renewal) {
        try {
            renewal.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw fetch.unavailable("the thread that waited for them was interrupted");
        } catch (ExecutionException e) {
            throw new IllegalStateException("a renewal never fails", e);
        }
    }

    /**
     * {@return the key, even a stale one}
     *
     * @throws TokenRejectedException if the issuer has no such key
     * @throws VerificationUnavailableException if this is unknown
     */
    SigningKey require(String keyId) {
        KeySet set = keys.get();
        SigningKey key = set.get(keyId);
        long now = now();
        if (!mayServe(set, now)) {
            // The siblings show whether this is an outage of the pool, or an issuer that the pool does not use.
            siblings.forEach(IssuerKeys::askIfThereAreNone);
            throw fetch.unavailable(now);
        }
        if (key == null && fetch.hasFailed()) {
            throw fetch.unavailable(now);
        }
        if (key == null) {
            throw new TokenRejectedException(UNKNOWN_KEY);
        }
        tellIfStale(set, now);
        return key;
    }

    VerificationUnavailableException unavailable() {
        return fetch.unavailable(now());
    }

    void preload(byte[] jwks) throws MalformedJsonException {
        KeySet given = KeySet.parse(jwks, new Moment(0, 0), keys.get(), settings.rs256());
        take(given.askedAt(fetch.supersede(now())));
    }

    /** Adds the others as siblings; some of them may already be known. */
    void addSiblings(List<IssuerKeys> others) {
        others.stream()
                .filter(other -> other != this && !siblings.contains(other))
                .forEach(siblings::add);
    }

    /** {@return how long ago the set was requested; null if there is none} */
    @Nullable
    Duration age() {
        KeySet set = keys.get();
        return set.isEmpty() ? null : Duration.ofMillis(age(set, now()));
    }

    /**
     * Removes keys that may no longer be used because no token needed them or newer ones. During an outage tokens do need
     * them, and the same keys are likely to be confirmed after it.
     */
    void forgetIdle(long now) {
        KeySet set = keys.get();
        if (!set.isEmpty() && !mayServe(set, now) && !fetch.isOutage(now)) {
            // Only this set: a newer one may have arrived in between.
            keys.compareAndSet(set, KeySet.EMPTY);
        }
    }

    /** Whether there are keys that may be used, perhaps after a fetch has confirmed them. */
    boolean mayServe() {
        return mayServe(keys.get(), now());
    }

    /** Whether there are no keys that may be used, and the last fetch has failed. */
    boolean hasFailed() {
        return !mayServe() && fetch.hasFailed();
    }

    /** Whether a token would now fail, without another fetch, because there are no keys. */
    boolean isUnavailable() {
        long now = now();
        return !mayServe(keys.get(), now) && fetch.isHeldUp(now);
    }

    /**
     * {@return the fetch to wait for, if a fetch could bring the key}
     *
     * @param arrival the number of the last fetch that had begun when the key was looked up
     */
    private CompletableFuture<Void> look(String keyId, long arrival) {
        long now = now();
        // During an outage only the thread that starts a fetch waits for it, so that forged key ids cannot block many
        // threads.
        boolean othersAsk = fetch.isOutage(now) && fetch.isInFlight();
        return othersAsk ? AT_ONCE : orAtOnce(fetch.request(() -> needOf(keyId, arrival), now, false));
    }

    private static CompletableFuture<Void> orAtOnce(@Nullable CompletableFuture<Void> running) {
        return running != null ? running : AT_ONCE;
    }

    private void askIfThereAreNone() {
        if (!mayServe()) {
            CompletableFuture<Void> unused = renewal();
        }
    }

    private Need needOf(String keyId, long arrival) {
        KeySet set = keys.get();
        long now = now();
        if (fetch.succeeded() > arrival || (set.get(keyId) != null && serves(set, now))) {
            return Need.NONE;
        }
        return isDue(set, now) ? Need.KEYS : Need.UNKNOWN_KEY;
    }

    private Need needOfKeys() {
        return isDue(keys.get(), now()) ? Need.KEYS : Need.NONE;
    }

    private void awaitAsOneOfFew(String keyId, CompletableFuture<Void> renewal) {
        if (renewal.isDone()) {
            return;
        }
        try {
            if (waitingThreads.incrementAndGet() > MAX_WAITING_THREADS && serves(keys.get(), now())) {
                if (keys.get().get(keyId) != null) {
                    // The first keys have just arrived, and the threads that wait for them are about to continue.
                    return;
                }
                throw tooManyWait();
            }
            await(renewal);
        } finally {
            waitingThreads.decrementAndGet();
        }
    }

    private VerificationUnavailableException tooManyWait() {
        return fetch.unavailable("too many tokens already wait for newer ones");
    }

    private static long age(KeySet set, long now) {
        return now - set.asked().millis();
    }

    private boolean mayServe(KeySet set, long now) {
        return !set.isEmpty() && age(set, now) < settings.staleAfterMillis();
    }

    /** Whether the keys can be used before a fetch confirms them. */
    private boolean serves(KeySet set, long now) {
        return mayServe(set, now) && (age(set, now) < settings.maxAgeMillis() || fetch.isOutage(now));
    }

    /** A negative age means that the clock was set back. The real age is then unknown, so the set is confirmed soon. */
    private boolean isDue(KeySet set, long now) {
        long age = age(set, now);
        return set.isEmpty() || age < -FetchPace.CLOCK_JITTER_MILLIS || age >= settings.refreshAfterMillis();
    }

    private long now() {
        return settings.clock().millis();
    }

    private void tellIfStale(KeySet set, long now) {
        long age = age(set, now);
        if (age >= settings.maxAgeMillis()) {
            settings.listener()
                    .tell(listener -> listener.staleKeyUsed(new StaleKeyUsed(issuer.value(), Duration.ofMillis(age))));
        }
    }

    private void accept(byte[] jwks, Moment asked) throws MalformedJsonException {
        KeySet before = keys.get();
        KeySet fetched = KeySet.parse(jwks, asked, before, settings.rs256());
        if (take(fetched) && !before.isEmpty() && !before.keyIds().equals(fetched.keyIds())) {
            LOG.info(
                    "The keys of {} were rotated; it has {} now",
                    issuer.value(),
                    fetched.keyIds().size());
        }
    }

    /** {@return whether the set is newer than the current one, and so replaces it} */
    private boolean take(KeySet set) {
        return keys.accumulateAndGet(
                        set,
                        (held, next) -> held.asked().number() > next.asked().number() ? held : next)
                == set;
    }
}
