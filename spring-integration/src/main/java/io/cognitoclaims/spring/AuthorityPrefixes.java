package io.cognitoclaims.spring;

import io.cognitoclaims.core.UserPool;
import io.cognitoclaims.spring.CognitoClaimsProperties.Authorities;
import io.cognitoclaims.spring.CognitoClaimsProperties.Pool;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
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
    private static final String GROUPS = CognitoClaimsProperties.PREFIX + ".authorities.group-prefix";
    private static final String SCOPES = CognitoClaimsProperties.PREFIX + ".authorities.scope-prefix";
    private static final List<String> FACTORS = List.of(AuthoritiesOfClaim.FACTOR_PREFIX);
    private static final String TENANT = CognitoClaimsProperties.PREFIX + ".authorities.tenant-prefix";

    static AuthorityPrefixes of(CognitoClaimsProperties properties) {
        Map<UserPool, String> groups = groupPrefixes(properties);
        Authorities settings = properties.authorities();
        requireGroupsApartFromScopes(settings);
        requireApart(GROUPS, settings.groupPrefix(), FACTORS);
        requireApart(SCOPES, settings.scopePrefix(), FACTORS);
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

    /**
     * Ends the start if a group of one pool could imitate a group of another whose prefix is longer or shorter, or if a scope
     * could. With ROLE_ and ROLE_STAFF_, the group STAFF_admin of the first is ROLE_STAFF_admin.
     *
     * @param pools the pools of all verifiers
     */
    static void requireGroupsApart(CognitoClaimsProperties properties, Set<UserPool> pools, boolean areMoreLookedUp) {
        Map<UserPool, String> own = groupPrefixes(properties);
        Authorities settings = properties.authorities();
        Set<String> others = pools.stream()
                .map(pool -> own.getOrDefault(pool, settings.groupPrefix()))
                .collect(Collectors.toCollection(HashSet::new));
        if (areMoreLookedUp) {
            others.add(settings.groupPrefix());
        }
        List<UserPool> inOrder = VerifierFactory.userPools(properties);
        for (int i = 0; i < inOrder.size(); i++) {
            String prefix = own.get(inOrder.get(i));
            if (prefix == null || prefix.equals(settings.groupPrefix())) {
                continue;
            }
            String setting = CognitoClaimsProperties.PREFIX + ".user-pools[" + i + "].group-prefix";
            for (String other : others) {
                if (!other.equals(prefix) && (prefix.startsWith(other) || other.startsWith(prefix))) {
                    throw new WrongSettingException(
                            setting,
                            "groups of a pool with the prefix \"" + other
                                    + "\" could be mistaken for groups of another",
                            "Write a prefix that does not begin like that one, and that is not the beginning of it.");
                }
            }
            String scopes = settings.scopePrefix();
            if (!prefix.isEmpty() && (prefix.startsWith(scopes) || scopes.startsWith(prefix))) {
                throw new WrongSettingException(
                        setting,
                        "scopes, with the prefix \"" + scopes + "\", could be mistaken for groups",
                        "Write a prefix that does not begin like that one, and that is not the beginning of it.");
            }
        }
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

    /** Without a prefix, which is allowed, a group may have any name. */
    private static void requireGroupsApartFromScopes(Authorities settings) {
        String groups = settings.groupPrefix();
        String scopes = settings.scopePrefix();
        if (!groups.isEmpty() && !scopes.isEmpty() && (groups.startsWith(scopes) || scopes.startsWith(groups))) {
            throw new WrongSettingException(
                    groups.equals("ROLE_") ? SCOPES : GROUPS,
                    "groups, with the prefix \"" + groups + "\", could be mistaken for scopes, with \"" + scopes + "\"",
                    "Write a prefix that does not begin like the other one, and that is not the beginning of it.");
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
                requireApart(CognitoClaimsProperties.PREFIX + ".user-pools[" + i + "].group-prefix", prefix, FACTORS);
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
