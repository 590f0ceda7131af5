package io.cognitoclaims.core;

import java.io.InvalidObjectException;
import java.io.Serializable;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A token in its serialized form. */
@SuppressWarnings("serial")
record StoredToken(TokenUse use, Map<String, @Nullable Object> claims, AcceptedPool accepted) implements Serializable {
    private Object readResolve() throws InvalidObjectException {
        Map<String, @Nullable Object> copy = Collections.unmodifiableMap(new LinkedHashMap<>(claims));
        try {
            return use == TokenUse.ID ? new IdToken(copy, accepted) : new AccessToken(copy, accepted);
        } catch (TokenRejectedException e) {
            InvalidObjectException invalid = new InvalidObjectException("a stored token has an invalid claim");
            invalid.initCause(e);
            throw invalid;
        }
    }
}
