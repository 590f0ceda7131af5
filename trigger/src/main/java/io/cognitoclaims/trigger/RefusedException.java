package io.cognitoclaims.trigger;

/**
 * Says what was refused and why, with a message of this library. The message names claims and members of the event, but
 * never a value, so it may be logged; messages of other exceptions may not.
 */
final class RefusedException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    RefusedException(String message) {
        super(message);
    }
}
