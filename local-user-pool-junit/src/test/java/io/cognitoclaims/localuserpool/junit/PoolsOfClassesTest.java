package io.cognitoclaims.localuserpool.junit;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.junit.jupiter.SpringJUnitConfig;

/** Which pool a class has that is in another one, or runs at the same time as another one. */
@Tag("slow")
class PoolsOfClassesTest {
    static final class NoBeans {}

    @Nested
    @SpringJUnitConfig(NoBeans.class)
    @WithLocalUserPool(settings = "user-pool.id=eu-west-1_Outer")
    class AClass {
        @Autowired
        private LocalUserPool pool;

        @Test
        void hasAPool() {
            assertThat(pool.issuer()).endsWith("/eu-west-1_Outer");
        }

        @Nested
        class InAClass {
            @Autowired
            private LocalUserPool inner;

            @Test
            void thePoolIsTheSame() throws Exception {
                assertThat(inner).isSameAs(pool);
                assertThat(Api.control(inner, "/_local/keys/stop")).isEqualTo(200);
            }

            @Test
            void andIsResetBeforeEachTest() throws Exception {
                assertThat(Api.kids(inner)).hasSize(2);
                assertThat(Api.control(inner, "/_local/keys/stop")).isEqualTo(200);
            }
        }

        @Nested
        @WithLocalUserPool(settings = "user-pool.id=eu-west-1_Inner")
        class WithAnAnnotationOfItsOwn {
            @Autowired
            private LocalUserPool inner;

            @Test
            void thePoolIsAnother() {
                assertThat(inner.issuer()).endsWith("/eu-west-1_Inner");
            }
        }
    }

    @Nested
    @Execution(ExecutionMode.CONCURRENT)
    class AtTheSameTime {
        private static final CyclicBarrier BOTH = new CyclicBarrier(2);
        private static final Queue<LocalUserPool> POOLS = new ConcurrentLinkedQueue<>();

        @Nested
        @SpringJUnitConfig(NoBeans.class)
        @WithLocalUserPool(settings = "user-pool.id=eu-west-1_One")
        @Execution(ExecutionMode.CONCURRENT)
        class One {
            @Test
            void classesWithOtherSettingsHavePoolsOfTheirOwn(@Autowired LocalUserPool pool) throws Exception {
                stopKeysOfThisPoolOnly(pool, true);
            }
        }

        @Nested
        @SpringJUnitConfig(NoBeans.class)
        @WithLocalUserPool(settings = "user-pool.id=eu-west-1_Two")
        @Execution(ExecutionMode.CONCURRENT)
        class Two {
            @Test
            void classesWithOtherSettingsHavePoolsOfTheirOwn(@Autowired LocalUserPool pool) throws Exception {
                stopKeysOfThisPoolOnly(pool, false);
            }
        }

        /** Both tests are here at once: each is past the reset before it when the keys of one pool are stopped. */
        private static void stopKeysOfThisPoolOnly(LocalUserPool pool, boolean stop) throws Exception {
            POOLS.add(pool);
            BOTH.await(60, SECONDS);
            assertThat(POOLS).hasSize(2).doesNotHaveDuplicates();
            if (stop) {
                assertThat(Api.control(pool, "/_local/keys/stop")).isEqualTo(200);
            }
            BOTH.await(60, SECONDS);
            assertThat(Api.kids(pool)).hasSize(stop ? 0 : 2);
        }
    }
}
