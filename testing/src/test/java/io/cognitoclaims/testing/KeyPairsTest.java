package io.cognitoclaims.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.cognitoclaims.testing.TokenBuilder.Kind;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Key pairs go from closed pools to new ones, and only from those. */
class KeyPairsTest {
    @Test
    void openPoolsHaveNoKeyPairInCommon() {
        TestUserPool.create().close();
        try (TestUserPool one = TestUserPool.create();
                TestUserPool other = TestUserPool.create()) {
            one.rotateKeys();

            assertThat(moduli(one)).hasSize(4).doesNotHaveDuplicates().doesNotContainAnyElementsOf(moduli(other));
        }
    }

    @Test
    void theKeyPairsOfAClosedPoolComeBackUnderNewIdsSoThatItsTokensAreRefused() {
        TestUserPool closed = TestUserPool.create();
        SignedToken token = SignedToken.of(closed.accessToken().sign());
        closed.close();
        List<TestUserPool> open = new ArrayList<>();
        try {
            // Others may be spare too, and come first.
            while (common(closed, open) < 2) {
                assertThat(open).hasSizeLessThan(KeyPairs.MOST_SPARE);
                open.add(TestUserPool.create());
            }
            assertThat(open).allSatisfy(pool -> {
                assertThat(kids(pool)).doesNotContainAnyElementsOf(kids(closed));
                assertThat(token.verifiesAgainst(pool.jwks())).isFalse();
            });
            assertThat(token.verifiesAgainst(closed.jwks())).isTrue();
        } finally {
            open.forEach(TestUserPool::close);
        }
    }

    @Test
    void whatAClosedPoolForgesIsAForgeryAlsoIfItsKeyIsInheritedByThePoolThatIsAttacked() {
        TestUserPool closed = TestUserPool.create();
        closed.close();
        PoolKeys inherited = new PoolKeys(
                new SigningKey("id", closed.keys().id().keys()),
                new SigningKey("access", closed.keys().access().keys()),
                List.of());

        for (Kind kind : Kind.values()) {
            TokenBuilder good = TokenBuilder.of(kind, inherited);
            SignedToken forged = SignedToken.of(good.signedBy(closed).sign());

            assertThat(forged.kid()).isEqualTo(SignedToken.of(good.sign()).kid());
            assertThat(forged.verifiesAgainst(inherited.jwks())).isFalse();
        }
    }

    @Test
    void aForgeryStaysOneWhenThePoolThatSignedItIsClosedAndTheOtherGetsNewKeysUnderTheSameIds() {
        try (TestUserPool pool = TestUserPool.create()) {
            SignedToken forged;
            List<String> forger;
            try (TestUserPool other = TestUserPool.create()) {
                forged = SignedToken.of(pool.accessToken().signedBy(other).sign());
                forger = moduli(other);
            }
            // All that is spare, and one more.
            for (int i = 0; i <= KeyPairs.MOST_SPARE / 2; i++) {
                pool.replaceKeyMaterial();
                assertThat(moduli(pool)).doesNotContainAnyElementsOf(forger);
                assertThat(forged.verifiesAgainst(pool.jwks())).isFalse();
            }
        }
    }

    @Test
    void aClosedPoolForgesWithAKeyOfNoPool() {
        TestUserPool closed = TestUserPool.create();
        closed.close();
        try (TestUserPool pool = TestUserPool.create()) {
            SignedToken forged =
                    SignedToken.of(pool.accessToken().signedBy(closed).sign());

            for (int i = 0; i <= KeyPairs.MOST_SPARE / 2; i++) {
                assertThat(forged.verifiesAgainst(pool.jwks())).isFalse();
                pool.replaceKeyMaterial();
            }
        }
    }

    @Test
    void aPoolMayBeNamedAsTheSignerOfItsOwnTokens() {
        try (TestUserPool pool = TestUserPool.create()) {
            SignedToken token = SignedToken.of(pool.idToken().signedBy(pool).sign());

            assertThat(token.verifiesAgainst(pool.jwks())).isTrue();
        }
    }

    @Test
    void anOpenPoolKeepsTheKeyPairsThatItNoLongerPublishes() {
        try (TestUserPool pool = TestUserPool.create()) {
            List<String> before = moduli(pool);
            pool.rotateKeys();
            pool.replaceKeyMaterial();
            pool.withdrawOldKeys();
            for (int i = 0; i < 2; i++) {
                pool.replaceKeyMaterial();
                assertThat(moduli(pool)).doesNotContainAnyElementsOf(before);
            }
            try (TestUserPool other = TestUserPool.create()) {
                assertThat(moduli(other)).doesNotContainAnyElementsOf(before);
            }
        }
    }

    @Test
    void aPairGoesBackOnce() {
        KeyPairs first = new KeyPairs();
        KeyPair pair = first.take();
        first.giveBack();
        first.giveBack();
        KeyPairs next = new KeyPairs();
        try {
            int spare = 0;
            while (!next.take().equals(pair)) {
                assertThat(++spare).isLessThan(KeyPairs.MOST_SPARE);
            }
            assertThat(next.take()).isNotEqualTo(pair);
        } finally {
            next.giveBack();
        }
    }

    @Test
    void threadsThatTakeAndGiveBackNeverHaveTheSamePair() throws Exception {
        int threads = 4;
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        CyclicBarrier together = new CyclicBarrier(threads);
        Callable<List<KeyPair>> work = () -> {
            KeyPairs mine = new KeyPairs();
            List<KeyPair> pairs = List.of();
            for (int i = 0; i < 1_000; i++) {
                mine.giveBack();
                pairs = List.of(mine.take(), mine.take());
            }
            together.await();
            mine.giveBack();
            return pairs;
        };
        try {
            List<KeyPair> last = new ArrayList<>();
            for (Future<List<KeyPair>> result : executor.invokeAll(List.of(work, work, work, work))) {
                last.addAll(result.get());
            }
            assertThat(last).hasSize(2 * threads).doesNotHaveDuplicates();
        } finally {
            executor.shutdownNow();
        }
    }

    /** {@return how many of the pairs of the closed pool the open ones have} */
    private static long common(TestUserPool closed, List<TestUserPool> open) {
        return open.stream()
                .flatMap(pool -> moduli(pool).stream())
                .filter(moduli(closed)::contains)
                .count();
    }

    private static List<String> moduli(TestUserPool pool) {
        return members(pool, "n");
    }

    private static List<String> kids(TestUserPool pool) {
        return members(pool, "kid");
    }

    private static List<String> members(TestUserPool pool, String name) {
        return SignedToken.parse(pool.jwks()).required("keys").findValuesAsText(name);
    }
}
