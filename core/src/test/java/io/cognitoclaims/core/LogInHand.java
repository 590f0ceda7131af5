package io.cognitoclaims.core;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A store in memory that does what a test tells it to. A cursor is the number of the log and that of the next entry. */
final class LogInHand implements RevocationStore {
    final List<Revocation> entries = new ArrayList<>();
    int batchSize = 1_000;
    int appends;

    @Nullable
    IOException failure;

    /** It can be read, and takes nothing. */
    @Nullable
    IOException refusal;

    @Nullable
    RuntimeException fault;

    boolean isClosed;
    private int log;

    /** As if the server had been emptied, or an older backup loaded: what is left is the beginning. */
    void cutTo(int size) {
        entries.subList(size, entries.size()).clear();
        log++;
    }

    @Override
    public void append(Revocation revocation) throws IOException {
        appends++;
        failIfTold();
        if (refusal != null) {
            throw refusal;
        }
        entries.add(revocation);
    }

    @Override
    public Batch read(String cursor, Duration maxWait) throws IOException {
        failIfTold();
        String[] parts = cursor.isEmpty() ? new String[] {Integer.toString(log), "0"} : cursor.split("/", -1);
        boolean startsOver = !parts[0].equals(Integer.toString(log));
        int from = startsOver ? 0 : Integer.parseInt(parts[1]);
        int to = Math.min(entries.size(), from + batchSize);
        return new Batch(entries.subList(from, to), log + "/" + to, startsOver, to == entries.size());
    }

    @Override
    public void close() {
        isClosed = true;
    }

    private void failIfTold() throws IOException {
        if (failure != null) {
            throw failure;
        }
        if (fault != null) {
            throw fault;
        }
    }
}
