package io.cognitoclaims.testing;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds its way in JSON that {@link JsonReader} has read, tolerantly: what is missing or of another shape is empty. */
final class JsonTree {
    private JsonTree() {}

    static Map<?, ?> object(Map<?, ?> parent, String name) {
        return parent.get(name) instanceof Map<?, ?> map ? map : Map.of();
    }

    static String text(@Nullable Object value) {
        return value instanceof String text ? text : "";
    }

    /** {@return the strings of an array, or of a string that stands for an array of one, as AWS's examples have it} */
    static List<String> texts(@Nullable Object value) {
        List<String> texts = new ArrayList<>();
        for (Object element : value instanceof List<?> list ? list : List.of(text(value))) {
            if (!text(element).isEmpty()) {
                texts.add(text(element));
            }
        }
        return List.copyOf(texts);
    }

    static Map<String, @Nullable Object> copy(Map<?, ?> object) {
        Map<String, @Nullable Object> copy = new LinkedHashMap<>();
        object.forEach((name, value) -> copy.put(String.valueOf(name), value));
        return copy;
    }

    /** {@return a copy in which the member at the end of the path has this value} */
    static Map<String, @Nullable Object> with(Map<?, ?> object, List<String> path, @Nullable Object value) {
        Map<String, @Nullable Object> copy = copy(object);
        String name = path.get(0);
        copy.put(name, path.size() == 1 ? value : with(object(object, name), path.subList(1, path.size()), value));
        return copy;
    }
}
