package io.cognitoclaims.spring;

import io.cognitoclaims.core.CognitoVerifier;
import io.cognitoclaims.core.TokenReader;
import io.cognitoclaims.core.TokenSource;
import java.util.List;
import java.util.Set;
import org.springframework.beans.factory.ObjectProvider;

/** Makes the reader of tokens that {@code cognito-claims.token-sources} describes. */
final class TokenReaders {
    private static final String SOURCES = CognitoClaimsProperties.PREFIX + ".token-sources";
    private static final String ORIGINS = CognitoClaimsProperties.PREFIX + ".trusted-origins";

    private TokenReaders() {}

    static boolean isDefault(CognitoClaimsProperties properties) {
        return sources(properties).equals(List.of(TokenSource.authorizationHeader()));
    }

    static boolean readAuthorization(CognitoClaimsProperties properties) {
        return sources(properties).contains(TokenSource.authorizationHeader());
    }

    /** @param verifiers the default one says which of Amplify's cookies are read */
    static TokenReader of(CognitoClaimsProperties properties, ObjectProvider<CognitoVerifier<?>> verifiers) {
        Set<String> origins = properties.trustedOrigins();
        if (isDefault(properties)) {
            if (!origins.isEmpty()) {
                throw new WrongSettingException(
                        ORIGINS,
                        "it has no effect, as tokens are read from the Authorization header alone",
                        "Leave it out, or add to cognito-claims.token-sources. CORS is set elsewhere.");
            }
            return TokenReader.ofAuthorizationHeader();
        }
        List<TokenSource> sources = sources(properties);
        CognitoVerifier<?> verifier = AcceptedTokens.deciding(verifiers);
        return WrongSettingException.requireValid(
                ORIGINS,
                "Write the scheme and the host, and the port unless it is the scheme's.",
                () -> TokenReader.of(verifier, sources, origins));
    }

    private static List<TokenSource> sources(CognitoClaimsProperties properties) {
        List<TokenSource> sources = properties.tokenSources().stream()
                .map(text -> WrongSettingException.requireValid(
                        SOURCES,
                        "Write authorization, header:<name>, cookie:<name>, amplify-cookies or websocket-protocol.",
                        () -> TokenSource.of(text)))
                .toList();
        if (sources.isEmpty()) {
            throw new WrongSettingException(
                    SOURCES, "must name at least one", "Leave it out to read the Authorization header alone.");
        }
        return sources;
    }
}
