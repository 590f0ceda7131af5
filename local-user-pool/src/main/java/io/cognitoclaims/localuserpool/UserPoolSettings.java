package io.cognitoclaims.localuserpool;

import static io.cognitoclaims.localuserpool.WrongSettingException.require;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The configured pool, {@code user-pool.*}: whatever the AWS console would ask. Names and limits are Cognito's.
 *
 * @param id {@code <region>_<name>}
 * @param tokenValidity how long ID and access tokens live: 5 minutes to 1 day, 60 minutes by default
 * @param refreshTokenValidity how long refresh tokens live: 60 minutes to 3650 days, 30 days by default
 * @param resourceServers scope names by identifier of the resource server: {@code pets: [read]} gives
 *     {@code pets/read}; one whose identifier is a URL can be asked for as {@code resource}
 * @param groups those that have a role; others need not be listed
 * @param hosts names of the pool's host beside {@code localhost}, {@code 127.0.0.1} and {@code [::1]}, without a port;
 *     requests to others are refused
 * @param allowedOrigins origins of pages whose scripts may call the pool, beside those of the clients' callback URLs
 * @param issuer where verifiers of its tokens find the pool; empty, the default, for this machine; {@value
 *     PoolAddress#FROM_REQUEST} for the host that a request names; AWS's own for a pool that imitates one
 * @param domain where the pool is for browsers and clients, written as the issuer without the pool's id; empty, the
 *     default, for the issuer's host, or for this machine if the issuer is AWS's
 * @param registration who may register app clients at the domain; nobody by default
 * @param registrationScopes what such clients may ask for; by default the scopes of OpenID Connect and of all resource
 *     servers
 * @param keysFile keeps the keys of the start over restarts; written if it is not there; none by default
 */
@ConfigurationProperties(prefix = "user-pool", ignoreUnknownFields = false)
record UserPoolSettings(
        @DefaultValue("") String id,
        @DefaultValue("60m") Duration tokenValidity,
        @DefaultValue("30d") Duration refreshTokenValidity,
        @DefaultValue Trigger trigger,
        @DefaultValue Map<String, List<String>> resourceServers,
        @DefaultValue List<Group> groups,
        @DefaultValue List<User> users,
        @DefaultValue List<Client> clients,
        @DefaultValue List<String> hosts,
        @DefaultValue List<String> allowedOrigins,
        @DefaultValue("") String issuer,
        @DefaultValue("") String domain,
        @DefaultValue("OFF") Registration registration,
        @DefaultValue List<String> registrationScopes,
        @DefaultValue("") String keysFile) {
    static final Set<String> STANDARD_SCOPES =
            Set.of("openid", "email", "phone", "profile", "aws.cognito.signin.user.admin");
    private static final Pattern HOST =
            Pattern.compile("[a-zA-Z0-9](?:[a-zA-Z0-9_.-]*[a-zA-Z0-9])?|\\[[0-9a-fA-F:.]+]");

    UserPoolSettings {
        require(id.matches("[\\w-]+_[0-9a-zA-Z]+") && id.length() <= 55, "id", "must be <region>_<name>");
        requireBetween(Duration.ofMinutes(5), tokenValidity, Duration.ofDays(1), "token-validity");
        requireBetween(Duration.ofHours(1), refreshTokenValidity, Duration.ofDays(3650), "refresh-token-validity");
        groups = List.copyOf(groups);
        users = List.copyOf(users);
        clients = List.copyOf(clients);
        hosts = List.copyOf(hosts);
        require(
                hosts.stream().allMatch(host -> HOST.matcher(host).matches()),
                "hosts",
                "must be host names without scheme and port");
        allowedOrigins = List.copyOf(allowedOrigins);
        require(
                allowedOrigins.stream()
                        .allMatch(origin ->
                                Origin.of(origin).filter(origin::equals).isPresent()),
                "allowed-origins",
                "must be origins as browsers write them, such as https://app.example:8443");
        PoolAddress.requireIssuer(issuer, id);
        PoolAddress.requireDomain(domain);
        requireUnique(groups, Group::name, "groups", "name");
        requireNamesOfOne(users);
        requireUnique(users, User::sub, "users", "sub");
        requireUnique(clients, Client::id, "clients", "id");
        for (int i = 0; i < clients.size(); i++) {
            requireKnownScopes(clients.get(i), "clients[" + i + "].scopes", resourceServers);
        }
        registrationScopes = registrationScopes.isEmpty()
                ? Stream.concat(
                                Stream.of("openid", "email", "phone", "profile"),
                                resourceServers.entrySet().stream()
                                        .flatMap(server ->
                                                server.getValue().stream().map(scope -> server.getKey() + "/" + scope)))
                        .toList()
                : List.copyOf(registrationScopes);
        for (String scope : registrationScopes) {
            require(
                    STANDARD_SCOPES.contains(scope) || isCustom(scope, resourceServers),
                    "registration-scopes",
                    "has a scope that no resource server has");
        }
    }

    String region() {
        return id.substring(0, id.lastIndexOf('_'));
    }

    Optional<Client> client(@Nullable String clientId) {
        return clients.stream().filter(client -> client.id().equals(clientId)).findFirst();
    }

    private static void requireBetween(Duration least, Duration value, Duration most, String name) {
        require(value.compareTo(least) >= 0 && value.compareTo(most) <= 0, name, "must be " + least + " to " + most);
    }

    private static <T> void requireUnique(List<T> items, Function<T, String> key, String list, String name) {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < items.size(); i++) {
            require(seen.add(key.apply(items.get(i))), list + "[" + i + "]." + name, "is used twice");
        }
    }

    /** Wants that nobody signs in by a name or e-mail address of someone else, in ASCII letters of any case. */
    private static void requireNamesOfOne(List<User> users) {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < users.size(); i++) {
            User user = users.get(i);
            require(!seen.contains(AsciiCase.lower(user.username())), "users[" + i + "].username", "is used twice");
            require(!seen.contains(AsciiCase.lower(user.email())), "users[" + i + "].email", "is used twice");
            seen.add(AsciiCase.lower(user.username()));
            if (!user.email().isEmpty()) {
                seen.add(AsciiCase.lower(user.email()));
            }
        }
    }

    private static void requireKnownScopes(Client client, String name, Map<String, List<String>> resourceServers) {
        for (String scope : client.scopes()) {
            boolean custom = isCustom(scope, resourceServers)
                    || (client.isMachine() && scope.equals(RegistrationEndpoint.INITIAL_ACCESS));
            require(custom || STANDARD_SCOPES.contains(scope), name, "has a scope that no resource server has");
            require(custom || !client.isMachine(), name, "may only have custom scopes for client_credentials");
        }
    }

    /** {@return whether a resource server has the scope} */
    static boolean isCustom(String scope, Map<String, List<String>> resourceServers) {
        int slash = scope.lastIndexOf('/');
        return slash > 0
                && resourceServers
                        .getOrDefault(scope.substring(0, slash), List.of())
                        .contains(scope.substring(slash + 1));
    }

    /** Who may register app clients: nobody, everybody, or who has an initial access token. */
    enum Registration {
        OFF,
        OPEN,
        INITIAL_ACCESS_TOKEN
    }

    /** The form of the trigger's event, as {@code LambdaVersion} names it. */
    enum TriggerVersion {
        V1_0,
        V2_0,
        V3_0
    }

    /** How an app client gets tokens at the domain's endpoints, as {@code AllowedOAuthFlows} names it. */
    enum Flow {
        CODE,
        IMPLICIT,
        CLIENT_CREDENTIALS
    }

    /** How an app client may sign users in by the API, as {@code ExplicitAuthFlows} names it. */
    enum AuthFlow {
        ALLOW_USER_SRP_AUTH,
        ALLOW_USER_PASSWORD_AUTH,
        ALLOW_ADMIN_USER_PASSWORD_AUTH,
        ALLOW_REFRESH_TOKEN_AUTH
    }

    /**
     * The pre token generation trigger.
     *
     * @param handler the name of a {@code RequestStreamHandler} class with a constructor without parameters; empty, the
     *     default, for none
     * @param invokeUrl where Lambda's Invoke API has the function, in place of {@code handler}; empty by default
     * @param version the form of its event, V2_0 by default
     * @param timeout how long it may take, 5 seconds by default as in Cognito; more helps with a debugger
     */
    record Trigger(
            @DefaultValue("") String handler,
            @DefaultValue("") String invokeUrl,
            @DefaultValue("V2_0") TriggerVersion version,
            @DefaultValue("5s") Duration timeout) {
        Trigger {
            require(
                    invokeUrl.isEmpty() || invokeUrl.matches("https?://[^/]+/.*/invocations"),
                    "invoke-url",
                    "must be http(s)://<host>/2015-03-31/functions/<name>/invocations");
            requireBetween(Duration.ofMillis(1), timeout, Duration.ofHours(1), "timeout");
        }
    }

    /**
     * A group with a role.
     *
     * @param precedence the role of the group with the lowest number is the preferred one; 0 by default
     */
    record Group(
            @DefaultValue("") String name,
            @DefaultValue("") String roleArn,
            @DefaultValue("0") int precedence) {
        Group {
            require(!name.isBlank(), "name", "is missing");
            require(roleArn.startsWith("arn:"), "role-arn", "must be the ARN of a role");
        }
    }

    /**
     * A confirmed user.
     *
     * @param sub made of the username if it is empty, the default: the same in each pool and at each start
     * @param email empty, the default, for a user without one
     * @param attributes others than the e-mail address, each as {@code <name>=<value>}: standard ones of OpenID Connect,
     *     and custom ones, which begin with {@code custom:}
     */
    record User(
            @DefaultValue("") String username,
            @DefaultValue("") String sub,
            @DefaultValue("") String email,
            @DefaultValue("false") boolean emailVerified,
            @DefaultValue("") String password,
            @DefaultValue List<String> groups,
            @DefaultValue List<String> attributes) {
        private static final Pattern ATTRIBUTE = Pattern.compile(
                "(custom:[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}&&[^=]]{1,20}|name|given_name|family_name|middle_name|nickname"
                        + "|preferred_username|profile|picture|website|gender|birthdate|zoneinfo|locale|updated_at"
                        + "|phone_number|phone_number_verified)=.{1,2048}",
                Pattern.DOTALL);

        User {
            require(!username.isBlank(), "username", "is missing");
            sub = sub.isBlank()
                    ? UUID.nameUUIDFromBytes(("sub of " + username).getBytes(UTF_8))
                            .toString()
                    : sub;
            require(email.isEmpty() || email.indexOf('@') > 0, "email", "must be an e-mail address");
            require(!emailVerified || !email.isEmpty(), "email", "is missing, but is verified");
            require(!password.isEmpty(), "password", "is missing");
            groups = List.copyOf(groups);
            attributes = List.copyOf(attributes);
            for (String attribute : attributes) {
                require(
                        ATTRIBUTE.matcher(attribute).matches(),
                        "attributes",
                        "must be <name>=<value>, custom:<name>=<value>");
            }
        }

        /** {@return all attributes but sub in the form that triggers and userInfo get them, as strings} */
        Map<String, String> values() {
            Map<String, String> values = new LinkedHashMap<>();
            if (!email.isEmpty()) {
                values.put("email", email);
                values.put("email_verified", String.valueOf(emailVerified));
            }
            for (String attribute : attributes) {
                int equals = attribute.indexOf('=');
                values.put(attribute.substring(0, equals), attribute.substring(equals + 1));
            }
            return values;
        }

        @Override
        public String toString() {
            return username;
        }
    }

    /**
     * An app client.
     *
     * @param secret empty, the default, for a public client
     * @param flow {@code code}, {@code implicit} or both, or {@code client_credentials} alone
     * @param authFlows what {@code InitiateAuth} may do for it; nothing by default
     * @param callbackUrls none for a client that only calls the API
     * @param refreshTokenRotation whether each refresh gives a new refresh token; off by default
     * @param retryGracePeriod how long a refresh token works after it was rotated: 0, the default, to 60 seconds
     */
    record Client(
            @DefaultValue("") String id,
            @DefaultValue("") String secret,
            @DefaultValue("code") Set<Flow> flow,
            @DefaultValue Set<AuthFlow> authFlows,
            @DefaultValue List<String> callbackUrls,
            @DefaultValue List<String> logoutUrls,
            @DefaultValue List<String> scopes,
            @DefaultValue("false") boolean refreshTokenRotation,
            @DefaultValue("0s") Duration retryGracePeriod) {
        Client {
            require(id.matches("[\\w+]{1,128}"), "id", "must be 1 to 128 letters, digits, _ or +");
            flow = Set.copyOf(flow);
            authFlows = Set.copyOf(authFlows);
            boolean machine = flow.contains(Flow.CLIENT_CREDENTIALS);
            require(!flow.isEmpty(), "flow", "is missing");
            require(!machine || flow.size() == 1, "flow", "can't have others beside client_credentials");
            require(!machine || !secret.isEmpty(), "secret", "is missing");
            callbackUrls = requireUrls(callbackUrls, "callback-urls");
            logoutUrls = requireUrls(logoutUrls, "logout-urls");
            scopes = List.copyOf(scopes);
            boolean atDomain = machine || !callbackUrls.isEmpty();
            require(!atDomain || !scopes.isEmpty(), "scopes", "is missing");
            require(!machine || authFlows.isEmpty(), "auth-flows", "can't be with client_credentials");
            require(
                    atDomain || !authFlows.isEmpty(),
                    "callback-urls",
                    "is missing; a client without them needs auth-flows");
            require(
                    !refreshTokenRotation || !authFlows.contains(AuthFlow.ALLOW_REFRESH_TOKEN_AUTH),
                    "auth-flows",
                    "can't have ALLOW_REFRESH_TOKEN_AUTH with refresh-token-rotation");
            requireBetween(Duration.ZERO, retryGracePeriod, Duration.ofMinutes(1), "retry-grace-period");
        }

        boolean isPublic() {
            return secret.isEmpty();
        }

        /** {@return whether it gets tokens for itself, not for users} */
        boolean isMachine() {
            return flow.contains(Flow.CLIENT_CREDENTIALS);
        }

        private static List<String> requireUrls(List<String> urls, String name) {
            for (String url : urls) {
                require(isAllowed(url), name, "must be absolute without fragment");
            }
            return List.copyOf(urls);
        }

        private static boolean isAllowed(String url) {
            try {
                URI uri = new URI(url);
                return uri.isAbsolute() && uri.getFragment() == null;
            } catch (URISyntaxException notAUrl) {
                return false;
            }
        }

        @Override
        public String toString() {
            return id;
        }
    }
}
