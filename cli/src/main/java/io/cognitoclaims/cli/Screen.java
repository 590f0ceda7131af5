package io.cognitoclaims.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What people read: lines of the terminal's width, in colours if a terminal shows them. Text of a token or a server must go
 * through {@link #safe}, so that it cannot command the terminal.
 */
final class Screen {
    private static final int WIDEST = 80;
    private static final int NARROWEST = 20;
    /** Below this a label stands on a line of its own. */
    private static final int ROOM_FOR_COLUMNS = 50;
    /** As much of one value as anybody reads. */
    private static final int MAX_VALUE_LENGTH = 2_000;

    /** Letters and symbols that look like nothing; those of the surrogates are U+1D159, U+13441 and U+13442. */
    private static final String BLANKS = "\u115f\u2800\u3164\uffa0\ufffc\ud834\udd59\ud80d\udc41\ud80d\udc42";

    /** How a text looks. */
    enum Tone {
        PLAIN(""),
        STRONG("1"),
        FAINT("2"),
        GOOD("32"),
        WARNING("33"),
        BAD("31");

        private final String code;

        Tone(String code) {
            this.code = code;
        }
    }

    private final PrintStream out;
    private final CharsetEncoder encoder;
    private final boolean coloured;
    private final int width;

    Screen(PrintStream out, Charset charset, boolean coloured, int width) {
        this.out = out;
        this.encoder = charset.newEncoder();
        this.coloured = coloured;
        this.width = Math.max(NARROWEST, Math.min(WIDEST, width));
    }

    static Screen ofStandardOutput() {
        Charset charset = charset("stdout.encoding", "native.encoding");
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), false, charset);
        Map<String, String> environment = System.getenv();
        int columns = number(environment.getOrDefault("COLUMNS", ""));
        if (!isTerminal(1)) {
            return new Screen(out, charset, false, columns > 0 ? columns : WIDEST);
        }
        boolean coloured = environment.getOrDefault("NO_COLOR", "").isEmpty()
                && !environment.getOrDefault("TERM", "dumb").equals("dumb");
        int real = columns > 0 ? columns : columnsOfTerminal();
        return new Screen(out, charset, coloured, real > 0 ? real : WIDEST);
    }

    /** {@return whether this is a terminal: 0 is standard input, 1 standard output} */
    static boolean isTerminal(int descriptor) {
        Path link = Path.of("/proc/self/fd/" + descriptor);
        try {
            String target = Files.readSymbolicLink(link).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (IOException | UnsupportedOperationException e) {
            return !System.getProperty("os.name", "").startsWith("Windows") && exitCode("test -t " + descriptor) == 0;
        }
    }

    boolean isColoured() {
        return coloured;
    }

    int width() {
        return width;
    }

    PrintStream out() {
        return out;
    }

    PrintWriter writer() {
        return new PrintWriter(out, true, encoder.charset());
    }

    /**
     * {@return the text with everything escaped that a terminal would obey, hide or turn round, and what it cannot show}
     * Long texts are cut.
     */
    String safe(String foreign) {
        StringBuilder safe = new StringBuilder();
        foreign.codePoints().limit(MAX_VALUE_LENGTH).forEach(c -> {
            if (isHarmless(c)) {
                safe.appendCodePoint(c);
            } else {
                for (char unit : Character.toChars(c)) {
                    String hex = Integer.toHexString(unit);
                    safe.append("\\u").append("0".repeat(4 - hex.length())).append(hex);
                }
            }
        });
        int more = foreign.codePointCount(0, foreign.length()) - MAX_VALUE_LENGTH;
        return more <= 0
                ? safe.toString()
                : safe.append(" ... and ").append(more).append(" more").toString();
    }

    private boolean isHarmless(int c) {
        if (c < 0x7f) {
            return c >= ' ';
        }
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SPACE_SEPARATOR,
                    Character.NON_SPACING_MARK,
                    Character.COMBINING_SPACING_MARK,
                    Character.ENCLOSING_MARK -> false;
            default -> BLANKS.indexOf(c) < 0 && !isPartOfSyllable(c) && encoder.canEncode(Character.toString(c));
        };
    }

    /** Vowels and final consonants of Hangul, which terminals draw into the letter before. */
    private static boolean isPartOfSyllable(int c) {
        return (c >= 0x1160 && c <= 0x11ff) || (c >= 0xd7b0 && c <= 0xd7ff);
    }

    void line(String text, Tone tone) {
        wrap(text, width).forEach(line -> print(line, tone));
    }

    void blank() {
        out.println();
    }

    /**
     * Prints the label and beside it the text, or below it if the screen is narrow.
     *
     * @param indent how many columns stay empty before the label
     * @param labelWidth of the column of labels
     */
    void row(int indent, String label, int labelWidth, Tone labelTone, String text, Tone tone) {
        String margin = " ".repeat(indent);
        boolean beside = width >= ROOM_FOR_COLUMNS && columns(label) <= labelWidth;
        int start = width >= ROOM_FOR_COLUMNS ? indent + labelWidth + 2 : indent + 2;
        List<String> lines = wrap(text, width - start);
        if (!beside && !label.isEmpty()) {
            wrap(label, width - indent).forEach(part -> print(margin + part, labelTone));
        }
        for (int i = 0; i < lines.size(); i++) {
            String before = " ".repeat(start);
            if (beside && i == 0) {
                String padding = " ".repeat(labelWidth + 2 - columns(label));
                before = margin + toned(label, labelTone) + padding;
            }
            if (beside || !lines.get(i).isEmpty()) {
                out.println((before + toned(lines.get(i), tone)).stripTrailing());
            }
        }
    }

    void flush() {
        out.flush();
    }

    private void print(String line, Tone tone) {
        out.println(toned(line, tone));
    }

    private String toned(String text, Tone tone) {
        return !coloured || tone == Tone.PLAIN || text.isEmpty()
                ? text
                : "\u001b[" + tone.code + "m" + text + "\u001b[0m";
    }

    /** Breaks lines at spaces, and words that are longer than a line anywhere. */
    static List<String> wrap(String text, int width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        int used = 0;
        for (String word : text.split(" ", -1)) {
            int length = columns(word);
            if (used > 0 && used + 1 + length <= width) {
                line.append(' ').append(word);
                used += 1 + length;
                continue;
            }
            if (used > 0) {
                lines.add(line.toString());
                line.setLength(0);
                used = 0;
            }
            for (int i = 0; i < word.length(); i += Character.charCount(word.codePointAt(i))) {
                int c = word.codePointAt(i);
                if (used + columns(c) > width) {
                    lines.add(line.toString());
                    line.setLength(0);
                    used = 0;
                }
                line.appendCodePoint(c);
                used += columns(c);
            }
        }
        lines.add(line.toString());
        return lines;
    }

    private static int columns(String text) {
        return text.codePoints().map(Screen::columns).sum();
    }

    /** East Asian characters and emoji take two columns. Of symbols, some do: a line that is too short does no harm. */
    private static int columns(int c) {
        boolean wide = c >= 0x1100
                && (c <= 0x115f
                        || (c >= 0x231a && c <= 0x23ff)
                        || (c >= 0x25fb && c <= 0x27bf)
                        || (c >= 0x2b1b && c <= 0x2b55)
                        || (c >= 0x2e80 && c <= 0xa4cf)
                        || (c >= 0xa960 && c <= 0xa97c)
                        || (c >= 0xac00 && c <= 0xd7a3)
                        || (c >= 0xf900 && c <= 0xfaff)
                        || (c >= 0xfe30 && c <= 0xfe6f)
                        || (c >= 0xff00 && c <= 0xff60)
                        || (c >= 0xffe0 && c <= 0xffe6)
                        || (c >= 0x16fe0 && c <= 0x18dff)
                        || (c >= 0x1aff0 && c <= 0x1b2ff)
                        || (c >= 0x1f000 && c <= 0x1faff)
                        || (c >= 0x20000 && c <= 0x3fffd));
        return wide ? 2 : 1;
    }

    static Charset charset(String... properties) {
        for (String property : properties) {
            String name = System.getProperty(property);
            try {
                if (name != null) {
                    return Charset.forName(name);
                }
            } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
                return US_ASCII;
            }
        }
        return Charset.defaultCharset();
    }

    private static int columnsOfTerminal() {
        try {
            Process stty = new ProcessBuilder("sh", "-c", "stty size <&1 >&2")
                    .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .start();
            try (InputStream answer = stty.getErrorStream()) {
                String size = new String(answer.readNBytes(100), US_ASCII).strip();
                return number(size.substring(size.indexOf(' ') + 1));
            }
        } catch (IOException e) {
            return 0;
        }
    }

    private static int exitCode(String command) {
        try {
            Process shell = new ProcessBuilder("sh", "-c", command).inheritIO().start();
            return shell.waitFor(2, TimeUnit.SECONDS) ? shell.exitValue() : -1;
        } catch (IOException e) {
            return -1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return -1;
        }
    }

    private static int number(String text) {
        return text.length() > 0 && text.length() < 6 && text.chars().allMatch(c -> c >= '0' && c <= '9')
                ? Integer.parseInt(text)
                : 0;
    }
}
