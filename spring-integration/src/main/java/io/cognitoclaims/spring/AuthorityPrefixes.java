package io.cognitoclaims.spring;

import io.cognitoclaims.core.UserPool;
import io.cognitoclaims.spring.CognitoClaimsProperties.Authorities;
import io.cognitoclaims.spring.CognitoClaimsProperties.Pool;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Prefixes that tell the authorities of several pools apart. The start fails if a group, a scope or a claim could be mistaken
 * for the name of a pool or tenant.
 *
 * @param pool that of an authority which names the pool; empty if there is none
 * @param tenant that of an authority which names the tenant; empty if there is none
 * @param groups those of groups, of the pools that have their own
 */
record AuthorityPrefixes(String pool, String tenant, Map<UserPool, String> groups) {
    private static final Logger LOG = LoggerFactory.getLogger(AuthorityPrefixes.class);
    private static final String POOL = CognitoClaimsProperties.PREFIX + ".authorities.pool-prefix";
    private static final String TENANT = CognitoClaimsProperties.PREFIX + ".authorities.tenant-prefix";

    static AuthorityPrefixes of(CognitoClaimsProperties properties) {
        Map<UserPool, String> groups = groupPrefixes(properties);
        Authorities settings = properties.authorities();
        List<String> others = Stream.of(
                        Stream.of(settings.groupPrefix(), settings.scopePrefix(), AuthoritiesOfClaim.FACTOR_PREFIX),
                        groups.values().stream(),
                        AuthoritiesOfClaim.listOf(settings).stream().map(AuthoritiesOfClaim::prefix))
                .flatMap(prefixes -> prefixes)
                .toList();
        String pool = requireApart(POOL, settings.poolPrefix(), others);
        String tenant = requireApart(TENANT, settings.tenantPrefix(), others);
        if (!pool.isEmpty() && !tenant.isEmpty()) {
            requireApart(TENANT, tenant, List.of(pool));
        }
        return new AuthorityPrefixes(pool, tenant, Map.copyOf(groups));
    }

    /** Warns at the start of groups of two pools that become the same authority, for which nothing else tells them apart. */
    static void warnIfShared(CognitoClaimsProperties properties) {
        if (properties.authorities().poolPrefix() != null
                || properties.userPools().size() < 2) {
            return;
        }
        Map<UserPool, String> own = groupPrefixes(properties);
        Map<String, String> poolsByPrefix = new LinkedHashMap<>();
        for (UserPool pool : VerifierFactory.userPools(properties)) {
            String prefix = own.getOrDefault(pool, properties.authorities().groupPrefix());
            String before = poolsByPrefix.putIfAbsent(prefix, pool.id());
            if (before != null) {
                LOG.warn(
                        "A group of the user pool {} becomes the same authority as a group of that name in {}, with the prefix"
                                + " {}. Tell them apart with cognito-claims.user-pools[].group-prefix, or with"
                                + " cognito-claims.authorities.pool-prefix and a check of that authority.",
                        before,
                        pool.id(),
                        prefix.isEmpty() ? "\"\"" : prefix);
            }
        }
    }

    private static Map<UserPool, String> groupPrefixes(CognitoClaimsProperties properties) {
        Map<UserPool, String> prefixes = new HashMap<>();
        List<UserPool> pools = VerifierFactory.userPools(properties);
        for (int i = 0; i < pools.size(); i++) {
            Pool settings = properties.userPools().get(i);
            String prefix = settings.groupPrefix();
            if (prefix != null) {
                requireApartFromClaims(i, prefix, properties.authorities());
                prefixes.put(pools.get(i), prefix);
            }
        }
        return prefixes;
    }

    private static void requireApartFromClaims(int pool, String prefix, Authorities settings) {
        for (AuthoritiesOfClaim claim : AuthoritiesOfClaim.listOf(settings)) {
            if (!prefix.isEmpty()
                    && (prefix.startsWith(claim.prefix()) || claim.prefix().startsWith(prefix))) {
                throw new WrongSettingException(
                        CognitoClaimsProperties.PREFIX + ".user-pools[" + pool + "].group-prefix",
                        "values of a claim, with the prefix " + claim.prefix() + ", could be mistaken for groups",
                        "Write a prefix that does not begin like that one.");
            }
        }
    }

    private static String requireApart(String setting, @Nullable String prefix, List<String> others) {
        if (prefix == null || prefix.isEmpty()) {
            return "";
        }
        for (String other : Set.copyOf(others)) {
            if (prefix.startsWith(other) || other.startsWith(prefix)) {
                throw new WrongSettingException(
                        setting,
                        "what has the prefix \"" + other + "\" could be mistaken for it",
                        "Write a prefix that does not begin like those of groups, scopes and claims, none of which may be"
                                + " empty beside it.");
            }
        }
        return prefix;
    }
}
