package io.cognitoclaims.localuserpool;

import io.cognitoclaims.localuserpool.UserPoolSettings.User;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.stereotype.Component;

/** Checks username, or e-mail address, and password against the configured users. */
@Component
final class PasswordSignIn implements AuthenticationProvider {
    private final UserPoolSettings settings;
    private final Clock clock;

    PasswordSignIn(UserPoolSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    @Override
    public Authentication authenticate(Authentication attempt) {
        String password = String.valueOf(attempt.getCredentials());
        User user = settings.user(attempt.getName())
                .filter(candidate -> candidate.hasPassword(password))
                .orElseThrow(() -> new BadCredentialsException("Incorrect username or password."));
        SignIn signIn = new SignIn(user, clock.instant(), UUID.randomUUID().toString());
        return UsernamePasswordAuthenticationToken.authenticated(signIn, null, List.of());
    }

    @Override
    public boolean supports(Class<?> authentication) {
        return UsernamePasswordAuthenticationToken.class.isAssignableFrom(authentication);
    }
}
