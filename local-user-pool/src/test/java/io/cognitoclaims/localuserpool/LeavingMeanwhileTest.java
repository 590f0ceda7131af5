package io.cognitoclaims.localuserpool;

import static io.cognitoclaims.localuserpool.Browser.encode;
import static io.cognitoclaims.localuserpool.Browser.location;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The trigger takes its time, and the user is gone or signed out when it answers. */
class LeavingMeanwhileTest {
    private static final String CLIENT = "7local0browser0client0spa";

    private static final String SIGN_IN = "{'ClientId':'" + CLIENT
            + "','AuthFlow':'USER_PASSWORD_AUTH','AuthParameters':{'USERNAME':'test-user','PASSWORD':'"
            + RunningPool.PASSWORD + "'}}";

    private static final AtomicReference<@Nullable Runnable> ONCE = new AtomicReference<>();

    private static RunningPool pool;
    private static CognitoApi api;

    @BeforeAll
    static void start() {
        pool = RunningPool.withTrigger(
                "V2_0",
                new AskedClock(),
                "--user-pool.clients[0].id=" + CLIENT,
                "--user-pool.clients[0].flow=implicit",
                "--user-pool.clients[0].callback-urls=" + RunningPool.CALLBACK,
                "--user-pool.clients[0].scopes=openid",
                "--user-pool.clients[0].auth-flows=ALLOW_USER_PASSWORD_AUTH,ALLOW_REFRESH_TOKEN_AUTH");
        api = new CognitoApi(pool);
    }

    @AfterEach
    void restore() {
        RecordingTrigger.reset();
        pool.users().reset();
        pool.browser().post("/_local/reset", Map.of(), LocalControl.HEADER, "test");
    }

    @AfterAll
    static void stop() {
        api.close();
        pool.close();
    }

    /** The password's time limit is looked at between the client and the sign-in. */
    @Test
    void aSignInWhoseClientIsDeletedMeanwhileHasAnAnswer() {
        ONCE.set(() -> assertThat(api.call("DeleteUserPoolClient", "{'UserPoolId':'POOL','ClientId':'" + CLIENT + "'}")
                        .statusCode())
                .isEqualTo(200));

        HttpResponse<String> answer = api.call("InitiateAuth", SIGN_IN);

        assertThat(ONCE).hasNullValue();
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(api.call("InitiateAuth", SIGN_IN).body()).contains("ResourceNotFoundException");
    }

    @ParameterizedTest
    @ValueSource(strings = {"AdminDisableUser", "AdminDeleteUser", "AdminUserGlobalSignOut"})
    void aSignInByTheApiFails(String operation) {
        meanwhile(operation);

        HttpResponse<String> answer = api.call("InitiateAuth", SIGN_IN);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"AdminDisableUser", "AdminDeleteUser", "AdminUserGlobalSignOut"})
    void aSignInWithTokensInTheAddressFails(String operation) {
        Map<String, String> authorize =
                Browser.parameters("response_type", "token", "client_id", CLIENT, "redirect_uri", RunningPool.CALLBACK);
        Browser browser = pool.browser();
        browser.submit(browser.get("/login?" + encode(authorize)), "test-user", RunningPool.PASSWORD);
        meanwhile(operation);

        assertThat(location(browser.get("/oauth2/authorize?" + encode(authorize))))
                .endsWith("?error=server_error");
    }

    @Test
    void aSignOutFromElsewhereLeavesNoRefreshTokenOfASignInThatWaitsForItsTrigger() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch over = new CountDownLatch(1);
        String elsewhere = RunningPool.json(api.call("InitiateAuth", SIGN_IN))
                .path("AuthenticationResult")
                .path("AccessToken")
                .stringValue();
        RecordingTrigger.answer(event -> {
            begun.countDown();
            await(over);
            return event.toString();
        });
        CompletableFuture<HttpResponse<String>> waiting =
                CompletableFuture.supplyAsync(() -> api.call("InitiateAuth", SIGN_IN));
        await(begun);

        assertThat(api.call("GlobalSignOut", "{'AccessToken':'" + elsewhere + "'}")
                        .statusCode())
                .isEqualTo(200);
        over.countDown();

        HttpResponse<String> answer = waiting.get(60, SECONDS);
        assertThat(answer.body()).contains("NotAuthorizedException").doesNotContain("RefreshToken\"");
        RecordingTrigger.reset();
        assertThat(api.call("InitiateAuth", SIGN_IN).body()).contains("\"RefreshToken\"");
    }

    @Test
    void aRefreshThatWaitsForItsTriggerEndsWithASignOut() {
        String refreshToken = RunningPool.json(api.call("InitiateAuth", SIGN_IN))
                .path("AuthenticationResult")
                .path("RefreshToken")
                .stringValue();
        String refresh = "{'ClientId':'" + CLIENT
                + "','AuthFlow':'REFRESH_TOKEN_AUTH','AuthParameters':{'REFRESH_TOKEN':'" + refreshToken + "'}}";
        assertThat(api.call("InitiateAuth", refresh).statusCode()).isEqualTo(200);
        meanwhile("AdminUserGlobalSignOut");

        assertThat(api.refusal("InitiateAuth", refresh)).startsWith("NotAuthorizedException");
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(60, SECONDS)) {
                throw new AssertionError("nothing comes");
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void meanwhile(String operation) {
        RecordingTrigger.answer(event -> {
            api.call(operation, "{'UserPoolId':'POOL','Username':'test-user'}");
            return event.toString();
        });
    }

    /** Does something when it is asked next. */
    private static final class AskedClock extends Clock {
        @Override
        public Instant instant() {
            Runnable once = ONCE.getAndSet(null);
            if (once != null) {
                once.run();
            }
            return Clock.systemUTC().instant();
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }
    }
}
