package io.cognitoclaims.cli;

import java.io.InputStream;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The program {@code cognito-claims}. It ends with 0 if all is well, 1 if a token is refused or a check fails, 2 if it was
 * given something unusable, and 3 if nothing can be said now.
 */
@Command(
        name = "cognito-claims",
        mixinStandardHelpOptions = true,
        versionProvider = CognitoClaims.Version.class,
        description = "Says why a token of an Amazon Cognito user pool is refused, and what is wrong with the pool's"
                + " settings.")
final class CognitoClaims implements Runnable {
    /** A token is accepted, or every check passed. */
    static final int GOOD = 0;
    /** A token is refused, or a check failed. */
    static final int BAD = 1;
    /** An option, a file or a text cannot be used. */
    static final int UNUSABLE = 2;
    /** It cannot be judged: the pool's keys are unavailable, or no pool is named. */
    static final int UNKNOWN = 3;

    private static final String NAME = "cognito-claims: ";

    /** Called by {@code java -jar cognito-claims.jar}. */
    public static void main(String[] args) {
        // The library's log has nothing that this program does not say itself.
        System.setProperty("slf4j.provider", "org.slf4j.helpers.NOP_FallbackServiceProvider");
        System.setProperty("slf4j.internal.verbosity", "ERROR");
        Screen screen = Screen.ofStandardOutput();
        int exit = run(screen, System.in, System.err, args);
        screen.flush();
        System.exit(exit);
    }

    /** {@return the exit code} */
    static int run(Screen screen, InputStream in, PrintStream errors, String... args) {
        CommandLine program = new CommandLine(new CognitoClaims());
        Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
        commands.put("explain", () -> new Explain(screen, in, errors));
        commands.put("check", () -> new Check(screen));
        commands.put("watch", () -> new Watch(screen));
        // To read the options of a command takes a while, so only the one is read that is meant.
        String meant = args.length > 0 && commands.containsKey(args[0]) ? args[0] : "";
        commands.forEach((name, command) -> {
            if (meant.isEmpty() || meant.equals(name)) {
                program.addSubcommand(name, command.get());
            }
        });
        Ansi ansi = screen.isColoured() ? Ansi.ON : Ansi.OFF;
        return program.setColorScheme(CommandLine.Help.defaultColorScheme(ansi))
                .setUsageHelpWidth(Math.max(55, screen.width()))
                .setExpandAtFiles(false)
                .setPosixClusteredShortOptionsAllowed(false)
                .setOut(screen.writer())
                .setParameterExceptionHandler((problem, arguments) -> fail(screen, errors, problem))
                .setExecutionExceptionHandler((problem, command, result) -> fail(screen, errors, problem))
                .execute(args);
    }

    /** One line, and never a stack trace. */
    private static int fail(Screen screen, PrintStream errors, Exception problem) {
        screen.flush();
        if (problem instanceof UnusableInputException) {
            errors.println(NAME + screen.safe(String.valueOf(problem.getMessage())));
            return UNUSABLE;
        }
        if (problem instanceof ParameterException wrong) {
            String name = wrong.getCommandLine().getCommandSpec().qualifiedName();
            errors.println(NAME + describe(wrong) + "; see " + name + " --help");
            return UNUSABLE;
        }
        StackTraceElement[] trace = problem.getStackTrace();
        errors.println(NAME + "this is a fault of the program, please report it: "
                + problem.getClass().getName() + (trace.length == 0 ? "" : " at " + trace[0]));
        return UNKNOWN;
    }

    /**
     * {@return what is wrong, in words of the program's own} Picocli's quote what was given, which may be a token or a password
     * at a wrong place.
     */
    private static String describe(ParameterException wrong) {
        if (wrong instanceof UnmatchedArgumentException unmatched) {
            return describe(unmatched);
        } else if (wrong instanceof MissingParameterException missing) {
            ArgSpec first = missing.getMissing().get(0);
            return name(first) + first.paramLabel() + " is missing";
        } else if (wrong instanceof OverwrittenOptionException twice) {
            return name(twice.getOverwritten()) + "is given twice";
        }
        ArgSpec argument = wrong.getArgSpec();
        if (argument == null) {
            return "the arguments cannot be used";
        } else if (argument.arity().max() == 0) {
            return name(argument) + "takes no value";
        }
        boolean number = argument.type() == int.class || argument.type() == Integer.class;
        return name(argument) + (number ? "must be a whole number" : "this value cannot be used");
    }

    private static String describe(UnmatchedArgumentException unmatched) {
        if (unmatched.getCommandLine().getParent() == null) {
            return "there is no such command: the first argument must be explain, check or watch. A token goes to the standard"
                    + " input of explain";
        } else if (!unmatched.isUnknownOption()) {
            return "there is an argument too many";
        }
        List<String> near = unmatched.getSuggestions();
        return "there is no such option" + (near.isEmpty() ? "" : " (did you mean " + near.get(0) + "?)");
    }

    private static String name(ArgSpec argument) {
        return (argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel()) + ": ";
    }

    @Override
    public void run() {
        throw new UnusableInputException("say what to do: explain, check or watch; see cognito-claims --help");
    }

    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = CognitoClaims.class.getPackage().getImplementationVersion();
            return new String[] {"cognito-claims " + (version == null ? "(not packaged)" : version)};
        }
    }
}
