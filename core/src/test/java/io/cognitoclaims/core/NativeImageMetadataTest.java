package io.cognitoclaims.core;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Caffeine finds the classes of a cache by names that it puts together from the cache's settings, which a native image
 * does not see. Those that the token cache needs have to be named.
 */
class NativeImageMetadataTest {
    private static final String METADATA =
            "/META-INF/native-image/io.cognitoclaims/cognito-claims-core/reachability-metadata.json";

    @Test
    void theNativeImageMetadataNamesTheClassesOfTheTokenCacheAndNoOthers() throws Exception {
        CognitoVerifier<?> verifier = CognitoVerifier.accessTokensForAnyClient(UserPool.of("us-east-1_EXAMPLE"))
                .build();
        Set<String> needed = new TreeSet<>();
        addClassesOf(valueOf("entries", valueOf("cache", valueOf("rules", verifier))), needed);

        assertThat(named()).isEqualTo(needed).hasSize(2);
    }

    private static Set<String> named() throws Exception {
        Set<String> named = new TreeSet<>();
        try (InputStream in = NativeImageMetadataTest.class.getResourceAsStream(METADATA)) {
            for (JsonNode type : JsonMapper.builder().build().readTree(in).path("reflection")) {
                named.add(type.path("type").asText());
            }
        }
        return named;
    }

    private static void addClassesOf(Object manualCache, Set<String> classes) throws Exception {
        Object cache = valueOf("cache", manualCache);
        classes.add(cache.getClass().getName());
        classes.add(valueOf("nodeFactory", cache).getClass().getName());
    }

    private static Object valueOf(String name, Object owner) throws Exception {
        Class<?> type = owner.getClass();
        while (true) {
            try {
                Field field = type.getDeclaredField(name);
                field.setAccessible(true);
                return requireNonNull(field.get(owner));
            } catch (NoSuchFieldException e) {
                type = requireNonNull(type.getSuperclass(), "no field " + name);
            }
        }
    }
}
