package io.cognitoclaims.samples.userpool;

import static io.cognitoclaims.samples.userpool.WrongSettingException.require;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
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
 *     {@code pets/read}
 */
@ConfigurationProperties(prefix = "user-pool", ignoreUnknownFields = false)
record UserPoolSettings(
        @DefaultValue("") String id,
        @DefaultValue("60m") Duration tokenValidity,
        @DefaultValue("30d") Duration refreshTokenValidity,
        @DefaultValue Trigger trigger,
        @DefaultValue Map<String, List<String>> resourceServers,
        @DefaultValue List<User> users,
        @DefaultValue List<Client> clients) {
    private static final Set<String> STANDARD_SCOPES = Set.of("openid", "email", "phone", "profile");

    UserPoolSettings {
        require(id.matches("[\\w-]+_[0-9a-zA-Z]+") && id.length() <= 55, "id", "must be <region>_<name>");
        requireBetween(Duration.ofMinutes(5), tokenValidity, Duration.ofDays(1), "token-validity");
        requireBetween(Duration.ofHours(1), refreshTokenValidity, Duration.ofDays(3650), "refresh-token-validity");
        users = List.copyOf(users);
        clients = List.copyOf(clients);
        requireUnique(users, User::username, "users", "username");
        requireUnique(users, User::email, "users", "email");
        requireUnique(users, User::sub, "users", "sub");
        requireUnique(clients, Client::id, "clients", "id");
        for (int i = 0; i < clients.size(); i++) {
            requireKnownScopes(clients.get(i), "clients[" + i + "].scopes", resourceServers);
        }
    }

    String region() {
        return id.substring(0, id.lastIndexOf('_'));
    }

    Optional<User> user(String usernameOrEmail) {
        return users.stream().filter(user -> user.answersTo(usernameOrEmail)).findFirst();
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

    private static void requireKnownScopes(Client client, String name, Map<String, List<String>> resourceServers) {
        for (String scope : client.scopes()) {
            int slash = scope.lastIndexOf('/');
            boolean custom = slash > 0
                    && resourceServers
                            .getOrDefault(scope.substring(0, slash), List.of())
                            .contains(scope.substring(slash + 1));
            require(custom || STANDARD_SCOPES.contains(scope), name, "has a scope that no resource server has");
            require(custom || client.flow() == Flow.CODE, name, "may only have custom scopes for client_credentials");
        }
    }

    /** The form of the trigger's event, as {@code LambdaVersion} names it. */
    enum TriggerVersion {
        V1_0,
        V2_0,
        V3_0
    }

    /** How an app client gets tokens. Cognito refuses to mix the two. */
    enum Flow {
        CODE,
        CLIENT_CREDENTIALS
    }

    /**
     * The pre token generation trigger.
     *
     * @param handler the name of a {@code RequestStreamHandler} class with a constructor without parameters; empty, the
     *     default, for none
     * @param version the form of its event, V2_0 by default
     */
    record Trigger(
            @DefaultValue("") String handler,
            @DefaultValue("V2_0") TriggerVersion version) {}

    /** A confirmed user. */
    record User(
            @DefaultValue("") String username,
            @DefaultValue("") String sub,
            @DefaultValue("") String email,
            @DefaultValue("false") boolean emailVerified,
            @DefaultValue("") String password,
            @DefaultValue List<String> groups) {
        User {
            require(!username.isBlank(), "username", "is missing");
            require(!sub.isBlank(), "sub", "is missing");
            require(email.indexOf('@') > 0, "email", "must be an e-mail address");
            require(!password.isEmpty(), "password", "is missing");
            groups = List.copyOf(groups);
        }

        /** {@return the attributes in the form that triggers and userInfo get them, all as strings} */
        Map<String, String> emailAttributes() {
            return Map.of("email", email, "email_verified", String.valueOf(emailVerified));
        }

        boolean hasPassword(String candidate) {
            return MessageDigest.isEqual(bytes(password), bytes(candidate));
        }

        private boolean answersTo(String name) {
            return username.equalsIgnoreCase(name) || email.equalsIgnoreCase(name);
        }

        private static byte[] bytes(String text) {
            return text.getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public String toString() {
            return username;
        }
    }

    /** A confidential app client. */
    record Client(
            @DefaultValue("") String id,
            @DefaultValue("") String secret,
            @DefaultValue("code") Flow flow,
            @DefaultValue List<String> callbackUrls,
            @DefaultValue List<String> logoutUrls,
            @DefaultValue List<String> scopes) {
        Client {
            require(id.matches("[\\w+]{1,128}"), "id", "must be 1 to 128 letters, digits, _ or +");
            require(!secret.isEmpty(), "secret", "is missing");
            callbackUrls = requireUrls(callbackUrls, "callback-urls");
            logoutUrls = requireUrls(logoutUrls, "logout-urls");
            scopes = List.copyOf(scopes);
            require(!scopes.isEmpty(), "scopes", "is missing");
            require(flow == Flow.CLIENT_CREDENTIALS || !callbackUrls.isEmpty(), "callback-urls", "is missing");
        }

        private static List<String> requireUrls(List<String> urls, String name) {
            for (String url : urls) {
                require(isAllowed(url), name, "must be absolute without fragment; http only for localhost");
            }
            return List.copyOf(urls);
        }

        private static boolean isAllowed(String url) {
            try {
                URI uri = new URI(url);
                boolean local = Set.of("localhost", "127.0.0.1", "[::1]").contains(String.valueOf(uri.getHost()));
                return uri.isAbsolute() && uri.getFragment() == null && (local || !"http".equals(uri.getScheme()));
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
