package io.cognitoclaims.revocation.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedisSettingsTest {
    @ParameterizedTest
    @CsvSource({
        "redis://cache.example, cache.example:6379",
        "rediss://cache.example:6380, cache.example:6380",
        "rediss://user:secret@cache.example:6380/3, cache.example:6380",
        "REDIS://:secret@cache.example/, cache.example:6379",
        "redis://[::1]:7000, ::1:7000"
    })
    void anAddressNamesTheServerAndIsShownWithoutThePassword(String address, String shown) {
        assertThat(RedisRevocationStore.builder(address).build())
                .hasToString("RedisRevocationStore[" + shown + ", cognito-claims:revocations]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "cache.secret",
                "cache.secret:6379",
                "http://cache.secret:6379",
                "redis://secret@cache",
                "redis://user:sec ret@cache",
                "redis://user:secret@cache/x",
                "redis://user:secret@cache/1/2",
                "redis://user:secret@cache/123456",
                "redis://user:secret@cache?timeout=1",
                "redis:///secret",
                "redis://user:secret@cache:65536"
            })
    void anAddressOfAnotherFormIsRefusedWithoutQuotingIt(String address) {
        IllegalArgumentException e =
                catchThrowableOfType(IllegalArgumentException.class, () -> RedisRevocationStore.builder(address));
        assertThat(e)
                .hasMessage("address: must have the form redis://host:6379 or rediss://user:password@host:6379/0")
                .hasNoCause();
    }

    @Test
    void settingsThatDoNotFitAreRefused() throws NoSuchAlgorithmException {
        RedisRevocationStoreBuilder builder = RedisRevocationStore.builder("redis://cache/1");
        SSLContext sslContext = SSLContext.getDefault();

        assertThatIllegalArgumentException()
                .isThrownBy(builder::cluster)
                .withMessage("address: must not name a database, because a cluster has only one");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.sslContext(sslContext))
                .withMessage("sslContext: needs an address that begins with rediss://");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.keyPrefix(" "))
                .withMessage("keyPrefix: must not be blank");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.password(""))
                .withMessage("password: must not be blank");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.user("me").build())
                .withMessage("user: needs a password");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0.099S", "PT10.001S"})
    void anImpossibleTimeoutIsRefused(Duration timeout) {
        RedisRevocationStoreBuilder builder = RedisRevocationStore.builder("redis://cache");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.timeout(timeout))
                .withMessageStartingWith("timeout: must be from 100 ms to 10 s, was ");
        assertThat(builder.timeout(Duration.ofMillis(100)).timeout(Duration.ofSeconds(10)))
                .isSameAs(builder);
    }
}
