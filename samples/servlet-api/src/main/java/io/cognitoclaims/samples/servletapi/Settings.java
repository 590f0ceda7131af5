package io.cognitoclaims.samples.servletapi;

import io.cognitoclaims.alb.AlbVerifier;
import io.cognitoclaims.alb.AlbVerifierBuilder;
import io.cognitoclaims.core.CognitoVerifier;
import io.cognitoclaims.core.CognitoVerifierBuilder;
import io.cognitoclaims.core.Revocations;
import io.cognitoclaims.core.Revocations.WhenStale;
import io.cognitoclaims.core.UserPool;
import io.cognitoclaims.revocation.redis.RedisRevocationStore;
import java.net.URI;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The settings of the API, read from the environment. */
record Settings(int port, CognitoVerifier<?> verifier, Optional<AlbVerifier> loadBalancer, Revocations revocations) {
    private static final String EXAMPLE_ISSUER = "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_EXAMPLE";

    /** @throws WrongSettingException if one is missing or can't be used */
    static Settings from(Map<String, String> environment) {
        int port = port(environment.getOrDefault("PORT", "8081"));
        CognitoVerifierBuilder<?> verifier = verifier(environment);
        Optional<AlbVerifier> loadBalancer = loadBalancer(environment);
        Revocations revocations = revocations(environment.getOrDefault("REVOCATIONS_URI", ""));
        // While Redis can't be read, a token that was revoked elsewhere is accepted: for a list of pets that is
        // better than no answer. UNAVAILABLE is for APIs to which a revoked token does more harm than an outage.
        return new Settings(
                port, verifier.revocations(revocations, WhenStale.ACCEPT).build(), loadBalancer, revocations);
    }

    private static int port(String text) {
        if (!text.matches("[0-9]{1,5}") || Integer.parseInt(text) > 65_535) {
            throw new WrongSettingException("PORT", "must be a number from 0 to 65535");
        }
        return Integer.parseInt(text);
    }

    private static CognitoVerifierBuilder<?> verifier(Map<String, String> environment) {
        UserPool pool = pool(environment);
        Set<String> clientIds = clientIds(environment);
        return switch (required(environment, "COGNITO_TOKEN_USE", "access")) {
            case "access" -> CognitoVerifier.accessTokens(pool, clientIds);
            case "id" -> CognitoVerifier.idTokens(pool, clientIds);
            default -> throw new WrongSettingException("COGNITO_TOKEN_USE", "must be access or id");
        };
    }

    private static Optional<AlbVerifier> loadBalancer(Map<String, String> environment) {
        String arn = environment.getOrDefault("ALB_ARN", "");
        if (arn.isBlank()) {
            return Optional.empty();
        }
        try {
            AlbVerifierBuilder verifier =
                    AlbVerifier.builder(Set.of(arn.strip()), pool(environment), clientIds(environment));
            String keysUri = environment.getOrDefault("ALB_KEYS_URI", "");
            return Optional.of((keysUri.isBlank() ? verifier : withKeysUri(verifier, keysUri)).build());
        } catch (IllegalArgumentException e) {
            throw new WrongSettingException("ALB_ARN", String.valueOf(e.getMessage()));
        }
    }

    private static AlbVerifierBuilder withKeysUri(AlbVerifierBuilder verifier, String keysUri) {
        try {
            return verifier.keysUri(URI.create(keysUri.strip()));
        } catch (IllegalArgumentException e) {
            throw new WrongSettingException(
                    "ALB_KEYS_URI", "must be an address, https or on this machine http, without a slash at its end");
        }
    }

    private static Revocations revocations(String address) {
        if (address.isBlank()) {
            return Revocations.create();
        }
        try {
            return Revocations.builder(
                            RedisRevocationStore.builder(address.strip()).build())
                    .start();
        } catch (IllegalArgumentException e) {
            throw new WrongSettingException(
                    "REVOCATIONS_URI",
                    "must be an address like redis://localhost:6379 or rediss://user:password@host:6379");
        }
    }

    private static UserPool pool(Map<String, String> environment) {
        String issuer = required(environment, "COGNITO_ISSUER", EXAMPLE_ISSUER);
        boolean insecure = isTrue(environment, "COGNITO_ALLOW_INSECURE_HTTP");
        UserPool pool = withAddress(
                "COGNITO_ISSUER",
                issuer,
                EXAMPLE_ISSUER,
                address -> insecure
                        ? UserPool.fromInsecureIssuer(address.toString())
                        : UserPool.fromIssuer(address.toString()));
        String jwksUri = environment.getOrDefault("COGNITO_JWKS_URI", "");
        return jwksUri.isBlank()
                ? pool
                : withAddress(
                        "COGNITO_JWKS_URI",
                        jwksUri,
                        EXAMPLE_ISSUER + "/.well-known/jwks.json",
                        insecure ? pool::withInsecureJwksUri : pool::withJwksUri);
    }

    private static UserPool withAddress(String name, String address, String example, Function<URI, UserPool> use) {
        try {
            return use.apply(URI.create(address.strip()));
        } catch (IllegalArgumentException e) {
            throw new WrongSettingException(
                    name,
                    "must be an address, https or on this machine http, without a slash at its end, for example "
                            + example
                            + "; COGNITO_ALLOW_INSECURE_HTTP=true is for emulators at http elsewhere, and not for AWS");
        }
    }

    private static boolean isTrue(Map<String, String> environment, String name) {
        return switch (environment.getOrDefault(name, "").strip()) {
            case "true" -> true;
            case "", "false" -> false;
            default -> throw new WrongSettingException(name, "must be true or false");
        };
    }

    private static Set<String> clientIds(Map<String, String> environment) {
        Set<String> clientIds = Arrays.stream(required(environment, "COGNITO_CLIENT_IDS", "55pb79dl8gm0i1ho9hdre91r3k")
                        .split(",", -1))
                .map(String::strip)
                .filter(id -> !id.isEmpty())
                .collect(Collectors.toSet());
        if (clientIds.isEmpty()) {
            throw new WrongSettingException("COGNITO_CLIENT_IDS", "must name one app client at least");
        }
        return clientIds;
    }

    private static String required(Map<String, String> environment, String name, String example) {
        String value = environment.getOrDefault(name, "");
        if (value.isBlank()) {
            throw new WrongSettingException(name, "must be set, for example " + example);
        }
        return value;
    }
}
