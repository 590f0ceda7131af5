package io.cognitoclaims.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.cognitoclaims.core.CognitoVerifierBuilder;
import io.cognitoclaims.core.JwksCache;
import io.cognitoclaims.core.JwksCacheBuilder;
import java.lang.reflect.Field;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;

/** Who writes no property gets what core would do by itself. Core tells its defaults to nobody, hence the reflection. */
class DefaultsTest {
    private final CognitoClaimsProperties defaults =
            new Binder(List.of()).bindOrCreate(CognitoClaimsProperties.PREFIX, CognitoClaimsProperties.class);

    @Test
    void theDefaultsOfTheKeysAreThoseOfCore() throws Exception {
        JwksCacheBuilder core = JwksCache.builder();

        assertThat(defaults.keys())
                .isEqualTo(new CognitoClaimsProperties.Keys(
                        duration(core, "fetchTimeout"),
                        duration(core, "refreshAfter"),
                        duration(core, "maxAge"),
                        duration(core, "staleLimit"),
                        duration(core, "cooldown")));
    }

    @Test
    void theDefaultsOfTheTokenCacheAreThoseOfCore() throws Exception {
        Field bytes = CognitoVerifierBuilder.class.getDeclaredField("DEFAULT_CACHE_BYTES");
        bytes.setAccessible(true);

        assertThat(defaults.tokenCache().enabled()).isTrue();
        assertThat(defaults.tokenCache().maxSize().toBytes()).isEqualTo(bytes.getLong(null));
    }

    private static Duration duration(JwksCacheBuilder core, String setting) throws ReflectiveOperationException {
        Field field = JwksCacheBuilder.class.getDeclaredField(setting);
        field.setAccessible(true);
        return (Duration) field.get(core);
    }
}
