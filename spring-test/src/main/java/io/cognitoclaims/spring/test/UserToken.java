package io.cognitoclaims.spring.test;

import io.cognitoclaims.core.AcceptedPool;
import io.cognitoclaims.core.AsyncUserPoolSource;
import io.cognitoclaims.core.CognitoVerifier;
import io.cognitoclaims.core.JwksCache;
import io.cognitoclaims.core.TokenUse;
import io.cognitoclaims.core.UserPool;
import io.cognitoclaims.core.UserPoolSource;
import io.cognitoclaims.testing.TestUserPool;
import io.cognitoclaims.testing.TokenBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.springframework.beans.factory.BeanFactory;

/**
 * The settings of a test's user, and the token for them, which the application's own verifier accepts.
 *
 * @param verifier the name of the verifier bean that accepts the token; empty for the default one
 * @param pool the id or issuer of the user pool; empty for the first one that the application accepts
 * @param others other changes to a good token
 */
record UserToken(
        String verifier, String pool, List<String> groups, List<String> scopes, UnaryOperator<TokenBuilder> others) {
    static final UserToken PLAIN = new UserToken("", "", List.of(), List.of(), token -> token);

    UserToken withGroups(List<String> more) {
        return new UserToken(verifier, pool, added(groups, more), scopes, others);
    }

    UserToken withScopes(List<String> more) {
        return new UserToken(verifier, pool, groups, added(scopes, more), others);
    }

    UserToken ofPool(String idOrIssuer) {
        return new UserToken(verifier, idOrIssuer, groups, scopes, others);
    }

    UserToken verifiedBy(String beanName) {
        return new UserToken(beanName, pool, groups, scopes, others);
    }

    UserToken with(UnaryOperator<TokenBuilder> change) {
        return new UserToken(verifier, pool, groups, scopes, token -> change.apply(others.apply(token)));
    }

    /**
     * {@return a token for this application} The application gets its key as if the key had been fetched from the user
     * pool, so nothing is fetched.
     *
     * @throws IllegalStateException if the application has no verifier, or none that could accept such a token
     */
    String signFor(BeanFactory application) {
        CognitoVerifier<?> verifier = verifierIn(application);
        AcceptedPool accepted = poolOf(verifier, application);
        UserPool from = accepted.pool();
        TestUserPool signer = signerOf(from, application);
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

    /** {@return the verifier that is to accept the token} */
    CognitoVerifier<?> verifierIn(BeanFactory application) {
        if (!verifier.isEmpty()) {
            if (!application.containsBean(verifier)) {
                throw new IllegalStateException("there is no CognitoVerifier bean " + verifier);
            }
            return application.getBean(verifier, CognitoVerifier.class);
        }
        CognitoVerifier<?> deciding =
                application.getBeanProvider(CognitoVerifier.class).getIfUnique();
        if (deciding == null) {
            throw new IllegalStateException(
                    "a Cognito user needs one CognitoVerifier bean in the application context, or"
                            + " the name of one of several; is CognitoClaimsAutoConfiguration part of this test?");
        }
        return deciding;
    }

    private AcceptedPool poolOf(CognitoVerifier<?> verifier, BeanFactory application) {
        if (verifier.lookedUpPools().isPresent()) {
            Optional<AcceptedPool> found = lookedUp(application);
            if (found.isPresent()) {
                return found.get();
            }
        }
        List<AcceptedPool> pools = verifier.pools();
        return pools.stream()
                .filter(accepted -> pool.isEmpty()
                        || pool.equals(accepted.pool().id())
                        || pool.equals(accepted.pool().issuer()))
                .findFirst()
                .or(() -> pools.stream()
                        .filter(accepted -> isIssuerOf(accepted.pool(), verifier.keys(), application))
                        .findFirst())
                .orElseThrow(() -> new IllegalStateException(noPool(verifier)));
    }

    private String noPool(CognitoVerifier<?> verifier) {
        String listed = verifier.pools().stream()
                .map(accepted -> accepted.pool().id() + " (" + accepted.pool().issuer() + ")")
                .sorted()
                .collect(Collectors.joining(", "));
        return (pool.isEmpty() ? "the user is of no user pool" : "this verifier accepts no user pool " + pool)
                + "; write with pool(…) "
                + (verifier.lookedUpPools().isPresent()
                        ? "an issuer that the application's look-up finds"
                        : "the id or an issuer of one that it accepts")
                + (listed.isEmpty() ? "" : ": " + listed)
                + "; for a pool of another verifier name that with verifiedBy(…)";
    }

    /** {@return what the application's own look-up says of the issuer} */
    private Optional<AcceptedPool> lookedUp(BeanFactory application) {
        try {
            UserPoolSource source =
                    application.getBeanProvider(UserPoolSource.class).getIfUnique();
            AsyncUserPoolSource async =
                    application.getBeanProvider(AsyncUserPoolSource.class).getIfUnique();
            if (source != null) {
                return source.find(pool);
            }
            return async == null
                    ? Optional.empty()
                    : async.find(pool).toCompletableFuture().get();
        } catch (Exception e) {
            throw new IllegalStateException("the application's look-up of the user's pool failed", e);
        }
    }

    /** {@return the test's own pool; of several, the one that the application accepts by this name} */
    private static TestUserPool signerOf(UserPool pool, BeanFactory application) {
        TestUserPool only = application.getBeanProvider(TestUserPool.class).getIfUnique();
        return only != null
                ? only
                : application.getBeanProvider(TestUserPool.class).stream()
                        .filter(candidate -> candidate.issuer().equals(pool.issuer()))
                        .findFirst()
                        .orElseGet(SharedPool::get);
    }

    /** The pool's other issuers: that of a switched pool, and those of replicas. Keys are held by issuer. */
    private boolean isIssuerOf(UserPool accepted, JwksCache keys, BeanFactory application) {
        if (!pool.endsWith("/" + accepted.id())) {
            return false;
        }
        keys.preload(accepted, signerOf(accepted, application).jwks());
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
