package io.cognitoclaims.samples.authorizer;

import io.cognitoclaims.core.CognitoVerifier;
import io.cognitoclaims.core.CognitoVerifierBuilder;
import io.cognitoclaims.core.UserPool;
import java.net.URI;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The environment variables that say which tokens are taken. */
final class Settings {
    private Settings() {}

    /** @throws IllegalArgumentException if one is missing or can't be used; the message names it */
    static CognitoVerifier<?> verifier(Map<String, String> environment) {
        UserPool pool = pool(environment);
        Set<String> clientIds = Arrays.stream(
                        required(environment, "COGNITO_CLIENT_IDS").split(",", -1))
                .map(String::strip)
                .filter(id -> !id.isEmpty())
                .collect(Collectors.toSet());
        require(!clientIds.isEmpty(), "COGNITO_CLIENT_IDS: must name one app client at least");
        String use = required(environment, "COGNITO_TOKEN_USE").strip();
        require(use.equals("access") || use.equals("id"), "COGNITO_TOKEN_USE: must be access or id");
        CognitoVerifierBuilder<?> builder = use.equals("access")
                ? CognitoVerifier.accessTokens(pool, clientIds)
                : CognitoVerifier.idTokens(pool, clientIds);
        // API Gateway remembers the answer for a token, and a function starts faster without a cache.
        return builder.withoutTokenCache().build();
    }

    private static UserPool pool(Map<String, String> environment) {
        String word =
                environment.getOrDefault("COGNITO_ALLOW_INSECURE_HTTP", "false").strip();
        require(word.equals("true") || word.equals("false"), "COGNITO_ALLOW_INSECURE_HTTP: must be true or false");
        boolean insecure = word.equals("true");
        UserPool pool = address(
                environment,
                "COGNITO_ISSUER",
                issuer -> insecure
                        ? UserPool.fromInsecureIssuer(issuer.toString())
                        : UserPool.fromIssuer(issuer.toString()));
        return environment.getOrDefault("COGNITO_JWKS_URI", "").isBlank()
                ? pool
                : address(environment, "COGNITO_JWKS_URI", insecure ? pool::withInsecureJwksUri : pool::withJwksUri);
    }

    private static UserPool address(Map<String, String> environment, String name, Function<URI, UserPool> use) {
        try {
            return use.apply(URI.create(required(environment, name).strip()));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    name + ": must be set to an https address without a slash at its end;"
                            + " COGNITO_ALLOW_INSECURE_HTTP=true is for emulators at http, and not for AWS",
                    e);
        }
    }

    private static String required(Map<String, String> environment, String name) {
        String value = environment.getOrDefault(name, "");
        require(!value.isBlank(), name + ": must be set");
        return value;
    }

    private static void require(boolean good, String message) {
        if (!good) {
            throw new IllegalArgumentException(message);
        }
    }
}
