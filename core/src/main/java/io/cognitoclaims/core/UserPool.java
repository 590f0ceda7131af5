package io.cognitoclaims.core;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A user pool whose tokens are trusted, with its values of {@code iss} and the URLs of its keys. Immutable; two are equal
 * if they trust the same issuers with the same key URLs.
 *
 * <p>A pool writes one of two issuers, the original {@code https://cognito-idp.<region>.amazonaws.com/<id>} or, after it
 * was switched, the updated {@code https://issuer-cognito-idp.<region>.amazonaws.com/<id>}. {@link #of} accepts both, so
 * the switch needs no new release of the application. Each issuer's keys are fetched when its first token arrives. See <a
 * href="https://docs.aws.amazon.com/cognito/latest/developerguide/federation-endpoints.html">Identity provider and relying
 * party endpoints</a>.
 */
public final class UserPool implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Cognito's limit for the length of a pool id. */
    private static final int MAX_ID_LENGTH = 55;

    private static final String ORIGINAL = "https://cognito-idp.";
    private static final String UPDATED = "https://issuer-cognito-idp.";
    private static final String AWS = ".amazonaws.com/";

    private static final String WELL_KNOWN_KEYS = "/.well-known/jwks.json";

    private final String id;
    /** The values of {@code iss}; the first one is the one to publish. */
    private final Set<String> issuers;
    /** The URL of all keys; null if each issuer has its keys below its own URL. */
    private final @Nullable URI jwksUri;

    private final boolean allowsInsecureHttp;

    private UserPool(String id, Collection<String> issuers, @Nullable URI jwksUri, boolean allowsInsecureHttp) {
        this.id = id;
        this.issuers = Collections.unmodifiableSet(new LinkedHashSet<>(issuers));
        this.jwksUri = jwksUri;
        this.allowsInsecureHttp = allowsInsecureHttp;
        if (allowsInsecureHttp && hasAwsIssuer()) {
            throw new IllegalArgumentException("issuer: " + PoolAddress.NOT_WITH_AWS + ", was " + issuer());
        }
    }

    /**
     * {@return the pool of this id in the AWS partition or AWS GovCloud, with both of its issuers}
     *
     * @param id the pool's id, such as {@code us-east-1_EXAMPLE}: its region, {@code _}, letters and digits. Any region is
     *     accepted, even one that AWS opens later, but not a misspelling of a known one
     * @throws IllegalArgumentException if this is not a pool id (the message says what it is instead), or if AWS does not
     *     document the issuers of its partition; use {@link #fromIssuer} for such a pool
     */
    public static UserPool of(String id) {
        String region = requireRegionOf(requireNonNull(id, "id"));
        return new UserPool(id, List.of(issuer(ORIGINAL, region, id), issuer(UPDATED, region, id)), null, false);
    }

    /**
     * {@return the pool that writes exactly this issuer} For emulators, proxies and partitions that {@link #of} does not
     * know. The pool's id is the last segment of the path.
     *
     * @param issuer the exact value of {@code iss}, letter by letter; {@code https}, or {@code http} on a loopback address
     * @throws IllegalArgumentException if the URL is not of that form; for {@code http} elsewhere see {@link
     *     #fromInsecureIssuer}
     */
    public static UserPool fromIssuer(String issuer) {
        return ofIssuer(issuer, false);
    }

    /**
     * {@return the pool that writes exactly this issuer, which may be an {@code http} URL of any host} For emulators in
     * containers, in development only: others on the network can replace the keys, and so make up tokens. A
     * warning is logged whenever the keys of such a pool are taken into a {@link JwksCache}, which happens when its verifier
     * is built. A verifier that accepts such a pool accepts none of AWS.
     *
     * @param issuer the exact value of {@code iss}, letter by letter; {@code http} or {@code https}, and not of a host of AWS
     * @throws IllegalArgumentException if the URL is not of that form
     */
    public static UserPool fromInsecureIssuer(String issuer) {
        return ofIssuer(issuer, true);
    }

    private static UserPool ofIssuer(String issuer, boolean allowsInsecureHttp) {
        URI address = PoolAddress.require(
                "issuer", PoolAddress.parse("issuer", requireNonNull(issuer, "issuer")), allowsInsecureHttp);
        String slip = PoolIdSlip.ofIssuer(address.getHost(), address.getRawPath());
        if (slip != null) {
            throw new IllegalArgumentException("issuer: " + slip + ", was " + issuer);
        }
        String id = issuer.substring(issuer.lastIndexOf('/') + 1);
        if (id.isEmpty() || address.getRawPath().length() < 2 || address.getRawQuery() != null) {
            throw new IllegalArgumentException("issuer: must end with the user pool's id, was " + issuer);
        }
        return new UserPool(id, List.of(issuer), null, allowsInsecureHttp);
    }

    /**
     * {@return this pool with the original issuers of its replicas too} With multi-Region replication and the original
     * issuer, {@code iss} contains the region that issued the token.
     *
     * @param regions the regions of the replicas, such as {@code us-west-2}
     */
    public UserPool withReplicaRegions(Set<String> regions) {
        List<String> all = new ArrayList<>(issuers);
        for (String region : regions) {
            if (!isRegion(region) || hasUndocumentedIssuer(region)) {
                throw new IllegalArgumentException(
                        "replicaRegions: not a region whose issuers are documented: " + region);
            }
            requireNoMisspelling("replicaRegions", region);
            all.add(issuer(ORIGINAL, region, id));
        }
        return new UserPool(id, all, jwksUri, allowsInsecureHttp);
    }

    /**
     * {@return this pool with all keys fetched from another URL} For VPC endpoints, FIPS endpoints, proxies and emulators.
     * The tokens keep their issuer.
     *
     * @param jwksUri {@code https}, or {@code http} on a loopback address
     */
    public UserPool withJwksUri(URI jwksUri) {
        return new UserPool(id, issuers, PoolAddress.require("jwksUri", jwksUri, false), allowsInsecureHttp);
    }

    /**
     * {@return this pool with all keys fetched from another URL, which may be an {@code http} URL of any host} For emulators
     * in containers, in development only; see {@link #fromInsecureIssuer}.
     *
     * @param jwksUri {@code http} or {@code https}; for a host of AWS {@code https} only
     * @throws IllegalArgumentException if the URL is not of that form, or if the pool has an issuer of AWS
     */
    public UserPool withInsecureJwksUri(URI jwksUri) {
        return new UserPool(id, issuers, PoolAddress.require("jwksUri", jwksUri, true), true);
    }

    /** {@return the pool's id} */
    public String id() {
        return id;
    }

    /** {@return the issuer that the pool writes unless it was switched} Publish this one in metadata. */
    public String issuer() {
        return issuers.iterator().next();
    }

    /** {@return whether the pool's tokens may have this issuer} It is compared letter by letter. */
    public boolean hasIssuer(String issuer) {
        return issuers.contains(requireNonNull(issuer, "issuer"));
    }

    /** {@return all trusted issuers, starting with {@link #issuer()}} */
    List<Issuer> issuers() {
        return issuers.stream()
                .map(value -> new Issuer(value, jwksUri != null ? jwksUri : URI.create(value + WELL_KNOWN_KEYS)))
                .toList();
    }

    /** {@return whether it was made with the word that allows insecure HTTP, whatever its URLs are} */
    boolean allowsInsecureHttp() {
        return allowsInsecureHttp;
    }

    boolean hasAwsIssuer() {
        return issuers.stream()
                .anyMatch(issuer -> PoolAddress.isOfAws(URI.create(issuer).getHost()));
    }

    /** {@return whether this has the form of an issuer that Cognito documents} It costs no exception. */
    static boolean isCognitoIssuer(String text) {
        int start = text.startsWith(ORIGINAL) ? ORIGINAL.length() : text.startsWith(UPDATED) ? UPDATED.length() : -1;
        int end = start < 0 ? -1 : text.indexOf(AWS, start);
        // The bound matters: anybody can write an issuer, and issuers that nobody knows are remembered.
        return end >= 0
                && end - start < MAX_ID_LENGTH
                && isRegion(text.substring(start, end))
                && isId(text.substring(end + AWS.length()));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof UserPool pool && Set.copyOf(issuers()).equals(Set.copyOf(pool.issuers()));
    }

    @Override
    public int hashCode() {
        return issuers.hashCode();
    }

    @Override
    public String toString() {
        return "UserPool[" + id + "]";
    }

    private static String issuer(String start, String region, String id) {
        return start + region + AWS + id;
    }

    private static String requireRegionOf(String id) {
        if (!isId(id)) {
            throw new IllegalArgumentException("userPoolId: " + PoolIdSlip.of(id));
        }
        String region = id.substring(0, id.indexOf('_'));
        requireNoMisspelling("userPoolId", region);
        if (hasUndocumentedIssuer(region)) {
            throw new IllegalArgumentException("userPoolId: the issuer of pools in " + region
                    + " is not documented; give the pool's issuer in place of its id");
        }
        return region;
    }

    private static boolean isId(String id) {
        int end = id.indexOf('_');
        return end > 0
                && end < id.length() - 1
                && id.length() <= MAX_ID_LENGTH
                && id.substring(end + 1).chars().allMatch(UserPool::isLetterOrDigit)
                && isRegion(id.substring(0, end));
    }

    /** Only a near miss of a known region is refused: AWS opens new regions, and their pools must work at once. */
    private static void requireNoMisspelling(String setting, String region) {
        PoolIdSlip.intendedRegion(region).ifPresent(meant -> {
            throw new IllegalArgumentException(setting + ": there is no region " + region + "; did you mean " + meant
                    + "? If AWS has opened it, give the pool's issuer in place of its id");
        });
    }

    private static boolean hasUndocumentedIssuer(String region) {
        return region.startsWith("cn-") || region.startsWith("eusc-") || region.startsWith("us-iso");
    }

    /** At least two words of letters and a number, joined by hyphens. Regions are added; their form stays the same. */
    private static boolean isRegion(String region) {
        String[] words = region.split("-", -1);
        int last = words.length - 1;
        boolean letters = last >= 2;
        for (int i = 0; i < last; i++) {
            letters &= !words[i].isEmpty() && words[i].chars().allMatch(c -> c >= 'a' && c <= 'z');
        }
        return letters && !words[last].isEmpty() && words[last].chars().allMatch(c -> c >= '0' && c <= '9');
    }

    static boolean isLetterOrDigit(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || isDigit(c);
    }

    static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }
}
