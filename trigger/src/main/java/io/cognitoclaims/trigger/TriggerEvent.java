package io.cognitoclaims.trigger;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * An event as it came, and what was read from it. The answer is the event's own text with another response in its
 * midst: whatever Cognito sent goes back exactly, numbers and unknown members included.
 */
final class TriggerEvent {
    private final byte[] json;
    private final String beforeResponse;
    private final String behindResponse;
    private final TokenRequest request;

    TriggerEvent(byte[] json, String beforeResponse, String behindResponse, TokenRequest request) {
        this.json = json;
        this.beforeResponse = beforeResponse;
        this.behindResponse = behindResponse;
        this.request = request;
    }

    TokenRequest request() {
        return request;
    }

    /** {@return the event to give back; unmodified, which Cognito takes as no change, if nothing was changed} */
    byte[] answer(TokenCustomization tokens) {
        return tokens.isEmpty()
                ? json
                : beforeResponse
                        .concat(tokens.response())
                        .concat(behindResponse)
                        .getBytes(UTF_8);
    }
}
