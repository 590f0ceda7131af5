package io.cognitoclaims.localuserpool;

import static io.cognitoclaims.localuserpool.CognitoApi.secretHash;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.cognitoclaims.testing.TestClock;
import java.math.BigInteger;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.cognitoidentityprovider.CognitoIdentityProviderClient;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AuthFlowType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ChallengeNameType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.CognitoIdentityProviderException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.InvalidParameterException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.NotAuthorizedException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.RespondToAuthChallengeResponse;
import tools.jackson.databind.JsonNode;

/** Sign-in without sending the password, with a client that shares nothing with the pool. */
class SrpTest {
    private static final String CLIENT = "7local0browser0client0spa";
    private static final TestClock CLOCK = TestClock.atNow();

    private static RunningPool pool;
    private static CognitoApi api;
    private static CognitoIdentityProviderClient cognito;

    private final SrpClient user = new SrpClient();

    @BeforeAll
    static void start() {
        pool = RunningPool.start(CLOCK);
        api = new CognitoApi(pool);
        cognito = api.sdk();
    }

    @AfterAll
    static void stop() {
        api.close();
        pool.close();
    }

    /** Numbers with a first bit that is set are as likely as others, so once would not do. */
    @RepeatedTest(8)
    void aUserSignsInByProvingThePassword() {
        Map<String, String> challenge = begin("test-user");

        RespondToAuthChallengeResponse answer = respond(user.answer(challenge, api.poolId(), RunningPool.PASSWORD));

        assertThat(challenge)
                .containsOnlyKeys("SALT", "SECRET_BLOCK", "SRP_B", "USERNAME", "USER_ID_FOR_SRP")
                .containsEntry("USERNAME", "test-user");
        JsonNode access = RunningPool.claims(answer.authenticationResult().accessToken());
        assertThat(access.path("username").stringValue()).isEqualTo("test-user");
        assertThat(access.path("scope").stringValue()).isEqualTo("aws.cognito.signin.user.admin");
        assertThat(answer.authenticationResult().refreshToken()).isNotNull();
    }

    @Test
    void aUserWhoIsNamedByTheAddressProvesThePasswordForTheUsername() {
        Map<String, String> challenge = begin("Test-User@amazon.com");
        Map<String, String> answer = user.answer(challenge, api.poolId(), RunningPool.PASSWORD);

        answer.put("USERNAME", "Test-User@amazon.com");

        assertThat(challenge).containsEntry("USER_ID_FOR_SRP", "test-user");
        assertThat(respond(answer).authenticationResult()).isNotNull();
    }

    @Test
    void aClientWithASecretHashesTheNameOfEachMessage() {
        String client = RunningPool.CLIENT;
        Map<String, String> first = new HashMap<>(Map.of("USERNAME", "test-user", "SRP_A", user.publicKey()));
        assertThatExceptionOfType(NotAuthorizedException.class).isThrownBy(() -> initiate(client, first));
        first.put("SECRET_HASH", secretHash(client, "local-secret", "test-user"));

        Map<String, String> second = user.answer(initiate(client, first), api.poolId(), RunningPool.PASSWORD);
        assertThatExceptionOfType(NotAuthorizedException.class)
                .isThrownBy(() -> respond(client, second))
                .withMessageContaining("SECRET_HASH was not received");
        second.put("SECRET_HASH", secretHash(client, "local-secret", "test-user"));

        assertThat(respond(client, second).authenticationResult()).isNotNull();
    }

    @Test
    void aTemporaryPasswordIsProvedAndThenChanged() {
        cognito.adminCreateUser(
                request -> request.userPoolId(api.poolId()).username("newcomer").temporaryPassword("Temporary-1"));

        RespondToAuthChallengeResponse answer = respond(user.answer(begin("newcomer"), api.poolId(), "Temporary-1"));
        assertThat(answer.challengeName()).isEqualTo(ChallengeNameType.NEW_PASSWORD_REQUIRED);
        cognito.respondToAuthChallenge(request -> request.clientId(CLIENT)
                .challengeName(ChallengeNameType.NEW_PASSWORD_REQUIRED)
                .session(answer.session())
                .challengeResponses(Map.of("USERNAME", "newcomer", "NEW_PASSWORD", "Permanent-1")));

        assertThat(respond(user.answer(begin("newcomer"), api.poolId(), "Permanent-1"))
                        .authenticationResult())
                .isNotNull();
    }

    @Test
    void aWrongPasswordAndAnUnknownUserAreRefusedAlikeAndOnlyWithTheProof() {
        Map<String, String> unknown = begin("nobody");

        assertThat(unknown).containsOnlyKeys("SALT", "SECRET_BLOCK", "SRP_B", "USERNAME", "USER_ID_FOR_SRP");
        assertThat(unknown.get("USER_ID_FOR_SRP")).matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
        assertThat(begin("NOBODY"))
                .containsEntry("SALT", unknown.get("SALT"))
                .containsEntry("USER_ID_FOR_SRP", unknown.get("USER_ID_FOR_SRP"));
        assertThat(begin("test-user")).containsEntry("SALT", begin("test-user").get("SALT"));
        assertIncorrect(user.answer(unknown, api.poolId(), "Local-Pass-1"));
        assertIncorrect(user.answer(begin("test-user"), api.poolId(), "local-pass-1"));
        assertIncorrect(user.answer(begin("test-user"), "us-east-1_OtherPool", "Local-Pass-1"));
    }

    @Test
    void aProofIsGoodOnceAndForItsUserAndClientOnly() {
        Map<String, String> good = user.answer(begin("test-user"), api.poolId(), RunningPool.PASSWORD);
        respond(good);
        assertInvalidSession(CLIENT, good, "Invalid session for the user.");

        Map<String, String> wrong = user.answer(begin("test-user"), api.poolId(), "Wrong-Pass-1");
        assertIncorrect(wrong);
        assertInvalidSession(CLIENT, wrong, "Invalid session for the user.");

        Map<String, String> others = user.answer(begin("test-user"), api.poolId(), RunningPool.PASSWORD);
        others.put("USERNAME", "test-user-2");
        assertIncorrect(others);

        Map<String, String> elsewhere = user.answer(begin("test-user"), api.poolId(), RunningPool.PASSWORD);
        elsewhere.put("SECRET_HASH", secretHash(RunningPool.CLIENT, "local-secret", "test-user"));
        assertInvalidSession(RunningPool.CLIENT, elsewhere, "Invalid session for the user.");
    }

    @Test
    void aChallengeLastsForThreeMinutes() {
        Map<String, String> early = user.answer(begin("test-user"), api.poolId(), RunningPool.PASSWORD);
        CLOCK.advance(Duration.ofMinutes(3).minusNanos(1));
        assertThat(respond(early).authenticationResult()).isNotNull();

        Map<String, String> late = user.answer(begin("test-user"), api.poolId(), RunningPool.PASSWORD);
        CLOCK.advance(Duration.ofMinutes(3));
        assertInvalidSession(CLIENT, late, "Invalid session for the user, session is expired.");
    }

    @Test
    void aPasswordThatWasChangedMeanwhileDoesNotCount() {
        cognito.adminCreateUser(request -> request.userPoolId(api.poolId()).username("changer"));
        set("changer", "Before-No-1");
        Map<String, String> before = user.answer(begin("changer"), api.poolId(), "Before-No-1");

        set("changer", "After-No-1");

        assertIncorrect(before);
    }

    @Test
    void aResetEndsAllChallenges() {
        Map<String, String> before = user.answer(begin("test-user"), api.poolId(), RunningPool.PASSWORD);

        pool.browser().post("/_local/reset", Map.of(), LocalControl.HEADER, "test");

        assertInvalidSession(CLIENT, before, "Invalid session for the user.");
    }

    static String[] zeroModuloN() {
        return new String[] {
            "0", SrpClient.N.toString(16), SrpClient.N.multiply(BigInteger.TWO).toString(16)
        };
    }

    @ParameterizedTest
    @MethodSource("zeroModuloN")
    void aFirstMessageThatWouldMakeAnyPasswordRightIsRefused(String zero) {
        assertThatExceptionOfType(InvalidParameterException.class)
                .isThrownBy(() -> initiate(CLIENT, Map.of("USERNAME", "test-user", "SRP_A", zero)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "xyz", "0x10", "1 2"})
    void aFirstMessageThatIsNoNumberIsRefused(String publicKey) {
        assertThatExceptionOfType(InvalidParameterException.class)
                .isThrownBy(() -> initiate(CLIENT, Map.of("USERNAME", "test-user", "SRP_A", publicKey)));
        assertThatExceptionOfType(InvalidParameterException.class)
                .isThrownBy(() -> initiate(CLIENT, Map.of("USERNAME", "test-user", "SRP_A", "1".repeat(1025))));
    }

    @ParameterizedTest
    @CsvSource({
        "Mon Nov 02 10:00:00 UTC 2026",
        "Mon Nov 2 10:00:00 IST 2026",
        "Tue Nov 2 10:00:00 UTC 2026",
        "Mon Nov 2 10:00 UTC 2026",
        "2026-11-02T10:00:00Z",
        "Mo Nov 2 10:00:00 UTC 2026"
    })
    void aTimestampInAnotherFormIsRefused(String timestamp) {
        Map<String, String> answer = user.answer(begin("test-user"), api.poolId(), RunningPool.PASSWORD, timestamp);

        assertThatExceptionOfType(InvalidParameterException.class)
                .isThrownBy(() -> respond(answer))
                .withMessageContaining("TIMESTAMP format should be EEE MMM d HH:mm:ss z yyyy in english.");
    }

    @Test
    void aTimestampOfADayWithOneDigitIsTaken() {
        Map<String, String> answer =
                user.answer(begin("test-user"), api.poolId(), RunningPool.PASSWORD, "Mon Nov 2 10:00:00 UTC 2026");

        assertThat(respond(answer).authenticationResult()).isNotNull();
    }

    @Test
    void aClientWithoutTheFlowMayNotUseIt() {
        assertThatExceptionOfType(InvalidParameterException.class)
                .isThrownBy(
                        () -> initiate("mcp0local0client0", Map.of("USERNAME", "test-user", "SRP_A", user.publicKey())))
                .withMessageContaining("USER_SRP_AUTH is not enabled for the client.");
    }

    private Map<String, String> begin(String username) {
        return initiate(CLIENT, Map.of("USERNAME", username, "SRP_A", user.publicKey()));
    }

    private static Map<String, String> initiate(String client, Map<String, String> parameters) {
        return cognito.initiateAuth(request -> request.clientId(client)
                        .authFlow(AuthFlowType.USER_SRP_AUTH)
                        .authParameters(parameters))
                .challengeParameters();
    }

    private static RespondToAuthChallengeResponse respond(Map<String, String> responses) {
        return respond(CLIENT, responses);
    }

    private static RespondToAuthChallengeResponse respond(String client, Map<String, String> responses) {
        return cognito.respondToAuthChallenge(request -> request.clientId(client)
                .challengeName(ChallengeNameType.PASSWORD_VERIFIER)
                .challengeResponses(responses));
    }

    private static void set(String username, String password) {
        cognito.adminSetUserPassword(request -> request.userPoolId(api.poolId())
                .username(username)
                .password(password)
                .permanent(true));
    }

    private static void assertIncorrect(Map<String, String> responses) {
        assertInvalidSession(CLIENT, responses, "Incorrect username or password.");
    }

    private static void assertInvalidSession(String client, Map<String, String> responses, String message) {
        assertThatExceptionOfType(NotAuthorizedException.class)
                .isThrownBy(() -> respond(client, responses))
                .extracting(CognitoIdentityProviderException::awsErrorDetails)
                .satisfies(details -> assertThat(details.errorMessage()).isEqualTo(message));
    }
}
