package io.cognitoclaims.localuserpool;

/** An error of the user pools API, with Cognito's name and text. Expected traffic, so there is no stack trace. */
final class ApiException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String type;

    ApiException(String type, String message) {
        super(message, null, false, false);
        this.type = type;
    }

    static ApiException notAuthorized(String message) {
        return new ApiException("NotAuthorizedException", message);
    }

    static ApiException invalidParameter(String message) {
        return new ApiException("InvalidParameterException", message);
    }

    String type() {
        return type;
    }
}
