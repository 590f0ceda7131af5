package io.cognitoclaims.samples.userpool;

import io.cognitoclaims.samples.userpool.UserPoolSettings.User;
import java.time.Instant;
import org.springframework.security.core.AuthenticatedPrincipal;

/** A user who signed in: the principal of the session, kept with refresh tokens, so that its time and id stay. */
record SignIn(User user, Instant at, String eventId) implements AuthenticatedPrincipal {
    @Override
    public String getName() {
        return user.username();
    }
}
