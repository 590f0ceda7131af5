package io.cognitoclaims.spring;

import io.cognitoclaims.core.CognitoToken;

/** A principal that carries the caller's verified token: after a bearer token or after a sign-in. */
interface TokenCarrier {
    /** {@return the token with its typed claims} */
    CognitoToken token();
}
