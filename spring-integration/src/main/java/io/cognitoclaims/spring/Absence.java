package io.cognitoclaims.spring;

import io.cognitoclaims.core.CognitoToken;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.core.Authentication;

/** Says for the log why a claim or a token is not there. Names only what the application's code names, and types. */
final class Absence {
    private static final String CUSTOM = "custom:";

    private Absence() {}

    /** {@return why a rule or a parameter does not get what it wants of this claim} */
    static String of(String claim, @Nullable CognitoToken token, @Nullable Authentication caller) {
        if (token == null) {
            return ofToken(caller);
        }
        return token.claims().get(claim) == null
                ? "the token has no claim " + claim + similar(claim, token)
                : "the claim " + claim + " has none of the accepted values";
    }

    /** {@return why the caller has no Cognito token} */
    static String ofToken(@Nullable Authentication caller) {
        if (caller == null || caller instanceof AnonymousAuthenticationToken) {
            return "the caller has no token";
        }
        return "the caller's " + caller.getClass().getName()
                + " carries no Cognito token; in a test, cognitoUser() gives"
                + " one, and Spring Security's jwt() and @WithMockUser do not";
    }

    /** A name that differs by what is misspelt most often. Other names of the token do not get into the log. */
    private static String similar(String claim, CognitoToken token) {
        Set<String> names = token.claims().keySet();
        String bare = claim.startsWith(CUSTOM) ? claim.substring(CUSTOM.length()) : claim;
        Optional<String> found = names.stream()
                .filter(name -> token.claims().get(name) != null)
                .filter(name -> name.equalsIgnoreCase(bare) || name.equalsIgnoreCase(CUSTOM + bare))
                .findFirst();
        return found.map(name -> "; it has " + name).orElse("");
    }
}
