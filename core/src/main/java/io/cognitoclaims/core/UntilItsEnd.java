package io.cognitoclaims.core;

import com.github.benmanes.caffeine.cache.Expiry;
import java.time.Clock;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;

/**
 * Keeps an entry of a cache until the moment that its value names, however often it is read. Caffeine has the same since 3.2;
 * applications may bring 3.1.
 *
 * @param endMillis the moment in milliseconds since 1970
 */
record UntilItsEnd<K, V>(Clock clock, ToLongFunction<V> endMillis) implements Expiry<K, V> {
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
