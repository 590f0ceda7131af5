package io.cognitoclaims.localuserpool;

import io.cognitoclaims.localuserpool.User.Password;
import io.cognitoclaims.localuserpool.User.Purpose;
import io.cognitoclaims.localuserpool.User.Status;
import java.time.Clock;
import java.util.Map;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.stereotype.Component;

/** Checks username, or e-mail address, and password. It is also what the sign-in form asks. */
@Component
final class PasswordSignIn implements AuthenticationProvider {
    private final Users users;
    private final Clock clock;

    PasswordSignIn(Users users, Clock clock) {
        this.users = users;
        this.clock = clock;
    }

    /** {@return the user, whose password may be a temporary one} */
    User check(String name, String password) throws ApiException {
        User user = users.find(name).orElseThrow(PasswordSignIn::incorrect);
        user.requireUsable(user.password().is(password));
        user.password().requireLive(clock.instant());
        return user;
    }

    /** {@return what is said of a wrong password and of an unknown user alike} */
    static ApiException incorrect() {
        return ApiException.notAuthorized("Incorrect username or password.");
    }

    /**
     * {@return the user with a password of their own in place of the temporary one} Of several callers one succeeds.
     *
     * @param proved the user as of the proof of the temporary password
     */
    User replaceTemporary(User proved, String password, Map<String, String> attributes) throws ApiException {
        return users.change(proved.sub(), user -> {
            user.requireUsable();
            if (user.status() != Status.FORCE_CHANGE_PASSWORD
                    || !user.password().equals(proved.password())) {
                throw ApiException.notAuthorized("Invalid session for the user.");
            }
            PasswordPolicy.require(password);
            return user.withAttributes(UserAttributes.changed(user.attributes(), attributes))
                    .withPassword(Password.permanent(password), Status.CONFIRMED)
                    .withoutCode(Purpose.TEMPORARY_PASSWORD);
        });
    }

    @Override
    public Authentication authenticate(Authentication attempt) {
        boolean temporary = false;
        try {
            User user = check(attempt.getName(), String.valueOf(attempt.getCredentials()));
            if (user.status() == Status.FORCE_CHANGE_PASSWORD) {
                temporary = true;
                String next = String.valueOf(attempt.getDetails());
                if (next.isEmpty()) {
                    throw new NewPasswordRequired("This password is temporary. Sign in again and choose another.");
                }
                user = replaceTemporary(user, next, Map.of());
            }
            return SignIn.of(user, clock.instant());
        } catch (ApiException e) {
            String why = String.valueOf(e.getMessage());
            throw temporary ? new NewPasswordRequired(why) : new BadCredentialsException(why);
        }
    }

    @Override
    public boolean supports(Class<?> authentication) {
        return UsernamePasswordAuthenticationToken.class.isAssignableFrom(authentication);
    }

    /** The form has to ask for another password, too. */
    static final class NewPasswordRequired extends BadCredentialsException {
        private static final long serialVersionUID = 1L;

        NewPasswordRequired(String message) {
            super(message);
        }
    }
}
