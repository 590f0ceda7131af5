package io.cognitoclaims.spring;

import static io.cognitoclaims.spring.WrongSettingException.requireValid;

import io.cognitoclaims.core.AcceptedClients;
import io.cognitoclaims.core.AcceptedPool;
import io.cognitoclaims.core.CognitoVerifier;
import io.cognitoclaims.core.CognitoVerifierBuilder;
import io.cognitoclaims.core.JwksCache;
import io.cognitoclaims.core.JwksCacheBuilder;
import io.cognitoclaims.core.Revocations;
import io.cognitoclaims.core.Revocations.WhenStale;
import io.cognitoclaims.core.UserPool;
import io.cognitoclaims.core.UserPoolCache;
import io.cognitoclaims.core.UserPoolCacheBuilder;
import io.cognitoclaims.core.VerificationListener;
import io.cognitoclaims.spring.CognitoClaimsProperties.Keys;
import io.cognitoclaims.spring.CognitoClaimsProperties.Pool;
import io.cognitoclaims.spring.CognitoClaimsProperties.PoolLookup;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Creates the verifier and the key cache that the properties describe, and names a wrong property. */
final class VerifierFactory {
    private static final String PREFIX = CognitoClaimsProperties.PREFIX + ".";
    private static final String POOLS = PREFIX + "user-pools";

    private static final String INSECURE_HTTP = PREFIX + "allow-insecure-http";

    private static final String HOW_TO_NAME_A_POOL = """
            Write the id of the user pool and of each app client whose tokens are accepted:

                cognito-claims:
                  user-pools:
                    - id: us-east-1_EXAMPLE
                      client-ids: 55pb79dl8gm0i1ho9hdre91r3k

            In a file of properties the names are cognito-claims.user-pools[0].id and cognito-claims.user-pools[0].client-ids.

            An application with its own CognitoVerifier or UserPoolSource bean needs no cognito-claims.user-pools.""";

    private static final String HOW_TO_NAME_CLIENTS =
            "Write the ids of the app clients whose tokens this application accepts, separated by commas.";

    private static final String HOW_LISTS_COMBINE = """

            Spring Boot does not merge lists: all of cognito-claims.user-pools is read from the first source that has \
            anything of it. To keep a part elsewhere write a placeholder, such as client-ids: ${CLIENT_IDS}.""";

    private VerifierFactory() {}

    static JwksCache keys(
            Keys settings, Stream<VerificationListener> listeners, Stream<JwksCacheCustomizer> customizers) {
        JwksCacheBuilder builder = JwksCache.builder();
        listeners.forEach(builder::addListener);
        String keys = PREFIX + "keys.";
        String advice = "Write a duration such as 10s, 5m or 1h.";
        requireValid(keys + "fetch-timeout", advice, () -> builder.fetchTimeout(settings.fetchTimeout()));
        requireValid(keys + "refresh-after", advice, () -> builder.refreshAfter(settings.refreshAfter()));
        requireValid(keys + "max-age", advice, () -> builder.maxAge(settings.maxAge()));
        requireValid(keys + "stale-limit", advice, () -> builder.staleLimit(settings.staleLimit()));
        requireValid(keys + "cooldown", advice, () -> builder.cooldown(settings.cooldown()));
        customizers.forEach(customizer -> customizer.customize(builder));
        return requireValid(
                PREFIX + "keys",
                "Write durations of which refresh-after is the shortest and stale-limit the longest.",
                builder::build);
    }

    static CognitoVerifier<?> of(
            CognitoClaimsProperties properties,
            @Nullable UserPoolCache lookedUpPools,
            JwksCache keys,
            Revocations revocations,
            Stream<VerificationListener> listeners,
            Stream<CognitoVerifierCustomizer> customizers) {
        CognitoVerifierBuilder<?> verifier = forPools(properties, lookedUpPools);
        listeners.forEach(verifier::addListener);
        requireAnyResources(properties, verifier);
        requireValid(
                PREFIX + "clock-skew",
                "Write a duration such as 30s.",
                () -> verifier.clockSkew(properties.clockSkew()));
        requireValid(
                PREFIX + "max-token-length",
                "Write a number of characters such as 16384.",
                () -> verifier.maxTokenLength(properties.maxTokenLength()));
        if (properties.tokenCache().enabled()) {
            requireValid(
                    PREFIX + "token-cache.max-size",
                    "Write a size such as 16MB. To remember no tokens write cognito-claims.token-cache.enabled: false.",
                    () -> verifier.tokenCacheBytes(
                            properties.tokenCache().maxSize().toBytes()));
        } else {
            verifier.withoutTokenCache();
        }
        verifier.keys(lookedUpPools == null ? keys : lookedUpPools.keys());
        customizers.forEach(customizer -> customizer.customize(verifier));
        checkRevocations(
                verifier, revocations, RevocationsConfiguration.whenStale(revocations, properties.revocations()));
        CognitoVerifier<?> built = verifier.build();
        if (built.requiredResources().isEmpty() && built.requiredScopes().isEmpty()) {
            for (int i = 0; i < properties.userPools().size(); i++) {
                requireNamedClients(nameOf(i), properties.userPools().get(i));
            }
        }
        return built;
    }

    /** {@return the cache of the pools that the application looks up} */
    static UserPoolCache lookedUpPools(
            UserPoolCacheBuilder builder, CognitoClaimsProperties properties, JwksCache keys) {
        PoolLookup settings = properties.userPoolLookup();
        boolean allowsInsecureHttp = properties.allowInsecureHttp();
        String lookup = PREFIX + "user-pool-lookup.";
        String duration = "Write a duration such as 10s, 5m or 1h.";
        String number = "Write a number such as 1000.";
        requireValid(lookup + "max-pools", number, () -> builder.maxPools(settings.maxPools()));
        requireValid(lookup + "remember-for", duration, () -> builder.rememberFor(settings.rememberFor()));
        requireValid(
                lookup + "remember-unknown-for",
                duration,
                () -> builder.rememberUnknownFor(settings.rememberUnknownFor()));
        requireValid(lookup + "timeout", duration, () -> builder.lookupTimeout(settings.timeout()));
        requireValid(
                lookup + "max-new-per-second",
                number,
                () -> builder.maxNewLookupsPerSecond(settings.maxNewPerSecond()));
        if (allowsInsecureHttp && settings.issuersBelow().isEmpty()) {
            throw new WrongSettingException(
                    INSECURE_HTTP,
                    "without " + lookup
                            + "issuers-below, user pools of AWS are looked up, and for them it is not allowed",
                    "Write the start of the emulator's issuers, such as http://cognito:9229/, in " + lookup
                            + "issuers-below, or leave out " + INSECURE_HTTP + ".");
        }
        for (String url : settings.issuersBelow()) {
            requireValid(
                    lookup + "issuers-below",
                    "Write the start of the issuers' URLs up to a slash, such as http://localhost:9229/."
                            + forEmulators(allowsInsecureHttp),
                    () -> allowsInsecureHttp ? builder.insecureIssuersBelow(url) : builder.issuersBelow(url));
        }
        return requireValid(
                lookup + "issuers-below",
                "Leave out what is on a host of AWS, or " + INSECURE_HTTP + ".",
                () -> builder.keys(keys).build());
    }

    /** {@return the user pools that the properties name, by which their tokens are recognized} */
    static List<UserPool> userPools(CognitoClaimsProperties properties) {
        return IntStream.range(0, properties.userPools().size())
                .mapToObj(i -> toUserPool(nameOf(i), properties.userPools().get(i), properties.allowInsecureHttp()))
                .toList();
    }

    private static CognitoVerifierBuilder<?> forPools(
            CognitoClaimsProperties properties, @Nullable UserPoolCache lookedUpPools) {
        List<Pool> pools = properties.userPools();
        if (pools.isEmpty() && lookedUpPools == null) {
            throw new WrongSettingException(
                    POOLS, "no user pool is given, so no token is accepted", HOW_TO_NAME_A_POOL);
        }
        CognitoVerifierBuilder<?> verifier = lookedUpPools != null
                ? CognitoVerifier.tokens(properties.tokenUse(), lookedUpPools)
                : CognitoVerifier.tokens(properties.tokenUse(), List.of(accepted(properties, 0)));
        for (int i = lookedUpPools != null ? 0 : 1; i < pools.size(); i++) {
            AcceptedPool accepted = accepted(properties, i);
            requireValid(
                    nameOf(i),
                    "Write every user pool once, with all its client-ids.",
                    () -> verifier.alsoFrom(accepted));
        }
        return verifier;
    }

    private static AcceptedPool accepted(CognitoClaimsProperties properties, int index) {
        String name = nameOf(index);
        Pool settings = properties.userPools().get(index);
        AcceptedPool accepted =
                AcceptedPool.of(toUserPool(name, settings, properties.allowInsecureHttp()), clients(name, settings));
        String tenant = settings.tenant();
        return tenant == null
                ? accepted
                : requireValid(
                        name + ".tenant",
                        "Write the application's name of the tenant, or leave it out.",
                        () -> accepted.withTenant(tenant));
    }

    private static UserPool toUserPool(String name, Pool settings, boolean allowsInsecureHttp) {
        UserPool pool = identify(name, settings, allowsInsecureHttp);
        RegionCheck.require(name, pool.id(), settings);
        UserPool replicated = requireValid(
                name + ".replica-regions",
                "Write AWS regions such as us-west-2, separated by commas.",
                () -> pool.withReplicaRegions(settings.replicaRegions()));
        URI jwksUri = settings.jwksUri();
        return jwksUri == null
                ? replicated
                : requireValid(
                        name + ".jwks-uri",
                        "Write the https address of the user pool's key set, or leave it out for the usual one."
                                + forEmulators(allowsInsecureHttp),
                        () -> allowsInsecureHttp
                                ? replicated.withInsecureJwksUri(jwksUri)
                                : replicated.withJwksUri(jwksUri));
    }

    private static UserPool identify(String name, Pool settings, boolean allowsInsecureHttp) {
        String id = settings.id() == null ? "" : settings.id();
        URI issuer = settings.issuer();
        if (issuer == null) {
            UserPool pool = byId(name, id);
            if (allowsInsecureHttp) {
                throw new WrongSettingException(
                        INSECURE_HTTP,
                        "it is for emulators, and " + name + ".id names a user pool of AWS",
                        "Leave out " + INSECURE_HTTP + ", or write the emulator's " + name
                                + ".issuer in place of the id.");
            }
            return pool;
        }
        if (!id.isEmpty()) {
            throw new WrongSettingException(
                    name, "both id and issuer are given", "Leave out one of them; for a pool in AWS the id is enough.");
        }
        return requireValid(
                name + ".issuer",
                "Write what stands in the tokens' iss, such as"
                        + " https://cognito-idp.us-east-1.amazonaws.com/us-east-1_EXAMPLE."
                        + forEmulators(allowsInsecureHttp),
                () -> allowsInsecureHttp
                        ? UserPool.fromInsecureIssuer(issuer.toString())
                        : UserPool.fromIssuer(issuer.toString()));
    }

    private static UserPool byId(String name, String id) {
        if (id.isEmpty()) {
            throw new WrongSettingException(
                    name, "neither id nor issuer is given", HOW_TO_NAME_A_POOL + HOW_LISTS_COMBINE);
        }
        return requireValid(
                name + ".id",
                "Write the id as the Cognito console shows it. Where the issuer can't be told from it, write " + name
                        + ".issuer instead.",
                () -> UserPool.of(id));
    }

    private static AcceptedClients clients(String name, Pool settings) {
        if (!settings.anyClient()) {
            return namedClients(name, settings);
        }
        if (!settings.clientIds().isEmpty()) {
            throw new WrongSettingException(name, "both client-ids and any-client are given", "Leave out one of them.");
        }
        return AcceptedClients.any();
    }

    private static void requireNamedClients(String name, Pool settings) {
        if (settings.anyClient()) {
            throw new WrongSettingException(
                    name + ".any-client",
                    "nothing else is required of a token, so that every client of the user pool would be let in",
                    "Write the identifier of this API, to which tokens must be bound, as cognito-claims.resources; or require"
                            + " scopes with a CognitoVerifierCustomizer bean; or write client-ids in its place.");
        }
    }

    private static AcceptedClients namedClients(String name, Pool settings) {
        Set<String> clients = Set.copyOf(settings.clientIds());
        if (clients.stream().allMatch(String::isBlank)) {
            throw wrongClients(name, "no app client is given", HOW_LISTS_COMBINE);
        }
        if (clients.stream().anyMatch(String::isBlank)) {
            throw wrongClients(name, "one of the client ids is empty", " Look for a comma too many.");
        }
        // Spring does not replace a placeholder that has no value.
        if (clients.stream().anyMatch(client -> client.contains("${"))) {
            throw wrongClients(name, "the placeholder in it has no value", "");
        }
        try {
            return AcceptedClients.of(clients);
        } catch (IllegalArgumentException e) {
            throw wrongClients(
                    name,
                    "a client id has a blank, a semicolon, a quotation mark or a control character in it",
                    " They have letters and digits only.");
        }
    }

    private static WrongSettingException wrongClients(String name, String problem, String more) {
        return new WrongSettingException(name + ".client-ids", problem, HOW_TO_NAME_CLIENTS + more);
    }

    private static void checkRevocations(
            CognitoVerifierBuilder<?> verifier, Revocations revocations, WhenStale whenStale) {
        try {
            verifier.revocations(revocations, whenStale);
        } catch (IllegalArgumentException e) {
            throw new WrongUseException(
                    "A CognitoVerifierCustomizer bean gives the default verifier revocations, and so does the Revocations"
                            + " bean",
                    "Make the customizer's revocations the Revocations bean; the verifier checks that without a customizer.");
        }
    }

    private static void requireAnyResources(CognitoClaimsProperties properties, CognitoVerifierBuilder<?> verifier) {
        if (!properties.resources().isEmpty()) {
            requireValid(
                    PREFIX + "resources",
                    "Write the identifiers of this API, separated by commas. With cognito-claims.token-use: id leave it out.",
                    () -> verifier.requireAnyResource(properties.resources().toArray(String[]::new)));
        }
    }

    private static String forEmulators(boolean allowsInsecureHttp) {
        return allowsInsecureHttp
                ? " For a user pool of AWS leave out " + INSECURE_HTTP + "."
                : " For an emulator at http on another host, in development only, write " + INSECURE_HTTP + ": true.";
    }

    private static String nameOf(int index) {
        return POOLS + "[" + index + "]";
    }
}
