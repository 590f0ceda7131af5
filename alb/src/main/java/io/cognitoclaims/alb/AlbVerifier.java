package io.cognitoclaims.alb;

import static io.cognitoclaims.core.TokenRejectedException.Reason.BAD_SIGNATURE;
import static io.cognitoclaims.core.TokenRejectedException.Reason.EXPIRED;
import static io.cognitoclaims.core.TokenRejectedException.Reason.MISSING_KEY_ID;
import static io.cognitoclaims.core.TokenRejectedException.Reason.UNSUPPORTED_ALGORITHM;
import static io.cognitoclaims.core.TokenRejectedException.Reason.UNSUPPORTED_HEADER;
import static io.cognitoclaims.core.TokenRejectedException.Reason.WRONG_CLIENT;
import static io.cognitoclaims.core.TokenRejectedException.Reason.WRONG_ISSUER;
import static io.cognitoclaims.core.TokenRejectedException.Reason.WRONG_SIGNER;
import static java.util.Objects.requireNonNull;

import io.cognitoclaims.alb.LoadBalancerKeys.HeldKey;
import io.cognitoclaims.core.AcceptedClients;
import io.cognitoclaims.core.TokenRejectedException;
import io.cognitoclaims.core.UserPool;
import io.cognitoclaims.core.VerificationUnavailableException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Verifies {@code x-amzn-oidc-data}, the header by which an Application Load Balancer says who is signed in. See <a
 * href="https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-authenticate-users.html">Authenticate
 * users using an Application Load Balancer</a>.
 *
 * <pre>{@code
 * AlbVerifier verifier = AlbVerifier.builder(
 *                 Set.of("arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/pets/50dc6c495c0c9188"),
 *                 UserPool.of("us-east-1_EXAMPLE"),
 *                 Set.of("55pb79dl8gm0i1ho9hdre91r3k"))
 *         .build();
 * AlbIdentity identity = verifier.verify(request.getHeader("x-amzn-oidc-data"));
 * }</pre>
 *
 * <p>Make one and use it for the life of the application. It is immutable and safe for use by many threads. A token is
 * accepted if
 *
 * <ul>
 *   <li>{@code alg} is exactly {@code ES256}, {@code typ}, if there is one, is {@code JWT}, and {@code kid} is a UUID;
 *   <li>{@code signer} is one of the load balancers. All load balancers of a region have keys at the same address, so without
 *       this check any AWS account could sign for any pool;
 *   <li>{@code client} is one of the clients, and {@code iss}, in the header and among the claims, an issuer of the pool;
 *   <li>{@code exp} is in the header and among the claims, is the same, and has not been reached;
 *   <li>the load balancer's key signed the token, exactly as it was received, with its padding.
 * </ul>
 *
 * <p>Each key is fetched by its id when a token first names it; there is no list of them. A token that fails another check
 * causes no fetch. The rest is bounded:
 *
 * <ul>
 *   <li>Made-up key ids, however many, cost five fetches at once for each address of keys, and then one in ten seconds. Any
 *       further one is answered with {@link VerificationUnavailableException}. The keys that are known serve on.
 *   <li>One fetch for a key is in flight at a time. It takes {@link AlbVerifierBuilder#fetchTimeout} at most, follows no
 *       redirect and reads at most 2,048 bytes. Only a key of the curve P-256 is accepted. 32 threads at most wait for
 *       keys of an address.
 *   <li>16 keys are held for an address. If there are more, the one that verified no token for longest is forgotten.
 *   <li>A key in use is fetched again in the background every ten minutes; one that is older than an hour is confirmed
 *       before it is used. If that fails, it serves until it is 24 hours old. One that the address does not have any more
 *       (403 or 404) is refused from then on.
 *   <li>After a failed fetch the next one waits 1 s, 2 s, 4 s, 8 s, and then ten seconds, less a random amount of up to a
 *       fifth.
 * </ul>
 *
 * <p>{@code x-amzn-oidc-identity} is not signed, and nothing here reads it.
 */
public final class AlbVerifier {
    private static final int UUID_LENGTH = 36;

    private final Map<String, LoadBalancerKeys> keysOfSigners;
    private final UserPool pool;
    private final AcceptedClients clients;
    private final Clock clock;

    AlbVerifier(AlbVerifierBuilder builder) {
        this.keysOfSigners = builder.keysOfSigners();
        this.pool = builder.pool;
        this.clients = builder.clients;
        this.clock = builder.clock;
    }

    /**
     * {@return a builder of a verifier for users of this pool}
     *
     * @param loadBalancerArns the load balancers that are trusted, at least one, such as {@code
     *     arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/my-load-balancer/50dc6c495c0c9188}
     * @param pool the pool that they sign users in with
     * @param clientIds the app clients of the pool that they use, at least one
     * @throws IllegalArgumentException if an ARN is not that of an Application Load Balancer; the message says what it is
     *     instead. Also if an id is none ({@link AcceptedClients#of})
     */
    public static AlbVerifierBuilder builder(Set<String> loadBalancerArns, UserPool pool, Set<String> clientIds) {
        return new AlbVerifierBuilder(loadBalancerArns, pool, clientIds);
    }

    /**
     * {@return who is signed in} It waits only when the token's key is not known or is older than an hour: for one fetch.
     *
     * @param data the value of {@code x-amzn-oidc-data}, exactly as received
     * @throws TokenRejectedException if the token is bad
     * @throws VerificationUnavailableException if this cannot be decided now, or if the thread is interrupted while it
     *     waits
     */
    public AlbIdentity verify(String data) {
        OidcData token = OidcData.parse(requireNonNull(data, "data"));
        // All that costs no fetch comes first. Nothing is returned before the signature is checked.
        String keyId = keyIdOf(token.header());
        LoadBalancerKeys keys = keysOf(token.header());
        requireIssuerAndClient(token);
        AlbIdentity identity = new AlbIdentity(this, token);
        requireNotExpired(identity);
        if (!token.hasSignature()) {
            throw TokenRejectedException.of(BAD_SIGNATURE);
        }
        HeldKey key = keys.require(keyId);
        if (!key.verifies(token, clock.millis())) {
            throw TokenRejectedException.of(BAD_SIGNATURE);
        }
        // Once more, after the wait for the key.
        requireNotExpired(identity);
        return identity;
    }

    /** {@return what is accepted, for people} */
    @Override
    public String toString() {
        return "AlbVerifier[" + new TreeSet<>(keysOfSigners.keySet()) + " for users of " + pool.issuer()
                + " and clients " + new TreeSet<>(clients.ids()) + "]";
    }

    private static String keyIdOf(Map<String, @Nullable Object> header) {
        if (!"ES256".equals(header.get("alg"))) {
            throw TokenRejectedException.of(UNSUPPORTED_ALGORITHM);
        }
        // A recipient that does not understand "crit" must refuse it (RFC 7515, section 4.1.11).
        if (List.of("crit", "b64", "zip", "enc").stream().anyMatch(header::containsKey)
                || (header.containsKey("typ") && !"JWT".equals(header.get("typ")))) {
            throw TokenRejectedException.of(UNSUPPORTED_HEADER);
        }
        if (header.get("kid") instanceof String keyId && isUuid(keyId)) {
            return keyId;
        }
        throw TokenRejectedException.of(MISSING_KEY_ID);
    }

    private LoadBalancerKeys keysOf(Map<String, @Nullable Object> header) {
        LoadBalancerKeys keys = header.get("signer") instanceof String signer ? keysOfSigners.get(signer) : null;
        if (keys == null) {
            throw TokenRejectedException.of(WRONG_SIGNER);
        }
        return keys;
    }

    private void requireIssuerAndClient(OidcData token) {
        @Nullable Object issuer = token.claims().get("iss");
        if (!(issuer instanceof String value)
                || !pool.hasIssuer(value)
                || !value.equals(token.header().get("iss"))) {
            throw TokenRejectedException.of(WRONG_ISSUER);
        }
        if (!(token.header().get("client") instanceof String client) || !clients.accepts(client)) {
            throw TokenRejectedException.of(WRONG_CLIENT);
        }
    }

    private void requireNotExpired(AlbIdentity identity) {
        if (identity.isExpiredAt(clock.millis())) {
            throw TokenRejectedException.of(EXPIRED);
        }
    }

    /** {@return whether this is a UUID in lower case, as AWS writes it. Nothing else becomes part of an address} */
    private static boolean isUuid(String text) {
        if (text.length() != UUID_LENGTH) {
            return false;
        }
        for (int i = 0; i < UUID_LENGTH; i++) {
            char c = text.charAt(i);
            boolean hyphen = i == 8 || i == 13 || i == 18 || i == 23;
            boolean hex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
            if (hyphen ? c != '-' : !hex) {
                return false;
            }
        }
        return true;
    }
}
