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

/** The keys of one issuer: which of them serve, when they are due, and who waits for newer ones. */
final class IssuerKeys {
    /** Few, because while known keys serve those who wait are likely to have forged their key id. */
    static final int MAX_WAITING_THREADS = 8;

    /** Of all tokens of the issuer together; a thousand usual ones, 64 of the longest. */
    static final int MAX_PENDING_CHARACTERS = 1 << 20;

    private static final Logger LOG = LoggerFactory.getLogger(JwksCache.class);
    private static final CompletableFuture<Void> AT_ONCE = CompletableFuture.completedFuture(null);

    private final Issuer issuer;
    private final KeySettings settings;
    private final KeyFetch fetch;
    /** Those of the pool's other issuers. */
    private final List<IssuerKeys> siblings = new CopyOnWriteArrayList<>();

    private final AtomicReference<KeySet> keys = new AtomicReference<>(KeySet.EMPTY);
    private final AtomicInteger waitingThreads = new AtomicInteger();
    private final AtomicInteger pendingCharacters = new AtomicInteger();

    IssuerKeys(Issuer issuer, KeySettings settings, Runnable afterFetch) {
        this.issuer = issuer;
        this.settings = settings;
        this.fetch = new KeyFetch(issuer, settings, this::accept, afterFetch);
    }

    /** {@return the value of {@code iss}} */
    String issuer() {
        return issuer.value();
    }

    /** {@return the key, if it is known and need not be confirmed first} Never waits; may start a fetch. */
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
     * Waits until it makes sense to {@link #require} a key that was not found: not at all, or for a fetch, or for two if
     * the first one began before this call and so perhaps before the key was published.
     *
     * @throws VerificationUnavailableException if enough others wait already, or the thread is interrupted
     */
    void awaitRenewal(String keyId) {
        long arrival = fetch.begun();
        awaitAsOneOfFew(keyId, look(keyId, arrival));
        awaitAsOneOfFew(keyId, look(keyId, arrival));
    }

    /**
     * {@return what {@link #awaitRenewal} waits for} It never fails.
     *
     * @param length how many characters are kept in memory meanwhile
     * @throws VerificationUnavailableException if enough others are kept already
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

    /** {@return the fetch of keys that are missing or due} It never fails. Failures are not warned of. */
    CompletableFuture<Void> renewal() {
        return orAtOnce(fetch.request(this::needOfKeys, now(), true));
    }

    /** The fetch that is waited for is shared: an interrupt ends the waiting, not the fetch. */
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
     * {@return the key, also where it is stale}
     *
     * @throws TokenRejectedException if the issuer has no such key
     * @throws VerificationUnavailableException if that can't be told
     */
    SigningKey require(String keyId) {
        KeySet set = keys.get();
        SigningKey key = set.get(keyId);
        long now = now();
        if (!mayServe(set, now)) {
            // Whether this is an outage of the pool, or an issuer that the pool does not use, these know.
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

    /** Makes the others known, of whom some may be known already. */
    void addSiblings(List<IssuerKeys> others) {
        others.stream()
                .filter(other -> other != this && !siblings.contains(other))
                .forEach(siblings::add);
    }

    /** {@return how long ago the set was asked for; null if there is none} */
    @Nullable
    Duration age() {
        KeySet set = keys.get();
        return set.isEmpty() ? null : Duration.ofMillis(age(set, now()));
    }

    /**
     * Lets go of keys that may not serve any more, because nobody asked for them or for newer ones. During an outage
     * somebody does, and the same keys are likely to be confirmed after it.
     */
    void forgetIdle(long now) {
        KeySet set = keys.get();
        if (!set.isEmpty() && !mayServe(set, now) && !fetch.isOutage(now)) {
            // Only these: others may have come in the meantime.
            keys.compareAndSet(set, KeySet.EMPTY);
        }
    }

    /** Whether there are keys that may serve, if they are confirmed or need not be. */
    boolean mayServe() {
        return mayServe(keys.get(), now());
    }

    /** Whether there are no keys that may serve, and the last try to get some has failed. */
    boolean hasFailed() {
        return !mayServe() && fetch.hasFailed();
    }

    /** Whether a token would be told now, without another fetch, that there are no keys. */
    boolean isUnavailable() {
        long now = now();
        return !mayServe(keys.get(), now) && fetch.isHeldUp(now);
    }

    /** {@return the fetch to wait for, if one could bring the key}
     *
     * @param arrival the number of the last fetch that had begun when the key was looked for
     */
    private CompletableFuture<Void> look(String keyId, long arrival) {
        long now = now();
        // During an outage only who starts a fetch waits for it, so that forged keys can't hold many threads.
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
                    // The first keys have just come, and those who wait for them are about to be told.
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
        return fetch.unavailable("enough tokens wait for newer ones already");
    }

    private static long age(KeySet set, long now) {
        return now - set.asked().millis();
    }

    private boolean mayServe(KeySet set, long now) {
        return !set.isEmpty() && age(set, now) < settings.staleAfterMillis();
    }

    /** Whether the keys serve without being confirmed first. */
    private boolean serves(KeySet set, long now) {
        return mayServe(set, now) && (age(set, now) < settings.maxAgeMillis() || fetch.isOutage(now));
    }

    /** A negative age is one of a clock that was set back: how old the set is nobody knows, so it is confirmed soon. */
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

    /** {@return whether the set is newer than the one that is held, and so takes its place} */
    private boolean take(KeySet set) {
        return keys.accumulateAndGet(
                        set,
                        (held, next) -> held.asked().number() > next.asked().number() ? held : next)
                == set;
    }
}
