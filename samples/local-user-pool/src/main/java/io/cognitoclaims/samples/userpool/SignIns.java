package io.cognitoclaims.samples.userpool;

import static java.util.Objects.requireNonNull;

import io.cognitoclaims.samples.userpool.UserPoolSettings.Client;
import java.security.Principal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.core.OAuth2RefreshToken;
import org.springframework.security.oauth2.core.OAuth2Token;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationCode;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.stereotype.Component;

/**
 * The sign-ins of users, found by the codes and refresh tokens that stand for them. In memory.
 *
 * <p>One leaves when all of its tokens have expired or are revoked, and the eldest when there would be more than
 * {@value #MOST}. The authorization's id is the {@code origin_jti} of its tokens. Safe for use by many threads.
 */
@Component
final class SignIns implements OAuth2AuthorizationService {
    static final int MOST = 10_000;
    static final OAuth2TokenType CODE = new OAuth2TokenType("code");

    private final Clock clock;
    private final RegisteredClientRepository clients;
    private final Map<String, OAuth2Authorization> byId = new LinkedHashMap<>();
    private final Map<String, Handle> handles = new HashMap<>();

    SignIns(Clock clock, RegisteredClientRepository clients) {
        this.clock = clock;
        this.clients = clients;
    }

    /** {@return a new sign-in} It is to be saved with its first token. */
    OAuth2Authorization.Builder begin(Client client, Authentication user, Set<String> scopes) {
        return OAuth2Authorization.withRegisteredClient(requireNonNull(clients.findByClientId(client.id())))
                .principalName(user.getName())
                .authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
                .authorizedScopes(scopes)
                .attribute(Principal.class.getName(), user);
    }

    @Override
    public synchronized void save(OAuth2Authorization signIn) {
        if (AuthorizationGrantType.CLIENT_CREDENTIALS.equals(signIn.getAuthorizationGrantType())) {
            return;
        }
        byId.put(signIn.getId(), signIn);
        OAuth2Authorization.Token<OAuth2AccessToken> access = signIn.getAccessToken();
        OAuth2Authorization.Token<OAuth2RefreshToken> refresh = signIn.getRefreshToken();
        OAuth2Authorization.Token<OAuth2AuthorizationCode> code = signIn.getToken(OAuth2AuthorizationCode.class);
        if (code != null && code.isInvalidated()) {
            handles.remove(code.getToken().getTokenValue());
        } else if (code != null && access == null) {
            put(code.getToken().getTokenValue(), signIn, CODE, code.getToken());
        }
        if (access != null) {
            put(signIn.getId(), signIn, OAuth2TokenType.ACCESS_TOKEN, access.getToken());
        }
        if (refresh != null) {
            put(refresh.getToken().getTokenValue(), signIn, OAuth2TokenType.REFRESH_TOKEN, refresh.getToken());
        }
        evict();
    }

    /**
     * Ends the use of a code or refresh token.
     *
     * @param grace how long it can still be used; zero makes sure that of several callers one succeeds
     * @return whether it could be used until now
     */
    synchronized boolean retire(String token, Duration grace) {
        Handle handle = live(token);
        if (handle == null) {
            return false;
        }
        Instant end = clock.instant().plus(grace);
        handles.put(token, new Handle(handle.id, handle.type, end.isBefore(handle.until) ? end : handle.until));
        return true;
    }

    /** Forgets the sign-in, and so all codes and tokens of it. */
    @Override
    public synchronized void remove(OAuth2Authorization signIn) {
        byId.remove(signIn.getId());
        handles.values().removeIf(handle -> handle.id.equals(signIn.getId()));
    }

    @Override
    public synchronized @Nullable OAuth2Authorization findById(String id) {
        return byId.get(id);
    }

    /** {@return the sign-in of a code or refresh token that is still good} Other tokens are not known here. */
    @Override
    public synchronized @Nullable OAuth2Authorization findByToken(String token, @Nullable OAuth2TokenType type) {
        Handle handle = live(token);
        OAuth2TokenType asked = type == null ? OAuth2TokenType.REFRESH_TOKEN : type;
        return handle == null || !asked.equals(handle.type) ? null : byId.get(handle.id);
    }

    private void put(String key, OAuth2Authorization signIn, OAuth2TokenType type, OAuth2Token token) {
        handles.put(key, new Handle(signIn.getId(), type, requireNonNull(token.getExpiresAt())));
    }

    private @Nullable Handle live(String token) {
        Handle handle = handles.get(token);
        return handle == null || !clock.instant().isBefore(handle.until) ? null : handle;
    }

    private void evict() {
        Instant now = clock.instant();
        if (handles.values().removeIf(handle -> !now.isBefore(handle.until))) {
            byId.keySet().retainAll(handles.values().stream().map(Handle::id).collect(Collectors.toSet()));
        }
        while (byId.size() > MOST) {
            remove(byId.values().iterator().next());
        }
    }

    private record Handle(String id, OAuth2TokenType type, Instant until) {}
}
