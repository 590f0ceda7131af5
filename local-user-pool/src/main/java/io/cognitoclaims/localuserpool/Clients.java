package io.cognitoclaims.localuserpool;

import io.cognitoclaims.localuserpool.UserPoolSettings.Client;
import io.cognitoclaims.localuserpool.UserPoolSettings.Flow;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.settings.ClientSettings;
import org.springframework.security.oauth2.server.authorization.settings.TokenSettings;
import org.springframework.stereotype.Component;

/**
 * The app clients: those of the settings and what the user pools API makes of them, and those that have registered themselves,
 * of which the eldest leaves when there would be more than {@value #MOST_REGISTERED}. Unlike the repository of Spring
 * Authorization Server it lets two clients have the same secret. Safe for use by many threads.
 */
@Component
final class Clients implements RegisteredClientRepository, Resettable {
    static final int MOST_REGISTERED = 1000;
    static final int MOST_OWNED = 1000;

    private static final String ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz";

    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, App> configured;
    private final Map<String, App> owned;
    private final Map<String, App> registered = new LinkedHashMap<>();

    Clients(UserPoolSettings settings, Clock clock) {
        this.clock = clock;
        Instant now = clock.instant();
        configured = settings.clients().stream()
                .map(client -> App.of(client.id(), client, now, now))
                .collect(Collectors.toUnmodifiableMap(App::id, app -> app));
        owned = new HashMap<>(configured);
    }

    Optional<Client> find(@Nullable String clientId) {
        return app(clientId).map(App::client);
    }

    App require(String clientId) throws ApiException {
        return app(clientId).orElseThrow(() -> ApiClients.unknown(clientId));
    }

    /** {@return those of now by id} */
    synchronized NavigableMap<String, App> all() {
        NavigableMap<String, App> all = new TreeMap<>(registered);
        all.putAll(owned);
        return all;
    }

    /** {@return whether a client can be called back at a page of {@code origin}} */
    synchronized boolean areCalledBackAt(String origin) {
        return isCalledBackAt(origin, owned) || isCalledBackAt(origin, registered);
    }

    /** {@return whether only clients that registered themselves can be called back at a page of {@code origin}} */
    synchronized boolean areOnlyRegisteredAt(String origin) {
        return isCalledBackAt(origin, registered) && !isCalledBackAt(origin, owned);
    }

    private static boolean isCalledBackAt(String origin, Map<String, App> apps) {
        return apps.values().stream().anyMatch(app -> app.origins().contains(origin));
    }

    /** {@return 26 letters and digits, as Cognito's ids} */
    String newId() {
        return random(26);
    }

    String newSecret() {
        return random(51);
    }

    private String random(int length) {
        return random.ints(length, 0, ALPHABET.length())
                .collect(StringBuilder::new, (text, i) -> text.append(ALPHABET.charAt(i)), StringBuilder::append)
                .toString();
    }

    /** Adds a client that has registered itself. If {@code name} is empty, its id is its name. */
    synchronized void register(String name, Client client) {
        Instant now = clock.instant();
        registered.put(client.id(), App.of(name.isEmpty() ? client.id() : name, client, now, now));
        if (registered.size() > MOST_REGISTERED) {
            registered.remove(registered.keySet().iterator().next());
        }
    }

    /** Adds a client of the pool's owner. */
    synchronized App create(String name, Client client) throws ApiException {
        if (owned.size() >= MOST_OWNED) {
            throw new ApiException(
                    "LimitExceededException", "The stand-in has " + MOST_OWNED + " app clients at most.");
        }
        Instant now = clock.instant();
        App created = App.of(name, client, now, now);
        owned.put(created.id(), created);
        return created;
    }

    synchronized App replace(String name, Client client) throws ApiException {
        App changed = App.of(name, client, require(client.id()).created(), clock.instant());
        (owned.containsKey(client.id()) ? owned : registered).put(client.id(), changed);
        return changed;
    }

    synchronized void delete(String clientId) throws ApiException {
        require(clientId);
        owned.remove(clientId);
        registered.remove(clientId);
    }

    @Override
    public synchronized void reset() {
        owned.clear();
        owned.putAll(configured);
        registered.clear();
    }

    @Override
    public void save(RegisteredClient client) {
        throw new UnsupportedOperationException("clients come from the settings or the API, or register themselves");
    }

    @Override
    public @Nullable RegisteredClient findById(String id) {
        return findByClientId(id);
    }

    @Override
    public @Nullable RegisteredClient findByClientId(String clientId) {
        return app(clientId).map(App::toSpring).orElse(null);
    }

    private synchronized Optional<App> app(@Nullable String clientId) {
        if (clientId == null) {
            return Optional.empty();
        }
        App app = owned.get(clientId);
        return Optional.ofNullable(app == null ? registered.get(clientId) : app);
    }

    /**
     * A client as of now.
     *
     * @param name what it is called, not by whom it is found
     * @param toSpring the same client as Spring Authorization Server knows it
     * @param origins of the pages that it can be called back at
     */
    record App(
            String name,
            Client client,
            RegisteredClient toSpring,
            Set<String> origins,
            Instant created,
            Instant modified) {
        static App of(String name, Client client, Instant created, Instant modified) {
            return new App(
                    name,
                    client,
                    registered(client),
                    client.callbackUrls().stream()
                            .flatMap(url -> Origin.of(url).stream())
                            .collect(Collectors.toUnmodifiableSet()),
                    created,
                    modified);
        }

        String id() {
            return client.id();
        }

        @Override
        public String toString() {
            return id();
        }

        static RegisteredClient registered(Client client) {
            RegisteredClient.Builder spring = RegisteredClient.withId(client.id())
                    .clientId(client.id())
                    .authorizationGrantTypes(types -> types.addAll(grants(client)))
                    .redirectUris(uris -> uris.addAll(client.callbackUrls()))
                    .scopes(scopes -> scopes.addAll(client.scopes()))
                    .clientSettings(
                            ClientSettings.builder().requireProofKey(false).build())
                    .tokenSettings(TokenSettings.builder()
                            .reuseRefreshTokens(!client.refreshTokenRotation())
                            .build());
            return client.isPublic()
                    ? spring.clientAuthenticationMethod(ClientAuthenticationMethod.NONE)
                            .build()
                    : spring.clientSecret(client.secret())
                            .clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
                            .clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_POST)
                            .build();
        }

        private static Set<AuthorizationGrantType> grants(Client client) {
            if (client.isMachine()) {
                return Set.of(AuthorizationGrantType.CLIENT_CREDENTIALS);
            }
            return client.flow().contains(Flow.CODE) && !client.callbackUrls().isEmpty()
                    ? Set.of(AuthorizationGrantType.AUTHORIZATION_CODE, AuthorizationGrantType.REFRESH_TOKEN)
                    : Set.of(AuthorizationGrantType.REFRESH_TOKEN);
        }
    }
}
