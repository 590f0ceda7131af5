package io.cognitoclaims.spring;

import static io.cognitoclaims.spring.WrongSettingException.requireValid;

import io.cognitoclaims.core.RevocationStore;
import io.cognitoclaims.revocation.redis.RedisRevocationStore;
import io.cognitoclaims.revocation.redis.RedisRevocationStoreBuilder;
import io.cognitoclaims.spring.CognitoClaimsProperties.Redis;

/** Makes the store that {@code cognito-claims.revocations.redis} describes, which connects when it is used. */
final class RedisStoreFactory {
    private static final String PREFIX = CognitoClaimsProperties.PREFIX + ".revocations.redis.";

    RevocationStore create(String uri, Redis settings) {
        RedisRevocationStoreBuilder store = requireValid(
                PREFIX + "uri",
                "Write redis://host:6379, or with TLS rediss://host:6379. A password may stand in"
                        + " cognito-claims.revocations.redis.password.",
                () -> RedisRevocationStore.builder(uri));
        return create(store, settings);
    }

    /** @param store with an address; these settings take the place of what it has */
    RevocationStore create(RedisRevocationStoreBuilder store, Redis settings) {
        if (settings.cluster()) {
            requireValid(
                    PREFIX + "cluster", "Leave out the number at the end of the uri, or the cluster.", store::cluster);
        }
        String password = settings.password();
        if (password != null) {
            requireValid(PREFIX + "password", "Write it, or leave it out.", () -> store.password(password));
        }
        String username = settings.username();
        if (username != null) {
            requireValid(PREFIX + "username", "Write it, or leave it out.", () -> store.user(username));
        }
        requireValid(
                PREFIX + "key-prefix",
                "Write what the key begins with, the same in all servers that share revocations.",
                () -> store.keyPrefix(settings.keyPrefix()));
        requireValid(
                PREFIX + "timeout", "Write a duration such as 2s or 500ms.", () -> store.timeout(settings.timeout()));
        return requireValid(
                PREFIX + "username", "Write cognito-claims.revocations.redis.password beside it.", store::build);
    }
}
