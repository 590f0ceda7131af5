package io.cognitoclaims.localuserpool;

import static java.util.Objects.requireNonNull;

import java.security.Principal;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.AuthenticatedPrincipal;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.server.authorization.OAuth2Authorization;

/** A user who signed in: the principal of the session, kept with refresh tokens, so that its time and id stay. */
record SignIn(String sub, String username, Instant at, String eventId) implements AuthenticatedPrincipal {
    static Authentication of(User user, Instant now) {
        SignIn signIn =
                new SignIn(user.sub(), user.username(), now, UUID.randomUUID().toString());
        return UsernamePasswordAuthenticationToken.authenticated(signIn, null, List.of());
    }

    static SignIn of(Authentication user) {
        return (SignIn) requireNonNull(user.getPrincipal());
    }

    static SignIn of(OAuth2Authorization kept) {
        return of(requireNonNull(kept.<Authentication>getAttribute(Principal.class.getName())));
    }

    @Override
    public String getName() {
        return username;
    }
}
