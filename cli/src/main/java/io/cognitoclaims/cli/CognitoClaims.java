package io.cognitoclaims.cli;

import io.cognitoclaims.cli.Screen.Tone;
import java.io.InputStream;
import java.io.PrintStream;
import java.util.List;

/**
 * The program {@code cognito-claims}. It ends with 0 if all is well, 1 if a token is refused or a check fails, 2 if it was
 * given something unusable, and 3 if nothing can be said now.
 */
final class CognitoClaims {
    /** A token is accepted, or every check passed. */
    static final int GOOD = 0;
    /** A token is refused, or a check failed. */
    static final int BAD = 1;
    /** An option, a file or a text cannot be used. */
    static final int UNUSABLE = 2;
    /** It cannot be judged: the pool's keys are unavailable, or no pool is named. */
    static final int UNKNOWN = 3;

    static final String NAME = "cognito-claims";

    /** A command that has its options. */
    interface Action {
        int run() throws Exception;
    }

    private CognitoClaims() {}

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
        try {
            return switch (args.length == 0 ? "" : args[0]) {
                case "explain" -> {
                    Arguments given = Arguments.read(Explain.USAGE, args);
                    yield run(screen, Explain.USAGE, given, () -> new Explain(screen, in, errors, given).run());
                }
                case "check" -> {
                    Arguments given = Arguments.read(Check.USAGE, args);
                    yield run(screen, Check.USAGE, given, () -> new Check(screen, given).run());
                }
                case "watch" -> {
                    Arguments given = Arguments.read(Watch.USAGE, args);
                    yield run(screen, Watch.USAGE, given, () -> new Watch(screen, given).run());
                }
                case "--help", "-h" -> help(screen);
                case "--version", "-V" -> version(screen);
                case "" ->
                    throw new UnusableInputException(
                            "say what to do: explain, check or watch; see " + NAME + " --help");
                default ->
                    // It may be a token.
                    throw new UnusableInputException(
                            "there is no such command: the first argument must be explain, check"
                                    + " or watch. A token goes to the standard input of explain; see " + NAME
                                    + " --help");
            };
        } catch (UnusableInputException e) {
            // One line, and never a stack trace.
            screen.flush();
            errors.println(NAME + ": " + screen.safe(String.valueOf(e.getMessage())));
            return UNUSABLE;
        } catch (Exception e) {
            screen.flush();
            StackTraceElement[] trace = e.getStackTrace();
            errors.println(NAME + ": this is a fault of the program, please report it: "
                    + e.getClass().getName() + (trace.length == 0 ? "" : " at " + trace[0]));
            return UNKNOWN;
        }
    }

    private static int run(Screen screen, Usage usage, Arguments given, Action action) throws Exception {
        if (given.asksForHelp()) {
            usage.print(screen);
            return GOOD;
        }
        return given.asksForVersion() ? version(screen) : action.run();
    }

    private static int help(Screen screen) {
        screen.line("Usage: " + NAME + " explain|check|watch [OPTION]...", Tone.PLAIN);
        screen.line(
                "Says why a token of an Amazon Cognito user pool is refused, and what is wrong with the pool's settings.",
                Tone.PLAIN);
        screen.blank();
        for (Usage usage : List.of(Explain.USAGE, Check.USAGE, Watch.USAGE)) {
            screen.row(2, usage.command(), "explain".length(), Tone.STRONG, usage.summary(), Tone.PLAIN);
        }
        screen.blank();
        screen.line("The options of each are shown by " + NAME + " explain --help, and so on.", Tone.PLAIN);
        return GOOD;
    }

    private static int version(Screen screen) {
        String version = CognitoClaims.class.getPackage().getImplementationVersion();
        screen.line(NAME + " " + (version == null ? "(not packaged)" : version), Tone.PLAIN);
        return GOOD;
    }
}
