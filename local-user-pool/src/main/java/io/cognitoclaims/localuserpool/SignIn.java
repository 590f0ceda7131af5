package io.cognitoclaims.localuserpool;

import static java.util.Objects.requireNonNull;

import io.cognitoclaims.localuserpool.UserPoolSettings.User;
import java.time.Instant;
import org.springframework.security.core.AuthenticatedPrincipal;
import org.springframework.security.core.Authentication;

/** A user who signed in: the principal of the session, kept with refresh tokens, so that its time and id stay. */
record SignIn(User user, Instant at, String eventId) implements AuthenticatedPrincipal {
    static SignIn of(Authentication user) {
        return (SignIn) requireNonNull(user.getPrincipal());
    }

    @Override
    public String getName() {
        return user.username();
    }
}
