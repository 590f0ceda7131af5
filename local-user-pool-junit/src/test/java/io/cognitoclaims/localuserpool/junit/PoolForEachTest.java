package io.cognitoclaims.localuserpool.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@Tag("slow")
class PoolForEachTest {
    private static LocalUserPool before = LocalUserPool.builder().start();

    @RegisterExtension
    final LocalUserPoolExtension users = new LocalUserPoolExtension(LocalUserPool.builder());

    @RepeatedTest(2)
    void inAFieldOfTheTestEachTestHasAPool() {
        assertThat(users.pool()).isNotSameAs(before);
        before.close();
        before = users.pool();
    }

    @Test
    void anExtensionThatNobodyRegisteredHasNoPool() {
        assertThatIllegalStateException().isThrownBy(() -> new LocalUserPoolExtension(LocalUserPool.builder()).pool());
    }
}
