package io.cognitoclaims.cli;

import io.cognitoclaims.cli.Usage.Option;
import io.cognitoclaims.cli.Usage.Values;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What stands behind the command's name, read by the command's {@link Usage}. A word at a wrong place may be a token or a password,
 * so messages tell where it stands, and never what it is.
 */
final class Arguments {
    private static final String HELP = "--help";
    private static final String VERSION = "--version";

    private final Usage usage;
    private final Map<String, List<String>> values = new HashMap<>();

    private Arguments(Usage usage) {
        this.usage = usage;
    }

    /**
     * {@return the arguments}
     *
     * @param words all of the command line, the name of the command first
     * @throws UnusableInputException if the command does not take them
     */
    static Arguments read(Usage usage, String... words) {
        Arguments arguments = new Arguments(usage);
        boolean onlyValues = false;
        for (int i = 1; i < words.length; i++) {
            String word = words[i];
            if (!onlyValues && word.equals("--")) {
                onlyValues = true;
            } else if (onlyValues || word.equals("-") || !word.startsWith("-")) {
                arguments.addUnnamed(word, i);
            } else {
                int equals = word.indexOf('=');
                Option option = arguments.option(equals < 0 ? word : word.substring(0, equals), i);
                if (option.values() == Values.NONE) {
                    if (equals >= 0) {
                        throw arguments.wrong(option.name() + ": takes no value");
                    }
                    arguments.values.put(option.name(), List.of());
                } else if (equals >= 0) {
                    arguments.add(option, word.substring(equals + 1));
                } else if (i + 1 < words.length && !words[i + 1].startsWith("--")) {
                    i++;
                    arguments.add(option, words[i]);
                } else {
                    throw arguments.wrong(option.name() + ": a value is missing: " + option.label());
                }
            }
        }
        if (!arguments.asksForHelp() && !arguments.asksForVersion()) {
            usage.options().stream()
                    .filter(option -> option.values() == Values.EXACTLY_ONE && !arguments.has(option.name()))
                    .findFirst()
                    .ifPresent(missing -> {
                        throw arguments.wrong(missing.name() + ": is missing: " + missing.label());
                    });
        }
        return arguments;
    }

    boolean asksForHelp() {
        return has(HELP);
    }

    boolean asksForVersion() {
        return has(VERSION);
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    /** {@return the values of the option, in their order} */
    List<String> all(String name) {
        return values.getOrDefault(name, List.of());
    }

    /** {@return the value of the option, or null if it is not given} */
    @Nullable
    String value(String name) {
        List<String> all = all(name);
        return all.isEmpty() ? null : all.get(0);
    }

    /** {@return the value of an option that must be given} */
    String required(String name) {
        return all(name).get(0);
    }

    private void add(Option option, String value) {
        List<String> all = values.computeIfAbsent(option.name(), name -> new ArrayList<>());
        all.add(value);
        if (all.size() > 1 && option.values() != Values.ANY) {
            throw wrong(option.name() + ": is given twice");
        }
    }

    private void addUnnamed(String word, int index) {
        Option unnamed = usage.options().stream()
                .filter(option -> option.values() == Values.UNNAMED)
                .findFirst()
                .orElseThrow(() -> wrong("there is an argument too many, the " + nth(index)));
        if (has(unnamed.name())) {
            throw wrong("there is an argument too many, the " + nth(index));
        }
        add(unnamed, word);
    }

    private Option option(String name, int index) {
        String known = name.equals("-h") ? HELP : name.equals("-V") ? VERSION : name;
        for (Option option : usage.options()) {
            if (option.name().equals(known) && option.values() != Values.UNNAMED) {
                return option;
            }
        }
        if (known.equals(HELP)) {
            return Usage.HELP;
        } else if (known.equals(VERSION)) {
            return Usage.VERSION;
        }
        String near = usage.names()
                .filter(other -> isNear(name.toLowerCase(Locale.ROOT), other))
                .findFirst()
                .map(other -> " (did you mean " + other + "?)")
                .orElse("");
        throw wrong("the " + nth(index) + " argument is no option of " + usage.command() + near);
    }

    /** {@return whether one letter is wrong, missing, too many, or changed places with its neighbour, or a dash is missing} */
    private static boolean isNear(String slip, String name) {
        if (name.equals("-" + slip)) {
            return true;
        }
        int shorter = Math.min(slip.length(), name.length());
        int start = 0;
        while (start < shorter && slip.charAt(start) == name.charAt(start)) {
            start++;
        }
        int end = 0;
        while (end < shorter - start && slip.charAt(slip.length() - 1 - end) == name.charAt(name.length() - 1 - end)) {
            end++;
        }
        String wrong = slip.substring(start, slip.length() - end);
        String right = name.substring(start, name.length() - end);
        return (wrong.length() <= 1 && right.length() <= 1)
                || (wrong.length() == 2
                        && right.length() == 2
                        && wrong.charAt(0) == right.charAt(1)
                        && wrong.charAt(1) == right.charAt(0));
    }

    /** {@return such as {@code 3rd}, counted from the command's name on} */
    private static String nth(int index) {
        int number = index + 1;
        String ending = number % 100 / 10 == 1
                ? "th"
                : switch (number % 10) {
                    case 1 -> "st";
                    case 2 -> "nd";
                    case 3 -> "rd";
                    default -> "th";
                };
        return number + ending;
    }

    private UnusableInputException wrong(String words) {
        return new UnusableInputException(words + "; see " + CognitoClaims.NAME + " " + usage.command() + " --help");
    }

    /** Says nothing of what was given. */
    @Override
    public String toString() {
        return "Arguments of " + usage.command();
    }
}
