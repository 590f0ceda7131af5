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
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
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

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

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
                .setOut(screen.writer())
                .setErr(screen.writerTo(errors))
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
            errors.println(NAME + screen.safe(describe(wrong)) + "; see " + name + " --help");
            return UNUSABLE;
        }
        StackTraceElement[] trace = problem.getStackTrace();
        errors.println(NAME + "this is a fault of the program, please report it: "
                + problem.getClass().getName() + (trace.length == 0 ? "" : " at " + trace[0]));
        return UNKNOWN;
    }

    /** Arguments that nobody asked for may be tokens, so only options are named. */
    private static String describe(ParameterException wrong) {
        if (wrong instanceof UnmatchedArgumentException unmatched) {
            List<String> arguments = unmatched.getUnmatched();
            String first = arguments.isEmpty() ? "" : arguments.get(0);
            return first.startsWith("-") && first.length() < 40
                    ? "there is no option " + first
                    : "there is an argument too many, or no such command";
        }
        String message = String.valueOf(wrong.getMessage()).lines().findFirst().orElse("");
        return message.length() > 200 ? "a value cannot be used" : message;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say what to do: explain, check or watch");
    }

    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = CognitoClaims.class.getPackage().getImplementationVersion();
            return new String[] {"cognito-claims " + (version == null ? "(not packaged)" : version)};
        }
    }
}
