package io.cognitoclaims.spring;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.ResolvableType;
import org.springframework.core.env.Environment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * The names below {@code cognito-claims}. Spring Boot's own {@code ignoreUnknownFields = false} is not used. When a
 * stronger source replaces a longer list, it treats the rest of that list as unknown. It also does not check system
 * properties.
 */
final class SettingNames {
    private static final ConfigurationPropertyName PREFIX =
            ConfigurationPropertyName.of(CognitoClaimsProperties.PREFIX);

    /** The known names, by a form that is the same for all spellings of a name. */
    private static final Map<String, String> KNOWN = namesIn(
                    CognitoClaimsProperties.class, CognitoClaimsProperties.PREFIX + ".")
            .collect(Collectors.toMap(SettingNames::uniform, Function.identity()));

    private SettingNames() {}

    /** Environment variables may come from elsewhere, such as those that Kubernetes creates from service names. */
    static void requireKnown(Environment environment) {
        for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
            if (source instanceof IterableConfigurationPropertySource names
                    && !(source.getUnderlyingSource() instanceof SystemEnvironmentPropertySource)) {
                names.stream().filter(PREFIX::isAncestorOf).forEach(SettingNames::requireKnown);
            }
        }
    }

    private static void requireKnown(ConfigurationPropertyName name) {
        String uniform = uniform(name);
        if (KNOWN.keySet().stream().noneMatch(known -> (known + ".").startsWith(uniform + "."))) {
            throw new WrongSettingException(
                    name.toString(),
                    "there is no property of this name",
                    "The nearest that there is: " + nearestTo(uniform) + ".");
        }
    }

    private static String nearestTo(String uniform) {
        return KNOWN.entrySet().stream()
                .min(Comparator.comparingInt(known -> distance(known.getKey(), uniform)))
                .orElseThrow()
                .getValue();
    }

    private static Stream<String> namesIn(Class<?> settings, String prefix) {
        return Arrays.stream(settings.getRecordComponents()).flatMap(setting -> namesOf(setting, prefix));
    }

    private static Stream<String> namesOf(RecordComponent setting, String prefix) {
        String name = prefix + DataObjectPropertyName.toDashedForm(setting.getName());
        Class<?> element =
                ResolvableType.forType(setting.getGenericType()).getGeneric(0).resolve(Void.class);
        if (element.isRecord()) {
            return namesIn(element, name + "[].");
        }
        return setting.getType().isRecord() ? namesIn(setting.getType(), name + ".") : Stream.of(name);
    }

    private static String uniform(String known) {
        return known.replace("-", "").replace("[]", "");
    }

    private static String uniform(ConfigurationPropertyName name) {
        return IntStream.range(0, name.getNumberOfElements())
                .filter(element -> !name.isNumericIndex(element))
                .mapToObj(element -> name.getElement(element, Form.UNIFORM))
                .collect(Collectors.joining("."));
    }

    /** The number of letters to change, add or remove (Levenshtein distance). */
    private static int distance(String from, String to) {
        int[] costs = IntStream.rangeClosed(0, to.length()).toArray();
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = costs[0];
            costs[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int changed = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = costs[j];
                costs[j] = Math.min(changed, Math.min(costs[j - 1], costs[j]) + 1);
            }
        }
        return costs[to.length()];
    }
}
