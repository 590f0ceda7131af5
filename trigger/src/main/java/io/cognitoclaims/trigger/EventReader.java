package io.cognitoclaims.trigger;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads events. An event must be one JSON object, in UTF-8, without duplicate members. Inside it, members that are missing,
 * unknown or of an unexpected shape are ignored: AWS's own examples have arrays in place of objects and of strings.
 */
final class EventReader {
    private static final String RESPONSE = "response";

    private EventReader() {}

    static TriggerEvent read(byte[] json) {
        String text = decode(json);
        JsonReader in = new JsonReader(text, RESPONSE);
        Map<String, @Nullable Object> event = in.readWhole();
        TokenRequest request = new TokenRequest(event);
        if (in.markStart() >= 0) {
            return new TriggerEvent(json, text.substring(0, in.markStart()), text.substring(in.markEnd()), request);
        }
        int end = text.lastIndexOf('}');
        String separator = event.isEmpty() ? "\"" : ",\"";
        return new TriggerEvent(
                json, text.substring(0, end) + separator + RESPONSE + "\":", text.substring(end), request);
    }

    private static String decode(byte[] json) {
        try {
            return UTF_8.newDecoder().decode(ByteBuffer.wrap(json)).toString();
        } catch (CharacterCodingException e) {
            throw new RefusedException("the event is not UTF-8");
        }
    }

    static EventForm form(Map<?, ?> event) {
        boolean namesScopes = object(event.get("request")).containsKey("scopes");
        boolean hasDetailsOfV2 = object(event.get(RESPONSE)).containsKey(EventForm.V2.detailsMember());
        return namesScopes || hasDetailsOfV2 || isTwoOrMore(text(event.get("version"))) ? EventForm.V2 : EventForm.V1;
    }

    private static boolean isTwoOrMore(String version) {
        return version.matches("[0-9]{1,9}") && Integer.parseInt(version) >= 2;
    }

    static Map<?, ?> object(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? map : Map.of();
    }

    static String text(@Nullable Object value) {
        return value instanceof String text ? text : "";
    }

    /** {@return the strings of an array, or a single string as an array of one} */
    static List<String> texts(@Nullable Object value) {
        if (!(value instanceof List<?> list)) {
            String single = text(value);
            return single.isEmpty() ? List.of() : List.of(single);
        }
        List<String> texts = new ArrayList<>();
        for (Object element : list) {
            if (element instanceof String text) {
                texts.add(text);
            }
        }
        return Collections.unmodifiableList(texts);
    }

    static Map<String, String> textsByName(@Nullable Object value) {
        Map<String, String> texts = new LinkedHashMap<>();
        for (Map.Entry<?, ?> member : object(value).entrySet()) {
            if (member.getKey() instanceof String name && member.getValue() instanceof String text) {
                texts.put(name, text);
            }
        }
        return Collections.unmodifiableMap(texts);
    }
}
