package io.cognitoclaims.localuserpool;

import static io.cognitoclaims.localuserpool.Browser.encode;
import static io.cognitoclaims.localuserpool.Browser.location;
import static io.cognitoclaims.localuserpool.Browser.parameters;
import static io.cognitoclaims.localuserpool.RunningPool.authorize;
import static org.assertj.core.api.Assertions.assertThat;

import io.cognitoclaims.testing.TestClock;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** The domain's endpoints see what the user pools API does to users. */
class LiveUsersTest {
    private static final TestClock CLOCK = TestClock.atNow();

    private static RunningPool pool;
    private static CognitoApi api;

    @BeforeAll
    static void start() {
        pool = RunningPool.start(CLOCK);
        api = new CognitoApi(pool);
    }

    @AfterAll
    static void stop() {
        api.close();
        pool.close();
    }

    @AfterEach
    void restore() {
        pool.users().reset();
    }

    @ParameterizedTest
    @CsvSource({"AdminDisableUser", "AdminDeleteUser"})
    void aDisabledOrDeletedUserIsOut(String operation) {
        Browser browser = pool.browser();
        String session = "/oauth2/authorize?" + encode(authorize());
        browser.code("test-user", authorize());
        assertThat(location(browser.get(session))).startsWith(RunningPool.CALLBACK);
        JsonNode tokens = pool.signIn("test-user");
        String unused = pool.code("test-user");
        assertThat(userInfo(tokens)).isEqualTo(200);

        admin(operation, "");

        assertThat(location(browser.get(session))).contains("/login?");
        assertThat(refresh(tokens).body()).isEqualTo("{\"error\":\"invalid_grant\"}");
        assertThat(pool.token(RunningPool.redeem(unused)).body()).isEqualTo("{\"error\":\"invalid_grant\"}");
        assertThat(userInfo(tokens)).isEqualTo(401);
        assertThat(page("test-user", RunningPool.PASSWORD))
                .contains(
                        operation.equals("AdminDisableUser") ? "User is disabled." : "Incorrect username or password.");
    }

    @Test
    void refreshedTokensHaveTheAttributesAndGroupsOfNow() {
        JsonNode tokens = pool.signIn("test-user");
        admin("AdminUpdateUserAttributes", ",'UserAttributes':[{'Name':'given_name','Value':'Ada'}]");
        admin("AdminRemoveUserFromGroup", ",'GroupName':'admin'");

        JsonNode id = RunningPool.claims(RunningPool.json(refresh(tokens)), "id_token");

        assertThat(RunningPool.claims(tokens, "id_token").has("cognito:groups")).isTrue();
        assertThat(id.has("cognito:groups")).isFalse();
        assertThat(pool.browser()
                        .get(
                                "/oauth2/userInfo",
                                "Authorization",
                                "Bearer " + tokens.path("access_token").stringValue())
                        .body())
                .doesNotContain("Ada");
        assertThat(RunningPool.claims(pool.signIn("test-user", "openid"), "id_token")
                        .path("given_name")
                        .stringValue())
                .isEqualTo("Ada");
    }

    @Test
    void signInsOfTheDomainEndWithAGlobalSignOut() {
        JsonNode tokens = pool.signIn("test-user");

        admin("AdminUserGlobalSignOut", "");

        assertThat(refresh(tokens).statusCode()).isEqualTo(400);
        assertThat(userInfo(tokens)).isEqualTo(401);
    }

    @Test
    void theSignInPageSaysWhyAUserMayNotSignIn() {
        admin("AdminResetUserPassword", "");
        assertThat(page("test-user", RunningPool.PASSWORD)).contains("Password reset required for the user");

        admin("AdminSetUserPassword", ",'Password':'Temporary-1'");
        assertThat(page("test-user", "Temporary-1")).contains("This password is temporary");
        assertThat(page("test-user", "temporary-1")).contains("Incorrect username or password.");

        admin("AdminSetUserPassword", ",'Password':'Permanent-1','Permanent':true");
        assertThat(page("test-user", RunningPool.PASSWORD)).contains("Incorrect username or password.");
        assertThat(page("test-user", "Permanent-1")).isEmpty();
    }

    @Test
    void theSignInPageAsksForAnotherPasswordInPlaceOfATemporaryOne() {
        admin("AdminSetUserPassword", ",'Password':'Temporary-1'");
        Browser browser = pool.browser();
        HttpResponse<String> form = browser.get("/login?" + encode(authorize()));
        HttpResponse<String> again = browser.submit(form, "test-user", "Temporary-1");
        assertThat(again.body()).contains("name=\"new_password\"");

        HttpResponse<String> weak = browser.submit(again, "test-user", "Temporary-1", "weak");
        assertThat(weak.body())
                .contains("name=\"new_password\"", "Password did not conform with policy: Password not long enough");
        HttpResponse<String> done = browser.submit(weak, "test-user", "Temporary-1", "Permanent-1");

        assertThat(browser.follow(done)).startsWith(RunningPool.CALLBACK).contains("code=");
        assertThat(page("test-user", "Temporary-1")).contains("Incorrect username or password.");
        assertThat(page("test-user", "Permanent-1")).isEmpty();
    }

    @Test
    void aTemporaryPasswordIsGoodForSevenDays() {
        admin("AdminSetUserPassword", ",'Password':'Temporary-1'");
        CLOCK.advance(Duration.ofDays(7).minusSeconds(1));
        assertThat(page("test-user", "Temporary-1")).contains("This password is temporary");

        CLOCK.advance(Duration.ofSeconds(1));

        assertThat(page("test-user", "Temporary-1"))
                .contains("Temporary password has expired and must be reset by an administrator.");
    }

    @Test
    void aCodeForAForgottenPasswordIsGoodForAnHourAndOnce() {
        String client = "7local0browser0client0spa";
        String forgot = "{'ClientId':'" + client + "','Username':'test-user'}";
        String confirm = "{'ClientId':'" + client
                + "','Username':'test-user','ConfirmationCode':'%s','Password':'Remembered-%d'}";

        api.call("ForgotPassword", forgot);
        String late = api.codes("test-user").get("forgot-password");
        CLOCK.advance(Duration.ofHours(1));
        assertThat(api.refusal("ConfirmForgotPassword", confirm.formatted(late, 1)))
                .startsWith("ExpiredCodeException: ");

        api.call("ForgotPassword", forgot);
        String code = api.codes("test-user").get("forgot-password");
        CLOCK.advance(Duration.ofHours(1).minusSeconds(1));
        assertThat(api.call("ConfirmForgotPassword", confirm.formatted(code, 2)).statusCode())
                .isEqualTo(200);
        assertThat(api.refusal("ConfirmForgotPassword", confirm.formatted(code, 3)))
                .startsWith("ExpiredCodeException: ");
        assertThat(page("test-user", "Remembered-2")).isEmpty();
    }

    private static void admin(String operation, String more) {
        HttpResponse<String> response = api.call(operation, "{'UserPoolId':'POOL','Username':'test-user'" + more + "}");
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    }

    /** {@return the sign-in page that came back, or nothing if the browser was sent on} */
    private static String page(String username, String password) {
        Browser browser = pool.browser();
        HttpResponse<String> form = browser.get("/login?" + encode(authorize()));
        HttpResponse<String> answer = browser.submit(form, username, password);
        return answer.statusCode() == 302 ? "" : answer.body();
    }

    private static HttpResponse<String> refresh(JsonNode tokens) {
        return pool.token(parameters(
                "grant_type",
                "refresh_token",
                "refresh_token",
                tokens.path("refresh_token").stringValue()));
    }

    private static int userInfo(JsonNode tokens) {
        return pool.browser()
                .get(
                        "/oauth2/userInfo",
                        "Authorization",
                        "Bearer " + tokens.path("access_token").stringValue())
                .statusCode();
    }
}
