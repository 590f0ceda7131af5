package io.cognitoclaims.servlet;

import io.cognitoclaims.core.AccessToken;
import io.cognitoclaims.core.CognitoVerifier;
import io.cognitoclaims.core.CognitoVerifierBuilder;
import io.cognitoclaims.core.IdToken;
import io.cognitoclaims.core.UserPool;
import io.cognitoclaims.testing.TestUserPool;
import java.util.Set;

/** Verifiers that trust a test pool and its client. */
final class Verifiers {
    private Verifiers() {}

    static CognitoVerifierBuilder<AccessToken> accessTokens(TestUserPool pool) {
        return CognitoVerifier.accessTokens(UserPool.fromIssuer(pool.issuer()), Set.of(pool.clientId()));
    }

    static CognitoVerifierBuilder<IdToken> idTokens(TestUserPool pool) {
        return CognitoVerifier.idTokens(UserPool.fromIssuer(pool.issuer()), Set.of(pool.clientId()));
    }
}
