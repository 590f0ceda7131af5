package io.cognitoclaims.core;

import java.io.IOException;

/**
 * Says that the {@link RevocationStore} did not confirm a revocation. It holds in this process. Other servers may not
 * learn of it, so make the revocation again, or report that the user could not be signed out.
 */
public final class RevocationNotStoredException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RevocationNotStoredException(IOException cause) {
        super(
                "the revocation holds in this process, but could not be stored for the others: " + cause.getMessage(),
                cause);
    }
}
