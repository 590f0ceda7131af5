package io.cognitoclaims.benchmarks;

import static java.util.concurrent.TimeUnit.MICROSECONDS;

import java.util.function.Supplier;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Each library judges good tokens of 64 users in turn. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(MICROSECONDS)
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init") // JMH makes the object and then calls @Setup.
public class LibraryBenchmark {
    @Param
    Library library;

    @Param
    SecurityProvider provider;

    private Peer peer;
    private Supplier<String> tokens;

    /** Refuses to time a library that is not as strict as the others. */
    @Setup
    public void prepare() throws Exception {
        provider.install();
        Trial trial = Trial.create();
        peer = library.over(trial, provider);
        peer.requireJudges(trial);
        tokens = trial.inTurn();
    }

    @Benchmark
    public Object verify() throws Exception {
        return peer.verify(tokens.get());
    }
}
