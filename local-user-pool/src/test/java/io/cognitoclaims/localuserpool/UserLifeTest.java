package io.cognitoclaims.localuserpool;

import static io.cognitoclaims.localuserpool.CognitoApi.attribute;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cognitoidentityprovider.CognitoIdentityProviderClient;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminCreateUserResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminGetUserResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AuthFlowType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AuthenticationResultType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ChallengeNameType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ExpiredCodeException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.InitiateAuthResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.NotAuthorizedException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.PasswordResetRequiredException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.SignUpResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserNotConfirmedException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserNotFoundException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserStatusType;
import tools.jackson.databind.JsonNode;

/** Whole lives of users, by the AWS SDK for Java. */
class UserLifeTest {
    private static final String CLIENT = "7local0browser0client0spa";

    private static RunningPool pool;
    private static CognitoApi api;
    private static CognitoIdentityProviderClient cognito;

    @BeforeAll
    static void start() {
        pool = RunningPool.start();
        api = new CognitoApi(pool);
        cognito = api.sdk();
    }

    @AfterAll
    static void stop() {
        api.close();
        pool.close();
    }

    @Test
    void aUserSignsUpConfirmsForgetsThePasswordAndLeaves() {
        SignUpResponse signedUp = cognito.signUp(request -> request.clientId(CLIENT)
                .username("ada")
                .password("Engine-No-1")
                .userAttributes(attribute("email", "ada@example.com"), attribute("custom:tenant", "acme")));
        assertThat(signedUp.userConfirmed()).isFalse();
        assertThat(signedUp.codeDeliveryDetails().destination()).isEqualTo("a***@e***");
        assertThatExceptionOfType(UserNotConfirmedException.class).isThrownBy(() -> signIn("ada", "Engine-No-1"));

        String code = api.codes("ada").get("sign-up");
        cognito.confirmSignUp(
                request -> request.clientId(CLIENT).username("ada").confirmationCode(code));
        AuthenticationResultType tokens =
                signIn("ADA@example.com", "Engine-No-1").authenticationResult();
        JsonNode id = RunningPool.claims(tokens.idToken());
        assertThat(id.path("sub").stringValue()).isEqualTo(signedUp.userSub());
        assertThat(id.path("cognito:username").stringValue()).isEqualTo("ada");
        assertThat(id.path("email_verified").booleanValue()).isTrue();
        assertThat(id.path("custom:tenant").stringValue()).isEqualTo("acme");
        assertThat(api.codes("ada")).isEmpty();

        cognito.forgotPassword(request -> request.clientId(CLIENT).username("ada"));
        String reset = api.codes("ada").get("forgot-password");
        cognito.confirmForgotPassword(request ->
                request.clientId(CLIENT).username("ada").confirmationCode(reset).password("Engine-No-2"));
        assertThatExceptionOfType(NotAuthorizedException.class).isThrownBy(() -> signIn("ada", "Engine-No-1"));
        String accessToken = signIn("ada", "Engine-No-2").authenticationResult().accessToken();

        cognito.changePassword(request ->
                request.accessToken(accessToken).previousPassword("Engine-No-2").proposedPassword("Engine-No-3"));
        cognito.updateUserAttributes(request -> request.accessToken(accessToken)
                .userAttributes(attribute("given_name", "Ada"), attribute("custom:tenant", "")));
        JsonNode changed = RunningPool.claims(
                signIn("ada", "Engine-No-3").authenticationResult().idToken());
        assertThat(changed.path("given_name").stringValue()).isEqualTo("Ada");
        assertThat(changed.has("custom:tenant")).isFalse();

        cognito.deleteUser(request -> request.accessToken(accessToken));
        assertThatExceptionOfType(UserNotFoundException.class)
                .isThrownBy(() -> cognito.getUser(request -> request.accessToken(accessToken)));
        assertThatExceptionOfType(NotAuthorizedException.class).isThrownBy(() -> signIn("ada", "Engine-No-3"));
    }

    @Test
    void anAdminCreatesDisablesResetsAndDeletesAUser() {
        AdminCreateUserResponse created = cognito.adminCreateUser(request -> request.userPoolId(api.poolId())
                .username("grace")
                .temporaryPassword("Nanosecond-1")
                .userAttributes(attribute("email", "grace@example.com"), attribute("email_verified", "true")));
        assertThat(created.user().userStatus()).isEqualTo(UserStatusType.FORCE_CHANGE_PASSWORD);
        assertThat(created.user().enabled()).isTrue();
        assertThat(created.user().userCreateDate()).isNotNull();
        assertThat(api.codes("grace")).containsEntry("temporary-password", "Nanosecond-1");

        InitiateAuthResponse challenge = signIn("grace", "Nanosecond-1");
        assertThat(challenge.challengeName()).isEqualTo(ChallengeNameType.NEW_PASSWORD_REQUIRED);
        assertThat(challenge.challengeParameters())
                .containsEntry("USER_ID_FOR_SRP", "grace")
                .containsEntry("requiredAttributes", "[]")
                .containsEntry("userAttributes", "{\"email\":\"grace@example.com\",\"email_verified\":\"true\"}");
        AuthenticationResultType tokens = cognito.respondToAuthChallenge(request -> request.clientId(CLIENT)
                        .challengeName(ChallengeNameType.NEW_PASSWORD_REQUIRED)
                        .session(challenge.session())
                        .challengeResponses(Map.of(
                                "USERNAME", "grace", "NEW_PASSWORD", "Nanosecond-2", "userAttributes.name", "Grace")))
                .authenticationResult();
        assertThat(RunningPool.claims(tokens.idToken()).path("name").stringValue())
                .isEqualTo("Grace");
        assertThat(adminGet("grace").userStatus()).isEqualTo(UserStatusType.CONFIRMED);

        cognito.adminDisableUser(request -> request.userPoolId(api.poolId()).username("grace"));
        assertThat(adminGet("grace").enabled()).isFalse();
        assertThatExceptionOfType(NotAuthorizedException.class)
                .isThrownBy(() -> signIn("grace", "Nanosecond-2"))
                .withMessageContaining("User is disabled.");
        assertThatExceptionOfType(NotAuthorizedException.class)
                .isThrownBy(() -> signIn("grace", "Nanosecond-1"))
                .withMessageContaining("Incorrect username or password.");
        cognito.adminEnableUser(request -> request.userPoolId(api.poolId()).username("grace"));
        assertThatExceptionOfType(NotAuthorizedException.class).isThrownBy(() -> refresh(tokens));
        AuthenticationResultType again = signIn("grace", "Nanosecond-2").authenticationResult();

        cognito.adminResetUserPassword(
                request -> request.userPoolId(api.poolId()).username("grace"));
        assertThatExceptionOfType(PasswordResetRequiredException.class)
                .isThrownBy(() -> signIn("grace", "Nanosecond-2"));
        assertThatExceptionOfType(PasswordResetRequiredException.class).isThrownBy(() -> refresh(again));
        String code = api.codes("grace").get("forgot-password");
        cognito.confirmForgotPassword(request -> request.clientId(CLIENT)
                .username("grace")
                .confirmationCode(code)
                .password("Nanosecond-3"));
        assertThat(signIn("grace", "Nanosecond-3").authenticationResult()).isNotNull();

        cognito.adminSetUserPassword(request -> request.userPoolId(api.poolId())
                .username("grace")
                .password("Nanosecond-4")
                .permanent(true));
        AuthenticationResultType last = signIn("grace", "Nanosecond-4").authenticationResult();
        cognito.adminUserGlobalSignOut(
                request -> request.userPoolId(api.poolId()).username("grace"));
        assertThatExceptionOfType(NotAuthorizedException.class).isThrownBy(() -> refresh(last));

        cognito.adminDeleteUser(request -> request.userPoolId(api.poolId()).username("grace"));
        assertThatExceptionOfType(UserNotFoundException.class).isThrownBy(() -> adminGet("grace"));
    }

    @Test
    void aUserOfAnAddressHasTheSubAsUsername() {
        String sub = cognito.signUp(request ->
                        request.clientId(CLIENT).username("Alan@example.com").password("Machine-No-1"))
                .userSub();
        cognito.adminConfirmSignUp(request -> request.userPoolId(api.poolId()).username("alan@example.com"));

        JsonNode id = RunningPool.claims(signIn("alan@EXAMPLE.com", "Machine-No-1")
                .authenticationResult()
                .idToken());

        assertThat(id.path("sub").stringValue()).isEqualTo(sub);
        assertThat(id.path("cognito:username").stringValue()).isEqualTo(sub);
        assertThat(id.path("email").stringValue()).isEqualTo("Alan@example.com");
        assertThat(id.path("email_verified").booleanValue()).isFalse();
    }

    @Test
    void globalSignOutEndsAllSignInsOfTheUserAndNobodyElses() {
        for (String name : new String[] {"one", "two"}) {
            cognito.adminCreateUser(request -> request.userPoolId(api.poolId()).username(name));
            cognito.adminSetUserPassword(request -> request.userPoolId(api.poolId())
                    .username(name)
                    .password("Same-For-All-1")
                    .permanent(true));
        }
        AuthenticationResultType first = signIn("one", "Same-For-All-1").authenticationResult();
        AuthenticationResultType second = signIn("one", "Same-For-All-1").authenticationResult();
        AuthenticationResultType others = signIn("two", "Same-For-All-1").authenticationResult();

        cognito.globalSignOut(request -> request.accessToken(first.accessToken()));

        assertThatExceptionOfType(NotAuthorizedException.class).isThrownBy(() -> refresh(second));
        assertThatExceptionOfType(NotAuthorizedException.class)
                .isThrownBy(() -> cognito.getUser(request -> request.accessToken(second.accessToken())));
        assertThat(refresh(others).accessToken()).isNotNull();
    }

    @Test
    void aNewAddressIsVerifiedByACode() {
        cognito.adminCreateUser(request -> request.userPoolId(api.poolId())
                .username("mary")
                .userAttributes(attribute("email", "mary@example.com"), attribute("email_verified", "true")));
        cognito.adminSetUserPassword(request -> request.userPoolId(api.poolId())
                .username("mary")
                .password("Telescope-1")
                .permanent(true));
        String accessToken =
                signIn("mary", "Telescope-1").authenticationResult().accessToken();

        assertThat(cognito.updateUserAttributes(request ->
                                request.accessToken(accessToken).userAttributes(attribute("email", "mary@example.org")))
                        .codeDeliveryDetailsList())
                .hasSize(1);
        assertThat(attributes("mary")).containsEntry("email_verified", "false");
        String code = api.codes("mary").get("verify-email");
        cognito.verifyUserAttribute(request ->
                request.accessToken(accessToken).attributeName("email").code(code));

        assertThat(attributes("mary"))
                .containsEntry("email", "mary@example.org")
                .containsEntry("email_verified", "true");
        assertThat(signIn("mary@example.org", "Telescope-1").authenticationResult())
                .isNotNull();
        assertThatExceptionOfType(NotAuthorizedException.class)
                .isThrownBy(() -> signIn("mary@example.com", "Telescope-1"));
    }

    @Test
    void aCodeProvesNoOtherAddressThanTheOneItWasMailedTo() {
        cognito.adminCreateUser(request -> request.userPoolId(api.poolId())
                .username("eve")
                .temporaryPassword("Temporary-1")
                .userAttributes(attribute("email", "eve@example.com")));
        cognito.adminUpdateUserAttributes(request ->
                request.userPoolId(api.poolId()).username("eve").userAttributes(attribute("email", "eve@example.net")));
        String code = api.codes("eve").get("verify-email");
        String accessToken = cognito.respondToAuthChallenge(request -> request.clientId(CLIENT)
                        .challengeName(ChallengeNameType.NEW_PASSWORD_REQUIRED)
                        .session(signIn("eve", "Temporary-1").session())
                        .challengeResponses(Map.of(
                                "USERNAME", "eve",
                                "NEW_PASSWORD", "Permanent-1",
                                "userAttributes.email", "ceo@example.org")))
                .authenticationResult()
                .accessToken();

        assertThatExceptionOfType(ExpiredCodeException.class)
                .isThrownBy(() -> cognito.verifyUserAttribute(request ->
                        request.accessToken(accessToken).attributeName("email").code(code)));
        assertThat(attributes("eve")).containsEntry("email_verified", "false");
    }

    @Test
    void whoeverSignedUpIsConfirmedByACodeToTheAddressOfNow() {
        cognito.signUp(request -> request.clientId(CLIENT)
                .username("lin")
                .password("Permanent-1")
                .userAttributes(attribute("email", "lin@example.com")));
        String code = api.codes("lin").get("sign-up");
        cognito.adminUpdateUserAttributes(request ->
                request.userPoolId(api.poolId()).username("lin").userAttributes(attribute("email", "lin@example.org")));

        String next = api.codes("lin").get("sign-up");

        assertThat(api.codes("lin")).containsOnlyKeys("sign-up");
        assertThat(next).isNotEqualTo(code);
        cognito.confirmSignUp(
                request -> request.clientId(CLIENT).username("lin").confirmationCode(next));
        assertThat(attributes("lin")).containsEntry("email_verified", "true");
    }

    private static Map<String, String> attributes(String username) {
        return adminGet(username).userAttributes().stream()
                .collect(Collectors.toMap(attribute -> attribute.name(), attribute -> attribute.value()));
    }

    private static AdminGetUserResponse adminGet(String username) {
        return cognito.adminGetUser(request -> request.userPoolId(api.poolId()).username(username));
    }

    private static InitiateAuthResponse signIn(String username, String password) {
        return cognito.initiateAuth(request -> request.clientId(CLIENT)
                .authFlow(AuthFlowType.USER_PASSWORD_AUTH)
                .authParameters(Map.of("USERNAME", username, "PASSWORD", password)));
    }

    private static AuthenticationResultType refresh(AuthenticationResultType tokens) {
        return cognito.initiateAuth(request -> request.clientId(CLIENT)
                        .authFlow(AuthFlowType.REFRESH_TOKEN_AUTH)
                        .authParameters(Map.of("REFRESH_TOKEN", tokens.refreshToken())))
                .authenticationResult();
    }
}
