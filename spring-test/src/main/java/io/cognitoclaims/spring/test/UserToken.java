package io.cognitoclaims.spring.test;

import static java.util.Objects.requireNonNull;

import io.cognitoclaims.core.AcceptedPool;
import io.cognitoclaims.core.CognitoVerifier;
import io.cognitoclaims.core.JwksCache;
import io.cognitoclaims.core.TokenUse;
import io.cognitoclaims.core.UserPool;
import io.cognitoclaims.testing.TestUserPool;
import io.cognitoclaims.testing.TokenBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.springframework.beans.factory.BeanFactory;

/**
 * The settings of a test's user, and the token for them, which the application's own verifier accepts.
 *
 * @param pool the id or issuer of the user pool; empty for the first one that the application accepts
 * @param others other changes to a good token
 */
record UserToken(String pool, List<String> groups, List<String> scopes, UnaryOperator<TokenBuilder> others) {
    static final UserToken PLAIN = new UserToken("", List.of(), List.of(), token -> token);

    UserToken withGroups(List<String> more) {
        return new UserToken(pool, added(groups, more), scopes, others);
    }

    UserToken withScopes(List<String> more) {
        return new UserToken(pool, groups, added(scopes, more), others);
    }

    UserToken ofPool(String idOrIssuer) {
        return new UserToken(idOrIssuer, groups, scopes, others);
    }

    UserToken with(UnaryOperator<TokenBuilder> change) {
        return new UserToken(pool, groups, scopes, token -> change.apply(others.apply(token)));
    }

    /**
     * {@return a token for this application} The application gets its key as if the key had been fetched from the user
     * pool, so nothing is fetched.
     *
     * @throws IllegalStateException if the application has no verifier, or none that could accept such a token
     */
    String signFor(BeanFactory application) {
        CognitoVerifier<?> verifier =
                application.getBeanProvider(CognitoVerifier.class).getIfUnique();
        if (verifier == null) {
            throw new IllegalStateException("a Cognito user needs one CognitoVerifier bean in the application context;"
                    + " is CognitoClaimsAutoConfiguration part of this test?");
        }
        TestUserPool signer = application.getBeanProvider(TestUserPool.class).getIfUnique(SharedPool::get);
        AcceptedPool accepted = poolOf(verifier, signer);
        UserPool from = accepted.pool();
        verifier.keys().preload(from, signer.jwks());
        boolean isIssuer = !pool.isEmpty() && !pool.equals(from.id());
        TokenBuilder token = fill(verifier, signer).issuer(isIssuer ? pool : from.issuer());
        TokenBuilder forClient = accepted.clients().ids().stream()
                .sorted()
                .findFirst()
                .map(token::clientId)
                .orElse(token);
        return others.apply(forClient).sign();
    }

    private TokenBuilder fill(CognitoVerifier<?> verifier, TestUserPool signer) {
        if (verifier.tokenUse() == TokenUse.ID) {
            if (!scopes.isEmpty()) {
                throw new IllegalStateException("this application accepts ID tokens, which carry no scopes");
            }
            return signer.idToken().groups(groups.toArray(String[]::new));
        }
        TokenBuilder token =
                signer.accessToken().groups(groups.toArray(String[]::new)).scopes(scopes.toArray(String[]::new));
        return verifier.requiredResources().stream()
                .findFirst()
                .map(resource -> token.claim("aud", resource))
                .orElse(token);
    }

    private AcceptedPool poolOf(CognitoVerifier<?> verifier, TestUserPool signer) {
        List<AcceptedPool> pools = verifier.pools();
        return pools.stream()
                .filter(accepted -> pool.isEmpty()
                        || pool.equals(accepted.pool().id())
                        || pool.equals(accepted.pool().issuer()))
                .findFirst()
                .or(() -> pools.stream()
                        .filter(accepted -> isIssuerOf(accepted.pool(), verifier.keys(), signer))
                        .findFirst())
                .orElseThrow(() -> new IllegalStateException("this application accepts no user pool " + pool
                        + "; write the id or an issuer of one that it accepts: "
                        + pools.stream()
                                .map(accepted -> accepted.pool().id() + " ("
                                        + accepted.pool().issuer() + ")")
                                .sorted()
                                .collect(Collectors.joining(", "))));
    }

    /** The pool's other issuers: that of a switched pool, and those of replicas. Keys are held by issuer. */
    private boolean isIssuerOf(UserPool accepted, JwksCache keys, TestUserPool signer) {
        if (!pool.endsWith("/" + accepted.id())) {
            return false;
        }
        keys.preload(accepted, signer.jwks());
        return keys.ages().containsKey(pool);
    }

    private static List<String> added(List<String> values, List<String> more) {
        List<String> all = new ArrayList<>(values);
        all.addAll(more);
        return List.copyOf(all);
    }

    /** Signs if the application has no test pool of its own. One pool serves all tests, because key generation is slow. */
    private static final class SharedPool {
        private static final TestUserPool POOL = TestUserPool.create();

        static TestUserPool get() {
            return POOL;
        }
    }
}
