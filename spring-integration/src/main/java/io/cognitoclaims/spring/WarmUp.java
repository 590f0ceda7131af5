package io.cognitoclaims.spring;

import io.cognitoclaims.core.AcceptedPool;
import io.cognitoclaims.core.CognitoVerifier;
import io.cognitoclaims.core.UserPool;
import io.cognitoclaims.core.VerificationUnavailableException;
import io.cognitoclaims.spring.CognitoClaimsProperties.Pool;
import java.util.List;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;

/**
 * Fetches the keys of every verifier when all beans exist, before the server accepts requests. The start fails if a user
 * pool has no keys. A mistake in its settings and an outage look the same here, and an application with a warm-up must
 * notice both.
 */
final class WarmUp implements SmartInitializingSingleton {
    private static final String SETTING = CognitoClaimsProperties.PREFIX + ".warm-up";

    private final List<Pool> settings;
    private final ObjectProvider<CognitoVerifier<?>> verifiers;

    WarmUp(List<Pool> settings, ObjectProvider<CognitoVerifier<?>> verifiers) {
        this.settings = settings;
        this.verifiers = verifiers;
    }

    @Override
    public void afterSingletonsInstantiated() {
        verifiers.orderedStream().forEach(this::warmUp);
    }

    private void warmUp(CognitoVerifier<?> verifier) {
        try {
            verifier.warmUp();
        } catch (VerificationUnavailableException e) {
            List<UserPool> pools =
                    verifier.pools().stream().map(AcceptedPool::pool).toList();
            for (int i = 0; i < pools.size(); i++) {
                if (e.issuer().equals(Optional.of(pools.get(i).issuer()))) {
                    throw noKeysOf(pools.get(i), i, e);
                }
            }
            throw e;
        }
    }

    private WrongSettingException noKeysOf(UserPool pool, int index, VerificationUnavailableException e) {
        return new WrongSettingException(
                propertyOf(pool, index),
                "there is no key of the user pool " + pool.id() + ", as " + e.getMessage(),
                "Write the user pool as the Cognito console shows it. If it is right, its keys are out of reach from here or"
                        + " down; to start without them leave out " + SETTING + ".");
    }

    /** The verifier may be a bean of the application, or have more user pools than the properties name. */
    private String propertyOf(UserPool pool, int index) {
        if (index >= settings.size()) {
            return SETTING;
        }
        Pool named = settings.get(index);
        String name = CognitoClaimsProperties.PREFIX + ".user-pools[" + index + "].";
        if (named.issuer() != null && pool.issuer().equals(named.issuer().toString())) {
            return name + (named.jwksUri() == null ? "issuer" : "jwks-uri");
        }
        return !pool.id().equals(named.id()) ? SETTING : name + (named.jwksUri() == null ? "id" : "jwks-uri");
    }
}
