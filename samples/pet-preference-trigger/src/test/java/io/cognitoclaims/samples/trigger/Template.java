package io.cognitoclaims.samples.trigger;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.AbstractConstruct;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * A CloudFormation template as it is deployed with one choice of parameters: conditions are decided, parameters are put
 * in, and what only a deployment knows stays as a {@link Call}. It reads the short form of functions.
 */
final class Template {
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([^}]+)}");

    /** What follows the name of a resource: an attribute, or what SAM adds to the name of a function for its alias. */
    private static final Pattern SUFFIX = Pattern.compile("(\\.|Alias).*");

    private final Map<?, ?> document;
    private final Map<String, String> parameters;

    private Template(Map<?, ?> document, Map<String, String> parameters) {
        this.document = document;
        this.parameters = parameters;
    }

    /** A function of CloudFormation with its argument, as in {@code !Ref UserPool}. */
    record Call(String function, Object argument) {
        static Call ref(String name) {
            return new Call("!Ref", name);
        }

        static Call getAtt(String attribute) {
            return new Call("!GetAtt", attribute);
        }
    }

    static Template of(String yaml, Map<String, String> parameters) {
        return new Template((Map<?, ?>) new Yaml(new Functions()).load(yaml), parameters);
    }

    /** {@return what was chosen for a parameter} */
    String parameter(String name) {
        return Objects.requireNonNull(parameters.get(name), name);
    }

    /** {@return the names in a section, without those whose condition does not hold} */
    List<String> names(String section) {
        return ((Map<?, ?>) Objects.requireNonNull(document.get(section), section))
                .entrySet().stream()
                        .filter(entry -> isDeployed((Map<?, ?>) entry.getValue()))
                        .map(entry -> (String) entry.getKey())
                        .toList();
    }

    /** {@return what the template has under these keys, or null} */
    @Nullable
    Object at(String... keys) {
        Object value = document;
        for (String key : keys) {
            value = value instanceof Map<?, ?> map ? map.get(key) : null;
        }
        return value == null ? null : decide(value);
    }

    /** {@return a property of a resource, or null} */
    @Nullable
    Object property(String resource, String... keys) {
        Object value = at("Resources", resource, "Properties");
        for (String key : keys) {
            value = value instanceof Map<?, ?> map ? map.get(key) : null;
        }
        return value;
    }

    /** {@return a property of a resource that is a list, which is empty if it is not there} */
    List<?> list(String resource, String... keys) {
        return property(resource, keys) instanceof List<?> list ? list : List.of();
    }

    /** {@return the resources that must be there before this one, at whatever remove} */
    Set<String> neededFor(String resource) {
        Set<String> needed = new HashSet<>();
        Deque<String> next = new ArrayDeque<>(List.of(resource));
        while (!next.isEmpty()) {
            references(Objects.requireNonNull(at("Resources", next.remove())))
                    .filter(names("Resources")::contains)
                    .filter(needed::add)
                    .forEach(next::add);
        }
        return needed;
    }

    private static Stream<String> references(Object value) {
        if (value instanceof Map<?, ?> map) {
            Object before = map.get("DependsOn");
            return Stream.concat(
                    before instanceof String name ? Stream.of(name) : Stream.empty(),
                    map.values().stream().flatMap(Template::references));
        }
        if (value instanceof List<?> list) {
            return list.stream().flatMap(Template::references);
        }
        return value instanceof Call call
                ? Stream.of(SUFFIX.matcher(call.argument().toString()).replaceFirst(""))
                : VARIABLE.matcher(value.toString())
                        .results()
                        .map(variable -> SUFFIX.matcher(variable.group(1)).replaceFirst(""));
    }

    private boolean isDeployed(Map<?, ?> resource) {
        return !(resource.get("Condition") instanceof String condition) || holds(condition);
    }

    private boolean holds(String condition) {
        return Boolean.TRUE.equals(at("Conditions", condition));
    }

    private Object decide(Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<Object, Object> decided = new LinkedHashMap<>();
            map.forEach((key, inner) -> decided.put(key, inner == null ? "" : decide(inner)));
            return decided;
        }
        if (value instanceof List<?> list) {
            return list.stream().map(this::decide).toList();
        }
        return value instanceof Call call ? decide(call) : value;
    }

    private Object decide(Call call) {
        List<?> arguments = call.argument() instanceof List<?> list ? list : List.of(call.argument());
        return switch (call.function()) {
            case "!Ref" -> parameters.containsKey(call.argument()) ? parameters.get(call.argument()) : call;
            case "!Condition" -> holds((String) call.argument());
            case "!Not" -> !(Boolean) decide(arguments.get(0));
            case "!Equals" -> decide(arguments.get(0)).equals(decide(arguments.get(1)));
            case "!If" -> decide(arguments.get(holds((String) arguments.get(0)) ? 1 : 2));
            case "!Sub" ->
                fillIn(
                        (String) arguments.get(0),
                        arguments.size() > 1 ? (Map<?, ?>) decide(arguments.get(1)) : Map.of());
            default -> call;
        };
    }

    private String fillIn(String text, Map<?, ?> variables) {
        return VARIABLE.matcher(text).replaceAll(variable -> {
            Object value = variables.get(variable.group(1));
            String known = value == null ? parameters.get(variable.group(1)) : value.toString();
            return Matcher.quoteReplacement(known == null ? variable.group() : known);
        });
    }

    /** Reads {@code !Name argument}, which YAML leaves to its users. */
    private static final class Functions extends SafeConstructor {
        Functions() {
            super(new LoaderOptions());
            yamlMultiConstructors.put("!", new AbstractConstruct() {
                @Override
                public Object construct(Node node) {
                    return new Call(node.getTag().getValue(), argument(node));
                }
            });
        }

        private Object argument(Node node) {
            if (node instanceof SequenceNode sequence) {
                return sequence.getValue().stream().map(this::constructObject).collect(Collectors.toList());
            }
            return ((ScalarNode) node).getValue();
        }
    }
}
