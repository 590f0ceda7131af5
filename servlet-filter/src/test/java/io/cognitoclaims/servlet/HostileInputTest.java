package io.cognitoclaims.servlet;

import static io.cognitoclaims.core.TokenSource.authorizationHeader;
import static io.cognitoclaims.core.TokenSource.cookie;
import static io.cognitoclaims.servlet.TestServlets.filter;
import static io.cognitoclaims.servlet.TestServlets.servlet;
import static io.cognitoclaims.servlet.Verifiers.accessTokens;
import static org.assertj.core.api.Assertions.assertThat;

import io.cognitoclaims.servlet.Wire.Answer;
import io.cognitoclaims.testing.TestUserPool;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Hundreds of header values, each a good one with a few characters changed; always the same ones. */
class HostileInputTest {
    private static final int ROUNDS = 400;
    private static final String CHARACTERS = "\0\t\r\n ,;=\"\\'%.:/+-_~{}[]<>eyJ0\u007f\u0080\u00e9\u00ff";

    private final Random random = new Random(20_261_123);

    @ParameterizedTest
    @EnumSource
    void aDamagedHeaderCausesNeitherAServerErrorNorASplitHeader(Container container) throws Exception {
        try (TestUserPool pool = TestUserPool.create();
                TestServer server = container.start((classes, context) -> {
                    filter(
                            context,
                            "/*",
                            CognitoFilter.builder(accessTokens(pool).build())
                                    .tokenSources(authorizationHeader(), cookie("access_token"))
                                    .build());
                    servlet(context, "/", TestServlets::whoAmI);
                })) {
            String token = pool.accessToken().sign();
            for (int i = 0; i < ROUNDS; i++) {
                String line = i % 2 == 0 ? "Authorization: Bearer " + token : "Cookie: access_token=" + token;
                assertHarmless(server.wire().get("/", damaged(line)), token);
            }
        }
    }

    private static void assertHarmless(Answer answer, String token) {
        assertThat(answer.status()).isIn(200, 400, 401);
        assertThat(answer.header("Set-Cookie")).isEmpty();
        assertThat(answer.header("WWW-Authenticate")).hasSizeLessThanOrEqualTo(1);
        // What a container itself refuses, Tomcat's page repeats to the sender; it never came to the filter.
        if (answer.header("Content-Type").contains("application/problem+json")) {
            assertThat(answer.withoutDate()).doesNotContain(token.substring(0, 40));
        }
    }

    private String damaged(String line) {
        StringBuilder text = new StringBuilder(line);
        int changes = 1 + random.nextInt(4);
        for (int i = 0; i < changes; i++) {
            char c = CHARACTERS.charAt(random.nextInt(CHARACTERS.length()));
            // Most of what can go wrong is around the scheme; the line's name stays.
            int position = random.nextBoolean() ? 14 + random.nextInt(12) : 14 + random.nextInt(text.length() - 14);
            if (random.nextBoolean()) {
                text.setCharAt(position, c);
            } else {
                text.insert(position, c);
            }
        }
        return text.toString();
    }
}
