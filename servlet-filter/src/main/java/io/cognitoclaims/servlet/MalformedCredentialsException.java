package io.cognitoclaims.servlet;

/** Says that a request offers something as a bearer token that is none, or more than one. */
final class MalformedCredentialsException extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedCredentialsException() {
        super("not exactly one well-formed bearer token", null, false, false);
    }
}
