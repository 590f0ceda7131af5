package io.cognitoclaims.testing;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads parts of JSON that {@link JsonReader} has parsed. It is tolerant: a part that is missing or of another shape is
 * empty.
 */
final class JsonTree {
    private JsonTree() {}

    static Map<?, ?> object(Map<?, ?> parent, String name) {
        return parent.get(name) instanceof Map<?, ?> map ? map : Map.of();
    }

    static String text(@Nullable Object value) {
        return value instanceof String text ? text : "";
    }

    /** {@return the strings of an array, or a single string as an array of one, as in AWS's examples} */
    static List<String> texts(@Nullable Object value) {
        List<String> texts = new ArrayList<>();
        for (Object element : value instanceof List<?> list ? list : List.of(text(value))) {
            if (!text(element).isEmpty()) {
                texts.add(text(element));
            }
        }
        return List.copyOf(texts);
    }

    /** {@return whether both are the same JSON} Numbers are compared by value, and a member that is null may be missing. */
    static boolean isSame(@Nullable Object one, @Nullable Object other) {
        if (one instanceof Map<?, ?> object && other instanceof Map<?, ?> otherObject) {
            Set<Object> names = new HashSet<>(object.keySet());
            names.addAll(otherObject.keySet());
            return names.stream().allMatch(name -> isSame(object.get(name), otherObject.get(name)));
        }
        if (one instanceof List<?> list && other instanceof List<?> otherList) {
            return list.size() == otherList.size()
                    && IntStream.range(0, list.size()).allMatch(i -> isSame(list.get(i), otherList.get(i)));
        }
        if (one instanceof Number && other instanceof Number) {
            return new BigDecimal(one.toString()).compareTo(new BigDecimal(other.toString())) == 0;
        }
        return Objects.equals(one, other);
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
