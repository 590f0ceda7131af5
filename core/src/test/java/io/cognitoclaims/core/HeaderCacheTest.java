package io.cognitoclaims.core;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Base64;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HeaderCacheTest {
    private static final int MANY = 1_000;

    private final HeaderCache headers = new HeaderCache();

    @Test
    void aHeaderIsNotReadAgainOnceItWasRemembered() {
        byte[] token = encoded("{\"alg\":\"RS256\",\"kid\":\"one\"}");
        JwsHeader first = headers.read(token, token.length);

        assertThat(headers.read(token, token.length)).isNotSameAs(first);
        headers.remember(first);
        assertThat(headers.read(token, token.length)).isSameAs(first);
    }

    @Test
    void aHeaderIsNotTakenForAnotherHoweverManyShareAPlace() {
        List<byte[]> tokens = IntStream.range(0, MANY)
                .mapToObj(i -> encoded("{\"alg\":\"RS256\",\"kid\":\"key-" + i + "\"}"))
                .toList();
        tokens.forEach(token -> headers.remember(headers.read(token, token.length)));

        for (int i = 0; i < MANY; i++) {
            byte[] token = tokens.get(i);
            assertThat(headers.read(token, token.length).keyId()).isEqualTo("key-" + i);
        }
    }

    @Test
    void aRememberedHeaderDoesNotExcuseALongerOneThatStartsWithIt() {
        byte[] good = encoded("{\"alg\":\"RS256\",\"kid\":\"one\"}");
        headers.remember(headers.read(good, good.length));
        byte[] longer = encoded("{\"alg\":\"RS256\",\"kid\":\"one\"}{}");

        assertThatExceptionOfType(TokenRejectedException.class).isThrownBy(() -> headers.read(longer, longer.length));
        assertThatExceptionOfType(TokenRejectedException.class).isThrownBy(() -> headers.read(good, good.length - 1));
    }

    @Test
    void headersOfNumberedKeysHaveDifferentHashes() {
        for (String form :
                List.of("{\"kid\":\"key-%d\",\"alg\":\"RS256\"}", "{\"alg\":\"RS256\",\"kid\":\"pool-key%d\"}")) {
            assertThat(IntStream.range(0, 10).map(i -> {
                        byte[] token = encoded(form.formatted(i));
                        return JwsHeader.hashOf(token, token.length);
                    }))
                    .doesNotHaveDuplicates();
        }
    }

    private static byte[] encoded(String header) {
        return Base64.getUrlEncoder().withoutPadding().encode(header.getBytes(UTF_8));
    }
}
