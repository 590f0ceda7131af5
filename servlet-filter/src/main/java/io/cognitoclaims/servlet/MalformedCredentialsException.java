package io.cognitoclaims.servlet;

/** Says that a request offers something as a bearer token that is none, or more than one. */
final class MalformedCredentialsException extends Exception {
    private static final long serialVersionUID = 1L;

    /** @param message what is wrong, without anything of the request */
    MalformedCredentialsException(String message) {
        super(message, null, false, false);
    }
}
