package io.cognitoclaims.spring;

import io.cognitoclaims.core.Revocations.WhenStale;
import io.cognitoclaims.core.TokenUse;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Sets which Cognito tokens the application accepts. An unknown name makes the start fail, in any source except environment
 * variables, because a misspelt rule would silently have no effect.
 *
 * @param userPools User pools whose tokens are accepted; at least one, unless the application looks pools up.
 * @param userPoolLookup How the pools of a UserPoolSource or AsyncUserPoolSource bean are looked up and remembered.
 * @param allowInsecureHttp Whether issuers and signing keys may be at http on any host: for emulators in containers, in
 *     development only. A warning is logged at the start, and no user pool may have an issuer of AWS.
 * @param tokenUse Kind of token that is accepted, of all user pools alike.
 * @param resources Identifiers of this API, one of which every access token must be bound to (RFC 8707). Tokens that are
 *     bound to no resource, such as those of client credentials, are then rejected. When empty, tokens that are bound to
 *     a resource are rejected.
 * @param principalClaim Claim that names the caller: the subject by default. username is the user's name in both access
 *     tokens and ID tokens. The answer to a token without the claim, or with a value that is not a string, is 403. So is
 *     the answer to a token with an email or phone_number that is not verified.
 * @param authorities How groups, scopes and other claims become authorities.
 * @param openPaths Paths that need no token, in the filter chain that the application gets if it has none of its own: exact
 *     paths such as /public/hello, or Spring's path patterns such as /public/**. Health and its probes are open by default,
 *     as long as they do not show details to everybody.
 * @param tokenSources Where the token may be: authorization, header:<name>, cookie:<name>, amplify-cookies or
 *     websocket-protocol. A token that a browser may send by itself, in a cookie or in a header other than Authorization, is
 *     accepted from pages of this origin and of the trusted ones.
 * @param trustedOrigins Origins whose pages may send tokens in cookies and headers, such as https://app.example.com, beside
 *     this application's own. CORS is set elsewhere.
 * @param clockSkew Difference between the clocks of Cognito and of this machine that is tolerated; at most 5 minutes.
 * @param maxTokenLength Characters that a token may have; 4096 to 65536. The server must accept headers of that length.
 * @param keys How the signing keys of the user pools are fetched and kept.
 * @param warmUp Whether the keys of all user pools are fetched at the start, which fails if a pool has no keys.
 * @param tokenCache Cache of verified tokens.
 * @param resourceMetadata What the application tells clients about itself (RFC 9728).
 * @param authorizationServerMetadata What the application tells clients about its user pool (RFC 8414).
 * @param revocations How servers share revocations. Without any of these properties they hold in this process alone.
 */
@ConfigurationProperties(CognitoClaimsProperties.PREFIX)
record CognitoClaimsProperties(
        @DefaultValue List<Pool> userPools,
        @DefaultValue PoolLookup userPoolLookup,
        @DefaultValue("false") boolean allowInsecureHttp,
        @DefaultValue("access") TokenUse tokenUse,
        @DefaultValue Set<String> resources,
        @DefaultValue("sub") String principalClaim,
        @DefaultValue Authorities authorities,
        @DefaultValue List<String> openPaths,
        @DefaultValue("authorization") List<String> tokenSources,
        @DefaultValue Set<String> trustedOrigins,
        @DefaultValue("0s") Duration clockSkew,
        @DefaultValue("16384") int maxTokenLength,
        @DefaultValue Keys keys,
        @DefaultValue("false") boolean warmUp,
        @DefaultValue TokenCache tokenCache,
        @DefaultValue ResourceMetadata resourceMetadata,
        @DefaultValue AuthorizationServerMetadata authorizationServerMetadata,
        @DefaultValue SharedRevocations revocations) {
    static final String PREFIX = "cognito-claims";

    /**
     * One user pool.
     *
     * @param id Id of the user pool, such as us-east-1_EXAMPLE. Accepts both issuers that a pool of this id can have.
     * @param issuer Issuer of the user pool, letter by letter, in place of its id: for emulators, proxies and partitions
     *     whose issuers do not follow from the id.
     * @param jwksUri URL of the signing keys, if it is not the one below the issuer.
     * @param clientIds App clients whose tokens are accepted; at least one.
     * @param anyClient Whether tokens of every app client of the pool are accepted, also of clients that register themselves
     *     later. It takes the place of client-ids. Then cognito-claims.resources must be set, or a customizer of the
     *     verifier must require scopes.
     * @param replicaRegions Regions of the replicas of a multi-Region user pool with the original issuer.
     * @param tenant Tenant that the user pool belongs to, for applications that tell tenants apart.
     * @param groupPrefix Prefix of the authority that a group of this user pool becomes, in place of
     *     cognito-claims.authorities.group-prefix.
     */
    record Pool(
            @Nullable String id,
            @Nullable URI issuer,
            @Nullable URI jwksUri,
            @DefaultValue Set<String> clientIds,
            @DefaultValue("false") boolean anyClient,
            @DefaultValue Set<String> replicaRegions,
            @Nullable String tenant,
            @Nullable String groupPrefix) {}

    /**
     * Settings of the look-up of user pools.
     *
     * @param maxPools Issuers that are remembered; 1 to 1000000.
     * @param rememberFor How long a user pool is accepted without another look-up; 1 s to 1 day. In the last fifth of it a
     *     token causes a look-up in the background.
     * @param rememberUnknownFor How long an issuer is rejected without another look-up; 1 s to 1 day.
     * @param timeout Time limit of one look-up; 1 ms to 30 s.
     * @param maxNewPerSecond Look-ups of issuers that are not remembered, at once and in each second; 1 to 10000.
     * @param issuersBelow URLs below which issuers are looked up too, such as http://localhost:9229/; the port may be * for
     *     every port of a loopback address. By default, only issuers of AWS are.
     */
    record PoolLookup(
            @DefaultValue("10000") int maxPools,
            @DefaultValue("5m") Duration rememberFor,
            @DefaultValue("1m") Duration rememberUnknownFor,
            @DefaultValue("3s") Duration timeout,
            @DefaultValue("100") int maxNewPerSecond,
            @DefaultValue List<String> issuersBelow) {}

    /**
     * How authorities are named.
     *
     * @param groupPrefix Prefix of the authority that a group of the user becomes, unless the group begins with it. May be
     *     empty.
     * @param scopePrefix Prefix of the authority that a scope of an access token becomes. May be empty.
     * @param poolPrefix Prefix of an authority that names the user pool by its id, such as POOL_. By default there is none.
     * @param tenantPrefix Prefix of an authority that names the tenant of the user pool, such as TENANT_. By default there is
     *     none.
     * @param stripResourceServer Identifier of the resource server whose scopes become authorities without it: with pets,
     *     the scope pets/read is SCOPE_read. Scopes of other resource servers keep their identifier, so that they cannot be
     *     confused.
     * @param claims Further claims whose values become authorities.
     */
    record Authorities(
            @DefaultValue("ROLE_") String groupPrefix,
            @DefaultValue("SCOPE_") String scopePrefix,
            @Nullable String poolPrefix,
            @Nullable String tenantPrefix,
            @Nullable String stripResourceServer,
            @DefaultValue List<ClaimAuthorities> claims) {}

    /**
     * A claim whose values become authorities. A string is one value. In an array of strings, and in a string that is such
     * an array as JSON, each element is one value. Other types give no authority.
     *
     * @param name Name of the claim, such as tier. Users must not be able to write it, as they may their custom: attributes.
     * @param prefix Prefix of the authorities. It must differ from those of groups, scopes and other claims, so that the
     *     claim's values cannot be mistaken for them.
     */
    record ClaimAuthorities(@Nullable String name, @Nullable String prefix) {}

    /**
     * Settings of the key cache.
     *
     * @param fetchTimeout Time limit of a whole fetch of keys, from the DNS look-up to the last byte; 1 ms to 30 s. A
     *     request waits for one fetch, or for two if the first one began before it.
     * @param refreshAfter Age at which keys are fetched again in the background, while they stay in use.
     * @param maxAge Age at which a fetch must confirm the keys before they are used again.
     * @param staleLimit Age up to which keys are used while newer ones are unavailable; at most 30 days.
     * @param cooldown How often tokens with unknown keys may cause a fetch of an issuer's keys: three times at once, and
     *     then once in this time. It is also the longest pause after a failed fetch; 1 s to 10 minutes.
     */
    record Keys(
            @DefaultValue("3s") Duration fetchTimeout,
            @DefaultValue("10m") Duration refreshAfter,
            @DefaultValue("1h") Duration maxAge,
            @DefaultValue("24h") Duration staleLimit,
            @DefaultValue("10s") Duration cooldown) {}

    /**
     * Settings of the token cache.
     *
     * @param enabled Whether verified tokens are cached until they expire, so that their signature is checked only once.
     * @param maxSize Approximate memory that verified tokens may take; at least 64KB.
     */
    record TokenCache(
            @DefaultValue("true") boolean enabled,
            @DefaultValue("16MB") DataSize maxSize) {}

    /**
     * Settings of the metadata document at /.well-known/oauth-protected-resource.
     *
     * @param enabled Whether there is a document. If not, challenges name none, and Spring Security's own document is not
     *     served either.
     * @param resource Identifier of this API, by which clients know it: an https URL (RFC 9728, section 1.2). Challenges
     *     name the document at this URL. If it is not given, it is the single value of cognito-claims.resources, or else
     *     the URL of the request.
     * @param scopes Scopes that clients may request.
     */
    record ResourceMetadata(
            @DefaultValue("true") boolean enabled,
            @Nullable URI resource,
            @DefaultValue Set<String> scopes) {}

    /**
     * Settings of the metadata document at /.well-known/oauth-authorization-server, which MCP clients look for.
     *
     * @param enabled Whether the application describes its user pool itself, at its own origin. Cognito's own document
     *     leaves out that the pool takes PKCE. For clients, a change of this is a change of the authorization server: they
     *     sign in again.
     * @param domain Origin of the user pool's domain, such as https://pets.auth.us-east-1.amazoncognito.com.
     * @param openRegistration Whether everybody may register a client at the user pool, so that the document names its
     *     registration endpoint.
     */
    record AuthorizationServerMetadata(
            @DefaultValue("false") boolean enabled,
            @Nullable URI domain,
            @DefaultValue("false") boolean openRegistration) {}

    /**
     * Settings of revocations that servers share.
     *
     * @param whenStale What happens to tokens while the store of revocations has not been read for max-age: accept goes on
     *     with the revocations that are known, unavailable answers 503. It must be given if there is a store.
     * @param maxAge How long the store may be out of reach before revocations are stale; 1 s to 1 h.
     * @param redis The Redis or Valkey server through which servers share revocations.
     */
    record SharedRevocations(
            @Nullable WhenStale whenStale,
            @DefaultValue("10s") Duration maxAge,
            @DefaultValue Redis redis) {}

    /**
     * Settings of Redis.
     *
     * @param uri Address of the server, such as redis://host:6379, or with TLS rediss://host:6379. It needs the module
     *     cognito-claims-revocation-redis. If it is missing and when-stale is given, the server of spring.data.redis is used.
     * @param username User of the server's access control list, in place of the one in the uri or of spring.data.redis.
     * @param password Password, in place of the one in the uri or of spring.data.redis.
     * @param keyPrefix What the key of the stream begins with, the same in all servers that share revocations.
     * @param timeout How long to wait for a connection, and for an answer; 100 ms to 10 s.
     * @param cluster Whether the uri is that of a cluster.
     */
    record Redis(
            @Nullable String uri,
            @Nullable String username,
            @Nullable String password,
            @DefaultValue("cognito-claims") String keyPrefix,
            @DefaultValue("2s") Duration timeout,
            @DefaultValue("false") boolean cluster) {
        /** Without passwords. */
        @Override
        public String toString() {
            return "Redis[" + keyPrefix + "]";
        }
    }
}
