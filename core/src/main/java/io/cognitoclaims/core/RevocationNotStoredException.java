package io.cognitoclaims.core;

import java.io.IOException;

/**
 * Says that the {@link RevocationStore} did not confirm a revocation yet. It holds in this process, which stores it by itself
 * as soon as the store takes it. The caller need not repeat it. Until then other servers may accept the tokens, so do not
 * report that the user is signed out everywhere; HTTP 503 fits. If the process ends before, the revocation is lost.
 */
public final class RevocationNotStoredException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RevocationNotStoredException(IOException cause) {
        super(
                "the revocation holds in this process, but is not yet stored for the others: " + cause.getMessage(),
                cause);
    }
}
