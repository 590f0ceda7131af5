package io.cognitoclaims.cli;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * How the commands declare their options: in picocli's programmatic model. Its annotations would say the same, and reading them
 * would take a sixth of the CPU time of a short run.
 */
final class Syntax {
    private Syntax() {}

    static CommandSpec command(String name, Callable<Integer> action, String description, String... footer) {
        String version = CognitoClaims.class.getPackage().getImplementationVersion();
        CommandSpec spec = CommandSpec.wrapWithoutInspection(action)
                .name(name)
                .version("cognito-claims " + (version == null ? "(not packaged)" : version))
                .addOption(OptionSpec.builder("-h", "--help")
                        .usageHelp(true)
                        .description("Show this help message and exit.")
                        .build())
                .addOption(OptionSpec.builder("-V", "--version")
                        .versionHelp(true)
                        .description("Print version information and exit.")
                        .build());
        spec.usageMessage().description(description).footer(footer);
        return spec;
    }

    /** Its value is a boolean. */
    static OptionSpec flag(String name, String description) {
        return OptionSpec.builder(name)
                .type(boolean.class)
                .initialValue(false)
                .description(description)
                .build();
    }

    /** Its value is a string, or null if it is not given. */
    static OptionSpec.Builder value(String name, String label, String description) {
        return OptionSpec.builder(name)
                .type(String.class)
                .arity("1")
                .paramLabel(label)
                .description(description);
    }

    /** Its value is a list of strings, which is empty if it is not given. */
    static OptionSpec values(String name, String label, String description) {
        return OptionSpec.builder(name)
                .type(List.class)
                .auxiliaryTypes(String.class)
                .arity("1")
                .initialValue(List.of())
                .paramLabel(label)
                .description(description)
                .build();
    }
}
