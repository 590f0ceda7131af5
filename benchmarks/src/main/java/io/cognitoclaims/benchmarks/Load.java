package io.cognitoclaims.benchmarks;

import io.cognitoclaims.core.JwksCache;
import io.cognitoclaims.core.JwksCacheBuilder;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/**
 * Loads each {@link Api} over loopback. First as fast as eight connections can, then at a fixed rate, while nothing
 * happens, while keys rotate, while the key endpoint takes two seconds, and while it is down. The time of an answer counts
 * from when the question was due, so that a pause is not hidden by the questions that it holds up. Client and server share
 * the machine and the JVM.
 */
public final class Load {
    private static final int CONNECTIONS = 8;
    private static final int RATE = 1_000;
    private static final int ROTATIONS = 5;
    /** Longer than the cooldown, so that a new key is seen at once however many fetches the one before has cost. */
    private static final Duration LEAST_KEY_LIFE = Duration.ofMillis(1_500);

    private final Issuers issuers;
    private final Duration time;
    private final AtomicInteger rotation = new AtomicInteger();

    private Load(Issuers issuers, Duration time) {
        this.issuers = issuers;
        this.time = time;
    }

    /** Takes the seconds that each measurement lasts; the default is 10. */
    public static void main(String[] arguments) throws Exception {
        int seconds = arguments.length == 0 ? 10 : Integer.parseInt(arguments[0]);
        Load load = new Load(Issuers.create(ROTATIONS), Duration.ofSeconds(seconds));
        System.out.printf(
                "%-36s %-14s %9s %9s %9s %9s %7s%n", "api", "keys", "per s", "p50 us", "p99 us", "p99.9 us", "failed");
        load.warmUp();
        for (Api api : Api.values()) {
            load.run(api);
        }
        System.exit(0);
    }

    /** Else the first of them would pay for the client and the server of all. */
    private void warmUp() throws Exception {
        try (KeyEndpoint keys = KeyEndpoint.serving(issuers.jwks(0))) {
            Server server = Api.UNGUARDED.start(issuers, keys.address(), JwksCache.create());
            ask(portOf(server), 0, time);
            server.stop();
        }
    }

    private void run(Api api) throws Exception {
        for (Trouble trouble : Trouble.values()) {
            if (api == Api.UNGUARDED && trouble != Trouble.NONE) {
                continue;
            }
            rotation.set(0);
            try (KeyEndpoint keys = KeyEndpoint.serving(issuers.jwks(0))) {
                Server server = api.start(issuers, keys.address(), trouble.keyCache());
                int port = portOf(server);
                ask(port, 0, time.dividedBy(2));
                if (trouble == Trouble.NONE) {
                    report(api, "full speed", ask(port, 0, time));
                }
                report(api, trouble.name().toLowerCase(Locale.ROOT), under(trouble, keys, port));
                server.stop();
            }
        }
    }

    private Answers under(Trouble trouble, KeyEndpoint keys, int port) throws InterruptedException, ExecutionException {
        trouble.begin(keys);
        Thread rotating = new Thread(() -> rotateOver(time, keys));
        if (trouble == Trouble.ROTATION) {
            rotating.start();
        }
        Answers answers = ask(port, RATE, time);
        rotating.join();
        return answers;
    }

    /** New keys are published at the moment at which they begin to sign: nobody can have fetched them before. */
    private void rotateOver(Duration whole, KeyEndpoint keys) {
        long rotations = Math.min(ROTATIONS, whole.dividedBy(LEAST_KEY_LIFE) - 1);
        for (int next = 1; next <= rotations; next++) {
            LockSupport.parkNanos(whole.dividedBy(rotations + 1).toNanos());
            keys.publish(issuers.jwks(next));
            rotation.set(next);
        }
    }

    /** Asks over all connections at once: with {@code rate} questions a second, or with 0 as fast as answers come. */
    private Answers ask(int port, int rate, Duration time) throws InterruptedException, ExecutionException {
        long interval = rate == 0 ? 0 : 1_000_000_000L * CONNECTIONS / rate;
        ExecutorService threads = Executors.newFixedThreadPool(CONNECTIONS);
        long start = System.nanoTime();
        List<Future<Answers>> parts = threads.invokeAll(IntStream.range(0, CONNECTIONS)
                .<Callable<Answers>>mapToObj(
                        i -> () -> askOver(port, start + interval * i / CONNECTIONS, interval, start + time.toNanos()))
                .toList());
        threads.shutdown();
        Answers all = new Answers(LongStream.empty(), 0, time);
        for (Future<Answers> part : parts) {
            all = all.and(part.get());
        }
        return all;
    }

    private Answers askOver(int port, long firstDue, long interval, long end) throws IOException {
        List<List<byte[]>> requests = IntStream.rangeClosed(0, ROTATIONS)
                .mapToObj(i -> issuers.tokens(i).stream().map(Client::request).toList())
                .toList();
        LongStream.Builder nanos = LongStream.builder();
        int failures = 0;
        try (Client client = new Client(port)) {
            for (long due = firstDue; due < end; due = interval == 0 ? System.nanoTime() : due + interval) {
                for (long early = due - System.nanoTime(); early > 0; early = due - System.nanoTime()) {
                    LockSupport.parkNanos(early);
                }
                List<byte[]> current = requests.get(rotation.get());
                int status = client.ask(current.get(ThreadLocalRandom.current().nextInt(current.size())));
                nanos.add(System.nanoTime() - due);
                failures += status == 200 ? 0 : 1;
            }
        }
        return new Answers(nanos.build(), failures, Duration.ZERO);
    }

    private static int portOf(Server server) {
        return ((ServerConnector) server.getConnectors()[0]).getLocalPort();
    }

    private static void report(Api api, String keys, Answers answers) {
        System.out.printf(
                Locale.ROOT,
                "%-36s %-14s %,9.0f %,9.0f %,9.0f %,9.0f %7d%n",
                api.name().toLowerCase(Locale.ROOT).replace('_', ' '),
                keys,
                answers.perSecond(),
                answers.percentile(50),
                answers.percentile(99),
                answers.percentile(99.9),
                answers.failures);
    }

    private enum Trouble {
        NONE,
        ROTATION,
        SLOW,
        DOWN;

        /** {@return a key cache that does within seconds what takes hours otherwise: asking again, or waiting for new keys} */
        private JwksCache keyCache() {
            JwksCacheBuilder cache = JwksCache.builder().cooldown(Duration.ofSeconds(1));
            return this == ROTATION
                    ? cache.build()
                    : cache.refreshAfter(Duration.ofSeconds(1)).build();
        }

        private void begin(KeyEndpoint keys) {
            if (this == SLOW) {
                keys.delayBy(Duration.ofSeconds(2));
            } else if (this == DOWN) {
                keys.goDown();
            }
        }
    }

    /** How long answers took, shortest first. */
    private static final class Answers {
        private final long[] nanos;
        private final int failures;
        private final Duration time;

        private Answers(LongStream nanos, int failures, Duration time) {
            this.nanos = nanos.sorted().toArray();
            this.failures = failures;
            this.time = time;
        }

        private Answers and(Answers others) {
            return new Answers(
                    LongStream.concat(Arrays.stream(nanos), Arrays.stream(others.nanos)),
                    failures + others.failures,
                    time);
        }

        private double perSecond() {
            return nanos.length * 1e9 / time.toNanos();
        }

        private double percentile(double percent) {
            return nanos[(int) Math.min(nanos.length - 1, nanos.length * percent / 100)] / 1e3;
        }
    }
}
