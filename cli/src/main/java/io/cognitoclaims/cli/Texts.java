package io.cognitoclaims.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.cognitoclaims.core.TokenRejectedException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** What others have written down already: what claims mean, and what ends a refusal. */
final class Texts {
    private static final Pattern LINK = Pattern.compile("\\[([^]]*)]\\([^)]*\\)");

    private static final Map<String, String> CLAIMS = new HashMap<>();

    static {
        for (String line : resource("claims.txt").lines().toList()) {
            int separator = line.indexOf(" = ");
            if (separator > 0) {
                CLAIMS.put(line.substring(0, separator), line.substring(separator + 3));
            }
        }
    }

    private Texts() {}

    /** {@return what the claim means; empty if nobody here knows} */
    static String ofClaim(String name) {
        return CLAIMS.getOrDefault(name, "");
    }

    /** {@return what ends a refusal for this reason: the last column of the page "Why is my token refused?"} */
    static String remedy(Reason reason) {
        String row = "| `" + reason + "` |";
        String cells = resource("why-refused.md")
                .lines()
                .filter(line -> line.startsWith(row))
                .findFirst()
                .orElse("| |");
        String bare = cells.substring(0, cells.length() - 1).strip();
        String last = bare.substring(bare.lastIndexOf('|') + 1).strip();
        return LINK.matcher(last).replaceAll("$1").replace("`", "");
    }

    private static String resource(String name) {
        try (InputStream in = Texts.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is not in the jar");
            }
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
