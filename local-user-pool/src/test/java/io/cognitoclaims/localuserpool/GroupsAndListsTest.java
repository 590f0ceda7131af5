package io.cognitoclaims.localuserpool;

import static io.cognitoclaims.localuserpool.CognitoApi.attribute;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.cognitoidentityprovider.CognitoIdentityProviderClient;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AuthFlowType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AuthenticationResultType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ExplicitAuthFlowsType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.GroupType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.ListUsersResponse;
import software.amazon.awssdk.services.cognitoidentityprovider.model.OAuthFlowType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserPoolClientType;
import software.amazon.awssdk.services.cognitoidentityprovider.model.UserType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class GroupsAndListsTest {
    private static final String CLIENT = "7local0browser0client0spa";

    private static RunningPool pool;
    private static CognitoApi api;
    private static CognitoIdentityProviderClient cognito;

    @BeforeAll
    static void start() {
        pool = RunningPool.start();
        api = new CognitoApi(pool);
        cognito = api.sdk();
        for (int i = 0; i < 70; i++) {
            String name = "listed-%02d".formatted(i);
            cognito.adminCreateUser(request -> request.userPoolId(api.poolId())
                    .username(name)
                    .userAttributes(
                            attribute("email", name + "@example.com"),
                            attribute("family_name", "a \"b\" c"),
                            attribute("custom:n", "1")));
        }
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
                "username = \"listed-07\"|1",
                "username=\"LISTED-07\"|0",
                "username ^= \"listed-0\"|10",
                "email ^= \"listed-1\"|10",
                "\"email\" = \"listed-11@example.com\"|1",
                "family_name = \"a \\\"b\\\" c\"|60",
                "given_name = \"\"|60",
                "cognito:user_status = \"force_change_password\"|60",
                "cognito:user_status = \"CONFIRMED\"|2",
                "status = \"Disabled\"|0",
                "sub = \"472ff4cd-9b09-46b5-8680-e8c5d6025d38\"|1",
                "``|60"
            })
    void usersAreListedByAFilter(String filter, int count) {
        assertThat(cognito.listUsers(request -> request.userPoolId(api.poolId()).filter(filter))
                        .users())
                .hasSize(count);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {"username", "username = x", "username > \"x\"", "custom:n = \"1\"", "= \"x\"", "username = \"x\" y"
            })
    void aFilterThatCannotBeReadIsRefused(String filter) {
        assertThat(api.refusal("ListUsers", "{'UserPoolId':'POOL','Filter':'" + filter.replace("\"", "\\'") + "'}"))
                .startsWith("InvalidParameterException: ");
    }

    @Test
    void usersAreListedInPagesOfWhichNoneIsToldTwice() {
        List<String> names =
                cognito
                        .listUsersPaginator(
                                request -> request.userPoolId(api.poolId()).limit(13))
                        .users()
                        .stream()
                        .map(UserType::username)
                        .toList();

        assertThat(names).hasSize(72).doesNotHaveDuplicates().contains("test-user", "test-user-2", "listed-69");
    }

    @Test
    void aListGoesOnWhereItWasWhenAUserIsDeleted() {
        ListUsersResponse first = cognito.listUsers(request -> request.userPoolId(api.poolId())
                .filter("username ^= \"listed-3\"")
                .limit(5));
        String last = first.users().get(4).username();
        cognito.adminDeleteUser(request -> request.userPoolId(api.poolId()).username(last));

        ListUsersResponse second = cognito.listUsers(request -> request.userPoolId(api.poolId())
                .filter("username ^= \"listed-3\"")
                .limit(5)
                .paginationToken(first.paginationToken()));

        Set<String> all = new TreeSet<>();
        first.users().forEach(user -> all.add(user.username()));
        second.users().forEach(user -> all.add(user.username()));
        assertThat(all).hasSize(10);
        assertThat(second.paginationToken()).isNull();
        cognito.adminCreateUser(request -> request.userPoolId(api.poolId())
                .username(last)
                .userAttributes(
                        attribute("email", last + "@example.com"),
                        attribute("family_name", "a \"b\" c"),
                        attribute("custom:n", "1")));
    }

    @Test
    void aListHasTheAttributesThatAreAskedFor() {
        UserType user = cognito.listUsers(request -> request.userPoolId(api.poolId())
                        .filter("username = \"listed-21\"")
                        .attributesToGet("email", "sub"))
                .users()
                .get(0);

        assertThat(user.attributes())
                .extracting(attribute -> attribute.name())
                .containsExactlyInAnyOrder("email", "sub");
        assertThat(user.userLastModifiedDate()).isNotNull();
    }

    @Test
    void tokensFollowGroupsAtTheNextIssue() {
        cognito.createGroup(request -> request.userPoolId(api.poolId())
                .groupName("vets")
                .description("They heal")
                .roleArn("arn:aws:iam::123456789012:role/vet")
                .precedence(1));
        cognito.createGroup(request -> request.userPoolId(api.poolId()).groupName("keepers"));
        cognito.adminCreateUser(request -> request.userPoolId(api.poolId()).username("member"));
        cognito.adminSetUserPassword(request -> request.userPoolId(api.poolId())
                .username("member")
                .password("Member-No-1")
                .permanent(true));
        Map<String, String> signIn = Map.of("USERNAME", "member", "PASSWORD", "Member-No-1");
        String refreshToken = initiate(AuthFlowType.USER_PASSWORD_AUTH, signIn)
                .path("refresh")
                .stringValue();

        for (String group : List.of("vets", "keepers", "vets")) {
            cognito.adminAddUserToGroup(request ->
                    request.userPoolId(api.poolId()).username("member").groupName(group));
        }

        JsonNode id = initiate(AuthFlowType.REFRESH_TOKEN_AUTH, Map.of("REFRESH_TOKEN", refreshToken));
        assertThat(id.path("cognito:groups").valueStream().map(JsonNode::stringValue))
                .containsExactly("vets", "keepers");
        assertThat(id.path("cognito:preferred_role").stringValue()).isEqualTo("arn:aws:iam::123456789012:role/vet");
        assertThat(cognito.adminListGroupsForUser(
                                request -> request.userPoolId(api.poolId()).username("member"))
                        .groups())
                .extracting(GroupType::groupName)
                .containsExactly("keepers", "vets");
        assertThat(cognito.listUsersInGroup(
                                request -> request.userPoolId(api.poolId()).groupName("vets"))
                        .users())
                .extracting(UserType::username)
                .containsExactly("member");
        assertThat(cognito.listGroups(request -> request.userPoolId(api.poolId()))
                        .groups())
                .extracting(GroupType::groupName)
                .containsExactly("admin", "keepers", "vets");

        cognito.adminRemoveUserFromGroup(
                request -> request.userPoolId(api.poolId()).username("member").groupName("keepers"));
        cognito.deleteGroup(request -> request.userPoolId(api.poolId()).groupName("vets"));

        JsonNode later = initiate(AuthFlowType.REFRESH_TOKEN_AUTH, Map.of("REFRESH_TOKEN", refreshToken));
        assertThat(later.has("cognito:groups")).isFalse();
        assertThat(later.has("cognito:roles")).isFalse();
        cognito.deleteGroup(request -> request.userPoolId(api.poolId()).groupName("keepers"));
        cognito.adminDeleteUser(request -> request.userPoolId(api.poolId()).username("member"));
    }

    @Test
    void thePoolAndItsClientsAreDescribed() {
        assertThat(cognito.describeUserPool(request -> request.userPoolId(api.poolId()))
                        .userPool()
                        .policies()
                        .passwordPolicy()
                        .minimumLength())
                .isEqualTo(8);
        assertThat(cognito.listUserPools(request -> request.maxResults(10)).userPools())
                .extracting(described -> described.id())
                .containsExactly("us-east-1_LocalPool");
        assertThat(cognito.listUserPoolClients(
                                request -> request.userPoolId(api.poolId()).maxResults(60))
                        .userPoolClients())
                .extracting(client -> client.clientId())
                .contains(CLIENT, RunningPool.CLIENT, RunningPool.MACHINE);
        UserPoolClientType client = cognito.describeUserPoolClient(
                        request -> request.userPoolId(api.poolId()).clientId(RunningPool.CLIENT))
                .userPoolClient();
        assertThat(client.clientSecret()).isEqualTo("local-secret");
        assertThat(client.explicitAuthFlows())
                .contains(ExplicitAuthFlowsType.ALLOW_USER_SRP_AUTH, ExplicitAuthFlowsType.ALLOW_REFRESH_TOKEN_AUTH);
        assertThat(client.allowedOAuthFlows()).containsExactly(OAuthFlowType.CODE);
        assertThat(client.refreshTokenValidity()).isEqualTo(30 * 24 * 60);
    }

    @Test
    void anAdminSignsUsersInWithTheFlowForAdmins() {
        Map<String, String> parameters = Map.of(
                "USERNAME",
                "test-user",
                "PASSWORD",
                RunningPool.PASSWORD,
                "SECRET_HASH",
                CognitoApi.secretHash(RunningPool.CLIENT, "local-secret", "test-user"));

        assertThat(cognito.adminInitiateAuth(request -> request.userPoolId(api.poolId())
                                .clientId(RunningPool.CLIENT)
                                .authFlow(AuthFlowType.ADMIN_USER_PASSWORD_AUTH)
                                .authParameters(parameters))
                        .authenticationResult()
                        .idToken())
                .isNotNull();
        assertThat(api.refusal(
                        "AdminInitiateAuth",
                        "{'UserPoolId':'POOL','ClientId':'" + CLIENT + "','AuthFlow':'ADMIN_USER_PASSWORD_AUTH'}"))
                .isEqualTo("InvalidParameterException: Auth flow not enabled for this client");
    }

    /** {@return the claims of the ID token, and the refresh token as {@code refresh}} */
    private static JsonNode initiate(AuthFlowType flow, Map<String, String> parameters) {
        AuthenticationResultType result = cognito.initiateAuth(
                        request -> request.clientId(CLIENT).authFlow(flow).authParameters(parameters))
                .authenticationResult();
        ObjectNode claims = (ObjectNode) RunningPool.claims(result.idToken());
        return claims.put("refresh", result.refreshToken());
    }
}
