package io.cognitoclaims.trigger;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.cognitoclaims.contract.Claim;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MalformedEventTest {
    private static final int SIX_MB = 6 * 1024 * 1024;

    private final Invocation invocation = new Invocation();
    private final PreTokenGenerationTrigger trigger =
            Invocation.trigger((request, tokens) -> tokens.set(Claim.ofString("pet"), "dog"));

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "[]",
                "\"text\"",
                "7",
                "{",
                "{\"version\":\"2\"",
                "{\"version\":\"2\",}",
                "{\"version\" \"2\"}",
                "{version:\"2\"}",
                "{'version':\"2\"}",
                "{\"version\":}",
                "{\"version\":secret-text}",
                "{\"version\":\"secret-text}",
                "{\"version\":\"secret-\ntext\"}",
                "{\"n\":01}",
                "{\"n\":NaN}",
                "{\"n\":+1}",
                "{\"n\":1.}",
                "{} {}",
                "{}secret-text",
                "{\"response\":null}}",
                "{\"request\":{\"scopes\":[\"a\"}}",
                "{\"request\":{\"scopes\":[\"a\",]}}",
                "{\"response\":{\"a\":[}}",
                "{/* secret-text */}",
                "{\"response\":null,\"response\":null}",
                "{\"request\":{\"userAttributes\":{\"secret-text\":\"a\",\"secret-text\":\"b\"}}}",
                "{\"x\":{\"secret-text\":1,\"secret-text\":2}}",
                "{\"x\":\"\\ud83\"}",
                "{\"x\":\"\\q\"}",
            })
    void aMalformedEventFailsAndIsNotQuotedInTheLog(String event) throws IOException {
        assertThatItFails(event.getBytes(UTF_8));

        assertThat(invocation.lines.get(0)).doesNotContain("secret-text");
    }

    @Test
    void anEventThatIsNotUtf8Fails() throws IOException {
        assertThatItFails(Events.V2.getBytes(UTF_16));
        assertThatItFails("{\"userName\":\"é\"}".getBytes(ISO_8859_1));
        assertThatItFails("{\"é\":1}".getBytes(ISO_8859_1));
    }

    @Test
    void anEventThatIsNestedTooDeeplyFails() throws IOException {
        assertThatItFails(("{\"x\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}").getBytes(UTF_8));
        assertThatItFails(("{\"request\":{\"userAttributes\":" + "{\"a\":".repeat(100_000)).getBytes(UTF_8));
    }

    @Test
    void anEventMayBeAsLongAsLambdaTakes() throws IOException {
        assertThat(invocation.answer(trigger, eventOfLength(SIX_MB))).contains("\"pet\":\"dog\"");

        assertThatItFails(eventOfLength(SIX_MB + 1).getBytes(UTF_8));
        assertThat(Events.json(invocation.lines.get(0)).get("reason").asText())
                .isEqualTo("the event is longer than 6 MB");
    }

    @Test
    void anEventThatIsTooLongIsNotReadToItsEnd() throws IOException {
        ByteArrayInputStream endless = new ByteArrayInputStream(new byte[SIX_MB + 1_000]);

        assertThatIllegalStateException()
                .isThrownBy(() -> trigger.handleRequest(endless, new ByteArrayOutputStream(), invocation));

        assertThat(endless.available()).isEqualTo(999);
    }

    @Test
    void theLogSaysWhereAnEventIsMalformed() throws IOException {
        assertThatItFails("{\"version\":secret-text}".getBytes(UTF_8));

        assertThat(Events.json(invocation.lines.get(0)).get("reason").asText())
                .isEqualTo(
                        "the event is not a JSON object, or has a member twice, or is nested too deeply; noticed at character 11");
    }

    @Test
    void anEventWithAWrongByteEitherFailsOrIsAnsweredAsJson() throws IOException {
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            byte[] event = Events.V2.getBytes(UTF_8);
            event[random.nextInt(event.length)] = (byte) random.nextInt(256);
            ByteArrayOutputStream answer = new ByteArrayOutputStream();
            try {
                trigger.handleRequest(new ByteArrayInputStream(event), answer, invocation);
                assertThat(Events.json(answer.toString(UTF_8)).get("response").toString())
                        .contains("\"pet\":\"dog\"");
            } catch (IllegalStateException e) {
                assertThat(e).hasMessage("the tokens could not be prepared");
                assertThat(Events.json(invocation.lines.get(invocation.lines.size() - 1))
                                .get("exception")
                                .asText())
                        .isEqualTo(RefusedException.class.getName());
            }
        }
    }

    @Test
    void anEventIsTakenExactlyIfAnotherReaderTakesIt() {
        Random random = new Random(11);
        String characters = "{}[]\",:\\/0123456789eE+-.truefalsn \n\u0001bé";
        String start = """
                {"n":[-0.5e+10, 10, 0, true, false, null], "x":{"a":"\\u00e9\\n","b":{}}, "response" : "\\"" , "y":[]}""";
        int taken = 0;
        for (int i = 0; i < 50_000; i++) {
            StringBuilder event = new StringBuilder(start);
            for (int change = random.nextInt(3); change >= 0; change--) {
                event.setCharAt(random.nextInt(event.length()), characters.charAt(random.nextInt(characters.length())));
            }
            boolean isTaken = isTaken(event.toString());
            assertThat(isTaken).as(event.toString()).isEqualTo(isJsonObject(event.toString()));
            taken += isTaken ? 1 : 0;
        }
        assertThat(taken).isBetween(1_000, 49_000);
    }

    private static boolean isTaken(String event) {
        try {
            EventReader.read(event.getBytes(UTF_8));
            return true;
        } catch (RefusedException e) {
            return false;
        }
    }

    private static boolean isJsonObject(String event) {
        try {
            return Events.json(event).isObject();
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    private void assertThatItFails(byte[] event) throws IOException {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        invocation.lines.clear();

        assertThatIllegalStateException()
                .isThrownBy(() -> trigger.handleRequest(new ByteArrayInputStream(event), answer, invocation))
                .withMessage("the tokens could not be prepared")
                .withNoCause();

        assertThat(answer.size()).isZero();
        assertThat(Events.json(invocation.lines.get(0)).get("exception").asText())
                .isEqualTo(RefusedException.class.getName());
    }

    private static String eventOfLength(int bytes) {
        String before = "{\"version\":\"2\",\"request\":{\"userAttributes\":{\"custom:long\":\"";
        String after = "\"}},\"response\":{}}";
        return before + "x".repeat(bytes - before.length() - after.length()) + after;
    }
}
