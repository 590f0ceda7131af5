package io.cognitoclaims.samples.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What the parts of a token mean, in plain words: those of the command line tool, and those of this demo's own claim. */
final class Glossary {
    /** In the order in which they are of interest. */
    private static final Map<String, String> CLAIMS = new LinkedHashMap<>();

    /** Those that only specialists ask for. */
    private static final Map<String, String> DETAILS = new LinkedHashMap<>();

    static {
        CLAIMS.put("pet_preference", "The custom claim: which pets the user prefers, written by the pool's trigger.");
        Map<String, String> current = CLAIMS;
        for (String line : lines()) {
            int separator = line.indexOf(" = ");
            if (separator < 0) {
                current = DETAILS;
            } else {
                current.put(line.substring(0, separator), line.substring(separator + 3));
            }
        }
    }

    private Glossary() {}

    static String ofClaim(String name) {
        return CLAIMS.getOrDefault(name, DETAILS.getOrDefault(name, "A claim that this page has no words for."));
    }

    /** {@return where the claim stands among others} Those that nobody here knows come after those that everybody asks for. */
    static int rank(String name) {
        int rank = indexOf(CLAIMS, name);
        return rank >= 0 ? rank : CLAIMS.size() + indexOf(DETAILS, name) + 1;
    }

    static boolean isDetail(String name) {
        return DETAILS.containsKey(name);
    }

    private static int indexOf(Map<String, String> claims, String name) {
        return new ArrayList<>(claims.keySet()).indexOf(name);
    }

    private static List<String> lines() {
        try (InputStream in = Objects.requireNonNull(Glossary.class.getResourceAsStream("claims.txt"))) {
            return new String(in.readAllBytes(), UTF_8).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
