package io.cognitoclaims.trigger;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads an event in one pass. The text must be one JSON object, in UTF-8, without a member twice; inside that, what is
 * missing, unknown or of an unexpected shape is passed over: AWS's own examples have arrays for objects and for strings.
 */
final class EventReader {
    String triggerSource = "";
    String region = "";
    String userPoolId = "";
    String userName = "";
    String clientId = "";
    Map<String, String> userAttributes = Map.of();
    List<String> groups = List.of();
    List<String> iamRoles = List.of();

    @Nullable
    String preferredRole;

    List<String> scopes = List.of();
    Map<String, String> clientMetadata = Map.of();

    private final JsonParser in;
    private String version = "";
    private boolean namesScopes;
    private boolean hasDetailsOfV2;
    private int responseStart = -1;
    private int responseEnd = -1;

    private EventReader(JsonParser in) {
        this.in = in;
    }

    static TriggerEvent read(byte[] json) throws IOException {
        try (JsonParser in = Json.FACTORY.createParser(json)) {
            return new EventReader(in).readEvent(json);
        } catch (JsonProcessingException e) {
            // Without the cause: its message quotes the event.
            long position = e.getLocation() == null ? -1 : e.getLocation().getByteOffset();
            throw new RefusedException("the event is not JSON, or has a member twice; noticed at byte " + position);
        }
    }

    /** {@return the form that the event has, now that it is read} */
    EventForm form() {
        return isVersion2OrLater() || namesScopes || hasDetailsOfV2 ? EventForm.V2 : EventForm.V1;
    }

    private boolean isVersion2OrLater() {
        try {
            return Double.parseDouble(version) >= 2;
        } catch (NumberFormatException notANumber) {
            return false;
        }
    }

    private TriggerEvent readEvent(byte[] json) throws IOException {
        if (in.nextToken() != JsonToken.START_OBJECT) {
            throw new RefusedException("the event is not a JSON object");
        }
        boolean empty = true;
        while (nextMember()) {
            empty = false;
            readMember();
        }
        int end = position(in.currentTokenLocation());
        if (in.nextToken() != null) {
            throw new RefusedException("the event has something behind its end");
        }
        TokenRequest request = new TokenRequest(this);
        return responseStart >= 0
                ? new TriggerEvent(json, request, responseStart, responseEnd, "")
                : new TriggerEvent(json, request, end, end, empty ? "\"response\":" : ",\"response\":");
    }

    private void readMember() throws IOException {
        switch (in.currentName()) {
            case "version" -> version = readText();
            case "triggerSource" -> triggerSource = readText();
            case "region" -> region = readText();
            case "userPoolId" -> userPoolId = readText();
            case "userName" -> userName = readText();
            case "callerContext" -> readCallerContext();
            case "request" -> readRequest();
            case "response" -> readResponse();
            default -> in.skipChildren();
        }
    }

    private void readCallerContext() throws IOException {
        if (!isObject()) {
            return;
        }
        while (nextMember()) {
            if (in.currentName().equals("clientId")) {
                clientId = readText();
            } else {
                in.skipChildren();
            }
        }
    }

    private void readRequest() throws IOException {
        if (!isObject()) {
            return;
        }
        while (nextMember()) {
            switch (in.currentName()) {
                case "userAttributes" -> userAttributes = readTexts();
                case "groupConfiguration" -> readGroupConfiguration();
                case "scopes" -> {
                    namesScopes = true;
                    scopes = readList();
                }
                case "clientMetadata" -> clientMetadata = readTexts();
                default -> in.skipChildren();
            }
        }
    }

    private void readGroupConfiguration() throws IOException {
        if (!isObject()) {
            return;
        }
        while (nextMember()) {
            switch (in.currentName()) {
                case "groupsToOverride" -> groups = readList();
                case "iamRolesToOverride" -> iamRoles = readList();
                case "preferredRole" -> preferredRole = readFirst();
                default -> in.skipChildren();
            }
        }
    }

    private void readResponse() throws IOException {
        responseStart = position(in.currentTokenLocation());
        if (isObject()) {
            while (nextMember()) {
                hasDetailsOfV2 |= in.currentName().equals(EventForm.V2.detailsMember());
                in.skipChildren();
            }
        }
        // The parser puts off reading a text to its end.
        in.finishToken();
        responseEnd = position(in.currentLocation());
    }

    private Map<String, String> readTexts() throws IOException {
        if (!isObject()) {
            return Map.of();
        }
        Map<String, String> texts = new LinkedHashMap<>();
        while (nextMember()) {
            if (isText()) {
                texts.put(in.currentName(), in.getText());
            }
            in.skipChildren();
        }
        return Collections.unmodifiableMap(texts);
    }

    private List<String> readList() throws IOException {
        if (in.currentToken() != JsonToken.START_ARRAY) {
            String text = readText();
            return text.isEmpty() ? List.of() : List.of(text);
        }
        List<String> texts = new ArrayList<>();
        while (in.nextToken() != JsonToken.END_ARRAY) {
            if (isText()) {
                texts.add(in.getText());
            }
            in.skipChildren();
        }
        return Collections.unmodifiableList(texts);
    }

    private @Nullable String readFirst() throws IOException {
        List<String> texts = readList();
        return texts.isEmpty() ? null : texts.get(0);
    }

    private String readText() throws IOException {
        String text = isText() ? in.getText() : "";
        in.skipChildren();
        return text;
    }

    /** {@return whether there is a text, or a number, true or false, which are taken as they are written} */
    private boolean isText() {
        return in.currentToken().isScalarValue() && in.currentToken() != JsonToken.VALUE_NULL;
    }

    /** {@return whether there is an object to go through; anything else is passed over} */
    private boolean isObject() throws IOException {
        boolean object = in.currentToken() == JsonToken.START_OBJECT;
        if (!object) {
            in.skipChildren();
        }
        return object;
    }

    /** Goes on to the value of the object's next member, if there is one. */
    private boolean nextMember() throws IOException {
        boolean found = in.nextToken() == JsonToken.FIELD_NAME;
        if (found) {
            in.nextToken();
        }
        return found;
    }

    private static int position(JsonLocation location) {
        return (int) location.getByteOffset();
    }
}
