package io.cognitoclaims.contract;

/**
 * Says that a claim's value is not of the type that its {@link Claim} declares. The message names the claim and the
 * expected type, but never the value, so it can be logged.
 */
public final class ClaimValueException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String claim;

    /**
     * Creates the exception.
     *
     * @param claim the name of the claim
     * @param expected what was expected, never the actual value
     */
    public ClaimValueException(String claim, String expected) {
        super("claim " + claim + ": expected " + expected);
        this.claim = claim;
    }

    /** {@return the name of the claim} */
    public String claim() {
        return claim;
    }
}
