package io.cognitoclaims.trigger;

/**
 * Says what was refused and why, in words of this library. The message names claims and members of the event, and
 * never a value, so that it may be logged; the message of any other exception may not.
 */
final class RefusedException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    RefusedException(String message) {
        super(message);
    }
}
