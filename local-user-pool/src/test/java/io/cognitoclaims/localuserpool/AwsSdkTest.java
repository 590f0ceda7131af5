package io.cognitoclaims.localuserpool;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.URI;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cognitoidentityprovider.CognitoIdentityProviderClient;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AuthFlowType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AuthenticationResultType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ChallengeNameType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.CognitoIdentityProviderException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.GetUserResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.InvalidLambdaResponseException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.InvalidParameterException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.NotAuthorizedException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.RefreshTokenReuseException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ResourceNotFoundException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserLambdaValidationException;
import tools.jackson.databind.JsonNode;

/** The AWS SDK for Java, which knows nothing of the stand-in but its address. */
class AwsSdkTest {
    private static RunningPool pool;
    private static CognitoIdentityProviderClient cognito;

    @BeforeAll
    static void start() {
        pool = RunningPool.withTrigger(
                "V2_0", Clock.systemUTC(), "--spring.config.additional-location=classpath:/all-kinds.yaml");
        cognito = CognitoIdentityProviderClient.builder()
                .endpointOverride(URI.create(pool.domain()))
                .region(Region.EU_WEST_1)
                .credentialsProvider(AnonymousCredentialsProvider.create())
                .httpClient(UrlConnectionHttpClient.create())
                .build();
    }

    @AfterAll
    static void stop() {
        cognito.close();
        pool.close();
    }

    @AfterEach
    void forget() {
        RecordingTrigger.reset();
    }

    @Test
    void theAwsSdkSignsInWithUsernameAndPassword() {
        AuthenticationResultType tokens = signIn("website", "rex@amazon.com", "Woof-1234");

        assertThat(tokens.expiresIn()).isEqualTo(3600);
        assertThat(tokens.tokenType()).isEqualTo("Bearer");
        assertThat(tokens.refreshToken()).matches("([\\w-]+\\.){4}[\\w-]+");
        JsonNode access = RunningPool.claims(tokens.accessToken());
        assertThat(RunningPool.names(access))
                .containsExactly(
                        "auth_time",
                        "client_id",
                        "cognito:groups",
                        "event_id",
                        "exp",
                        "iat",
                        "iss",
                        "jti",
                        "origin_jti",
                        "scope",
                        "sub",
                        "token_use",
                        "username");
        assertThat(access.path("scope").stringValue()).isEqualTo("aws.cognito.signin.user.admin");
        JsonNode id = RunningPool.claims(tokens.idToken());
        assertThat(id.has("at_hash")).isFalse();
        assertThat(id.path("given_name").stringValue()).isEqualTo("Rex");
        assertThat(RecordingTrigger.EVENTS)
                .extracting(event -> event.path("triggerSource").stringValue())
                .containsExactly("TokenGeneration_Authentication");
    }

    @Test
    void theAwsSdkRefreshesAndRevokesTokens() {
        AuthenticationResultType first = signIn("website", "rex", "Woof-1234");
        Map<String, String> parameters =
                Map.of("REFRESH_TOKEN", first.refreshToken(), "SECRET_HASH", secretHash("website", "rex"));

        AuthenticationResultType second = initiate("website", AuthFlowType.REFRESH_TOKEN_AUTH, parameters);
        cognito.revokeToken(
                request -> request.clientId("website").clientSecret("bones").token(first.refreshToken()));

        assertThat(second.refreshToken()).isNull();
        assertThat(RunningPool.claims(second.idToken()).path("origin_jti"))
                .isEqualTo(RunningPool.claims(first.idToken()).path("origin_jti"));
        assertThat(RecordingTrigger.EVENTS)
                .last()
                .satisfies(event -> assertThat(event.path("triggerSource").stringValue())
                        .isEqualTo("TokenGeneration_RefreshTokens"));
        assertThatExceptionOfType(NotAuthorizedException.class)
                .isThrownBy(() -> initiate("website", AuthFlowType.REFRESH_TOKEN_AUTH, parameters))
                .satisfies(says("Refresh Token has been revoked"));
        assertThatExceptionOfType(NotAuthorizedException.class)
                .isThrownBy(() -> cognito.getUser(request -> request.accessToken(second.accessToken())));
    }

    @Test
    void theAwsSdkGetsTheUserOfATokenWithTheAdminScope() {
        String accessToken = signIn("website", "rex", "Woof-1234").accessToken();

        GetUserResponse user = cognito.getUser(request -> request.accessToken(accessToken));

        assertThat(user.username()).isEqualTo("rex");
        assertThat(user.userAttributes())
                .anySatisfy(attribute -> {
                    assertThat(attribute.name()).isEqualTo("custom:kennel");
                    assertThat(attribute.value()).isEqualTo("7");
                })
                .hasSize(7);
        assertThat(pool.browser()
                        .get("/oauth2/userInfo", "Authorization", "Bearer " + accessToken)
                        .statusCode())
                .isEqualTo(401);
        assertThatExceptionOfType(NotAuthorizedException.class)
                .isThrownBy(() -> cognito.getUser(request -> request.accessToken("a.b.c")));
    }

    @Test
    void theAwsSdkGetsANewRefreshTokenAndTheOldOneIsRefused() {
        String first = hostedRefreshToken("rotating");

        AuthenticationResultType tokens = tokensFromRefreshToken("rotating", first);

        assertThat(tokens.refreshToken()).isNotNull().isNotEqualTo(first);
        assertThat(RunningPool.claims(tokens.idToken()).has("at_hash")).isTrue();
        assertThatExceptionOfType(RefreshTokenReuseException.class)
                .isThrownBy(() -> tokensFromRefreshToken("rotating", first));
        assertThat(tokensFromRefreshToken("rotating", tokens.refreshToken()).accessToken())
                .isNotNull();
    }

    @ParameterizedTest
    @CsvSource({"rex, woof-1234", "nobody, Woof-1234"})
    void aWrongPasswordAndAnUnknownUserAreRefusedAlike(String username, String password) {
        assertThatExceptionOfType(NotAuthorizedException.class)
                .isThrownBy(() -> signIn("website", username, password))
                .satisfies(says("Incorrect username or password."));
    }

    @Test
    void aWrongOrMissingSecretHashIsRefused() {
        Map<String, String> parameters = new HashMap<>(Map.of("USERNAME", "rex", "PASSWORD", "Woof-1234"));

        assertThatExceptionOfType(NotAuthorizedException.class)
                .isThrownBy(() -> initiate("website", AuthFlowType.USER_PASSWORD_AUTH, parameters))
                .satisfies(says("Client website is configured with secret but SECRET_HASH was not received"));
        parameters.put("SECRET_HASH", secretHash("website", "tom"));
        assertThatExceptionOfType(NotAuthorizedException.class)
                .isThrownBy(() -> initiate("website", AuthFlowType.USER_PASSWORD_AUTH, parameters))
                .satisfies(says("Unable to verify secret hash for client website"));
    }

    @Test
    void aPublicClientNeedsNoSecretHash() {
        Map<String, String> parameters = Map.of("USERNAME", "rex", "PASSWORD", "Woof-1234");

        assertThat(initiate("app", AuthFlowType.USER_PASSWORD_AUTH, parameters).idToken())
                .isNotNull();
    }

    @Test
    void aFlowThatIsNotEnabledAMissingUsernameAndAnUnknownClientAreRefused() {
        assertThatExceptionOfType(InvalidParameterException.class)
                .isThrownBy(() -> signIn("rotating", "rex", "Woof-1234"))
                .satisfies(says("USER_PASSWORD_AUTH flow not enabled for this client"));
        assertThatExceptionOfType(InvalidParameterException.class)
                .isThrownBy(() -> initiate("app", AuthFlowType.USER_PASSWORD_AUTH, Map.of("PASSWORD", "x")))
                .satisfies(says("Missing required parameter USERNAME"));
        assertThatExceptionOfType(ResourceNotFoundException.class)
                .isThrownBy(() -> initiate("nobody", AuthFlowType.USER_PASSWORD_AUTH, Map.of("USERNAME", "x")))
                .satisfies(says("User pool client nobody does not exist."));
    }

    @Test
    void theAwsSdkIsToldWhatAFailingTriggerSays() {
        RecordingTrigger.answer(event -> {
            throw new IllegalStateException("rex is on holiday");
        });

        assertThatExceptionOfType(UserLambdaValidationException.class)
                .isThrownBy(() -> signIn("website", "rex", "Woof-1234"))
                .satisfies(says("PreTokenGeneration failed with error rex is on holiday."));
    }

    @Test
    void theAwsSdkIsToldThatTheTriggersAnswerCannotBeUsed() {
        RecordingTrigger.answer(event -> "[]");

        assertThatExceptionOfType(InvalidLambdaResponseException.class)
                .isThrownBy(() -> signIn("website", "rex", "Woof-1234"))
                .satisfies(says("Unrecognizable lambda output"));
    }

    @Test
    void theTriggerIsToldOfANewPasswordAndOfTheAttributesOfNow() {
        cognito.adminCreateUser(request ->
                request.userPoolId("eu-west-1_AllKinds").username("puppy").temporaryPassword("Temporary-1"));
        cognito.adminAddUserToGroup(request ->
                request.userPoolId("eu-west-1_AllKinds").username("puppy").groupName("vets"));
        String session = cognito.initiateAuth(request -> request.clientId("app")
                        .authFlow(AuthFlowType.USER_PASSWORD_AUTH)
                        .authParameters(Map.of("USERNAME", "puppy", "PASSWORD", "Temporary-1")))
                .session();
        assertThat(RecordingTrigger.EVENTS).isEmpty();

        cognito.respondToAuthChallenge(request -> request.clientId("app")
                .challengeName(ChallengeNameType.NEW_PASSWORD_REQUIRED)
                .session(session)
                .challengeResponses(
                        Map.of("USERNAME", "puppy", "NEW_PASSWORD", "Permanent-1", "userAttributes.name", "Pup")));

        JsonNode event = RecordingTrigger.EVENTS.get(0);
        assertThat(event.path("triggerSource").stringValue()).isEqualTo("TokenGeneration_NewPasswordChallenge");
        JsonNode attributes = event.path("request").path("userAttributes");
        assertThat(attributes.path("cognito:user_status").stringValue()).isEqualTo("CONFIRMED");
        assertThat(attributes.path("name").stringValue()).isEqualTo("Pup");
        JsonNode groups = event.path("request").path("groupConfiguration");
        assertThat(groups.path("groupsToOverride").get(0).stringValue()).isEqualTo("vets");
        assertThat(groups.path("preferredRole").stringValue()).isEqualTo("arn:aws:iam::123456789012:role/vet");
        cognito.adminDeleteUser(
                request -> request.userPoolId("eu-west-1_AllKinds").username("puppy"));
    }

    @Test
    void anOperationThatThePoolLacksIsRefusedAsUnknown() {
        assertThatExceptionOfType(CognitoIdentityProviderException.class)
                .isThrownBy(() -> cognito.associateSoftwareToken(request -> request.accessToken("a.b.c")))
                .satisfies(failure ->
                        assertThat(failure.awsErrorDetails().errorCode()).isEqualTo("UnknownOperationException"));
    }

    private static AuthenticationResultType signIn(String client, String username, String password) {
        return initiate(
                client,
                AuthFlowType.USER_PASSWORD_AUTH,
                Map.of("USERNAME", username, "PASSWORD", password, "SECRET_HASH", secretHash(client, username)));
    }

    private static AuthenticationResultType initiate(String client, AuthFlowType flow, Map<String, String> parameters) {
        return cognito.initiateAuth(
                        request -> request.clientId(client).authFlow(flow).authParameters(parameters))
                .authenticationResult();
    }

    private static AuthenticationResultType tokensFromRefreshToken(String client, String refreshToken) {
        return cognito.getTokensFromRefreshToken(request ->
                        request.clientId(client).clientSecret("bones").refreshToken(refreshToken))
                .authenticationResult();
    }

    private static String hostedRefreshToken(String client) {
        String callback = "https://kennel.example/callback";
        Browser browser = pool.browser();
        Map<String, String> request =
                Browser.parameters("response_type", "code", "client_id", client, "redirect_uri", callback);
        HttpResponse<String> form = browser.get("/login?" + Browser.encode(request));
        String code = Browser.parameter(browser.follow(browser.submit(form, "rex", "Woof-1234")), "code");
        Map<String, String> call = RunningPool.redeem(code);
        call.put("redirect_uri", callback);
        return RunningPool.json(
                        browser.post("/oauth2/token", call, "Authorization", RunningPool.basic(client, "bones")))
                .path("refresh_token")
                .stringValue();
    }

    private static String secretHash(String client, String username) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec("bones".getBytes(UTF_8), "HmacSHA256"));
            return Base64.getEncoder().encodeToString(mac.doFinal((username + client).getBytes(UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static Consumer<CognitoIdentityProviderException> says(String message) {
        return failure -> {
            assertThat(failure.awsErrorDetails().errorMessage()).isEqualTo(message);
            assertThat(failure.statusCode()).isEqualTo(400);
        };
    }
}
