package io.cognitoclaims.localuserpool;

import static java.util.Objects.requireNonNull;

import io.cognitoclaims.localuserpool.Clients.App;
import io.cognitoclaims.localuserpool.UserPoolSettings.Client;
import java.security.Principal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.OAuth2AccessToken;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.OAuth2RefreshToken;
import org.springframework.security.oauth2.core.OAuth2Token;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationCode;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.stereotype.Component;

/**
 * The sign-ins of users, found by the codes and refresh tokens that stand for them. In memory.
 *
 * <p>One is there until all of its tokens have expired or it is revoked; the eldest leaves when there would be more than
 * {@value #MOST}. Of the tokens of one, the newest {@value #MOST_TOKENS} can be used. The authorization's id is the
 * {@code origin_jti} of its tokens. Safe for use by many threads.
 */
@Component
final class SignIns implements OAuth2AuthorizationService, Resettable {
    static final int MOST = 10_000;
    /** Each use of a rotated refresh token in its grace period makes one more. */
    static final int MOST_TOKENS = 10;

    static final OAuth2TokenType CODE = new OAuth2TokenType("code");

    /** What ends a refresh token. */
    enum End {
        USED,
        EXPIRED,
        REVOKED
    }

    private final Clock clock;
    private final Map<String, Kept> byId = new LinkedHashMap<>();
    private final Map<String, Handle> handles = new HashMap<>();
    /** The users who are signing in, by the id of the sign-in. */
    private final Map<String, String> beginning = new HashMap<>();

    SignIns(Clock clock) {
        this.clock = clock;
    }

    /**
     * {@return a new sign-in} It is to be added with its first token, or given up. What ends all sign-ins of the user until
     * then ends it too.
     */
    OAuth2Authorization.Builder begin(Client client, Authentication user, Set<String> scopes) {
        String id = UUID.randomUUID().toString();
        synchronized (this) {
            beginning.put(id, SignIn.of(user).sub());
        }
        // Not looked up: the client may have been deleted since its request came.
        return OAuth2Authorization.withRegisteredClient(App.registered(client))
                .id(id)
                .principalName(user.getName())
                .authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
                .authorizedScopes(scopes)
                .attribute(Principal.class.getName(), user);
    }

    /**
     * Keeps a new sign-in.
     *
     * @return whether it was not ended meanwhile; otherwise it is not kept
     */
    synchronized boolean add(OAuth2Authorization signIn) {
        if (beginning.remove(signIn.getId()) == null) {
            return false;
        }
        byId.put(signIn.getId(), new Kept(signIn, clock.instant()));
        update(signIn);
        Instant now = clock.instant();
        while (byId.size() > MOST || (byId.size() > 1 && !now.isBefore(eldest().until))) {
            remove(eldest().signIn);
        }
        return true;
    }

    /** Forgets a sign-in that came to nothing; one that was added stays. */
    synchronized void giveUp(OAuth2Authorization signIn) {
        beginning.remove(signIn.getId());
    }

    /**
     * Keeps what a refresh has changed.
     *
     * @return whether the sign-in is still there; one that was revoked meanwhile stays revoked
     */
    synchronized boolean update(OAuth2Authorization signIn) {
        Kept kept = byId.get(signIn.getId());
        if (kept == null) {
            return false;
        }
        kept.signIn = signIn;
        OAuth2Authorization.Token<OAuth2AccessToken> access = signIn.getAccessToken();
        OAuth2Authorization.Token<OAuth2RefreshToken> refresh = signIn.getRefreshToken();
        OAuth2Authorization.Token<OAuth2AuthorizationCode> code = signIn.getToken(OAuth2AuthorizationCode.class);
        if (access != null) {
            kept.extend(access.getToken());
        }
        if (code != null && code.isInvalidated()) {
            handles.remove(code.getToken().getTokenValue());
        } else if (code != null) {
            put(kept, code.getToken(), CODE);
        }
        if (refresh != null) {
            put(kept, refresh.getToken(), OAuth2TokenType.REFRESH_TOKEN);
        }
        return true;
    }

    /** Keeps the tokens of a grant, unless they are a machine's, and fails it if the sign-in was revoked meanwhile. */
    @Override
    public void save(OAuth2Authorization signIn) {
        if (!AuthorizationGrantType.CLIENT_CREDENTIALS.equals(signIn.getAuthorizationGrantType()) && !update(signIn)) {
            throw new OAuth2AuthenticationException(OAuth2ErrorCodes.INVALID_GRANT);
        }
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
        handles.put(token, new Handle(handle.of, handle.type, end.isBefore(handle.until) ? end : handle.until, true));
        return true;
    }

    /** Forgets the sign-in, and so all codes and tokens of it. */
    @Override
    public synchronized void remove(OAuth2Authorization signIn) {
        Kept kept = byId.remove(signIn.getId());
        if (kept != null) {
            handles.keySet().removeAll(kept.tokens);
        }
    }

    /** Forgets all sign-ins of the user, those that have begun too. */
    synchronized void removeOf(User user) {
        beginning.values().removeIf(user.sub()::equals);
        byId.values().stream()
                .map(kept -> kept.signIn)
                .filter(signIn -> SignIn.of(signIn).sub().equals(user.sub()))
                .toList()
                .forEach(this::remove);
    }

    @Override
    public synchronized void reset() {
        byId.clear();
        handles.clear();
        beginning.clear();
    }

    @Override
    public synchronized @Nullable OAuth2Authorization findById(String id) {
        Kept kept = byId.get(id);
        return kept == null || !clock.instant().isBefore(kept.until) ? null : kept.signIn;
    }

    /** {@return the sign-in of a code or refresh token that is still good} Other tokens are not known here. */
    @Override
    public synchronized @Nullable OAuth2Authorization findByToken(String token, @Nullable OAuth2TokenType type) {
        Handle handle = live(token);
        OAuth2TokenType asked = type == null ? OAuth2TokenType.REFRESH_TOKEN : type;
        return handle == null || !asked.equals(handle.type) ? null : handle.of.signIn;
    }

    /** {@return what ended a refresh token that was issued here and finds no sign-in} */
    synchronized End endOf(String refreshToken) {
        Handle handle = handles.get(refreshToken);
        if (handle == null) {
            return End.REVOKED;
        }
        return handle.retired ? End.USED : End.EXPIRED;
    }

    private void put(Kept kept, OAuth2Token token, OAuth2TokenType type) {
        kept.extend(token);
        // One that is known may have been retired since.
        if (kept.tokens.add(token.getTokenValue())) {
            handles.put(token.getTokenValue(), new Handle(kept, type, requireNonNull(token.getExpiresAt()), false));
        }
        if (kept.tokens.size() > MOST_TOKENS) {
            String eldest = kept.tokens.iterator().next();
            kept.tokens.remove(eldest);
            handles.remove(eldest);
        }
    }

    private @Nullable Handle live(String token) {
        Handle handle = handles.get(token);
        return handle == null || !clock.instant().isBefore(handle.until) ? null : handle;
    }

    private Kept eldest() {
        return byId.values().iterator().next();
    }

    /** A sign-in, guarded by the lock. */
    private static final class Kept {
        private final Set<String> tokens = new LinkedHashSet<>();
        private OAuth2Authorization signIn;
        private Instant until;

        Kept(OAuth2Authorization signIn, Instant until) {
            this.signIn = signIn;
            this.until = until;
        }

        void extend(OAuth2Token token) {
            Instant expiry = requireNonNull(token.getExpiresAt());
            until = expiry.isAfter(until) ? expiry : until;
        }
    }

    /**
     * What a token stands for.
     *
     * @param retired whether its use has ended it, or will when the grace period is over
     */
    private record Handle(Kept of, OAuth2TokenType type, Instant until, boolean retired) {}
}
