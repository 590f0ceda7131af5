package io.cognitoclaims.revocation.redis;

import io.cognitoclaims.core.Revocation;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.resps.StreamEntry;

/**
 * How a revocation is written into an entry of a stream. Servers of several versions share a stream, so a field is never
 * given another meaning. Fields that are not known are ignored. What an older version must not read gets a new {@code v}.
 *
 * <pre>
 * v  1
 * k  token       id = jti
 *    sign-in     id = origin_jti
 *    user        id = sub, pool = the pool's id, before = milliseconds since 1970;
 *                now = 1 if before is the time of the revocation by the writer's clock
 * </pre>
 */
final class EntryFormat {
    private static final String VERSION = "1";

    private static final long MAX_CORRECTION_MILLIS = Duration.ofMinutes(5).toMillis();

    private EntryFormat() {}

    static Map<String, String> write(Revocation revocation) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("v", VERSION);
        if (revocation instanceof Revocation.Token token) {
            fields.put("k", "token");
            fields.put("id", token.tokenId());
        } else if (revocation instanceof Revocation.SignIn signIn) {
            fields.put("k", "sign-in");
            fields.put("id", signIn.originTokenId());
        } else if (revocation instanceof Revocation.User user) {
            fields.put("k", "user");
            fields.put("id", user.subject());
            fields.put("pool", user.userPoolId());
            fields.put("before", Long.toString(user.before().toEpochMilli()));
            if (user.isNow()) {
                fields.put("now", "1");
            }
        } else {
            throw new IllegalStateException("a kind of revocation without a format");
        }
        return fields;
    }

    /** {@return the revocation; null if it is of a later version, or none at all} */
    static @Nullable Revocation read(StreamEntry entry) {
        Map<String, String> fields = entry.getFields();
        String id = fields.get("id");
        if (id == null || !VERSION.equals(fields.get("v"))) {
            return null;
        }
        try {
            return switch (String.valueOf(fields.get("k"))) {
                case "token" -> new Revocation.Token(id);
                case "sign-in" -> new Revocation.SignIn(id);
                case "user" -> user(id, fields, entry.getID().getTime());
                default -> null;
            };
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /**
     * Of two clocks the later one counts: the writer's may be behind, and then the user's last tokens would stay good. The
     * store's may be ahead, and once it was, its entries stay so: then new sign-ins are refused for five minutes at most.
     */
    private static Revocation.@Nullable User user(String subject, Map<String, String> fields, long storedMillis) {
        String pool = fields.get("pool");
        String before = fields.get("before");
        if (pool == null || before == null) {
            return null;
        }
        boolean isNow = "1".equals(fields.get("now"));
        long millis = Long.parseLong(before);
        long latest = isNow ? Math.min(storedMillis, millis + MAX_CORRECTION_MILLIS) : millis;
        return new Revocation.User(pool, subject, Instant.ofEpochMilli(Math.max(millis, latest)), isNow);
    }
}
