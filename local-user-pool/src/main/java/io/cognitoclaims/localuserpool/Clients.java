package io.cognitoclaims.localuserpool;

import io.cognitoclaims.localuserpool.UserPoolSettings.Client;
import io.cognitoclaims.localuserpool.UserPoolSettings.Flow;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.settings.ClientSettings;
import org.springframework.security.oauth2.server.authorization.settings.TokenSettings;
import org.springframework.stereotype.Component;

/**
 * The app clients: those of the settings, and those that have registered themselves since the start, of which the eldest
 * leaves when there would be more than {@value #MOST_REGISTERED}. Unlike the repository of Spring Authorization Server it
 * lets two clients have the same secret. Safe for use by many threads.
 */
@Component
final class Clients implements RegisteredClientRepository, Resettable {
    static final int MOST_REGISTERED = 1000;

    private final Map<String, Known> configured;
    private final Map<String, Known> registered = new LinkedHashMap<>();

    Clients(UserPoolSettings settings) {
        configured =
                settings.clients().stream().map(Known::of).collect(Collectors.toUnmodifiableMap(Known::id, k -> k));
    }

    Optional<Client> find(@Nullable String clientId) {
        return known(clientId).map(Known::client);
    }

    /** {@return those of now, in no order} */
    synchronized List<Client> all() {
        return Stream.concat(configured.values().stream(), registered.values().stream())
                .map(Known::client)
                .toList();
    }

    /** {@return whether a client can be called back at a page of {@code origin}} */
    synchronized boolean areCalledBackAt(String origin) {
        return configured.values().stream().anyMatch(known -> known.origins().contains(origin))
                || registered.values().stream()
                        .anyMatch(known -> known.origins().contains(origin));
    }

    /** {@return whether only clients that registered themselves can be called back at a page of {@code origin}} */
    synchronized boolean areOnlyRegisteredAt(String origin) {
        return areCalledBackAt(origin)
                && configured.values().stream()
                        .noneMatch(known -> known.origins().contains(origin));
    }

    synchronized void register(Client client) {
        registered.put(client.id(), Known.of(client));
        if (registered.size() > MOST_REGISTERED) {
            registered.remove(registered.keySet().iterator().next());
        }
    }

    @Override
    public synchronized void reset() {
        registered.clear();
    }

    @Override
    public void save(RegisteredClient client) {
        throw new UnsupportedOperationException("clients come from the settings, or register themselves");
    }

    @Override
    public @Nullable RegisteredClient findById(String id) {
        return findByClientId(id);
    }

    @Override
    public @Nullable RegisteredClient findByClientId(String clientId) {
        return known(clientId).map(Known::toSpring).orElse(null);
    }

    private synchronized Optional<Known> known(@Nullable String clientId) {
        if (clientId == null) {
            return Optional.empty();
        }
        Known known = configured.get(clientId);
        return Optional.ofNullable(known == null ? registered.get(clientId) : known);
    }

    /**
     * A client.
     *
     * @param toSpring the same client as Spring Authorization Server knows it
     * @param origins of the pages that it can be called back at
     */
    private record Known(Client client, RegisteredClient toSpring, Set<String> origins) {
        static Known of(Client client) {
            return new Known(
                    client,
                    registered(client),
                    client.callbackUrls().stream()
                            .flatMap(url -> Origin.of(url).stream())
                            .collect(Collectors.toUnmodifiableSet()));
        }

        String id() {
            return client.id();
        }

        private static RegisteredClient registered(Client client) {
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
