package io.cognitoclaims.spring;

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
 * Which Cognito tokens the application accepts. A name that is not known ends the start, in any source but environment
 * variables: a rule that is misspelt would silently not hold.
 *
 * @param userPools User pools whose tokens are accepted; at least one.
 * @param tokenUse Kind of token that is accepted, of all user pools alike.
 * @param resources Identifiers of this API, one of which every access token must be bound to (RFC 8707). Tokens that are
 *     bound to no resource, such as those of client credentials, are then rejected. When empty, tokens that are bound to
 *     a resource are rejected.
 * @param principalClaim Claim that names the caller: the subject unless another is given. username is the user's name in
 *     access tokens and ID tokens alike. A token that lacks the claim, or has something else than text there, is answered
 *     with 403, as is one with an email or phone_number that it says was not verified.
 * @param authorities How groups, scopes and other claims become authorities.
 * @param openPaths Paths that need no token, in the filter chain that the application gets if it has none of its own: exact
 *     ones such as /public/hello, or Spring's path patterns such as /public/**. Health and its probes are open without
 *     being named, as long as they tell no details to everybody.
 * @param clockSkew Difference between the clocks of Cognito and of this machine that is tolerated; at most 5 minutes.
 * @param maxTokenLength Characters that a token may have; 4096 to 65536. The server must take headers of that length.
 * @param keys How the signing keys of the user pools are fetched and kept.
 * @param warmUp Whether the keys of all user pools are fetched at the start, which ends if there are none of one of them.
 * @param tokenCache Memory of verified tokens.
 * @param resourceMetadata What the application tells clients about itself (RFC 9728).
 */
@ConfigurationProperties(CognitoClaimsProperties.PREFIX)
record CognitoClaimsProperties(
        @DefaultValue List<Pool> userPools,
        @DefaultValue("access") TokenUse tokenUse,
        @DefaultValue Set<String> resources,
        @DefaultValue("sub") String principalClaim,
        @DefaultValue Authorities authorities,
        @DefaultValue List<String> openPaths,
        @DefaultValue("0s") Duration clockSkew,
        @DefaultValue("16384") int maxTokenLength,
        @DefaultValue Keys keys,
        @DefaultValue("false") boolean warmUp,
        @DefaultValue TokenCache tokenCache,
        @DefaultValue ResourceMetadata resourceMetadata) {
    static final String PREFIX = "cognito-claims";

    /**
     * One user pool.
     *
     * @param id Id of the user pool, such as us-east-1_EXAMPLE. Accepts both issuers that a pool of this id can have.
     * @param issuer Issuer of the user pool, letter by letter, in place of its id: for emulators, proxies and partitions
     *     whose issuers cannot be told from the id.
     * @param jwksUri Address of the signing keys, when it is not the one below the issuer.
     * @param clientIds App clients whose tokens are accepted; at least one.
     * @param replicaRegions Regions of the replicas of a multi-Region user pool with the original issuer.
     */
    record Pool(
            @Nullable String id,
            @Nullable URI issuer,
            @Nullable URI jwksUri,
            @DefaultValue Set<String> clientIds,
            @DefaultValue Set<String> replicaRegions) {}

    /**
     * How authorities are named.
     *
     * @param groupPrefix Prefix of the authority that a group of the user becomes, unless the group begins with it. May be
     *     empty.
     * @param scopePrefix Prefix of the authority that a scope of an access token becomes. May be empty.
     * @param stripResourceServer Identifier of the resource server whose scopes become authorities without it: with pets,
     *     the scope pets/read is SCOPE_read. Scopes of other resource servers keep theirs, so that they can't be mistaken.
     * @param claims Further claims whose values become authorities.
     */
    record Authorities(
            @DefaultValue("ROLE_") String groupPrefix,
            @DefaultValue("SCOPE_") String scopePrefix,
            @Nullable String stripResourceServer,
            @DefaultValue List<ClaimAuthorities> claims) {}

    /**
     * A claim whose values become authorities. A text is one value, an array of strings one for each, and so is a text that
     * is such an array. Other types become none.
     *
     * @param name Name of the claim, such as tier. Users must not be able to write it, as they may their custom: attributes.
     * @param prefix Prefix of the authorities. It must be another than those of groups, scopes and other claims, so that the
     *     claim's values can't be mistaken for them.
     */
    record ClaimAuthorities(@Nullable String name, @Nullable String prefix) {}

    /**
     * Settings of the key cache.
     *
     * @param fetchTimeout Time for a whole fetch of keys, from the look-up of the host's name to the last byte; 1 ms to
     *     30 s. A request waits for one fetch, or for two if the first one began before it.
     * @param refreshAfter Age at which keys are fetched again in the background, while they serve on.
     * @param maxAge Age at which keys must be confirmed by a fetch before they serve again.
     * @param staleLimit Age up to which keys serve while newer ones are unavailable; at most 30 days.
     * @param cooldown How often tokens of unknown keys may cause a fetch of an issuer's keys: three times at once, and then
     *     once in this time. It is also the longest pause after a fetch that failed; 1 s to 10 minutes.
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
     * @param enabled Whether verified tokens are remembered until they expire, so that their signature is checked once.
     * @param maxSize Memory that verified tokens may take, roughly; at least 64KB.
     */
    record TokenCache(
            @DefaultValue("true") boolean enabled,
            @DefaultValue("16MB") DataSize maxSize) {}

    /**
     * Settings of the metadata document at /.well-known/oauth-protected-resource.
     *
     * @param enabled Whether there is a document. When not, challenges name none, and Spring Security's own is not served.
     * @param resource Identifier of this API, by which clients know it: an https address (RFC 9728, section 1.2). Challenges
     *     lead to the document at this address. When not given, it is the one value of cognito-claims.resources, or else the
     *     address that was asked.
     * @param scopes Scopes that clients may ask for.
     */
    record ResourceMetadata(
            @DefaultValue("true") boolean enabled,
            @Nullable URI resource,
            @DefaultValue Set<String> scopes) {}
}
