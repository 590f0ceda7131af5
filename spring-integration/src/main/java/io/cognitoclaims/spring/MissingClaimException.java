package io.cognitoclaims.spring;

import org.springframework.security.access.AccessDeniedException;

/**
 * Says that the caller's token lacks a claim that the request needs. Spring Security answers it like every denied access:
 * 403 with {@code insufficient_scope}, or 401 if there is no token at all. The message names the claim and no value.
 */
public final class MissingClaimException extends AccessDeniedException {
    private static final long serialVersionUID = 1L;

    private final String claim;

    MissingClaimException(String claim) {
        super(claim.isEmpty() ? "a Cognito token is required" : "claim " + claim + ": is required");
        this.claim = claim;
    }

    /** {@return the name of the claim; empty if a whole token was required} */
    public String claim() {
        return claim;
    }
}
