package io.cognitoclaims.benchmarks;

import com.sun.management.ThreadMXBean;
import io.cognitoclaims.benchmarks.ComparisonTable.Figures;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Times what {@link Comparison} does with one thread, in one JVM, all by turns of some milliseconds: for differences of a few
 * hundredths on a machine that others use too. A figure is the lowest tenth of many turns: whatever else happens makes a
 * turn longer and never shorter, and a slow minute falls on all alike. Other libraries use the JDK's provider, because
 * Amazon's would have to be installed for the whole JVM.
 */
public final class Turns {
    private static final int WARM_UP_MILLIS = 3_000;
    private static final long TURN_NANOS = 5_000_000;
    private static final int TURNS = 300;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    /** For the optimizer, which must not find that nobody needs the results. */
    private static volatile @Nullable Object last;

    private final Map<Row, Timed> timed = new LinkedHashMap<>();

    private Turns() {}

    /** Takes no arguments; some two minutes. */
    public static void main(String[] arguments) throws Exception {
        Turns turns = new Turns();
        turns.prepare();
        System.out.println(turns.measure());
        System.exit(0);
    }

    private void prepare() throws Exception {
        Trial trial = Trial.create();
        PathBenchmark paths = new PathBenchmark();
        paths.prepare();
        Map<SecurityProvider, FloorBenchmark> floors = new LinkedHashMap<>();
        for (SecurityProvider provider : SecurityProvider.values()) {
            FloorBenchmark floor = new FloorBenchmark();
            floor.provider = provider;
            floor.prepare();
            floors.put(provider, floor);
        }
        for (Row row : Row.all()) {
            Task task = row.threads() == 1 ? taskOf(row, trial, floors.get(row.provider()), paths) : null;
            if (task != null) {
                timed.put(row, new Timed(task));
            }
        }
    }

    private static @Nullable Task taskOf(Row row, Trial trial, @Nullable FloorBenchmark floor, PathBenchmark paths)
            throws Exception {
        String library = row.parameters().get("library");
        if (library != null) {
            return taskOf(Library.valueOf(library), trial, row.provider());
        }
        FloorBenchmark ofProvider = Trial.requirePresent(floor);
        return switch (row.name()) {
            case Row.SIGNATURE -> ofProvider::signature;
            case Row.SHA_256 -> ofProvider::sha256;
            case Row.CACHE_HIT -> paths::cacheHit;
            case Row.ASYNC -> paths::verifyAsync;
            case Row.BAD_SIGNATURE -> paths::badSignature;
            case Row.MALFORMED -> paths::malformed;
            case Row.WRONG_ISSUER -> paths::wrongIssuer;
            case Row.UNKNOWN_KEY -> paths::unknownKeyInCooldown;
            default -> throw new IllegalStateException("nothing to do for " + row);
        };
    }

    private static @Nullable Task taskOf(Library library, Trial trial, SecurityProvider provider) throws Exception {
        if (provider != SecurityProvider.JDK && library != Library.COGNITO_CLAIMS) {
            return null;
        }
        Peer peer = library.over(trial, provider);
        peer.requireJudges(trial);
        Supplier<String> tokens = trial.inTurn();
        return () -> peer.verify(tokens.get());
    }

    private ComparisonTable measure() throws Exception {
        for (Timed each : timed.values()) {
            each.warmUp();
        }
        for (int turn = 0; turn < TURNS; turn++) {
            for (Timed each : timed.values()) {
                each.nanos[turn] = each.turn();
            }
        }
        Map<Row, Figures> figures = new LinkedHashMap<>();
        for (Map.Entry<Row, Timed> each : timed.entrySet()) {
            figures.put(each.getKey(), each.getValue().figures());
        }
        return new ComparisonTable(figures);
    }

    @FunctionalInterface
    private interface Task {
        Object run() throws Exception;
    }

    private static final class Timed {
        private final Task task;
        private final double[] nanos = new double[TURNS];
        private int runs = 1;

        private Timed(Task task) {
            this.task = task;
        }

        private void warmUp() throws Exception {
            long end = System.currentTimeMillis() + WARM_UP_MILLIS;
            while (System.currentTimeMillis() < end) {
                runs = (int) Math.max(1, TURN_NANOS / turn());
            }
        }

        /** {@return the nanoseconds of one run} */
        private double turn() throws Exception {
            long start = System.nanoTime();
            for (int i = 0; i < runs; i++) {
                last = task.run();
            }
            return (System.nanoTime() - start) / (double) runs;
        }

        private Figures figures() throws Exception {
            long before = THREADS.getCurrentThreadAllocatedBytes();
            turn();
            double bytes = (THREADS.getCurrentThreadAllocatedBytes() - before) / (double) runs;
            Arrays.sort(nanos);
            return new Figures(nanos[TURNS / 10] / 1_000, bytes);
        }
    }
}
