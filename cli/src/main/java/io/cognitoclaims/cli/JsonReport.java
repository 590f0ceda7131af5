package io.cognitoclaims.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.cognitoclaims.cli.Explain.Configured;
import io.cognitoclaims.cli.Judgement.Checked;
import io.cognitoclaims.cli.Judgement.Kind;
import io.cognitoclaims.core.UserPool;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** An explanation for scripts: one line of JSON. */
final class JsonReport implements Explain.Report {
    private final Screen screen;
    private List<String> notes = List.of();
    private @Nullable TokenContent content;

    JsonReport(Screen screen) {
        this.screen = screen;
    }

    @Override
    public void content(Pasted pasted, TokenContent shown, Instant now) {
        notes = pasted.notes();
        content = shown;
    }

    @Override
    public void judgement(Judgement judgement, Configured configured) {
        StringWriter line = new StringWriter();
        try (JsonGenerator out = JsonText.generator(line)) {
            out.writeStartObject();
            out.writeStringField("verdict", lower(judgement.verdict()));
            out.writeStringField("sentence", judgement.sentence());
            strings(out, "notes", notes);
            out.writeFieldName("header");
            JsonText.write(out, content == null ? null : content.header());
            out.writeFieldName("claims");
            JsonText.write(out, content == null ? null : content.claims());
            out.writeObjectFieldStart("configured");
            strings(
                    out,
                    "issuers",
                    configured.pools().stream().map(UserPool::issuer).toList());
            strings(out, "clients", configured.clients());
            strings(out, "resources", configured.resources());
            out.writeEndObject();
            out.writeArrayFieldStart("kinds");
            for (Kind kind : judgement.kinds()) {
                write(out, kind);
            }
            out.writeEndArray();
            out.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        screen.out().println(line);
    }

    private static void write(JsonGenerator out, Kind kind) throws IOException {
        out.writeStartObject();
        out.writeStringField("use", kind.use().value());
        out.writeStringField("verdict", lower(kind.verdict()));
        write(out, "checks", kind.checks());
        write(out, "unverified", kind.unverified().checks());
        strings(out, "notChecked", kind.unverified().missing());
        out.writeEndObject();
    }

    private static void write(JsonGenerator out, String name, List<Checked> checks) throws IOException {
        out.writeArrayFieldStart(name);
        for (Checked check : checks) {
            out.writeStartObject();
            out.writeStringField("check", check.check());
            out.writeBooleanField("passed", check.passed());
            if (check.reason() != null) {
                out.writeStringField("reason", check.reason().name());
            }
            out.writeStringField("words", check.words());
            optional(out, "remedy", check.remedy().isEmpty() ? null : check.remedy());
            optional(out, "has", check.has());
            optional(out, "configured", check.configured());
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    private static void optional(JsonGenerator out, String name, @Nullable String value) throws IOException {
        if (value != null) {
            out.writeStringField(name, value);
        }
    }

    private static void strings(JsonGenerator out, String name, Collection<String> values) throws IOException {
        out.writeArrayFieldStart(name);
        for (String value : values) {
            out.writeString(value);
        }
        out.writeEndArray();
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
