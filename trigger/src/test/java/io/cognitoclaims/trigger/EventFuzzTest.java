package io.cognitoclaims.trigger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cognitoclaims.contract.Claim;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.Tag;

/**
 * Whatever the event is, the answer is it with another response, or the one exception that tells Cognito nothing. In a
 * normal build the inputs beside this class's resources are run; {@code CONTRIBUTING.md} says how to look for new
 * ones.
 */
@Tag("slow")
class EventFuzzTest {
    private static final PreTokenGenerationTrigger TRIGGER = Invocation.trigger((request, tokens) -> {
        request.verifiedEmailDomain();
        tokens.set(Claim.ofString("pet"), "dog");
    });

    @FuzzTest(maxDuration = "10m")
    void event(byte[] event) throws IOException {
        Invocation invocation = new Invocation();
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        try {
            TRIGGER.handleRequest(new ByteArrayInputStream(event), answer, invocation);
        } catch (IllegalStateException e) {
            assertThat(e).hasMessage("the tokens could not be prepared").hasNoCause();
            assertThat(answer.size()).isZero();
            assertThat(Events.json(invocation.lines.get(0)).get("exception").asText())
                    .isEqualTo(RefusedException.class.getName());
            return;
        }
        JsonNode given = Events.json(answer.toString(UTF_8));
        assertThat(given.get("response").toString()).contains("\"pet\":\"dog\"");
        assertThat(withoutResponse(given)).isEqualTo(withoutResponse(Events.json(new String(event, UTF_8))));
    }

    private static JsonNode withoutResponse(JsonNode event) {
        return ((ObjectNode) event).without("response");
    }
}
