package io.cognitoclaims.cli;

import java.io.InputStream;
import java.io.PrintStream;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

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

    private static final String NAME = "cognito-claims";

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
        CommandSpec program = Syntax.command(
                        NAME,
                        CognitoClaims::commandIsMissing,
                        "Says why a token of an Amazon Cognito user pool is refused, and what is wrong with the pool's"
                                + " settings.")
                .addSubcommand("explain", new Explain(screen, in, errors).syntax())
                .addSubcommand("check", new Check(screen).syntax())
                .addSubcommand("watch", new Watch(screen).syntax());
        Ansi ansi = screen.isColoured() ? Ansi.ON : Ansi.OFF;
        return new CommandLine(program)
                .setColorScheme(CommandLine.Help.defaultColorScheme(ansi))
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
            errors.println(NAME + ": " + screen.safe(String.valueOf(problem.getMessage())));
            return UNUSABLE;
        }
        if (problem instanceof ParameterException wrong) {
            String name = wrong.getCommandLine().getCommandSpec().qualifiedName();
            errors.println(NAME + ": " + describe(wrong) + "; see " + name + " --help");
            return UNUSABLE;
        }
        StackTraceElement[] trace = problem.getStackTrace();
        errors.println(NAME + ": this is a fault of the program, please report it: "
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
        return name(argument) + "this value cannot be used";
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

    private static Integer commandIsMissing() {
        throw new UnusableInputException("say what to do: explain, check or watch; see cognito-claims --help");
    }
}
