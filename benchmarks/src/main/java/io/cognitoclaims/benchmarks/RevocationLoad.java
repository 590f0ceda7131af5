package io.cognitoclaims.benchmarks;

import io.cognitoclaims.core.AccessToken;
import io.cognitoclaims.core.CognitoVerifier;
import io.cognitoclaims.core.CognitoVerifierBuilder;
import io.cognitoclaims.core.JwksCache;
import io.cognitoclaims.core.Revocation;
import io.cognitoclaims.core.RevocationStore;
import io.cognitoclaims.core.Revocations;
import io.cognitoclaims.core.Revocations.WhenStale;
import io.cognitoclaims.core.TokenRejectedException;
import io.cognitoclaims.core.UserPool;
import io.cognitoclaims.revocation.redis.RedisRevocationStore;
import io.cognitoclaims.testing.TestUserPool;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.StreamEntryID;

/**
 * Revocations: what a check costs in a verification, how long a start reads and what a revocation takes of the heap, and how
 * long ten instances with a Redis server take to refuse a token. All share the machine and, except Redis, the JVM.
 */
public final class RevocationLoad {
    private static final int TOKENS = 8_000;
    private static final int INSTANCES = 10;
    private static final int WARM_UP = 200;
    private static final long OTHER_REVOCATIONS_PER_SECOND = 1_000;

    /** For the optimizer, which must not find that nobody needs the result. */
    private static volatile boolean last;

    private final TestUserPool pool;
    private final UserPool trusted;
    private final JwksCache keys = JwksCache.create();

    private RevocationLoad(TestUserPool pool) {
        this.pool = pool;
        this.trusted = UserPool.fromIssuer(pool.issuer());
        keys.preload(trusted, pool.jwks());
    }

    /** Takes the number of revocations that are timed; the default is 1,000. */
    public static void main(String[] arguments) throws Exception {
        int rounds = arguments.length == 0 ? 1_000 : Integer.parseInt(arguments[0]);
        try (TestUserPool pool = TestUserPool.create()) {
            RevocationLoad load = new RevocationLoad(pool);
            load.checks();
            load.starts();
            load.refusals(rounds);
        }
        System.exit(0);
    }

    private void checks() throws InterruptedException {
        List<String> tokens = tokens(TOKENS);
        System.out.printf(
                "%-40s %10s %16s %22s%n", "a check, ns", "one token", "tokens in turn", "in a verification, p50");
        for (int facts : new int[] {0, 100_000, 1_000_000}) {
            try (Revocations revocations = Revocations.builder(new Facts(facts, trusted))
                    .maxAge(Duration.ofHours(1))
                    .start()) {
                while (!revocations.awaitFirstRead(Duration.ofMinutes(1))) {}
                System.out.printf(
                        Locale.ROOT,
                        "%,-40d %10.0f %16.0f %22.0f%n",
                        revocations.size(),
                        inTurn(revocations, tokens.subList(0, 1)),
                        inTurn(revocations, tokens),
                        inVerifications(revocations, tokens));
            }
        }
        System.out.println();
    }

    /** Tokens that were checked before, as those of a token cache. */
    private double inTurn(Revocations revocations, List<String> texts) {
        CognitoVerifier<AccessToken> verifier = verifier().withoutTokenCache().build();
        List<AccessToken> tokens = texts.stream().map(verifier::verify).toList();
        int times = 160_000 / tokens.size();
        double best = Double.MAX_VALUE;
        for (int round = 0; round < 50; round++) {
            long start = System.nanoTime();
            for (int i = 0; i < times; i++) {
                for (AccessToken token : tokens) {
                    last = check(revocations, token);
                }
            }
            best = Math.min(best, (double) (System.nanoTime() - start) / times / tokens.size());
        }
        return best;
    }

    /** After the signature, as in a verification: its ids were never hashed, and the signature has used the caches. */
    private double inVerifications(Revocations revocations, List<String> tokens) {
        CognitoVerifier<AccessToken> verifier = verifier().withoutTokenCache().build();
        double[] nanos = new double[5 * tokens.size()];
        double[] ofTheClock = new double[nanos.length];
        for (int i = 0; i < nanos.length; i++) {
            AccessToken token = verifier.verify(tokens.get(i % tokens.size()));
            long start = System.nanoTime();
            long middle = System.nanoTime();
            last = check(revocations, token);
            nanos[i] = System.nanoTime() - middle;
            ofTheClock[i] = middle - start;
        }
        return median(nanos) - median(ofTheClock);
    }

    /** What a verifier asks. */
    private static boolean check(Revocations revocations, AccessToken token) {
        return revocations.isFresh() && revocations.isRevoked(token);
    }

    private void starts() throws Exception {
        System.out.printf("%-40s %10s %22s%n", "a start with", "ms", "bytes a revocation");
        for (int facts : new int[] {10_000, 100_000, 1_000_000}) {
            try (RedisProcess redis = RedisProcess.start()) {
                fill(redis, facts);
                long before = Heap.used();
                long start = System.nanoTime();
                try (Revocations revocations = shared(redis)) {
                    while (!revocations.awaitFirstRead(Duration.ofMinutes(1))) {}
                    double millis = (System.nanoTime() - start) / 1e6;
                    System.out.printf(
                            Locale.ROOT,
                            "%,-40d %10.0f %22.0f%n",
                            revocations.size(),
                            millis,
                            (double) (Heap.used() - before) / facts);
                }
            }
        }
        System.out.println();
    }

    private void refusals(int rounds) throws Exception {
        System.out.printf(
                "%-40s %10s %10s %10s %8s%n", "revoked, refused by ten instances, ms", "p50", "p99", "max", "n");
        try (RedisProcess redis = RedisProcess.start()) {
            fill(redis, 100_000);
            List<Instance> fleet = IntStream.range(0, INSTANCES)
                    .mapToObj(i -> new Instance(shared(redis), this))
                    .toList();
            for (Instance instance : fleet) {
                while (!instance.revocations.awaitFirstRead(Duration.ofMinutes(1))) {}
            }
            refusals(fleet, WARM_UP);
            report("idle", refusals(fleet, rounds));
            AtomicBoolean over = new AtomicBoolean();
            List<Thread> load = List.of(
                    new Thread(() -> verify(fleet, over)),
                    new Thread(() -> verify(fleet, over)),
                    new Thread(() -> revoke(redis, over)));
            load.forEach(Thread::start);
            refusals(fleet, WARM_UP);
            report("under load", refusals(fleet, rounds));
            over.set(true);
            for (Thread thread : load) {
                thread.join();
            }
            fleet.forEach(instance -> instance.revocations.close());
        }
    }

    /** {@return the milliseconds from before each revocation until each instance refused the token} */
    private double[] refusals(List<Instance> fleet, int rounds) {
        List<String> tokens = tokens(rounds);
        double[] millis = new double[rounds * fleet.size()];
        int count = 0;
        for (int round = 0; round < rounds; round++) {
            String token = tokens.get(round);
            for (Instance instance : fleet) {
                instance.verifier.verify(token);
            }
            List<Instance> accepting = new ArrayList<>(fleet);
            Instance first = fleet.get(round % fleet.size());
            AccessToken verified = first.verifier.verify(token);
            long start = System.nanoTime();
            first.revocations.revokeSignIn(verified);
            while (!accepting.isEmpty()) {
                int before = accepting.size();
                accepting.removeIf(instance -> instance.refuses(token));
                double now = (System.nanoTime() - start) / 1e6;
                for (int i = accepting.size(); i < before; i++) {
                    millis[count++] = now;
                }
                LockSupport.parkNanos(20_000);
            }
            LockSupport.parkNanos(2_000_000);
        }
        return millis;
    }

    /** As fast as a thread can. */
    private void verify(List<Instance> fleet, AtomicBoolean over) {
        List<String> tokens = tokens(100);
        ThreadLocalRandom random = ThreadLocalRandom.current();
        while (!over.get()) {
            fleet.get(random.nextInt(fleet.size())).verifier.verify(tokens.get(random.nextInt(tokens.size())));
        }
    }

    private static void revoke(RedisProcess redis, AtomicBoolean over) {
        try (Revocations revocations = shared(redis)) {
            long start = System.nanoTime();
            for (long i = 0; !over.get(); i++) {
                long early = start + i * 1_000_000_000 / OTHER_REVOCATIONS_PER_SECOND - System.nanoTime();
                if (early > 0) {
                    LockSupport.parkNanos(early);
                }
                revocations.revokeSignIn(UUID.randomUUID().toString());
            }
        }
    }

    private static void report(String when, double[] millis) {
        Arrays.sort(millis);
        System.out.printf(
                Locale.ROOT,
                "%-40s %10.2f %10.2f %10.2f %,8d%n",
                when,
                millis[millis.length / 2],
                millis[(int) (millis.length * 0.99)],
                millis[millis.length - 1],
                millis.length);
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private static Revocations shared(RedisProcess redis) {
        return Revocations.builder(RedisRevocationStore.builder(redis.uri()).build())
                .start();
    }

    /** As version 1 of the store writes them. */
    private static void fill(RedisProcess redis, int facts) {
        try (RedisClient client = RedisClient.create(redis.uri());
                Pipeline pipeline = client.pipelined()) {
            for (int i = 0; i < facts; i++) {
                Map<String, String> fields =
                        Map.of("v", "1", "k", "sign-in", "id", UUID.randomUUID().toString());
                pipeline.xadd("cognito-claims:revocations", (StreamEntryID) null, fields);
                if (i % 10_000 == 9_999) {
                    pipeline.sync();
                }
            }
        }
    }

    private CognitoVerifierBuilder<AccessToken> verifier() {
        return CognitoVerifier.accessTokens(trusted, Set.of(pool.clientId())).keys(keys);
    }

    private List<String> tokens(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> pool.accessToken()
                        .subject(UUID.randomUUID().toString())
                        .claim("jti", UUID.randomUUID().toString())
                        .claim("origin_jti", UUID.randomUUID().toString())
                        .sign())
                .toList();
    }

    private static final class Instance {
        private final Revocations revocations;
        private final CognitoVerifier<AccessToken> verifier;

        private Instance(Revocations revocations, RevocationLoad load) {
            this.revocations = revocations;
            this.verifier = load.verifier()
                    .revocations(revocations, WhenStale.UNAVAILABLE)
                    .build();
        }

        private boolean refuses(String token) {
            try {
                verifier.verify(token);
                return false;
            } catch (TokenRejectedException e) {
                return true;
            }
        }
    }

    /** A store with as many revocations of each kind, which is read once. */
    private record Facts(int count, UserPool pool) implements RevocationStore {
        @Override
        public void append(Revocation revocation) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Batch read(String cursor, Duration maxWait) {
            if (!cursor.isEmpty()) {
                LockSupport.parkNanos(maxWait.toNanos());
                return new Batch(List.of(), cursor, false, true);
            }
            List<Revocation> facts = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                String id = UUID.randomUUID().toString();
                facts.add(
                        switch (i % 3) {
                            case 0 -> new Revocation.Token(id);
                            case 1 -> new Revocation.SignIn(id);
                            default -> new Revocation.User(pool.id(), id, Instant.now(), true);
                        });
            }
            return new Batch(facts, "read", false, true);
        }

        @Override
        public void close() {}
    }
}
