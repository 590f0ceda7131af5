package io.cognitoclaims.revocation.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.cognitoclaims.core.Revocation;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.resps.StreamEntry;

class EntryFormatTest {
    private static final long BEFORE = 1_795_348_800_123L;
    private static final String SUBJECT = "74a8e4c8-2031-70d5-9c1e-6f1b2a3c4d5e";

    private static final List<Revocation> REVOCATIONS = List.of(
            new Revocation.Token("5ef0d7b2-0a1c-4d3e-8f4a-1b2c3d4e5f60"),
            new Revocation.SignIn("0d2c4b6a-8e9f-4a1b-9c3d-5e7f90a1b2c3"),
            new Revocation.User("us-east-1_EXAMPLE", SUBJECT, Instant.ofEpochMilli(BEFORE), false),
            new Revocation.User("us-east-1_EXAMPLE", SUBJECT, Instant.ofEpochMilli(BEFORE), true));

    @Test
    void entriesOfVersion1AreRead() throws IOException {
        List<Revocation> read = new ArrayList<>();
        for (String line : entriesOfVersion1()) {
            read.add(read(BEFORE, line));
        }

        assertThat(read).isEqualTo(REVOCATIONS);
    }

    @Test
    void entriesAreWrittenAsVersion1Reads() throws IOException {
        assertThat(REVOCATIONS.stream().map(EntryFormatTest::write)).isEqualTo(entriesOfVersion1());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "v 2 k token id x",
                "k token id x",
                "v 1 k token",
                "v 1 id x",
                "v 1 k other id x",
                "v 1 k user id x before 1",
                "v 1 k user id x pool p",
                "v 1 k user id x pool p before soon",
                "v 1 k user id x pool p before -1",
                "v 1 k user id x pool p before 9223372036854775807",
                "v 1 k user id x pool p before 9223372036854775807 now 1"
            })
    void entriesOfAnotherFormAreIgnored(String entry) {
        assertThat(EntryFormat.read(entry(BEFORE, entry))).isNull();
    }

    @Test
    void unknownFieldsAreIgnored() {
        assertThat(read(BEFORE, "v 1 k sign-in id x until 7 by someone")).isEqualTo(new Revocation.SignIn("x"));
    }

    @Test
    void theLaterOfTheWritersClockAndTheServersCounts() {
        String now = "v 1 k user id x pool p before 5000 now 1";
        assertThat(read(6_000, now)).isEqualTo(user(6_000, true));
        assertThat(read(4_000, now)).isEqualTo(user(5_000, true));
        assertThat(read(6_000, "v 1 k user id x pool p before 5000")).isEqualTo(user(5_000, false));
    }

    @Test
    void aServerWhoseClockWasAheadLocksAUserOutForFiveMinutesAtMost() {
        String now = "v 1 k user id x pool p before 5000 now 1";
        assertThat(read(304_999, now)).isEqualTo(user(304_999, true));
        assertThat(read(305_001, now)).isEqualTo(user(305_000, true));
        assertThat(read(Long.MAX_VALUE, now)).isEqualTo(user(305_000, true));
    }

    private static Revocation user(long before, boolean isNow) {
        return new Revocation.User("p", "x", Instant.ofEpochMilli(before), isNow);
    }

    private static Revocation read(long storedMillis, String line) {
        return requireNonNull(EntryFormat.read(entry(storedMillis, line)));
    }

    private static StreamEntry entry(long storedMillis, String line) {
        String[] words = line.split(" ", -1);
        Map<String, String> fields = new LinkedHashMap<>();
        for (int i = 0; i < words.length; i += 2) {
            fields.put(words[i], words[i + 1]);
        }
        return new StreamEntry(new StreamEntryID(storedMillis, 0), fields);
    }

    private static String write(Revocation revocation) {
        List<String> words = new ArrayList<>();
        EntryFormat.write(revocation).forEach((name, value) -> words.addAll(List.of(name, value)));
        return String.join(" ", words);
    }

    private static List<String> entriesOfVersion1() throws IOException {
        try (InputStream file =
                requireNonNull(EntryFormatTest.class.getResourceAsStream("/entries-of-version-1.txt"))) {
            return new String(file.readAllBytes(), UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .toList();
        }
    }
}
