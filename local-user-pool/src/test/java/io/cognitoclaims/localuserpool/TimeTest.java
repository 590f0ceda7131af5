package io.cognitoclaims.localuserpool;

import static io.cognitoclaims.localuserpool.Browser.parameters;
import static io.cognitoclaims.localuserpool.RunningPool.claims;
import static io.cognitoclaims.localuserpool.RunningPool.redeem;
import static org.assertj.core.api.Assertions.assertThat;

import io.cognitoclaims.testing.TestClock;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Time of issue is the test's; whether codes and refresh tokens still live is judged by the wall clock. */
class TimeTest {
    private static final TestClock CLOCK = TestClock.atNow();

    private static RunningPool pool;

    @BeforeAll
    static void start() {
        pool = RunningPool.start(CLOCK);
    }

    @AfterAll
    static void stop() {
        pool.close();
    }

    @BeforeEach
    void backToNow() {
        CLOCK.set(Instant.now());
    }

    @Test
    void aCodeLivesForFiveMinutes() {
        CLOCK.set(Instant.now().plus(Duration.ofMinutes(-5).plusSeconds(20)));
        assertThat(pool.token(redeem(pool.code("test-user"))).statusCode()).isEqualTo(200);

        CLOCK.set(Instant.now().plus(Duration.ofMinutes(-5).minusSeconds(1)));
        HttpResponse<String> late = pool.token(redeem(pool.code("test-user")));
        assertThat(late.statusCode()).isEqualTo(400);
        assertThat(late.body()).isEqualTo("{\"error\":\"invalid_grant\"}");
    }

    @Test
    void aRefreshTokenLivesForThirtyDays() {
        JsonNode fresh = signInAt(Duration.ofDays(-30).plusMinutes(1));
        JsonNode stale = signInAt(Duration.ofDays(-30).minusSeconds(1));

        assertThat(refresh(fresh).statusCode()).isEqualTo(200);
        assertThat(refresh(stale).body()).isEqualTo("{\"error\":\"invalid_grant\"}");
    }

    @Test
    void aRefreshKeepsTheSignInAndRenewsTheRest() {
        JsonNode first = pool.signIn("test-user");
        CLOCK.set(Instant.now().plus(Duration.ofMinutes(10)));

        JsonNode second = RunningPool.json(refresh(first));

        for (String token : new String[] {"id_token", "access_token"}) {
            JsonNode before = claims(first, token);
            JsonNode after = claims(second, token);
            for (String kept : new String[] {"sub", "auth_time", "origin_jti", "event_id", "token_use"}) {
                assertThat(after.path(kept)).as(kept).isEqualTo(before.path(kept));
            }
            assertThat(after.path("jti")).isNotEqualTo(before.path("jti"));
            assertThat(after.path("iat").longValue() - before.path("iat").longValue())
                    .isBetween(600L, 620L);
            assertThat(after.path("exp").longValue() - after.path("iat").longValue())
                    .isEqualTo(3600);
        }
        assertThat(claims(second, "id_token").has("nonce")).isFalse();
    }

    @Test
    void userInfoKnowsWhenATokenExpires() {
        JsonNode tokens = pool.signIn("test-user");
        Instant expiry =
                Instant.ofEpochSecond(claims(tokens, "access_token").path("exp").longValue());

        CLOCK.set(expiry.minusSeconds(20));
        assertThat(userInfo(tokens)).isEqualTo(200);

        CLOCK.set(expiry.plusSeconds(1));
        assertThat(userInfo(tokens)).isEqualTo(401);
    }

    /** The code must still be good by the wall clock, so only its redemption happens at that time. */
    private static JsonNode signInAt(Duration shift) {
        CLOCK.set(Instant.now());
        String code = pool.code("test-user");
        CLOCK.set(Instant.now().plus(shift));
        return pool.tokens(redeem(code));
    }

    private static HttpResponse<String> refresh(JsonNode tokens) {
        return pool.token(parameters(
                "grant_type",
                "refresh_token",
                "refresh_token",
                tokens.path("refresh_token").stringValue()));
    }

    private static int userInfo(JsonNode tokens) {
        String token = tokens.path("access_token").stringValue();
        return pool.browser()
                .get("/oauth2/userInfo", "Authorization", "Bearer " + token)
                .statusCode();
    }
}
