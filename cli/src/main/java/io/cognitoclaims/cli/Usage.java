package io.cognitoclaims.cli;

import io.cognitoclaims.cli.Screen.Tone;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a command does and takes: {@link Arguments} reads by it, and its help is made of it.
 *
 * @param summary what the command does
 * @param options without {@code --help} and {@code --version}, which each command has
 * @param footer paragraphs that follow the options in its help
 */
record Usage(String command, String summary, List<Option> options, List<String> footer) {
    /** How many values an option takes. */
    enum Values {
        NONE,
        AT_MOST_ONE,
        EXACTLY_ONE,
        ANY,
        /** Not an option: the argument that stands without a name. */
        UNNAMED
    }

    /**
     * An option of a command.
     *
     * @param label what its value is, empty if it takes none
     */
    record Option(String name, String label, Values values, String description) {
        static Option flag(String name, String description) {
            return new Option(name, "", Values.NONE, description);
        }

        private String written() {
            return label.isEmpty() ? name : name + " " + label;
        }

        private String inSynopsis() {
            return switch (values) {
                case NONE, AT_MOST_ONE -> "[" + written() + "]";
                case EXACTLY_ONE -> written();
                case ANY -> "[" + written() + "]...";
                case UNNAMED -> "[" + name + "]";
            };
        }
    }

    static final Option HELP = Option.flag("--help", "Show this help, and do nothing else.");
    static final Option VERSION = Option.flag("--version", "Show the version, and do nothing else.");

    void print(Screen screen) {
        String synopsis = options.stream().map(Option::inSynopsis).collect(Collectors.joining(" "));
        screen.row(
                0,
                "Usage:",
                "Usage:".length(),
                Tone.PLAIN,
                CognitoClaims.NAME + " " + command + " " + synopsis,
                Tone.PLAIN);
        screen.line(summary, Tone.PLAIN);
        screen.blank();
        List<Option> all = new ArrayList<>(options);
        all.addAll(List.of(HELP, VERSION));
        int widest =
                all.stream().mapToInt(option -> option.written().length()).max().orElse(0);
        for (Option option : all) {
            screen.row(2, option.written(), widest, Tone.STRONG, option.description(), Tone.PLAIN);
        }
        for (String paragraph : footer) {
            screen.blank();
            screen.line(paragraph, Tone.PLAIN);
        }
    }

    /** {@return the names of all options} */
    Stream<String> names() {
        return Stream.concat(options.stream(), Stream.of(HELP, VERSION))
                .filter(option -> option.values() != Values.UNNAMED)
                .map(Option::name);
    }
}
