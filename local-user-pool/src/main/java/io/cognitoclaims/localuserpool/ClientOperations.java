package io.cognitoclaims.localuserpool;

import io.cognitoclaims.localuserpool.Clients.App;
import io.cognitoclaims.localuserpool.UserPoolSettings.AuthFlow;
import io.cognitoclaims.localuserpool.UserPoolSettings.Client;
import io.cognitoclaims.localuserpool.UserPoolSettings.Flow;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Creates, changes, deletes and describes app clients. Of what it does not know it takes no notice, and an answer says what
 * the client has. See <a href=
 * "https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPoolClient.html">
 * CreateUserPoolClient</a>.
 */
@Component
final class ClientOperations implements Operations {
    private static final int MOST_RESULTS = 60;
    private static final int MOST_URLS = 100;
    private static final int MOST_SCOPES = 50;
    private static final Pattern NAME = Pattern.compile("[\\w\\s+=,.@-]{1,128}");
    /** Kinds of sign-in that Cognito has and the stand-in has not. A client may be allowed to use them, to no effect. */
    private static final Set<String> WITHOUT_EFFECT = Set.of("ALLOW_CUSTOM_AUTH", "ALLOW_USER_AUTH");

    private final UserPoolSettings settings;
    private final Clients clients;

    ClientOperations(UserPoolSettings settings, Clients clients) {
        this.settings = settings;
        this.clients = clients;
    }

    @Override
    public Map<String, Operation> byName() {
        return Map.of(
                "CreateUserPoolClient",
                this::create,
                "UpdateUserPoolClient",
                this::update,
                "DeleteUserPoolClient",
                this::delete,
                "DescribeUserPoolClient",
                request -> described(app(request)),
                "ListUserPoolClients",
                this::list);
    }

    private Map<String, ?> create(ApiRequest request) throws ApiException {
        String name = name(request.text("ClientName"));
        String secret = request.flag("GenerateSecret") ? clients.newSecret() : "";
        return described(clients.create(name, read(request, clients.newId(), secret)));
    }

    /** As in Cognito, what the request does not give becomes what it is by default; the name and the secret stay. */
    private Map<String, ?> update(ApiRequest request) throws ApiException {
        App before = app(request);
        String name = name(request.textOr("ClientName", before.name()));
        Client after = read(request, before.id(), before.client().secret());
        return described(clients.replace(name, after));
    }

    private Map<String, ?> delete(ApiRequest request) throws ApiException {
        clients.delete(request.text("ClientId"));
        return Map.of();
    }

    private App app(ApiRequest request) throws ApiException {
        return clients.require(request.text("ClientId"));
    }

    private static String name(String name) throws ApiException {
        if (!NAME.matcher(name).matches()) {
            throw ApiException.invalidParameter(
                    "ClientName must be 1 to 128 letters, digits, blanks or some of +=,.@-");
        }
        return name;
    }

    private Client read(ApiRequest request, String id, String secret) throws ApiException {
        Set<Flow> flows = request.flag("AllowedOAuthFlowsUserPoolClient") ? flows(request) : Set.of();
        boolean machine = flows.contains(Flow.CLIENT_CREDENTIALS);
        requireOfOneKind(flows, secret);
        List<String> scopes = scopes(request, machine);
        if (!flows.isEmpty() && scopes.isEmpty()) {
            throw ApiException.invalidParameter("AllowedOAuthScopes is required with AllowedOAuthFlows");
        }
        List<String> callbacks = urls(request, "CallbackURLs");
        List<String> logouts = urls(request, "LogoutURLs");
        if (callbacks.isEmpty() && !flows.isEmpty() && !machine) {
            throw ApiException.invalidParameter("CallbackURLs is required for the code and the implicit flow");
        }
        ApiRequest rotation = request.object("RefreshTokenRotation");
        boolean rotates = isEnabled(rotation);
        Integer grace = rotation.number("RetryGracePeriodSeconds", 0, 60);
        Set<AuthFlow> authFlows = machine ? Set.of() : authFlows(request, rotates);
        if (flows.isEmpty() && authFlows.isEmpty()) {
            throw ApiException.invalidParameter("ExplicitAuthFlows has none that the stand-in knows");
        }
        return new Client(
                id,
                secret,
                flows.isEmpty() ? Set.of(Flow.CODE) : flows,
                authFlows,
                // Without flows there are no endpoints to be called back from.
                flows.isEmpty() || machine ? List.of() : callbacks,
                logouts,
                scopes,
                rotates,
                Duration.ofSeconds(grace == null ? 0 : grace));
    }

    private static Set<Flow> flows(ApiRequest request) throws ApiException {
        Set<Flow> flows = new LinkedHashSet<>();
        for (String name : request.textsOrNone("AllowedOAuthFlows")) {
            flows.add(
                    switch (name) {
                        case "code" -> Flow.CODE;
                        case "implicit" -> Flow.IMPLICIT;
                        case "client_credentials" -> Flow.CLIENT_CREDENTIALS;
                        default ->
                            throw ApiException.invalidParameter(
                                    "AllowedOAuthFlows must be some of code, implicit, client_credentials");
                    });
        }
        if (flows.isEmpty()) {
            throw ApiException.invalidParameter("AllowedOAuthFlows is required with AllowedOAuthFlowsUserPoolClient");
        }
        return flows;
    }

    private static void requireOfOneKind(Set<Flow> flows, String secret) throws ApiException {
        if (!flows.contains(Flow.CLIENT_CREDENTIALS)) {
            return;
        }
        if (flows.size() > 1) {
            throw new ApiException(
                    "InvalidOAuthFlowException",
                    "client_credentials flow can not be selected along with code flow or implicit flow.");
        }
        if (secret.isEmpty()) {
            throw new ApiException(
                    "InvalidOAuthFlowException",
                    "client_credentials flow can not be selected if client does not have a client secret.");
        }
    }

    private List<String> scopes(ApiRequest request, boolean machine) throws ApiException {
        List<String> scopes =
                request.textsOrNone("AllowedOAuthScopes").stream().distinct().toList();
        if (scopes.size() > MOST_SCOPES) {
            throw ApiException.invalidParameter("AllowedOAuthScopes must be " + MOST_SCOPES + " at most");
        }
        for (String scope : scopes) {
            boolean standard = UserPoolSettings.STANDARD_SCOPES.contains(scope);
            if (standard && machine) {
                throw new ApiException(
                        "InvalidOAuthFlowException", scope + " is not supported with client_credentials flow.");
            }
            boolean initialAccess = machine && scope.equals(RegistrationEndpoint.INITIAL_ACCESS);
            if (!standard && !initialAccess && !UserPoolSettings.isCustom(scope, settings.resourceServers())) {
                throw new ApiException("ScopeDoesNotExistException", "Invalid scope requested: " + scope);
            }
        }
        return scopes;
    }

    private static List<String> urls(ApiRequest request, String name) throws ApiException {
        List<String> urls = request.textsOrNone(name);
        if (urls.size() > MOST_URLS || !urls.stream().allMatch(RegistrationEndpoint::isCallback)) {
            throw ApiException.invalidParameter(name + " must be " + MOST_URLS
                    + " at most, each https, http for localhost, or of an app's own scheme, without a fragment");
        }
        return urls;
    }

    private static boolean isEnabled(ApiRequest rotation) throws ApiException {
        String feature = rotation.textOr("Feature", "DISABLED");
        if (!Set.of("ENABLED", "DISABLED").contains(feature)) {
            throw ApiException.invalidParameter("RefreshTokenRotation.Feature must be ENABLED or DISABLED");
        }
        return feature.equals("ENABLED");
    }

    private static Set<AuthFlow> authFlows(ApiRequest request, boolean rotates) throws ApiException {
        List<String> names = request.textsOrNone("ExplicitAuthFlows");
        if (names.isEmpty()) {
            return rotates
                    ? Set.of(AuthFlow.ALLOW_USER_SRP_AUTH)
                    : Set.of(AuthFlow.ALLOW_USER_SRP_AUTH, AuthFlow.ALLOW_REFRESH_TOKEN_AUTH);
        }
        Set<AuthFlow> flows = new LinkedHashSet<>();
        for (String name : names) {
            if (!WITHOUT_EFFECT.contains(name)) {
                flows.add(authFlow(name));
            }
        }
        if (rotates && flows.contains(AuthFlow.ALLOW_REFRESH_TOKEN_AUTH)) {
            throw ApiException.invalidParameter(
                    "ExplicitAuthFlows can't have ALLOW_REFRESH_TOKEN_AUTH with RefreshTokenRotation");
        }
        return flows;
    }

    private static AuthFlow authFlow(String name) throws ApiException {
        try {
            return AuthFlow.valueOf(name);
        } catch (IllegalArgumentException unknown) {
            throw ApiException.invalidParameter("ExplicitAuthFlows has one that the stand-in does not know");
        }
    }

    private Map<String, ?> list(ApiRequest request) throws ApiException {
        request.number("MaxResults", 1, MOST_RESULTS);
        ApiPage<App> page = ApiPage.of(clients.all(), app -> true, request, "MaxResults", "NextToken");
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put(
                "UserPoolClients",
                page.items().stream()
                        .map(app -> Map.of("ClientId", app.id(), "ClientName", app.name(), "UserPoolId", settings.id()))
                        .toList());
        page.addTo(answer, "NextToken");
        return answer;
    }

    private Map<String, ?> described(App app) {
        Client client = app.client();
        boolean atDomain = client.isMachine() || !client.callbackUrls().isEmpty();
        long minutes = settings.tokenValidity().toMinutes();
        Map<String, @Nullable Object> told = new LinkedHashMap<>();
        told.put("UserPoolId", settings.id());
        told.put("ClientId", client.id());
        told.put("ClientName", app.name());
        told.put("ClientSecret", client.isPublic() ? null : client.secret());
        told.put("CreationDate", ApiShapes.time(app.created()));
        told.put("LastModifiedDate", ApiShapes.time(app.modified()));
        told.put("AccessTokenValidity", minutes);
        told.put("IdTokenValidity", minutes);
        told.put("RefreshTokenValidity", settings.refreshTokenValidity().toMinutes());
        told.put(
                "TokenValidityUnits",
                Map.of("AccessToken", "minutes", "IdToken", "minutes", "RefreshToken", "minutes"));
        told.put("ExplicitAuthFlows", client.authFlows());
        told.put(
                "AllowedOAuthFlows",
                atDomain
                        ? client.flow().stream()
                                .map(flow -> AsciiCase.lower(flow.name()))
                                .toList()
                        : List.of());
        told.put("AllowedOAuthFlowsUserPoolClient", atDomain);
        told.put("AllowedOAuthScopes", client.scopes());
        told.put("CallbackURLs", client.callbackUrls());
        told.put("LogoutURLs", client.logoutUrls());
        told.put("SupportedIdentityProviders", List.of("COGNITO"));
        told.put("PreventUserExistenceErrors", "ENABLED");
        told.put("EnableTokenRevocation", true);
        told.put("RefreshTokenRotation", rotation(client));
        told.values().removeIf(Objects::isNull);
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
}
