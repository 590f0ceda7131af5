package io.cognitoclaims.localuserpool;

import io.cognitoclaims.localuserpool.UserPoolSettings.Client;
import io.cognitoclaims.localuserpool.UserPoolSettings.Flow;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Tells of the pool, the only one there is, and of its app clients. */
@Component
final class PoolOperations implements Operations {
    private static final int MOST_RESULTS = 60;

    private final UserPoolSettings settings;
    private final Clients clients;
    private final Users users;
    private final Instant started;

    PoolOperations(UserPoolSettings settings, Clients clients, Users users, Clock clock) {
        this.settings = settings;
        this.clients = clients;
        this.users = users;
        this.started = clock.instant();
    }

    @Override
    public Map<String, Operation> byName() {
        return Map.of(
                "DescribeUserPool",
                request -> Map.of("UserPool", pool()),
                "DescribeUserPoolClient",
                this::describeClient,
                "ListUserPools",
                this::pools,
                "ListUserPoolClients",
                this::clients);
    }

    private Map<String, Object> pool() {
        Map<String, Object> pool = named(settings.id());
        pool.put("Arn", "arn:aws:cognito-idp:" + settings.region() + ":000000000000:userpool/" + settings.id());
        pool.put("Policies", Map.of("PasswordPolicy", PasswordPolicy.description()));
        pool.put("AutoVerifiedAttributes", List.of("email"));
        pool.put("AdminCreateUserConfig", Map.of("AllowAdminCreateUserOnly", false));
        pool.put("UsernameConfiguration", Map.of("CaseSensitive", false));
        pool.put("MfaConfiguration", "OFF");
        pool.put("DeletionProtection", "INACTIVE");
        pool.put("EstimatedNumberOfUsers", users.all().size());
        return pool;
    }

    private Map<String, Object> named(String id) {
        Map<String, Object> pool = new LinkedHashMap<>();
        pool.put("Id", id);
        pool.put("Name", id.substring(id.lastIndexOf('_') + 1));
        pool.put("CreationDate", ApiShapes.time(started));
        pool.put("LastModifiedDate", ApiShapes.time(started));
        return pool;
    }

    private Map<String, ?> pools(ApiRequest request) throws ApiException {
        requireMaxResults(request);
        return Map.of("UserPools", List.of(named(settings.id())));
    }

    private Map<String, ?> clients(ApiRequest request) throws ApiException {
        request.number("MaxResults", 1, MOST_RESULTS);
        NavigableMap<String, Client> all = clients.all().stream()
                .collect(Collectors.toMap(Client::id, Function.identity(), (one, other) -> one, TreeMap::new));
        ApiPage<Client> page = ApiPage.of(all, client -> true, request, "MaxResults", "NextToken");
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put(
                "UserPoolClients",
                page.items().stream()
                        .map(client ->
                                Map.of("ClientId", client.id(), "ClientName", client.id(), "UserPoolId", settings.id()))
                        .toList());
        page.addTo(answer, "NextToken");
        return answer;
    }

    private static void requireMaxResults(ApiRequest request) throws ApiException {
        if (request.number("MaxResults", 1, MOST_RESULTS) == null) {
            throw ApiException.invalidParameter("Missing required parameter MaxResults");
        }
    }

    private Map<String, ?> describeClient(ApiRequest request) throws ApiException {
        String id = request.text("ClientId");
        Client client = clients.find(id).orElseThrow(() -> ApiClients.unknown(id));
        long minutes = settings.tokenValidity().toMinutes();
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("UserPoolId", settings.id());
        told.put("ClientId", client.id());
        told.put("ClientName", client.id());
        if (!client.isPublic()) {
            told.put("ClientSecret", client.secret());
        }
        told.put("CreationDate", ApiShapes.time(started));
        told.put("LastModifiedDate", ApiShapes.time(started));
        told.put("AccessTokenValidity", minutes);
        told.put("IdTokenValidity", minutes);
        told.put("RefreshTokenValidity", settings.refreshTokenValidity().toMinutes());
        told.put(
                "TokenValidityUnits",
                Map.of("AccessToken", "minutes", "IdToken", "minutes", "RefreshToken", "minutes"));
        told.put("ExplicitAuthFlows", client.authFlows());
        told.put(
                "AllowedOAuthFlows",
                client.flow().stream().map(PoolOperations::name).toList());
        told.put("AllowedOAuthFlowsUserPoolClient", true);
        told.put("AllowedOAuthScopes", client.scopes());
        told.put("CallbackURLs", client.callbackUrls());
        told.put("LogoutURLs", client.logoutUrls());
        told.put("SupportedIdentityProviders", List.of("COGNITO"));
        told.put("PreventUserExistenceErrors", "ENABLED");
        told.put("EnableTokenRevocation", true);
        told.put("RefreshTokenRotation", rotation(client));
        return Map.of("UserPoolClient", told);
    }

    private static Map<String, Object> rotation(Client client) {
        return client.refreshTokenRotation()
                ? Map.of(
                        "Feature",
                        "ENABLED",
                        "RetryGracePeriodSeconds",
                        client.retryGracePeriod().toSeconds())
                : Map.of("Feature", "DISABLED");
    }

    private static String name(Flow flow) {
        return AsciiCase.lower(flow.name());
    }
}
