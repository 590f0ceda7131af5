package io.cognitoclaims.localuserpool;

import static org.assertj.core.api.Assertions.assertThat;

import io.cognitoclaims.testing.TestClock;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AuthFlowType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AuthenticationResultType;

/** The API says what ended a token, since clients such as Amplify decide by it whether they forget the sign-in. */
class EndedTokensTest {
    private static final String CLIENT = "7local0browser0client0spa";
    private static final String USER = "test-user";
    private static final TestClock CLOCK = TestClock.atNow();

    private static RunningPool pool;
    private static CognitoApi api;

    private AuthenticationResultType tokens;

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

    @BeforeEach
    void signIn() {
        pool.users().reset();
        tokens = api.sdk()
                .initiateAuth(request -> request.clientId(CLIENT)
                        .authFlow(AuthFlowType.USER_PASSWORD_AUTH)
                        .authParameters(Map.of("USERNAME", USER, "PASSWORD", RunningPool.PASSWORD)))
                .authenticationResult();
    }

    @ParameterizedTest
    @CsvSource({"RevokeToken", "GlobalSignOut", "AdminUserGlobalSignOut"})
    void aSignOutRevokesBoth(String way) {
        end(way);

        assertThat(getUser(tokens.accessToken())).isEqualTo("NotAuthorizedException: Access Token has been revoked");
        assertThat(refresh(tokens.refreshToken())).isEqualTo("NotAuthorizedException: Refresh Token has been revoked");
    }

    @ParameterizedTest
    @CsvSource({
        "AdminDisableUser, NotAuthorizedException: User is disabled.",
        "AdminDeleteUser, UserNotFoundException: User does not exist.",
        "AdminResetUserPassword, PasswordResetRequiredException: Password reset required for the user"
    })
    void whatBecameOfTheUserComesFirst(String way, String refusal) {
        end(way);

        assertThat(getUser(tokens.accessToken())).isEqualTo(refusal);
    }

    @Test
    void eachExpiresByItself() {
        CLOCK.advance(Duration.ofHours(1));
        assertThat(getUser(tokens.accessToken())).isEqualTo("NotAuthorizedException: Access Token has expired");
        assertThat(api.call("InitiateAuth", refreshOf(tokens.refreshToken())).statusCode())
                .isEqualTo(200);

        CLOCK.advance(Duration.ofDays(30));
        assertThat(refresh(tokens.refreshToken())).isEqualTo("NotAuthorizedException: Refresh Token has expired");
    }

    @Test
    void whatThePoolHasNotIssuedIsInvalid() {
        String refreshToken = tokens.refreshToken();
        String other = (refreshToken.endsWith("A") ? "B" : "A") + refreshToken.substring(1);

        assertThat(getUser("a.b.c")).isEqualTo("NotAuthorizedException: Invalid Access Token");
        for (String token : new String[] {other, refreshToken + "A", "a.b.c.d.e", "."}) {
            assertThat(refresh(token)).isEqualTo("NotAuthorizedException: Invalid Refresh Token");
        }
    }

    private void end(String way) {
        String parameters = switch (way) {
            case "RevokeToken" -> "'ClientId':'" + CLIENT + "','Token':'" + tokens.refreshToken() + "'";
            case "GlobalSignOut" -> "'AccessToken':'" + tokens.accessToken() + "'";
            default -> "'UserPoolId':'POOL','Username':'" + USER + "'";
        };
        assertThat(api.call(way, "{" + parameters + "}").statusCode()).isEqualTo(200);
    }

    private static String getUser(String accessToken) {
        return api.refusal("GetUser", "{'AccessToken':'" + accessToken + "'}");
    }

    private static String refresh(String refreshToken) {
        return api.refusal("InitiateAuth", refreshOf(refreshToken));
    }

    private static String refreshOf(String refreshToken) {
        return "{'ClientId':'" + CLIENT + "','AuthFlow':'REFRESH_TOKEN_AUTH','AuthParameters':{'REFRESH_TOKEN':'"
                + refreshToken + "'}}";
    }
}
