package io.cognitoclaims.samples.servletapi;

import static io.cognitoclaims.samples.petclaims.PetClaims.PET_PREFERENCE;

import io.cognitoclaims.core.CognitoToken;
import io.cognitoclaims.servlet.CognitoFilter;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Who the caller is, as the token says. */
record Me(
        String subject,
        @Nullable String username,
        String tokenUse,
        Set<String> groups,
        @Nullable Object petPreference) {
    static Me of(HttpServletRequest request) {
        CognitoToken token = CognitoFilter.token(request).orElseThrow();
        return new Me(
                token.subject(),
                token.username().orElse(null),
                token.tokenUse().value(),
                token.groups(),
                token.get(PET_PREFERENCE).map(PET_PREFERENCE::encode).orElse(null));
    }
}
