package io.cognitoclaims.localuserpool;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The parameters of one call of the user pools API, read one by one in their types. */
record ApiRequest(JsonNode json) {

    /** {@return a text that must be there} */
    String text(String name) throws ApiException {
        String text = optionalText(name);
        if (text == null || text.isEmpty()) {
            throw missing(name);
        }
        return text;
    }

    @Nullable
    String optionalText(String name) throws ApiException {
        JsonNode value = json.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        String text = value.stringValueOpt().orElseThrow(() -> wrongType(name, "a string"));
        // Half a surrogate pair can be written in JSON, but in no answer and no token.
        if (!UTF_8.newEncoder().canEncode(text)) {
            throw wrongType(name, "a text in Unicode");
        }
        return text;
    }

    String textOr(String name, String otherwise) throws ApiException {
        String text = optionalText(name);
        return text == null ? otherwise : text;
    }

    boolean flag(String name) throws ApiException {
        JsonNode value = json.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return false;
        }
        return value.booleanValueOpt().orElseThrow(() -> wrongType(name, "true or false"));
    }

    /** {@return a number within its limits, or null} */
    @Nullable
    Integer number(String name, int least, int most) throws ApiException {
        JsonNode value = json.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!value.isIntegralNumber()) {
            throw wrongType(name, "a whole number");
        }
        if (!value.canConvertToInt() || value.intValue() < least || value.intValue() > most) {
            throw ApiException.invalidParameter(name + " must be " + least + " to " + most);
        }
        return value.intValue();
    }

    /** {@return the parameters within a parameter; none if it is not there} */
    ApiRequest object(String name) throws ApiException {
        JsonNode value = json.path(name);
        if (!value.isMissingNode() && !value.isNull() && !value.isObject()) {
            throw wrongType(name, "an object");
        }
        return new ApiRequest(value);
    }

    /** {@return the strings of a list; null if it is not there} */
    @Nullable
    List<String> texts(String name) throws ApiException {
        JsonNode value = json.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!value.isArray() || !value.valueStream().allMatch(JsonNode::isString)) {
            throw wrongType(name, "a list of strings");
        }
        return value.valueStream().map(JsonNode::stringValue).toList();
    }

    List<String> textsOrNone(String name) throws ApiException {
        List<String> texts = texts(name);
        return texts == null ? List.of() : texts;
    }

    /** {@return a list of {@code Name} and {@code Value} as a map} A name without a value is an empty text. */
    Map<String, String> attributes(String name) throws ApiException {
        JsonNode list = json.path(name);
        if (!list.isMissingNode() && !list.isNull() && !list.isArray()) {
            throw wrongType(name, "a list");
        }
        Map<String, String> attributes = new LinkedHashMap<>();
        for (JsonNode item : new ArrayList<>(list.values())) {
            ApiRequest attribute = new ApiRequest(item);
            attributes.put(attribute.text("Name"), attribute.textOr("Value", ""));
        }
        return attributes;
    }

    private static ApiException missing(String name) {
        return ApiException.invalidParameter("Missing required parameter " + name);
    }

    private static ApiException wrongType(String name, String type) {
        return new ApiException("SerializationException", name + " must be " + type);
    }
}
