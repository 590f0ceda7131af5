package io.cognitoclaims.localuserpool;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the user pools API refuses, and how. {@code POOL} stands for the pool's id, {@code TOKEN} for an access token. */
class ApiRefusalsTest {
    private static final String CLIENT = "7local0browser0client0spa";

    private static RunningPool pool;
    private static CognitoApi api;
    private static String token;

    @BeforeAll
    static void start() {
        pool = RunningPool.start();
        api = new CognitoApi(pool);
        create("confirmed", "'UserAttributes':[{'Name':'email','Value':'confirmed@example.com'}]");
        set("confirmed", true);
        create("temporary", "'TemporaryPassword':'Good-Pass-1'");
        api.call(
                "SignUp",
                "{'ClientId':'" + CLIENT + "','Username':'unconfirmed','Password':'Good-Pass-1',"
                        + "'UserAttributes':[{'Name':'email','Value':'unconfirmed@example.com'}]}");
        api.call("CreateGroup", "{'UserPoolId':'POOL','GroupName':'cats'}");
        token = RunningPool.json(api.call(
                        "InitiateAuth",
                        "{'ClientId':'" + CLIENT + "','AuthFlow':'USER_PASSWORD_AUTH','AuthParameters':"
                                + "{'USERNAME':'confirmed','PASSWORD':'Good-Pass-1'}}"))
                .path("AuthenticationResult")
                .path("AccessToken")
                .stringValue();
    }

    @AfterAll
    static void stop() {
        api.close();
        pool.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "AdminCreateUser|'Username':'confirmed'|UsernameExistsException: User already exists",
                "AdminCreateUser|'Username':'CONFIRMED@example.com'|UsernameExistsException: An account with the given email already exists.",
                "AdminCreateUser|'Username':'x','UserAttributes':[{'Name':'email','Value':'confirmed@example.com'}]|UsernameExistsException: An account with the given email already exists.",
                "AdminCreateUser|'Username':'a b'|InvalidParameterException: Username must be 1 to 128 letters, marks, symbols, digits or signs",
                "AdminCreateUser|'Username':''|InvalidParameterException: Missing required parameter Username",
                "AdminCreateUser|'Username':7|SerializationException: Username must be a string",
                "AdminCreateUser|'Username':'x@example.com','UserAttributes':[{'Name':'email','Value':'y@example.com'}]|InvalidParameterException: Username and email must be the same address",
                "AdminCreateUser|'Username':'x','TemporaryPassword':'short-1'|InvalidPasswordException: Password did not conform with policy: Password not long enough",
                "AdminCreateUser|'Username':'x','MessageAction':'SHOUT'|InvalidParameterException: MessageAction must be RESEND or SUPPRESS",
                "AdminCreateUser|'Username':'confirmed','MessageAction':'RESEND'|UnsupportedUserStateException: Resend not possible. The status is not FORCE_CHANGE_PASSWORD",
                "AdminCreateUser|'Username':'nobody','MessageAction':'RESEND'|UserNotFoundException: User does not exist.",
                "AdminCreateUser|'Username':'x','UserAttributes':[{'Name':'sub','Value':'1'}]|InvalidParameterException: Cannot modify the non-mutable attribute sub",
                "AdminCreateUser|'Username':'x','UserAttributes':[{'Name':'shoe_size','Value':'1'}]|InvalidParameterException: Attributes did not conform to the schema: Attribute does not exist in the schema.",
                "AdminCreateUser|'Username':'x','UserAttributes':[{'Name':'email','Value':'x'}]|InvalidParameterException: Invalid email address format.",
                "AdminCreateUser|'Username':'x','UserAttributes':[{'Name':'phone_number','Value':'555'}]|InvalidParameterException: Invalid phone number format.",
                "AdminCreateUser|'Username':'x','UserAttributes':[{'Name':'email_verified','Value':'yes'}]|InvalidParameterException: Invalid value for attribute email_verified",
                "AdminCreateUser|'Username':'x','UserAttributes':[{'Name':'name','Value':'\\ud800'}]|SerializationException: Value must be a text in Unicode",
                "AdminCreateUser|'Username':'x','UserAttributes':[null]|InvalidParameterException: Missing required parameter Name",
                "AdminCreateUser|'Username':'x','UserAttributes':{'email':'x'}|SerializationException: UserAttributes must be a list",
                "AdminCreateUser|'Username':'x','UserAttributes':['email']|InvalidParameterException: Missing required parameter Name",
                "AdminSetUserPassword|'Username':'nobody','Password':'Good-Pass-1'|UserNotFoundException: User does not exist.",
                "AdminSetUserPassword|'Username':'confirmed','Password':'good-pass-1'|InvalidPasswordException: Password did not conform with policy: Password must have uppercase characters",
                "AdminSetUserPassword|'Username':'confirmed','Password':'Good-Pass-1','Permanent':'yes'|SerializationException: Permanent must be true or false",
                "AdminConfirmSignUp|'Username':'confirmed'|NotAuthorizedException: User cannot be confirmed. Current status is CONFIRMED",
                "AdminGetUser|'Username':'nobody'|UserNotFoundException: User does not exist.",
                "AdminDeleteUser|'Username':'nobody'|UserNotFoundException: User does not exist.",
                "AdminUserGlobalSignOut|'Username':'nobody'|UserNotFoundException: User does not exist.",
                "AdminUpdateUserAttributes|'Username':'confirmed','UserAttributes':[{'Name':'email','Value':'unconfirmed@example.com'}]|AliasExistsException: An account with the given email already exists.",
                "AdminResetUserPassword|'Username':'temporary'|NotAuthorizedException: User password cannot be reset in the current state.",
                "AdminResetUserPassword|'Username':'confirmed'|InvalidParameterException: Cannot reset password for the user as there is no registered/verified email or phone_number",
                "CreateGroup|'GroupName':'cats'|GroupExistsException: A group with the name already exists.",
                "CreateGroup|'GroupName':'dogs','Precedence':-1|InvalidParameterException: Precedence must be 0 to 2147483647",
                "CreateGroup|'GroupName':'dogs','Precedence':1.5|SerializationException: Precedence must be a whole number",
                "CreateGroup|'GroupName':'dogs','RoleArn':'admin'|InvalidParameterException: RoleArn must be the ARN of a role",
                "GetGroup|'GroupName':'dogs'|ResourceNotFoundException: Group not found.",
                "DeleteGroup|'GroupName':'dogs'|ResourceNotFoundException: Group not found.",
                "AdminAddUserToGroup|'GroupName':'dogs','Username':'confirmed'|ResourceNotFoundException: Group not found.",
                "AdminAddUserToGroup|'GroupName':'cats','Username':'nobody'|UserNotFoundException: User does not exist.",
                "ListUsersInGroup|'GroupName':'dogs'|ResourceNotFoundException: Group not found.",
                "ListUsers|'Limit':61|InvalidParameterException: Limit must be 0 to 60",
                "ListUsers|'Limit':99999999999|InvalidParameterException: Limit must be 0 to 60",
                "ListUsers|'PaginationToken':'?'|InvalidParameterException: PaginationToken is none that the pool gave",
                "ListUsers|'Filter':'email'|InvalidParameterException: Error while parsing filter",
                "ListUsers|'AttributesToGet':'email'|SerializationException: AttributesToGet must be a list of strings",
                "DescribeUserPoolClient|'ClientId':'nobody'|ResourceNotFoundException: User pool client nobody does not exist.",
                "ListUserPoolClients|'MaxResults':0|InvalidParameterException: MaxResults must be 1 to 60"
            })
    void anAdminIsRefused(String operation, String parameters, String refusal) {
        assertThat(api.refusal(operation, "{'UserPoolId':'POOL'," + parameters + "}"))
                .isEqualTo(refusal);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "SignUp|'Username':'unconfirmed','Password':'Good-Pass-1'|UsernameExistsException: User already exists",
                "SignUp|'Username':'x','Password':'nodigits-A'|InvalidPasswordException: Password did not conform with policy: Password must have numeric characters",
                "SignUp|'Username':'x','Password':'NOLOWER-1'|InvalidPasswordException: Password did not conform with policy: Password must have lowercase characters",
                "SignUp|'Username':'x','Password':'NoSymbol1'|InvalidPasswordException: Password did not conform with policy: Password must have symbol characters",
                "SignUp|'Username':'x','Password':' NoSymbol1 '|InvalidPasswordException: Password did not conform with policy: Password must have symbol characters",
                "SignUp|'Username':'x'|InvalidParameterException: Missing required parameter Password",
                "SignUp|'Username':'x','Password':'Good-Pass-1','UserAttributes':[{'Name':'email_verified','Value':'true'}]|NotAuthorizedException: A client attempted to write unauthorized attribute",
                "ConfirmSignUp|'Username':'unconfirmed','ConfirmationCode':'x'|CodeMismatchException: Invalid verification code provided, please try again.",
                "ConfirmSignUp|'Username':'confirmed','ConfirmationCode':'x'|NotAuthorizedException: User cannot be confirmed. Current status is CONFIRMED",
                "ConfirmSignUp|'Username':'nobody','ConfirmationCode':'x'|ExpiredCodeException: Invalid code provided, please request a code again.",
                "ResendConfirmationCode|'Username':'confirmed'|InvalidParameterException: User is already confirmed.",
                "ConfirmForgotPassword|'Username':'nobody','ConfirmationCode':'1','Password':'Good-Pass-2'|CodeMismatchException: Invalid verification code provided, please try again.",
                "ConfirmForgotPassword|'Username':'confirmed','ConfirmationCode':'1','Password':'Good-Pass-2'|ExpiredCodeException: Invalid code provided, please request a code again.",
                "ChangePassword|'AccessToken':'TOKEN','PreviousPassword':'Bad-Pass-1','ProposedPassword':'Good-Pass-2'|NotAuthorizedException: Incorrect username or password.",
                "ChangePassword|'AccessToken':'TOKEN','PreviousPassword':'Good-Pass-1','ProposedPassword':'bad'|InvalidPasswordException: Password did not conform with policy: Password not long enough",
                "ChangePassword|'AccessToken':'a.b.c','PreviousPassword':'Good-Pass-1','ProposedPassword':'Good-Pass-2'|NotAuthorizedException: Invalid Access Token",
                "UpdateUserAttributes|'AccessToken':'TOKEN','UserAttributes':[{'Name':'email_verified','Value':'true'}]|NotAuthorizedException: A client attempted to write unauthorized attribute",
                "UpdateUserAttributes|'AccessToken':'TOKEN','UserAttributes':[{'Name':'email','Value':'unconfirmed@example.com'}]|AliasExistsException: An account with the given email already exists.",
                "VerifyUserAttribute|'AccessToken':'TOKEN','AttributeName':'email','Code':'1'|ExpiredCodeException: Invalid code provided, please request a code again.",
                "VerifyUserAttribute|'AccessToken':'TOKEN','AttributeName':'phone_number','Code':'1'|InvalidParameterException: The stand-in verifies email only",
                "GetUser|'AccessToken':''|InvalidParameterException: Missing required parameter AccessToken",
                "DeleteUser|'AccessToken':'a.b.c'|NotAuthorizedException: Invalid Access Token",
                "GlobalSignOut|'AccessToken':'a.b.c'|NotAuthorizedException: Invalid Access Token",
                "InitiateAuth|'AuthFlow':'USER_PASSWORD_AUTH','AuthParameters':{'USERNAME':'unconfirmed','PASSWORD':'x'}|UserNotConfirmedException: User is not confirmed.",
                "InitiateAuth|'AuthFlow':'USER_PASSWORD_AUTH','AuthParameters':['x']|SerializationException: AuthParameters must be an object",
                "InitiateAuth|'AuthFlow':'ADMIN_USER_PASSWORD_AUTH'|InvalidParameterException: Initiate Auth method not supported.",
                "InitiateAuth|'AuthFlow':'USER_AUTH'|InvalidParameterException: The stand-in has no such AuthFlow.",
                "RespondToAuthChallenge|'ChallengeName':'SMS_MFA','ChallengeResponses':{'USERNAME':'x'}|InvalidParameterException: The stand-in has no such ChallengeName.",
                "RespondToAuthChallenge|'ChallengeName':'NEW_PASSWORD_REQUIRED','Session':'x','ChallengeResponses':{'USERNAME':'temporary','NEW_PASSWORD':'Good-Pass-2'}|NotAuthorizedException: Invalid session for the user.",
                "RespondToAuthChallenge|'ChallengeName':'PASSWORD_VERIFIER','ChallengeResponses':{'USERNAME':'x','TIMESTAMP':'x','PASSWORD_CLAIM_SECRET_BLOCK':'x','PASSWORD_CLAIM_SIGNATURE':'?'}|InvalidParameterException: PASSWORD_CLAIM_SIGNATURE must be base64"
            })
    void aUserIsRefused(String operation, String parameters, String refusal) {
        String all = "{'ClientId':'" + CLIENT + "'," + parameters.replace("TOKEN", token) + "}";

        assertThat(api.refusal(operation, all)).isEqualTo(refusal);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "null", "7", "{", "{'ClientId':'x'", "{}x"})
    void aBodyThatIsNoObjectIsRefused(String body) {
        assertThat(api.refusal("GetUser", body)).startsWith("SerializationException: ");
    }

    @Test
    void aBodyOfMoreThanSixtyFourKilobytesIsRefused() {
        String start = "{'AccessToken':'";
        String end = "'}";
        int most = 64 * 1024 - start.length() - end.length();

        assertThat(api.refusal("GetUser", start + "x".repeat(most) + end)).startsWith("NotAuthorizedException: ");
        assertThat(api.refusal("GetUser", start + "x".repeat(most + 1) + end)).startsWith("SerializationException: ");
    }

    @Test
    void anErrorHasCognitosForm() {
        HttpResponse<String> response = api.call("AdminGetUser", "{'UserPoolId':'POOL','Username':'nobody'}");

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.headers().firstValue("x-amzn-ErrorType")).contains("UserNotFoundException:");
        assertThat(response.headers().firstValue("Content-Type")).contains("application/x-amz-json-1.1");
        assertThat(response.body())
                .isEqualTo("{\"__type\":\"UserNotFoundException\",\"message\":\"User does not exist.\"}");
    }

    @Test
    void theReadmeListsTheOperationsThatThereAre() throws Exception {
        String readme = Files.readString(Path.of("README.md"));
        String table =
                readme.substring(readme.indexOf("| part | operations |"), readme.indexOf("Users are in Cognito's"));

        assertThat(Pattern.compile("\\b([A-Z][a-z]+){2,}\\b").matcher(table).results())
                .extracting(MatchResult::group)
                .containsExactlyInAnyOrderElementsOf(pool.operations());
        assertThat(Files.readString(Path.of("..", "CHANGELOG.md")))
                .contains("user pools API has " + pool.operations().size() + " operations");
    }

    @ParameterizedTest
    @ValueSource(strings = {"CreateUserPool", "AdminLinkProviderForUser", "adminGetUser", "", "x.AdminGetUser"})
    void anOperationThatIsNotThereIsUnknown(String operation) {
        assertThat(api.refusal(operation, "{'UserPoolId':'POOL'}")).startsWith("UnknownOperationException: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"AdminGetUser", "ListUsers", "ListGroups", "DescribeUserPool", "ListUserPoolClients"})
    void anotherPoolIsNotFoundAndAPoolMustBeNamed(String operation) {
        assertThat(api.refusal(operation, "{'UserPoolId':'us-east-1_Other','Username':'confirmed','MaxResults':1}"))
                .isEqualTo(
                        "ResourceNotFoundException: The user pool does not exist; there is us-east-1_LocalPool only.");
        assertThat(api.refusal(operation, "{'Username':'confirmed','MaxResults':1}"))
                .isEqualTo("InvalidParameterException: Missing required parameter UserPoolId");
    }

    @Test
    void aSessionThatWasRefusedAPasswordCanBeUsedAgainAndThenNeverMore() {
        create("retrying", "'TemporaryPassword':'Good-Pass-1'");
        String session = RunningPool.json(api.call(
                        "InitiateAuth",
                        "{'ClientId':'" + CLIENT + "','AuthFlow':'USER_PASSWORD_AUTH','AuthParameters':"
                                + "{'USERNAME':'retrying','PASSWORD':'Good-Pass-1'}}"))
                .path("Session")
                .stringValue();
        String answer = "{'ClientId':'" + CLIENT + "','ChallengeName':'NEW_PASSWORD_REQUIRED','Session':'" + session
                + "','ChallengeResponses':{'USERNAME':'%s','NEW_PASSWORD':'%s'%s}}";

        assertThat(api.refusal("RespondToAuthChallenge", answer.formatted("retrying", "bad", "")))
                .startsWith("InvalidPasswordException: ");
        assertThat(api.refusal("RespondToAuthChallenge", answer.formatted("confirmed", "Good-Pass-2", "")))
                .isEqualTo("NotAuthorizedException: Invalid session for the user.");
        assertThat(api.refusal(
                        "RespondToAuthChallenge",
                        answer.formatted("retrying", "Good-Pass-2", ",'userAttributes.email':'confirmed@example.com'")))
                .startsWith("AliasExistsException: ");
        assertThat(api.call("RespondToAuthChallenge", answer.formatted("retrying", "Good-Pass-2", ""))
                        .statusCode())
                .isEqualTo(200);
        assertThat(api.refusal("RespondToAuthChallenge", answer.formatted("retrying", "Good-Pass-3", "")))
                .isEqualTo("NotAuthorizedException: Invalid session for the user.");
    }

    @Test
    void aSessionEndsWithTheTemporaryPasswordThatItWasGivenFor() {
        create("replaced", "'TemporaryPassword':'Leaked-Pass-1'");
        String session = RunningPool.json(api.call(
                        "InitiateAuth",
                        "{'ClientId':'" + CLIENT + "','AuthFlow':'USER_PASSWORD_AUTH','AuthParameters':"
                                + "{'USERNAME':'replaced','PASSWORD':'Leaked-Pass-1'}}"))
                .path("Session")
                .stringValue();
        set("replaced", false);

        assertThat(api.refusal(
                        "RespondToAuthChallenge",
                        "{'ClientId':'" + CLIENT + "','ChallengeName':'NEW_PASSWORD_REQUIRED','Session':'" + session
                                + "','ChallengeResponses':{'USERNAME':'replaced','NEW_PASSWORD':'Good-Pass-2'}}"))
                .isEqualTo("NotAuthorizedException: Invalid session for the user.");
    }

    @Test
    void whereACodeWentIsToldInWholeCharacters() {
        String name = "\ud83d\ude00@\ud83d\ude00.example";

        assertThat(RunningPool.json(
                                api.call("ForgotPassword", "{'ClientId':'" + CLIENT + "','Username':'" + name + "'}"))
                        .path("CodeDeliveryDetails")
                        .path("Destination")
                        .stringValue())
                .isEqualTo("\ud83d\ude00***@\ud83d\ude00***");
    }

    @Test
    void whetherAUserExistsIsNotTold() {
        Map<String, String> answers = new HashMap<>();
        for (String name : new String[] {"nobody", "confirmed@example.com", "confirmed"}) {
            answers.put(
                    name,
                    api.call("ForgotPassword", "{'ClientId':'" + CLIENT + "','Username':'" + name + "'}")
                            .body());
        }

        assertThat(answers.get("nobody")).contains("\"Destination\":\"n***@e***\"");
        assertThat(answers.get("confirmed")).isEqualTo(answers.get("confirmed@example.com"));
        assertThat(api.codes("confirmed")).doesNotContainKey("forgot-password");
    }

    @Test
    void aPageMayNotDoUnsignedWhatOnlyThePoolsOwnerMay() {
        String origin = "http://localhost:3000";
        String parameters = "{'UserPoolId':'POOL','Username':'confirmed'}";

        assertThat(api.refusal("AdminGetUser", parameters, "Origin", origin))
                .isEqualTo("MissingAuthenticationTokenException: Missing Authentication Token");
        assertThat(api.refusal("ListUserPools", "{'MaxResults':1}", "Origin", "https://elsewhere.example"))
                .isEqualTo("MissingAuthenticationTokenException: Missing Authentication Token");
        assertThat(api.call("AdminGetUser", parameters, "Origin", origin, "Authorization", "AWS4-HMAC-SHA256 x")
                        .statusCode())
                .isEqualTo(200);
        assertThat(api.call("GetUser", "{'AccessToken':'" + token + "'}", "Origin", origin)
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void codesAreForNoPageAndOnlyOfUsersWhoAreThere() {
        assertThat(pool.browser().get("/_local/codes/unconfirmed").statusCode()).isEqualTo(403);
        assertThat(pool.browser()
                        .get("/_local/codes/nobody", LocalControl.HEADER, "test")
                        .body())
                .isEqualTo("{\"error\":\"there is no such user\"}");
        assertThat(api.codes("unconfirmed@example.com").get("sign-up")).matches("[0-9]{6}");
    }

    private static void create(String username, String more) {
        api.call("AdminCreateUser", "{'UserPoolId':'POOL','Username':'" + username + "'," + more + "}");
    }

    private static void set(String username, boolean permanent) {
        api.call(
                "AdminSetUserPassword",
                "{'UserPoolId':'POOL','Username':'" + username + "','Password':'Good-Pass-1','Permanent':" + permanent
                        + "}");
    }
}
