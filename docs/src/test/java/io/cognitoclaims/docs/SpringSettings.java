package io.cognitoclaims.docs;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.RecordComponent;
import java.net.URL;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.core.ResolvableType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The properties of the starter, of Spring Boot and of what else is on the class path, as their metadata name them. */
final class SpringSettings {
    private static final String PREFIX = "cognito-claims";

    /** By name; what the elements of lists have is not among them. */
    private static final Map<String, JsonNode> METADATA = metadata();

    private static final Set<String> OURS = ours().collect(Collectors.toUnmodifiableSet());

    private SpringSettings() {}

    /** {@return the names of all properties of the starter, such as {@code cognito-claims.user-pools.id}} */
    static Set<String> names() {
        return OURS;
    }

    /** {@return the default as the metadata have it; empty if there is none} */
    static String defaultOf(String name) {
        JsonNode property = METADATA.get(name);
        return property == null ? "" : property.path("defaultValue").asString("");
    }

    /** {@return whether there is such a property; numbers in brackets do not count} */
    static boolean isKnown(String name) {
        String plain = name.replaceAll("\\[[^]]*]", "");
        if (plain.equals(PREFIX) || plain.startsWith(PREFIX + ".")) {
            return OURS.contains(plain);
        }
        return METADATA.containsKey(plain)
                || METADATA.entrySet().stream()
                        .anyMatch(known -> plain.startsWith(known.getKey() + ".")
                                && known.getValue().path("type").asString("").startsWith("java.util.Map"));
    }

    /** {@return whether properties have such a name and more} */
    static boolean isGroup(String name) {
        String plain = name.replaceAll("\\[[^]]*]", "") + ".";
        return Stream.concat(OURS.stream(), METADATA.keySet().stream()).anyMatch(known -> known.startsWith(plain));
    }

    private static Map<String, JsonNode> metadata() {
        Map<String, JsonNode> properties = new TreeMap<>();
        try {
            for (String file :
                    Set.of("spring-configuration-metadata.json", "additional-spring-configuration-metadata.json")) {
                for (URL place :
                        Collections.list(SpringSettings.class.getClassLoader().getResources("META-INF/" + file))) {
                    try (InputStream text = place.openStream()) {
                        JsonMapper.shared()
                                .readTree(text)
                                .path("properties")
                                .forEach(property -> properties.putIfAbsent(
                                        property.path("name").asString(), property));
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties;
    }

    /** From the metadata and, for the elements of lists, from the record that they are bound to. */
    private static Stream<String> ours() {
        try {
            return Stream.concat(
                    METADATA.keySet().stream().filter(name -> name.startsWith(PREFIX + ".")),
                    namesIn(Class.forName("io.cognitoclaims.spring.CognitoClaimsProperties"), PREFIX + "."));
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    private static Stream<String> namesIn(Class<?> settings, String prefix) {
        return Arrays.stream(settings.getRecordComponents()).flatMap(setting -> namesOf(setting, prefix));
    }

    private static Stream<String> namesOf(RecordComponent setting, String prefix) {
        String name = prefix + DataObjectPropertyName.toDashedForm(setting.getName());
        Class<?> element =
                ResolvableType.forType(setting.getGenericType()).getGeneric(0).resolve(Void.class);
        if (element.isRecord()) {
            return namesIn(element, name + ".");
        }
        return setting.getType().isRecord() ? namesIn(setting.getType(), name + ".") : Stream.of(name);
    }
}
