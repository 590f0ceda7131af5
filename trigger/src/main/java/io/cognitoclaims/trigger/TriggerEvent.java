package io.cognitoclaims.trigger;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;

/**
 * An event as it came, and what was read from it. The answer is the event's own bytes with another response in their
 * midst: whatever Cognito sent goes back exactly, numbers and unknown members included.
 */
final class TriggerEvent {
    private final byte[] json;
    private final TokenRequest request;
    private final int responseStart;
    private final int responseEnd;
    private final String beforeResponse;

    TriggerEvent(byte[] json, TokenRequest request, int responseStart, int responseEnd, String beforeResponse) {
        this.json = json;
        this.request = request;
        this.responseStart = responseStart;
        this.responseEnd = responseEnd;
        this.beforeResponse = beforeResponse;
    }

    TokenRequest request() {
        return request;
    }

    /** {@return the event to give back; unmodified, which Cognito takes as no change, if nothing was changed} */
    byte[] answer(TokenCustomization tokens) throws IOException {
        if (tokens.isEmpty()) {
            return json;
        }
        byte[] response = Json.write(tokens::writeResponse);
        ByteArrayOutputStream answer = new ByteArrayOutputStream(json.length + response.length + 16);
        answer.write(json, 0, responseStart);
        answer.writeBytes(beforeResponse.getBytes(UTF_8));
        answer.writeBytes(response);
        answer.write(json, responseEnd, json.length - responseEnd);
        return answer.toByteArray();
    }
}
