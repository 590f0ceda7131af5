package io.cognitoclaims.localuserpool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.cognitoclaims.localuserpool.UserPoolSettings.Client;
import io.cognitoclaims.localuserpool.UserPoolSettings.Flow;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.cognitoidentityprovider.CognitoIdentityProviderClient;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AuthFlowType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.CreateUserPoolClientRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ExplicitAuthFlowsType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.FeatureType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.InvalidOAuthFlowException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.InvalidParameterException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.OAuthFlowType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ResourceNotFoundException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ScopeDoesNotExistException;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserPoolClientType;

/** App clients that come and go while the pool runs, by the AWS SDK for Java. */
class ClientOperationsTest {
    private static final String CALLBACK = "https://new.example/callback";

    private static RunningPool pool;
    private static CognitoApi api;
    private static CognitoIdentityProviderClient cognito;

    @BeforeAll
    static void start() {
        pool = RunningPool.start();
        api = new CognitoApi(pool);
        cognito = api.sdk();
    }

    @AfterEach
    void reset() {
        pool.browser().post("/_local/reset", Map.of(), LocalControl.HEADER, "test");
    }

    @AfterAll
    static void stop() {
        api.close();
        pool.close();
    }

    @Test
    void aNewClientSignsUsersInAtTheDomain() {
        UserPoolClientType client = create(codeFlow().generateSecret(true));

        assertThat(client.clientId()).matches("[0-9a-z]{26}");
        assertThat(client.clientSecret()).matches("[0-9a-z]{51}");
        assertThat(client.clientName()).isEqualTo("new client");
        assertThat(client.userPoolId()).isEqualTo(api.poolId());
        assertThat(client.allowedOAuthFlows()).containsExactly(OAuthFlowType.CODE);
        assertThat(client.allowedOAuthScopes()).containsExactly("openid", "pets/read");
        assertThat(client.explicitAuthFlows())
                .containsExactlyInAnyOrder(
                        ExplicitAuthFlowsType.ALLOW_USER_SRP_AUTH, ExplicitAuthFlowsType.ALLOW_REFRESH_TOKEN_AUTH);
        String code = pool.browser().code("test-user", authorize(client));
        Map<String, String> redeem = RunningPool.redeem(code);
        redeem.put("redirect_uri", CALLBACK);
        assertThat(pool.browser()
                        .post(
                                "/oauth2/token",
                                redeem,
                                "Authorization",
                                RunningPool.basic(client.clientId(), client.clientSecret()))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void aNewClientSignsUsersInByTheApiAlone() {
        UserPoolClientType client = create(named().explicitAuthFlows(
                        ExplicitAuthFlowsType.ALLOW_USER_PASSWORD_AUTH, ExplicitAuthFlowsType.ALLOW_USER_AUTH));

        assertThat(client.clientSecret()).isNull();
        assertThat(client.allowedOAuthFlowsUserPoolClient()).isFalse();
        assertThat(client.allowedOAuthFlows()).isEmpty();
        assertThat(client.explicitAuthFlows()).containsExactly(ExplicitAuthFlowsType.ALLOW_USER_PASSWORD_AUTH);
        assertThat(signIn(client.clientId())).isNotNull();
    }

    @Test
    void aNewClientIsAMachine() {
        UserPoolClientType client = create(named().generateSecret(true)
                .allowedOAuthFlowsUserPoolClient(true)
                .allowedOAuthFlows(OAuthFlowType.CLIENT_CREDENTIALS)
                .allowedOAuthScopes("pets/read")
                .explicitAuthFlows(ExplicitAuthFlowsType.ALLOW_REFRESH_TOKEN_AUTH));

        assertThat(pool.browser()
                        .post(
                                "/oauth2/token",
                                Browser.parameters("grant_type", "client_credentials"),
                                "Authorization",
                                RunningPool.basic(client.clientId(), client.clientSecret()))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void anUpdateReplacesAllButIdSecretAndName() {
        UserPoolClientType before = create(codeFlow()
                .generateSecret(true)
                .refreshTokenRotation(
                        rotation -> rotation.feature(FeatureType.ENABLED).retryGracePeriodSeconds(7)));
        assertThat(before.refreshTokenRotation().retryGracePeriodSeconds()).isEqualTo(7);

        UserPoolClientType after = cognito.updateUserPoolClient(request -> request.userPoolId(api.poolId())
                        .clientId(before.clientId())
                        .explicitAuthFlows(ExplicitAuthFlowsType.ALLOW_REFRESH_TOKEN_AUTH))
                .userPoolClient();

        assertThat(after.clientSecret()).isEqualTo(before.clientSecret());
        assertThat(after.clientName()).isEqualTo("new client");
        assertThat(after.creationDate()).isEqualTo(before.creationDate());
        assertThat(after.lastModifiedDate()).isAfterOrEqualTo(before.lastModifiedDate());
        assertThat(after.callbackURLs()).isEmpty();
        assertThat(after.refreshTokenRotation().feature()).isEqualTo(FeatureType.DISABLED);
        assertThat(describe(before.clientId())).isEqualTo(after);
        assertThat(Browser.location(pool.browser().get("/login?" + Browser.encode(authorize(before)))))
                .contains("error=redirect_mismatch");
    }

    @Test
    void aDeletedClientIsUnknown() {
        String id = create(named().explicitAuthFlows(ExplicitAuthFlowsType.ALLOW_USER_PASSWORD_AUTH))
                .clientId();

        cognito.deleteUserPoolClient(request -> request.userPoolId(api.poolId()).clientId(id));

        assertThatExceptionOfType(ResourceNotFoundException.class).isThrownBy(() -> signIn(id));
        assertThatExceptionOfType(ResourceNotFoundException.class).isThrownBy(() -> describe(id));
        assertThat(api.refusal("DeleteUserPoolClient", "{'UserPoolId':'POOL','ClientId':'" + id + "'}"))
                .isEqualTo("ResourceNotFoundException: User pool client " + id + " does not exist.");
    }

    @Test
    void aResetBringsTheClientsOfTheSettingsBackAndNoOthers() {
        String created = create(codeFlow()).clientId();
        cognito.deleteUserPoolClient(request -> request.userPoolId(api.poolId()).clientId(RunningPool.MACHINE));
        assertThat(ids()).contains(created).doesNotContain(RunningPool.MACHINE);

        reset();

        assertThat(ids()).contains(RunningPool.MACHINE).doesNotContain(created);
    }

    @Test
    void pagesOfANewClientMayCallThePool() {
        Map<String, String> none = Map.of();
        String[] origin = {"Origin", "https://new.example"};
        assertThat(pool.browser().post("/oauth2/token", none, origin).headers().map())
                .doesNotContainKey("access-control-allow-origin");

        create(codeFlow());

        assertThat(pool.browser().post("/oauth2/token", none, origin).headers().map())
                .containsKey("access-control-allow-origin");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '|',
            value = {
                "'ClientName':'a(b)'; ClientName must be 1 to 128 letters",
                "'ClientName':''; Missing required parameter ClientName",
                "'AllowedOAuthFlowsUserPoolClient':true; AllowedOAuthFlows is required",
                "'AllowedOAuthFlowsUserPoolClient':true,'AllowedOAuthFlows':['password']; AllowedOAuthFlows must be some of",
                "'AllowedOAuthFlowsUserPoolClient':true,'AllowedOAuthFlows':['code']; AllowedOAuthScopes is required",
                "'AllowedOAuthFlowsUserPoolClient':true,'AllowedOAuthFlows':['code'],'AllowedOAuthScopes':['openid'];"
                        + " CallbackURLs is required",
                "'CallbackURLs':['http://evil.example/']; CallbackURLs must be",
                "'LogoutURLs':['https://a.example/#b']; LogoutURLs must be",
                "'ExplicitAuthFlows':['USER_PASSWORD_AUTH']; ExplicitAuthFlows has one that the stand-in does not know",
                "'ExplicitAuthFlows':['ALLOW_USER_AUTH']; ExplicitAuthFlows has none that the stand-in knows",
                "'RefreshTokenRotation':{'Feature':'ON'}; RefreshTokenRotation.Feature must be",
                "'RefreshTokenRotation':{'Feature':'ENABLED','RetryGracePeriodSeconds':61}; RetryGracePeriodSeconds must be",
                "'RefreshTokenRotation':{'Feature':'ENABLED'},'ExplicitAuthFlows':['ALLOW_REFRESH_TOKEN_AUTH'];"
                        + " ExplicitAuthFlows can't have",
            })
    void whatAClientCannotBeIsRefused(String parameters, String message) {
        String name = parameters.contains("ClientName") ? "" : "'ClientName':'x',";
        assertThat(api.refusal("CreateUserPoolClient", "{'UserPoolId':'POOL'," + name + parameters + "}"))
                .startsWith("InvalidParameterException: " + message);
        assertThat(pool.browser()
                        .get("/us-east-1_LocalPool/.well-known/jwks.json")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void errorsHaveCognitosTypes() {
        assertThatExceptionOfType(ScopeDoesNotExistException.class)
                .isThrownBy(() -> create(codeFlow().allowedOAuthScopes("pets/none")));
        assertThatExceptionOfType(InvalidOAuthFlowException.class)
                .isThrownBy(() -> create(codeFlow()
                        .generateSecret(true)
                        .allowedOAuthFlows(OAuthFlowType.CODE, OAuthFlowType.CLIENT_CREDENTIALS)));
        CreateUserPoolClientRequest.Builder machine = named().allowedOAuthFlowsUserPoolClient(true)
                .allowedOAuthFlows(OAuthFlowType.CLIENT_CREDENTIALS)
                .allowedOAuthScopes("pets/read");
        assertThatExceptionOfType(InvalidOAuthFlowException.class).isThrownBy(() -> create(machine));
        assertThatExceptionOfType(InvalidOAuthFlowException.class)
                .isThrownBy(() -> create(machine.generateSecret(true).allowedOAuthScopes("openid")));
        assertThatExceptionOfType(InvalidParameterException.class)
                .isThrownBy(() -> cognito.updateUserPoolClient(request -> request.userPoolId(api.poolId())
                        .clientId(RunningPool.CLIENT)
                        .clientName("a(b)")));
    }

    @Test
    void noPageCreatesAClient() {
        assertThat(api.refusal(
                        "CreateUserPoolClient",
                        "{'UserPoolId':'POOL','ClientName':'x'}",
                        "Origin",
                        "http://localhost:8080"))
                .startsWith("MissingAuthenticationTokenException");
    }

    @Test
    void thereIsAnEndToClients() throws Exception {
        Clients clients = new Clients(pool.settings(), Clock.systemUTC());
        while (clients.all().size() < Clients.MOST_OWNED) {
            clients.create("x", client(clients.newId()));
        }

        assertThatExceptionOfType(ApiException.class)
                .isThrownBy(() -> clients.create("x", client("one0more")))
                .satisfies(refused -> assertThat(refused.type()).isEqualTo("LimitExceededException"));
        clients.register("", client("registered"));
        assertThat(clients.find("registered")).isPresent();
        assertThat(clients.find("one0more")).isEmpty();
    }

    private static Client client(String id) {
        return new Client(
                id,
                "",
                Set.of(Flow.CODE),
                Set.of(),
                List.of(CALLBACK),
                List.of(),
                List.of("openid"),
                false,
                Duration.ZERO);
    }

    private static UserPoolClientType create(CreateUserPoolClientRequest.Builder request) {
        return cognito.createUserPoolClient(request.build()).userPoolClient();
    }

    private static CreateUserPoolClientRequest.Builder named() {
        return CreateUserPoolClientRequest.builder().userPoolId(api.poolId()).clientName("new client");
    }

    private static CreateUserPoolClientRequest.Builder codeFlow() {
        return named().allowedOAuthFlowsUserPoolClient(true)
                .allowedOAuthFlows(OAuthFlowType.CODE)
                .allowedOAuthScopes("openid", "pets/read")
                .callbackURLs(CALLBACK);
    }

    private static UserPoolClientType describe(String id) {
        return cognito.describeUserPoolClient(
                        request -> request.userPoolId(api.poolId()).clientId(id))
                .userPoolClient();
    }

    private static List<String> ids() {
        return cognito
                .listUserPoolClients(request -> request.userPoolId(api.poolId()).maxResults(60))
                .userPoolClients()
                .stream()
                .map(client -> client.clientId())
                .toList();
    }

    private static Map<String, String> authorize(UserPoolClientType client) {
        return Browser.parameters(
                "response_type", "code", "client_id", client.clientId(), "redirect_uri", CALLBACK, "scope", "openid");
    }

    private static String signIn(String client) {
        return cognito.initiateAuth(request -> request.clientId(client)
                        .authFlow(AuthFlowType.USER_PASSWORD_AUTH)
                        .authParameters(Map.of("USERNAME", "test-user", "PASSWORD", RunningPool.PASSWORD)))
                .authenticationResult()
                .accessToken();
    }
}
