/**
 * Shares revocations between the servers of a fleet through a Redis or Valkey stream. Start at {@link
 * io.cognitoclaims.revocation.redis.RedisRevocationStore}.
 */
@NullMarked
package io.cognitoclaims.revocation.redis;

import org.jspecify.annotations.NullMarked;
