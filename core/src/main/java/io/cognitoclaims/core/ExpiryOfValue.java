package io.cognitoclaims.core;

import com.github.benmanes.caffeine.cache.Expiry;
import java.time.Clock;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;

/**
 * Expires a cache entry at the instant that its value carries; reading does not extend it. Caffeine itself has such an
 * expiry since 3.2, but applications may use 3.1.
 *
 * @param endMillis the instant in milliseconds since the epoch
 */
record ExpiryOfValue<K, V>(Clock clock, ToLongFunction<V> endMillis) implements Expiry<K, V> {
    @Override
    public long expireAfterCreate(K key, V value, long now) {
        return TimeUnit.MILLISECONDS.toNanos(endMillis.applyAsLong(value) - clock.millis());
    }

    @Override
    public long expireAfterUpdate(K key, V value, long now, long currentDuration) {
        return expireAfterCreate(key, value, now);
    }

    @Override
    public long expireAfterRead(K key, V value, long now, long currentDuration) {
        return currentDuration;
    }
}
