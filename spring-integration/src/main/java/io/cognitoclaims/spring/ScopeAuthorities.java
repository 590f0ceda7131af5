package io.cognitoclaims.spring;

import io.cognitoclaims.core.AccessToken;
import io.cognitoclaims.core.CognitoToken;
import io.cognitoclaims.spring.CognitoClaimsProperties.Authorities;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authorization.AuthorityAuthorizationDecision;
import org.springframework.security.core.GrantedAuthority;

/**
 * The scopes of the authorities that {@link CognitoAuthorities} makes of them.
 *
 * @param prefix empty if authorities do not show that they are scopes
 * @param stripped what authorities leave out of the scopes of one resource server; may be empty
 */
record ScopeAuthorities(String prefix, String stripped) {
    /** Scopes of Cognito's own, which belong to no resource server. */
    private static final Set<String> STANDARD =
            Set.of("openid", "email", "phone", "profile", "aws.cognito.signin.user.admin");

    static ScopeAuthorities of(Authorities settings) {
        String resourceServer = settings.stripResourceServer();
        return new ScopeAuthorities(
                settings.scopePrefix(), resourceServer == null || resourceServer.isEmpty() ? "" : resourceServer + "/");
    }

    /**
     * {@return the scopes that a client must ask for} If the rule is satisfied by any of several authorities, as {@code
     * hasAnyAuthority} is, this is the scope that the token has, or else the first. It is none if the rule is satisfied by
     * another authority, such as a group.
     */
    Set<String> askedBy(AuthorityAuthorizationDecision decision, @Nullable CognitoToken token) {
        List<String> scopes = prefix.isEmpty()
                ? List.of()
                : decision.getAuthorities().stream()
                        .map(GrantedAuthority::getAuthority)
                        .flatMap(this::scopeOf)
                        .toList();
        Optional<String> held = scopes.stream()
                .filter(scope ->
                        token instanceof AccessToken access && access.scopes().contains(scope))
                .findFirst();
        Optional<String> asked = held.isPresent() || decision.isGranted()
                ? held
                : scopes.stream().findFirst();
        return asked.map(Set::of).orElse(Set.of());
    }

    private Stream<String> scopeOf(@Nullable String authority) {
        if (authority == null || !authority.startsWith(prefix)) {
            return Stream.empty();
        }
        String name = authority.substring(prefix.length());
        if (!name.matches("[\\x21\\x23-\\x5b\\x5d-\\x7e]+")) {
            return Stream.empty();
        }
        return Stream.of(name.contains("/") || STANDARD.contains(name) ? name : stripped + name);
    }
}
