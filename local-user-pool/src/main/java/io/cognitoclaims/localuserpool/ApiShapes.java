package io.cognitoclaims.localuserpool;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the answers of several operations hold, in the user pools API's shapes. */
final class ApiShapes {
    private ApiShapes() {}

    /** {@return a time as seconds since 1970, with three digits more} */
    static BigDecimal time(Instant instant) {
        return BigDecimal.valueOf(instant.toEpochMilli(), 3);
    }

    static List<Map<String, String>> attributes(Map<String, String> attributes) {
        return attributes.entrySet().stream()
                .map(attribute -> Map.of("Name", attribute.getKey(), "Value", attribute.getValue()))
                .toList();
    }

    /**
     * A user as in lists.
     *
     * @param wanted which attributes; null for all
     */
    static Map<String, Object> user(User user, @Nullable List<String> wanted) {
        Map<String, String> attributes = user.allAttributes();
        if (wanted != null) {
            attributes.keySet().retainAll(wanted);
        }
        Map<String, Object> shape = state(user);
        shape.put("Attributes", attributes(attributes));
        return shape;
    }

    /** {@return a user without attributes} */
    static Map<String, Object> state(User user) {
        Map<String, Object> shape = new LinkedHashMap<>();
        shape.put("Username", user.username());
        shape.put("Enabled", user.enabled());
        shape.put("UserStatus", user.status().name());
        shape.put("UserCreateDate", time(user.created()));
        shape.put("UserLastModifiedDate", time(user.modified()));
        return shape;
    }

    /** {@return where a code went, which tells little of the address} */
    static Map<String, String> delivery(String email) {
        int at = email.indexOf('@');
        String hidden = first(email) + "***@"
                + (at < 0 || at == email.length() - 1 ? "e" : first(email.substring(at + 1))) + "***";
        return Map.of("AttributeName", "email", "DeliveryMedium", "EMAIL", "Destination", hidden);
    }

    private static String first(String text) {
        return Character.toString(text.codePointAt(0));
    }
}
