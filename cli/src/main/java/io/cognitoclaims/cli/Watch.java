package io.cognitoclaims.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.cognitoclaims.cli.PoolProbe.Fault;
import io.cognitoclaims.cli.Screen.Tone;
import io.cognitoclaims.core.UserPool;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Shows a user pool's key set, and what changes in it. */
final class Watch {
    private static final int MAX_SECONDS = 86_400;

    private final Screen screen;

    private final OptionSpec pool = Pools.onePool();
    private final Pools readPools = new Pools();
    private final OptionSpec every = Syntax.value(
                    "--every", "SECONDS", "The pause between two looks, 1 to 86400. The default is 60.")
            .defaultValue("60")
            .build();
    private final OptionSpec times = Syntax.value(
                    "--times", "N", "How often to look, at least 1. By default there is no end.")
            .build();
    private final OptionSpec json = Syntax.flag("--json", "Print JSON, a line a change.");

    private @Nullable Map<String, String> known;
    private @Nullable String fault;

    Watch(Screen screen) {
        this.screen = screen;
    }

    CommandSpec syntax() {
        return Syntax.command(
                        "watch",
                        this::run,
                        "Shows a user pool's key set, and what changes in it. Ends with Ctrl+C, or after --times.",
                        "",
                        "Exit codes: 0 the last look found keys, 2 unusable input, 3 it found none.")
                .addOption(pool)
                .addOption(readPools.allowsInsecureHttp())
                .addOption(every)
                .addOption(times)
                .addOption(json);
    }

    private int run() throws InterruptedException {
        int seconds = wholeNumber(every, MAX_SECONDS);
        int looks = times.getValue() == null ? 0 : wholeNumber(times, Integer.MAX_VALUE);
        UserPool watched = readPools.of(pool.<String>getValue());
        URI uri = URI.create(watched.issuer() + "/.well-known/jwks.json");
        if (Pools.isInsecure(watched.issuer())) {
            tell("insecure", "others on the network can replace the keys of " + uri, Tone.WARNING, List.of());
        }
        for (int look = 1; ; look++) {
            look(uri);
            boolean readerIsGone = screen.out().checkError();
            if (readerIsGone || look == looks) {
                return fault == null ? CognitoClaims.GOOD : CognitoClaims.UNKNOWN;
            }
            TimeUnit.SECONDS.sleep(seconds);
        }
    }

    private static int wholeNumber(OptionSpec option, int max) {
        try {
            int number = Integer.parseInt(option.getValue());
            if (number >= 1 && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Told below.
        }
        throw new UnusableInputException(option.longestName() + ": must be a whole number from 1 to " + max);
    }

    private void look(URI uri) {
        try {
            Map<String, String> found = PoolProbe.keys(uri).byId();
            if (fault != null) {
                tell("available", "the keys can be fetched again", Tone.GOOD, List.of());
            }
            fault = null;
            compare(found, uri);
            known = found;
        } catch (Fault problem) {
            String words = problem.getMessage() + ": " + uri;
            if (!Objects.equals(fault, words)) {
                tell("unavailable", words, Tone.BAD, List.of());
            }
            fault = words;
        }
    }

    private void compare(Map<String, String> found, URI uri) {
        Map<String, String> before = known;
        if (before == null) {
            tell("keys", found.size() + " at " + uri, Tone.STRONG, List.copyOf(found.keySet()));
            return;
        }
        List<String> added = new ArrayList<>(found.keySet());
        added.removeAll(before.keySet());
        List<String> removed = new ArrayList<>(before.keySet());
        removed.removeAll(found.keySet());
        List<String> replaced = new ArrayList<>();
        before.forEach((id, material) -> {
            String now = found.get(id);
            if (now != null && !now.equals(material)) {
                replaced.add(id);
            }
        });
        change("added", added, "a new key: APIs fetch it with the first token that it signed", Tone.GOOD);
        change("removed", removed, "a key is withdrawn: its tokens are refused after the next fetch", Tone.WARNING);
        change("replaced", replaced, "another key under the same id: tokens of the old one are refused", Tone.BAD);
    }

    private void change(String what, List<String> ids, String words, Tone tone) {
        if (!ids.isEmpty()) {
            tell(what, words, tone, ids);
        }
    }

    private void tell(String what, String words, Tone tone, List<String> ids) {
        Instant now = Instant.now();
        if (json.<Boolean>getValue()) {
            screen.out().println(jsonOf(now, what, words, ids));
        } else {
            screen.line(When.local(now) + "  " + what + ": " + screen.safe(words), tone);
            ids.forEach(id -> screen.row(2, "", 0, Tone.PLAIN, screen.safe(id), Tone.PLAIN));
        }
        screen.flush();
    }

    private static String jsonOf(Instant now, String what, String words, List<String> ids) {
        StringWriter line = new StringWriter();
        try (JsonGenerator out = JsonText.generator(line)) {
            out.writeStartObject();
            out.writeStringField("time", now.toString());
            out.writeStringField("change", what);
            out.writeStringField("words", words);
            out.writeArrayFieldStart("keys");
            for (String id : ids) {
                out.writeString(id);
            }
            out.writeEndArray();
            out.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return line.toString();
    }
}
