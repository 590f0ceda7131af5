package io.cognitoclaims.localuserpool;

/**
 * The trigger did not do its work, so no tokens are issued. The message is the text that Cognito gives to the caller; it
 * holds what the function says of its failure, and is not to be logged.
 */
final class TriggerFailedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Kind kind;

    TriggerFailedException(Kind kind, String message) {
        super(message, null, false, false);
        this.kind = kind;
    }

    /** {@return the failure of a function that says {@code reason}} */
    static TriggerFailedException of(String reason) {
        return new TriggerFailedException(
                Kind.USER_LAMBDA_VALIDATION, "PreTokenGeneration failed with error " + reason + ".");
    }

    Kind kind() {
        return kind;
    }

    /** What failed, by the names of the API's exceptions. */
    enum Kind {
        /** The function failed. */
        USER_LAMBDA_VALIDATION("UserLambdaValidationException"),
        /** Its answer can't be used. */
        INVALID_LAMBDA_RESPONSE("InvalidLambdaResponseException"),
        /** It could not be called, or did not answer in time. */
        UNEXPECTED_LAMBDA("UnexpectedLambdaException");

        private final String type;

        Kind(String type) {
            this.type = type;
        }

        String type() {
            return type;
        }
    }
}
