package io.cognitoclaims.trigger;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * An event as it came, and the data that was read from it. The answer is the event's own text with another response in it:
 * everything else that Cognito sent is returned exactly, including numbers and unknown members.
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

    /** {@return the event to return; if nothing was changed it is unmodified, which Cognito treats as no change} */
    byte[] answer(TokenCustomization tokens) {
        return tokens.isEmpty()
                ? json
                : beforeResponse
                        .concat(tokens.response())
                        .concat(behindResponse)
                        .getBytes(UTF_8);
    }
}
