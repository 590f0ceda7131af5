package io.cognitoclaims.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.cognitoclaims.testing.TestUserPool;
import java.security.Provider;
import java.security.Security;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class SignatureProviderTest {
    private static final Provider SUN_RSA = Security.getProvider("SunRsaSign");

    private final Logger logger = (Logger) LoggerFactory.getLogger(JwksCache.class);
    private final @Nullable Level usual = logger.getLevel();
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @BeforeEach
    void readLog() {
        log.start();
        logger.addAppender(log);
        logger.setLevel(Level.INFO);
        logger.setAdditive(false);
    }

    @AfterEach
    void stopReading() {
        logger.detachAppender(log);
        logger.setLevel(usual);
        logger.setAdditive(true);
    }

    @Test
    void leavesTheChoiceToTheJdkWhereThereIsNoFasterOne() {
        Supplier<Provider> absent = () -> {
            throw new NoClassDefFoundError();
        };

        assertThat(Rs256.fastest(absent)).hasToString("the JDK");
        assertThat(log.list).isEmpty();
    }

    @Test
    void saysWhichFasterOneItTook() {
        assertThat(Rs256.fastest(() -> SUN_RSA)).hasToString("SunRsaSign " + SUN_RSA.getVersionStr());

        assertThat(log.list).singleElement().satisfies(event -> {
            assertThat(event.getLevel()).isEqualTo(Level.INFO);
            assertThat(event.getFormattedMessage()).contains("SunRsaSign");
        });
    }

    @Test
    void fallsBackLoudlyFromOneThatDoesNotWork() {
        assertFallsBack(() -> {
            throw new IllegalStateException("the self-test failed");
        });
        assertFallsBack(() -> {
            throw new UnsatisfiedLinkError("built for another platform");
        });
        assertFallsBack(() -> Security.getProvider("SUN"));
    }

    private void assertFallsBack(Supplier<Provider> broken) {
        log.list.clear();

        assertThat(Rs256.fastest(broken)).hasToString("the JDK");

        assertThat(log.list).singleElement().extracting(ILoggingEvent::getLevel).isEqualTo(Level.WARN);
    }

    @Test
    void takesTheOneThatTheApplicationNames() {
        try (TestUserPool pool = TestUserPool.create()) {
            JwksCache keys = JwksCache.builder().signatureProvider(SUN_RSA).build();
            CognitoVerifier<AccessToken> verifier = CognitoVerifier.accessTokens(
                            UserPool.fromIssuer(pool.issuer()), Set.of(pool.clientId()))
                    .keys(keys)
                    .build();

            assertThat(verifier.verify(pool.accessToken().sign())).isNotNull();
        }
    }

    @Test
    void refusesOneThatCannotCheckSignatures() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JwksCache.builder().signatureProvider(Security.getProvider("SUN")))
                .withMessageStartingWith("signatureProvider: ");
    }
}
