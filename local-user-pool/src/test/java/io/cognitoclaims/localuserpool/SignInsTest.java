package io.cognitoclaims.localuserpool;

import static io.cognitoclaims.localuserpool.Browser.parameters;
import static io.cognitoclaims.localuserpool.RunningPool.basic;
import static io.cognitoclaims.localuserpool.RunningPool.redeem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.cognitoclaims.localuserpool.UserPoolSettings.Client;
import io.cognitoclaims.testing.TestClock;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2RefreshToken;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationCode;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;

class SignInsTest {
    private static final Client CLIENT = new Client(
            "c1",
            "",
            Set.of(UserPoolSettings.Flow.CODE),
            Set.of(),
            List.of("https://c1.example/"),
            List.of(),
            List.of("openid"),
            false,
            Duration.ZERO);

    private final TestClock clock = TestClock.at(Instant.now());
    private final SignIns signIns = new SignIns(clock);

    @Test
    void aSignInIsFoundByItsCodeUntilTheCodeExpires() {
        OAuth2Authorization signIn = saveWithCode("code-1", Duration.ofMinutes(5));

        clock.advance(Duration.ofMinutes(5).minusSeconds(1));
        assertThat(signIns.findByToken("code-1", SignIns.CODE)).isEqualTo(signIn);
        assertThat(signIns.findByToken("code-1", OAuth2TokenType.REFRESH_TOKEN)).isNull();
        assertThat(signIns.findByToken("code-1", null)).isNull();

        clock.advance(Duration.ofSeconds(1));
        assertThat(signIns.findByToken("code-1", SignIns.CODE)).isNull();
    }

    @Test
    void aSignInLeavesMemoryWhenNothingOfItIsGoodAnyLonger() {
        OAuth2Authorization gone = saveWithCode("code-1", Duration.ofMinutes(5));
        OAuth2Authorization stays = saveWithRefreshToken("refresh-1", Duration.ofDays(30));
        clock.advance(Duration.ofMinutes(5));

        saveWithCode("code-2", Duration.ofMinutes(5));

        assertThat(signIns.findById(gone.getId())).isNull();
        assertThat(signIns.findById(stays.getId())).isEqualTo(stays);
    }

    @Test
    void theOldestSignInLeavesMemoryWhenThereAreTooMany() {
        OAuth2Authorization first = saveWithCode("first", Duration.ofMinutes(5));
        OAuth2Authorization second = saveWithCode("second", Duration.ofMinutes(5));
        for (int i = 2; i <= SignIns.MOST; i++) {
            saveWithCode("code-" + i, Duration.ofMinutes(5));
        }

        assertThat(signIns.findById(first.getId())).isNull();
        assertThat(signIns.findByToken("first", SignIns.CODE)).isNull();
        assertThat(signIns.findById(second.getId())).isEqualTo(second);
    }

    @Test
    void aRemovedSignInIsForgottenWithItsRefreshToken() {
        OAuth2Authorization signIn = saveWithRefreshToken("refresh-1", Duration.ofDays(30));

        signIns.remove(signIn);

        assertThat(signIns.findById(signIn.getId())).isNull();
        assertThat(signIns.findByToken("refresh-1", OAuth2TokenType.REFRESH_TOKEN))
                .isNull();
        assertThat(signIns.retire("refresh-1", Duration.ZERO)).isFalse();
    }

    @Test
    void aRemovedSignInStaysForgottenWhenARefreshEndsLater() {
        OAuth2Authorization signIn = saveWithRefreshToken("refresh-1", Duration.ofDays(30));

        signIns.remove(signIn);

        assertThat(signIns.update(signIn)).isFalse();
        assertThatExceptionOfType(OAuth2AuthenticationException.class)
                .isThrownBy(() -> signIns.save(signIn))
                .satisfies(
                        refused -> assertThat(refused.getError().getErrorCode()).isEqualTo("invalid_grant"));
        assertThat(signIns.findById(signIn.getId())).isNull();
        assertThat(signIns.findByToken("refresh-1", OAuth2TokenType.REFRESH_TOKEN))
                .isNull();
    }

    @Test
    void aSignInWhoseCodeIsBeingRedeemedStaysWhileOthersSignIn() {
        OAuth2Authorization signIn = saveWithCode("code-1", Duration.ofMinutes(5));

        signIns.retire("code-1", Duration.ZERO);
        saveWithCode("code-2", Duration.ofMinutes(5));

        assertThat(signIns.findByToken("code-1", SignIns.CODE)).isNull();
        assertThat(signIns.update(signIn)).isTrue();
        assertThat(signIns.findByToken("code-1", SignIns.CODE)).isNull();
    }

    @Test
    void theOldestRefreshTokenOfASignInIsForgottenWhenThereAreTooMany() {
        OAuth2Authorization signIn = saveWithRefreshToken("refresh-0", Duration.ofDays(30));
        Instant now = clock.instant();
        for (int i = 1; i <= SignIns.MOST_TOKENS; i++) {
            signIns.save(OAuth2Authorization.from(signIn)
                    .refreshToken(new OAuth2RefreshToken("refresh-" + i, now, now.plus(Duration.ofDays(30))))
                    .build());
        }

        assertThat(signIns.findByToken("refresh-0", OAuth2TokenType.REFRESH_TOKEN))
                .isNull();
        assertThat(signIns.findByToken("refresh-1", OAuth2TokenType.REFRESH_TOKEN))
                .isNotNull();
        assertThat(signIns.findByToken("refresh-" + SignIns.MOST_TOKENS, OAuth2TokenType.REFRESH_TOKEN))
                .isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/oauth2/token", "GetTokensFromRefreshToken"})
    void aSignInThatIsRevokedWhileTheTriggerRunsStaysRevoked(String way) {
        try (RunningPool pool = RunningPool.withTrigger("V2_0")) {
            String refreshToken = pool.signIn("test-user").path("refresh_token").stringValue();
            Map<String, String> refresh = parameters("grant_type", "refresh_token", "refresh_token", refreshToken);
            RecordingTrigger.answer(event -> {
                HttpResponse<String> revoked = pool.browser()
                        .post(
                                "/oauth2/revoke",
                                parameters("token", refreshToken),
                                "Authorization",
                                basic(RunningPool.CLIENT, "local-secret"));
                assertThat(revoked.statusCode()).isEqualTo(200);
                return event.toString();
            });

            HttpResponse<String> response = way.startsWith("/") ? pool.token(refresh) : callApi(pool, refreshToken);

            assertThat(response.statusCode()).isEqualTo(400);
            assertThat(response.body()).contains(way.startsWith("/") ? "invalid_grant" : "NotAuthorizedException");
            assertThat(pool.token(refresh).body()).isEqualTo("{\"error\":\"invalid_grant\"}");
        } finally {
            RecordingTrigger.reset();
        }
    }

    @Test
    void oneOfManyThatRedeemACodeAtOnceGetsTokens() throws Exception {
        try (RunningPool pool = RunningPool.start()) {
            Map<String, String> call = redeem(pool.code("test-user"));
            CountDownLatch together = new CountDownLatch(1);
            ExecutorService threads = Executors.newFixedThreadPool(8);
            try {
                List<Future<HttpResponse<String>>> answers = new ArrayList<>();
                for (int i = 0; i < 8; i++) {
                    answers.add(threads.submit(() -> {
                        together.await();
                        return pool.token(call);
                    }));
                }
                together.countDown();

                List<Integer> statuses = new ArrayList<>();
                for (Future<HttpResponse<String>> answer : answers) {
                    statuses.add(answer.get().statusCode());
                }
                assertThat(statuses)
                        .containsOnlyOnce(200)
                        .filteredOn(status -> status == 400)
                        .hasSize(7);
            } finally {
                threads.shutdownNow();
            }
        }
    }

    private static HttpResponse<String> callApi(RunningPool pool, String refreshToken) {
        Browser browser = pool.browser();
        String target = "AWSCognitoIdentityProviderService.GetTokensFromRefreshToken";
        return browser.send(browser.request("/", "X-Amz-Target", target)
                .POST(BodyPublishers.ofString("""
                        {"ClientId":"%s","ClientSecret":"local-secret","RefreshToken":"%s"}
                        """.formatted(RunningPool.CLIENT, refreshToken))));
    }

    private OAuth2Authorization saveWithCode(String code, Duration validity) {
        Instant now = clock.instant();
        return save(begin().token(new OAuth2AuthorizationCode(code, now, now.plus(validity))));
    }

    private OAuth2Authorization saveWithRefreshToken(String token, Duration validity) {
        Instant now = clock.instant();
        return save(begin().refreshToken(new OAuth2RefreshToken(token, now, now.plus(validity))));
    }

    private OAuth2Authorization.Builder begin() {
        return signIns.begin(
                CLIENT,
                UsernamePasswordAuthenticationToken.authenticated(
                        new SignIn(UUID.randomUUID().toString(), "rex", clock.instant(), "event"), null, List.of()),
                Set.of("openid"));
    }

    private OAuth2Authorization save(OAuth2Authorization.Builder signIn) {
        OAuth2Authorization built = signIn.build();
        signIns.add(built);
        return built;
    }
}
