package io.cognitoclaims.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cognitoclaims.testing.TestUserPool;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What {@code cognito-claims.token-sources} and {@code .trusted-origins} may be. */
class TokenSourceSettingsTest {
    private static final TestUserPool POOL = TestUserPool.create();
    private static final String TOKEN = POOL.accessToken().sign();

    @AfterAll
    static void closePools() {
        POOL.close();
    }

    @ParameterizedTest
    @EnumSource(WebStack.class)
    void theAuthorizationHeaderIsReadOnlyIfItIsNamed(WebStack stack) throws Exception {
        try (RunningApi other = stack.startFor(
                POOL, TokenSourcesTest.Application.class, "cognito-claims.token-sources=header:x-token")) {
            assertThat(other.get("/me", TOKEN).statusCode()).isEqualTo(401);
            assertThat(other.sendAs("GET", "/me", "X-Token", TOKEN).statusCode())
                    .isEqualTo(200);
            assertThat(other.sendAs("GET", "/me", "X-Token", TOKEN, "Authorization", "Bearer bad")
                            .statusCode())
                    .isEqualTo(200);
            assertThat(other.sendAs("GET", "/me", "Cookie", "token=" + TOKEN).statusCode())
                    .isEqualTo(401);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        cognito-claims.token-sources=query                | token-sources
        cognito-claims.token-sources=cookie:a b           | token-sources
        cognito-claims.token-sources=header:Authorization | token-sources
        cognito-claims.token-sources=                     | token-sources
        cognito-claims.trusted-origins=https://a.example  | trusted-origins
        """)
    void aWrongSettingEndsTheStart(String property, String named) {
        assertThatThrownBy(() -> WebStack.TOMCAT.startFor(POOL, TokenSourcesTest.Application.class, property))
                .rootCause()
                .hasMessageStartingWith("cognito-claims." + named + ": ");
    }

    @Test
    void aTrustedOriginThatIsNoneEndsTheStart() {
        assertThatThrownBy(() -> WebStack.TOMCAT.startFor(
                        POOL,
                        TokenSourcesTest.Application.class,
                        "cognito-claims.token-sources=cookie:a",
                        "cognito-claims.trusted-origins=*"))
                .hasStackTraceContaining("cognito-claims.trusted-origins: must be origins such as");
    }
}
