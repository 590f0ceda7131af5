package io.cognitoclaims.revocation.redis;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.UnifiedJedis;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;

/**
 * A client that connects when it is first used. After a failure the next call connects anew, because the name may lead to
 * another server by then, or the server may have become a replica. Safe for use by many threads.
 */
final class RedisConnection {
    /** What an error of a server begins with. The rest may be anything. */
    private static final Pattern CODE = Pattern.compile("([A-Z]{1,20})\\b.*", Pattern.DOTALL);

    private final HostAndPort address;
    private final Duration timeout;
    private final Supplier<UnifiedJedis> connect;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable UnifiedJedis current;
    private boolean isClosed;

    RedisConnection(HostAndPort address, Duration timeout, Supplier<UnifiedJedis> connect) {
        this.address = address;
        this.timeout = timeout;
        this.connect = connect;
    }

    <T> T call(Function<UnifiedJedis, T> commands) throws IOException {
        UnifiedJedis client = null;
        try {
            client = client();
            return commands.apply(client);
        } catch (JedisException e) {
            if (client != null) {
                drop(client);
            }
            throw new IOException(describe(e), e);
        }
    }

    void close() {
        UnifiedJedis last;
        lock.lock();
        try {
            isClosed = true;
            last = current;
            current = null;
        } finally {
            lock.unlock();
        }
        if (last != null) {
            last.close();
        }
    }

    @Override
    public String toString() {
        return address.toString();
    }

    private UnifiedJedis client() throws IOException {
        // In a cluster the first call connects under the lock, and the others must not wait one after the other.
        if (!tryLock()) {
            throw new IOException("no connection to " + address);
        }
        try {
            if (isClosed) {
                throw new IOException("the store is closed");
            }
            UnifiedJedis client = current;
            if (client == null) {
                client = connect.get();
                current = client;
            }
            return client;
        } finally {
            lock.unlock();
        }
    }

    private boolean tryLock() {
        try {
            return lock.tryLock(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void drop(UnifiedJedis failed) {
        lock.lock();
        try {
            if (failed.equals(current)) {
                current = null;
            }
        } finally {
            lock.unlock();
        }
        failed.close();
    }

    private String describe(JedisException failure) {
        for (Throwable e = failure; e != null; e = e.getCause()) {
            if (e instanceof SocketTimeoutException) {
                return address + " did not answer within " + timeout.toMillis() + " ms";
            }
            if (e instanceof SSLException) {
                return "the TLS handshake with " + address + " failed";
            }
            if (e instanceof JedisDataException) {
                Matcher matcher = CODE.matcher(String.valueOf(e.getMessage()));
                return address + " answered with an error" + (matcher.matches() ? ": " + matcher.group(1) : "");
            }
        }
        return "no connection to " + address;
    }
}
