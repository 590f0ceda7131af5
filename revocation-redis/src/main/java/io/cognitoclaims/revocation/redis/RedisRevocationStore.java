package io.cognitoclaims.revocation.redis;

import io.cognitoclaims.core.Revocation;
import io.cognitoclaims.core.RevocationStore;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.params.XAddParams;
import redis.clients.jedis.params.XReadParams;
import redis.clients.jedis.resps.StreamEntry;

/**
 * Carries revocations between servers through one stream of a Redis or Valkey server, version 6.2 or later, or of a cluster.
 * Safe for use by many threads.
 *
 * <pre>{@code
 * Revocations revocations = Revocations.builder(
 *                 RedisRevocationStore.builder("rediss://cache.example:6379").build())
 *         .start();
 * }</pre>
 *
 * <p>Its guarantees:
 *
 * <ul>
 *   <li>It connects when it is first used, and again after each failure. The start of an application needs no server.
 *   <li>Each call ends within about twice the {@link RedisRevocationStoreBuilder#timeout}, also if the server hangs.
 *   <li>Entries stay for 25 hours. The time for this is the earlier of this machine's and that of the last entry, so one
 *       clock that is ahead removes nothing.
 *   <li>If the stream is emptied, restored from a backup or replaced after a failover, it is read again from its beginning.
 *   <li>No message contains an address of more than host and port, a password, or an id.
 * </ul>
 *
 * <p>It uses two connections, and up to seven more while many threads append. The user needs the commands {@code XADD},
 * {@code XREAD} and {@code XRANGE} on one key, and in a cluster {@code CLUSTER SLOTS} too.
 */
public final class RedisRevocationStore implements RevocationStore {
    /** A token lives for a day at most. An hour is for clock skews, and for entries that were put back late. */
    private static final long RETENTION_MILLIS = Duration.ofHours(25).toMillis();

    private static final int BATCH = 2_000;
    private static final StreamEntryID BEGINNING = new StreamEntryID(0, 0);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);
    private static final Logger LOG = LoggerFactory.getLogger(RedisRevocationStore.class);

    private final String key;
    private final Clock clock;
    private final RedisConnection reading;
    private final RedisConnection writing;
    /** The time of the latest entry that was read or appended, by the server's clock. */
    private final AtomicLong latestEntry = new AtomicLong();

    /** What this process appended last and the server confirmed. */
    private final AtomicReference<StreamEntryID> lastAppended = new AtomicReference<>(BEGINNING);

    private final AtomicBoolean toldUnreadable = new AtomicBoolean();

    RedisRevocationStore(RedisRevocationStoreBuilder builder) {
        this.key = builder.key();
        this.clock = builder.clock();
        this.reading = builder.connection(1, LONGEST_WAIT);
        this.writing = builder.connection(8, Duration.ZERO);
    }

    /**
     * {@return a builder of a store on this server}
     *
     * @param address {@code redis://host:6379}, or with TLS {@code rediss://host:6379}; it may contain a user, a password
     *     and, without a cluster, the number of a database: {@code rediss://user:password@host:6379/0}
     * @throws IllegalArgumentException if it has another form; the message does not contain it
     */
    public static RedisRevocationStoreBuilder builder(String address) {
        return new RedisRevocationStoreBuilder(address);
    }

    @Override
    public void append(Revocation revocation) throws IOException {
        Map<String, String> fields = EntryFormat.write(revocation);
        StreamEntryID id;
        try {
            id = writing.call(client -> add(client, fields));
        } catch (IOException e) {
            // Once more: a connection that was not used for long may have been cut, or the server is a replica by now.
            // An
            // entry that is there twice does no harm.
            id = writing.call(client -> add(client, fields));
        }
        see(id);
        lastAppended.accumulateAndGet(id, (one, other) -> one.compareTo(other) < 0 ? other : one);
    }

    @Override
    public Batch read(String cursor, Duration maxWait) throws IOException {
        return reading.call(client -> read(client, cursor, maxWait));
    }

    @Override
    public void close() {
        reading.close();
        writing.close();
    }

    /** {@return the server and the key; no password} */
    @Override
    public String toString() {
        return "RedisRevocationStore[" + reading + ", " + key + "]";
    }

    private StreamEntryID add(UnifiedJedis client, Map<String, String> fields) {
        XAddParams params = new XAddParams();
        long latest = Math.min(latestEntry.get(), clock.millis());
        if (latest > RETENTION_MILLIS) {
            params.minId(Long.toString(latest - RETENTION_MILLIS)).approximateTrimming();
        }
        return client.xadd(key, params, fields);
    }

    private Batch read(UnifiedJedis client, String cursor, Duration maxWait) {
        StreamEntryID confirmed = lastAppended.get();
        StreamEntryID last = cursor.isEmpty() ? BEGINNING : new StreamEntryID(cursor);
        List<StreamEntry> entries = entriesAfter(client, last, maxWait);
        if (hasLost(client, last, entries) || hasLost(confirmed, last, entries)) {
            lastAppended.compareAndSet(confirmed, BEGINNING);
            return batch(entriesAfter(client, BEGINNING, Duration.ZERO), "", true);
        }
        return batch(entries, cursor, false);
    }

    /**
     * {@return whether the last entry of the last read is gone, though it was not old enough to be removed} It is asked
     * after the read: if the entry is there, the stream was not replaced before.
     */
    private boolean hasLost(UnifiedJedis client, StreamEntryID last, List<StreamEntry> later) {
        if (last.equals(BEGINNING) || !client.xrange(key, last, last, 1).isEmpty()) {
            return false;
        }
        return later.isEmpty()
                || last.getTime() + RETENTION_MILLIS > idOfLast(later).getTime();
    }

    /** {@return whether the server had confirmed an entry before the read, and it was not read up to there} */
    private static boolean hasLost(StreamEntryID confirmed, StreamEntryID last, List<StreamEntry> later) {
        StreamEntryID end = later.isEmpty() ? last : idOfLast(later);
        return later.size() < BATCH && end.compareTo(confirmed) < 0;
    }

    private List<StreamEntry> entriesAfter(UnifiedJedis client, StreamEntryID last, Duration maxWait) {
        XReadParams params = new XReadParams().count(BATCH);
        if (!maxWait.isZero()) {
            Duration wait = maxWait.compareTo(LONGEST_WAIT) < 0 ? maxWait : LONGEST_WAIT;
            // Redis takes 0 for "without end".
            params.block((int) Math.max(1, wait.toMillis()));
        }
        List<Map.Entry<String, List<StreamEntry>>> streams = client.xread(params, Map.of(key, last));
        return streams == null || streams.isEmpty() ? List.of() : streams.get(0).getValue();
    }

    private static StreamEntryID idOfLast(List<StreamEntry> entries) {
        return entries.get(entries.size() - 1).getID();
    }

    private Batch batch(List<StreamEntry> entries, String cursor, boolean startsOver) {
        List<Revocation> revocations = new ArrayList<>(entries.size());
        for (StreamEntry entry : entries) {
            see(entry.getID());
            Revocation revocation = EntryFormat.read(entry);
            if (revocation != null) {
                revocations.add(revocation);
            } else if (toldUnreadable.compareAndSet(false, true)) {
                LOG.warn(
                        "Entry {} of the stream {} is ignored, because this version can't read it; later ones are"
                                + " ignored without a message",
                        entry.getID(),
                        key);
            }
        }
        String next = entries.isEmpty() ? cursor : idOfLast(entries).toString();
        return new Batch(revocations, next, startsOver, entries.size() < BATCH);
    }

    private void see(StreamEntryID id) {
        latestEntry.accumulateAndGet(id.getTime(), Math::max);
    }
}
