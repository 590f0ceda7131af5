package io.cognitoclaims.servlet;

import java.util.Set;

/**
 * Says that the token of a request lacks a scope that {@link LateChallenge#require} demanded. If nothing was written before,
 * the client has already got its refusal, and the {@link CognitoFilter} expects no other answer. The message names the scopes
 * that were demanded, and nothing of the token.
 */
public final class MissingScopeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Without a stack trace: a refusal is normal traffic. */
    MissingScopeException(Set<String> demanded) {
        super("the token lacks a scope: " + String.join(" ", demanded) + " is required", null, false, false);
    }
}
