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
 * What an event says. The text must be one JSON object, in UTF-8, without a member twice; inside that, what is missing,
 * unknown or of an unexpected shape is passed over: AWS's own examples have arrays for objects and for strings.
 */
final class EventReader {
    private static final String RESPONSE = "response";

    final EventForm form;
    final String triggerSource;
    final String region;
    final String userPoolId;
    final String userName;
    final String clientId;
    final Map<String, String> userAttributes;
    final List<String> groups;
    final List<String> iamRoles;
    final @Nullable String preferredRole;
    final List<String> scopes;
    final Map<String, String> clientMetadata;

    private EventReader(Map<String, @Nullable Object> event) {
        Map<?, ?> request = object(event.get("request"));
        Map<?, ?> configuration = object(request.get("groupConfiguration"));
        List<String> preferredRoles = texts(configuration.get("preferredRole"));
        form = form(event, request);
        triggerSource = text(event.get("triggerSource"));
        region = text(event.get("region"));
        userPoolId = text(event.get("userPoolId"));
        userName = text(event.get("userName"));
        clientId = text(object(event.get("callerContext")).get("clientId"));
        userAttributes = textsByName(request.get("userAttributes"));
        groups = texts(configuration.get("groupsToOverride"));
        iamRoles = texts(configuration.get("iamRolesToOverride"));
        preferredRole = preferredRoles.isEmpty() ? null : preferredRoles.get(0);
        scopes = texts(request.get("scopes"));
        clientMetadata = textsByName(request.get("clientMetadata"));
    }

    static TriggerEvent read(byte[] json) {
        String text = decode(json);
        JsonReader in = new JsonReader(text, RESPONSE);
        Map<String, @Nullable Object> event = in.readWhole();
        TokenRequest request = new TokenRequest(new EventReader(event));
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

    private static EventForm form(Map<?, ?> event, Map<?, ?> request) {
        boolean namesScopes = request.containsKey("scopes");
        boolean hasDetailsOfV2 = object(event.get(RESPONSE)).containsKey(EventForm.V2.detailsMember());
        return namesScopes || hasDetailsOfV2 || isTwoOrMore(text(event.get("version"))) ? EventForm.V2 : EventForm.V1;
    }

    private static boolean isTwoOrMore(String version) {
        try {
            return Double.parseDouble(version) >= 2;
        } catch (NumberFormatException notANumber) {
            return false;
        }
    }

    private static Map<?, ?> object(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? map : Map.of();
    }

    private static String text(@Nullable Object value) {
        return value instanceof String text ? text : "";
    }

    /** {@return the texts of an array, or of a text that stands for an array of one} */
    private static List<String> texts(@Nullable Object value) {
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

    private static Map<String, String> textsByName(@Nullable Object value) {
        Map<String, String> texts = new LinkedHashMap<>();
        for (Map.Entry<?, ?> member : object(value).entrySet()) {
            if (member.getKey() instanceof String name && member.getValue() instanceof String text) {
                texts.put(name, text);
            }
        }
        return Collections.unmodifiableMap(texts);
    }
}
