package io.cognitoclaims.benchmarks;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Times all libraries, and prints one table. It runs in rounds, each of which measures everything once in a JVM of its
 * own, so that a machine that grows slower or faster does so for all alike. A figure is the lower quartile of all iterations:
 * whatever else a machine does makes some of them slower, and none faster.
 */
public final class Comparison {
    private static final String ALLOCATION = "gc.alloc.rate.norm";

    /**
     * The heap is there before the clock starts. Else whoever allocates more touches more pages for the first time, and
     * on a virtual machine such a page costs more than a signature.
     */
    private static final String[] JVM_ARGUMENTS = {
        "-Xms512m",
        "-Xmx512m",
        "-Xmn256m",
        "-XX:+AlwaysPreTouch",
        "-XX:+UseSerialGC",
        "-Dorg.slf4j.simpleLogger.defaultLogLevel=error"
    };

    private final int rounds;
    private final TimeValue iterationTime;
    private final List<String> jvmOptions;
    private final Map<Row, List<IterationResult>> results = new LinkedHashMap<>();

    private Comparison(int rounds, TimeValue iterationTime, List<String> jvmOptions) {
        this.rounds = rounds;
        this.iterationTime = iterationTime;
        this.jvmOptions =
                Stream.concat(Stream.of(JVM_ARGUMENTS), jvmOptions.stream()).toList();
    }

    /**
     * Takes {@code quick}, to see that all works, or {@code full}, for figures; some 12 minutes. Then options for the JVMs
     * that measure, beside and instead of the usual ones.
     */
    public static void main(String[] arguments) throws RunnerException {
        boolean full = arguments.length > 0 && arguments[0].equals("full");
        List<String> options = List.of(arguments).subList(Math.min(1, arguments.length), arguments.length);
        Comparison comparison = full
                ? new Comparison(3, TimeValue.milliseconds(500), options)
                : new Comparison(1, TimeValue.milliseconds(50), options);
        comparison.measure();
        System.out.println(comparison.table());
    }

    private void measure() throws RunnerException {
        List<Row> rows = Row.all();
        for (int round = 1; round <= rounds; round++) {
            for (int i = 0; i < rows.size(); i++) {
                Row row = rows.get(i);
                List<IterationResult> iterations = iterationsOf(new Runner(optionsOf(row)).run());
                results.computeIfAbsent(row, absent -> new ArrayList<>()).addAll(iterations);
                System.err.printf(
                        Locale.ROOT,
                        "round %d of %d, %d of %d: %s, %.2f us%n",
                        round,
                        rounds,
                        i + 1,
                        rows.size(),
                        row,
                        iterations.get(0).getPrimaryResult().getScore());
            }
        }
    }

    private Options optionsOf(Row row) {
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include(row.benchmark())
                .threads(row.threads())
                .forks(1)
                .warmupIterations(3)
                .warmupTime(iterationTime)
                .measurementIterations(4)
                .measurementTime(iterationTime)
                .addProfiler(GCProfiler.class)
                .jvmArgsAppend(jvmOptions.toArray(String[]::new))
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT);
        row.parameters().forEach((name, value) -> options.param(name, value));
        return options.build();
    }

    private static List<IterationResult> iterationsOf(Collection<RunResult> runs) {
        return runs.stream()
                .flatMap(run -> run.getBenchmarkResults().stream())
                .flatMap(fork -> fork.getIterationResults().stream())
                .toList();
    }

    private ComparisonTable table() {
        Map<Row, ComparisonTable.Figures> figures = new LinkedHashMap<>();
        results.forEach((row, iterations) -> figures.put(
                row,
                new ComparisonTable.Figures(
                        lowerQuartile(iterations.stream()
                                .map(iteration -> iteration.getPrimaryResult().getScore())
                                .toList()),
                        lowerQuartile(iterations.stream().map(Comparison::bytes).toList()))));
        return new ComparisonTable(figures);
    }

    private static double bytes(IterationResult iteration) {
        return Trial.requirePresent(iteration.getSecondaryResults().get(ALLOCATION))
                .getScore();
    }

    private static double lowerQuartile(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 4);
    }
}
