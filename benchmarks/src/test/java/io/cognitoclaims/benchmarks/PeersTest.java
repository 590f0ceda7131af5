package io.cognitoclaims.benchmarks;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PeersTest {
    private static final Trial TRIAL = Trial.create();

    @ParameterizedTest
    @EnumSource
    void everyLibraryTellsTheGoodTokenFromEachBadOne(Library library) throws Exception {
        library.over(TRIAL, SecurityProvider.JDK).requireJudges(TRIAL);
    }

    @ParameterizedTest
    @EnumSource
    void aLibraryThatAcceptsABadTokenIsCaught(Library library) throws Exception {
        Peer peer = library.over(TRIAL, SecurityProvider.JDK);
        for (Trial.BadToken bad : TRIAL.bad()) {
            Peer lax = token -> token.equals(bad.token()) ? "dogs" : peer.verify(token);

            assertThatExceptionOfType(IllegalStateException.class)
                    .isThrownBy(() -> lax.requireJudges(TRIAL))
                    .withMessageContaining(bad.fault());
        }
    }
}
