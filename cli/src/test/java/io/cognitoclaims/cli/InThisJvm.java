package io.cognitoclaims.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.cognitoclaims.cli.Program.Result;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;

/** The program from its entry on, without a JVM of its own: what it says and its exit code, but nothing of the process. */
final class InThisJvm {
    private InThisJvm() {}

    static Result run(String input, String... arguments) {
        return run(UTF_8, 80, false, input, arguments);
    }

    static Result run(Charset charset, int width, boolean coloured, String input, String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream errors = new ByteArrayOutputStream();
        Screen screen = new Screen(new PrintStream(out, false, charset), charset, coloured, width);
        int exit = CognitoClaims.run(
                screen,
                new ByteArrayInputStream(input.getBytes(UTF_8)),
                new PrintStream(errors, true, UTF_8),
                arguments);
        screen.flush();
        return new Result(exit, out.toString(charset), errors.toString(UTF_8));
    }
}
