package io.cognitoclaims.spring.test;

import io.cognitoclaims.core.AcceptedClients;
import io.cognitoclaims.core.CognitoVerifier;
import io.cognitoclaims.core.UserPool;
import io.cognitoclaims.testing.TestUserPool;
import io.cognitoclaims.testing.TokenBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.springframework.beans.factory.BeanFactory;

/**
 * What a test says of its user, and the token that comes of it: one that the application's own verifier accepts.
 *
 * @param poolId of the user pool; empty for the first one that the application accepts
 * @param others what else is changed in a good token
 */
record UserToken(String poolId, List<String> groups, List<String> scopes, UnaryOperator<TokenBuilder> others) {
    static final UserToken PLAIN = new UserToken("", List.of(), List.of(), token -> token);

    UserToken withGroup(String group) {
        return new UserToken(poolId, added(groups, group), scopes, others);
    }

    UserToken withScope(String scope) {
        return new UserToken(poolId, groups, added(scopes, scope), others);
    }

    UserToken ofPool(String id) {
        return new UserToken(id, groups, scopes, others);
    }

    UserToken with(UnaryOperator<TokenBuilder> change) {
        return new UserToken(poolId, groups, scopes, token -> change.apply(others.apply(token)));
    }

    /**
     * {@return a token for this application} Its key is made known to the application as if it had been fetched from the
     * user pool, so nothing is fetched.
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
        Map.Entry<UserPool, AcceptedClients> pool = poolOf(verifier);
        verifier.keys().preload(pool.getKey(), signer.jwks());
        TokenBuilder token =
                fill(verifier, signer).issuer(pool.getKey().issuer().toString());
        TokenBuilder forClient = pool.getValue().ids().stream()
                .sorted()
                .findFirst()
                .map(token::clientId)
                .orElse(token);
        return others.apply(forClient).sign();
    }

    private TokenBuilder fill(CognitoVerifier<?> verifier, TestUserPool signer) {
        if (verifier.tokenUse().equals("id")) {
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

    private Map.Entry<UserPool, AcceptedClients> poolOf(CognitoVerifier<?> verifier) {
        return verifier.pools().entrySet().stream()
                .filter(pool -> poolId.isEmpty() || poolId.equals(pool.getKey().id()))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("this application accepts no user pool " + poolId));
    }

    private static List<String> added(List<String> values, String value) {
        List<String> all = new ArrayList<>(values);
        all.add(value);
        return List.copyOf(all);
    }

    /** Signs where the application has no test pool of its own. One for all tests, as making keys takes its time. */
    private static final class SharedPool {
        private static final TestUserPool POOL = TestUserPool.create();

        static TestUserPool get() {
            return POOL;
        }
    }
}
