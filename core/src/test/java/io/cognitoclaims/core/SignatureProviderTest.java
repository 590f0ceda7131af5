package io.cognitoclaims.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.cognitoclaims.core.TokenRejectedException.Reason;
import io.cognitoclaims.testing.TestUserPool;
import java.math.BigInteger;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.KeyFactorySpi;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.ProviderException;
import java.security.PublicKey;
import java.security.Security;
import java.security.Signature;
import java.security.SignatureException;
import java.security.SignatureSpi;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.KeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Base64;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
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
    void theJdkChoosesTheProviderWhereThereIsNoFasterOne() {
        Supplier<Provider> absent = () -> {
            throw new NoClassDefFoundError();
        };

        assertThat(Rs256.fastest(absent)).hasToString("the JDK");
        assertThat(log.list).isEmpty();
    }

    @Test
    void theLogSaysWhichFasterProviderIsTaken() {
        assertThat(Rs256.fastest(() -> SUN_RSA)).hasToString("SunRsaSign " + SUN_RSA.getVersionStr());

        assertThat(log.list).singleElement().satisfies(event -> {
            assertThat(event.getLevel()).isEqualTo(Level.INFO);
            assertThat(event.getFormattedMessage()).contains("SunRsaSign", "its start costs");
        });
    }

    @Test
    void aProviderThatDoesNotWorkIsReplacedByTheJdksWithAWarning() {
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
    void aVerifierWorksWithTheProviderThatTheApplicationNames() {
        try (TestUserPool pool = TestUserPool.create()) {
            JwksCache keys =
                    JwksCache.builder().signatureProvider(new FragileProvider()).build();
            CognitoVerifier<AccessToken> verifier = CognitoVerifier.accessTokens(
                            UserPool.fromIssuer(pool.issuer()), Set.of(pool.clientId()))
                    .keys(keys)
                    .build();
            int before = Fragile.verifications;

            assertThat(verifier.verify(pool.accessToken().sign())).isNotNull();
            assertThat(Fragile.verifications).isEqualTo(before + 1);
        }
    }

    /** A provider whose signature objects are of no use any more once one has thrown, as the contract lets them be. */
    public static class Fragile extends SignatureSpi {
        private static int failures;
        private static int verifications;

        private final Signature real = Signature.getInstance("SHA256withRSA", SUN_RSA);
        private boolean broken;

        public Fragile() throws NoSuchAlgorithmException {}

        @Override
        protected void engineInitVerify(PublicKey key) throws InvalidKeyException {
            real.initVerify(key);
        }

        @Override
        protected void engineUpdate(byte[] bytes, int start, int length) throws SignatureException {
            real.update(bytes, start, length);
        }

        @Override
        protected boolean engineVerify(byte[] signature) throws SignatureException {
            verifications++;
            if (failures > 0) {
                failures--;
                broken = true;
            }
            if (broken) {
                throw new SignatureException("as a provider does that ran out of memory");
            }
            return real.verify(signature);
        }

        @Override
        protected void engineUpdate(byte b) {
            throw new UnsupportedOperationException();
        }

        @Override
        protected void engineInitSign(PrivateKey key) {
            throw new UnsupportedOperationException();
        }

        @Override
        protected byte[] engineSign() {
            throw new UnsupportedOperationException();
        }

        @Override
        @Deprecated
        protected void engineSetParameter(String name, Object value) {
            throw new UnsupportedOperationException();
        }

        @Override
        @Deprecated
        protected Object engineGetParameter(String name) {
            throw new UnsupportedOperationException();
        }
    }

    private static final class FragileProvider extends Provider {
        private static final long serialVersionUID = 1L;

        FragileProvider() {
            super("Fragile", "1", "");
            put("Signature.SHA256withRSA", Fragile.class.getName());
        }
    }

    @Test
    void aSignatureObjectThatThrewIsNotUsedAgain() {
        try (TestUserPool pool = TestUserPool.create()) {
            JwksCache keys =
                    JwksCache.builder().signatureProvider(new FragileProvider()).build();
            CognitoVerifier<AccessToken> verifier = CognitoVerifier.accessTokens(
                            UserPool.fromIssuer(pool.issuer()), Set.of(pool.clientId()))
                    .keys(keys)
                    .build();
            assertThat(verifier.verify(pool.accessToken().sign())).isNotNull();
            Fragile.failures = 1;

            assertThat(catchThrowableOfType(
                                    TokenRejectedException.class,
                                    () -> verifier.verify(pool.accessToken().sign()))
                            .reason())
                    .isEqualTo(Reason.BAD_SIGNATURE);
            for (int i = 0; i < 3; i++) {
                assertThat(verifier.verify(pool.accessToken().sign())).isNotNull();
            }
        }
    }

    /** A provider that fails on the exponent 3, when it makes the key or when it first uses it. */
    private static final class FailingProvider extends Provider {
        private static final long serialVersionUID = 1L;

        FailingProvider(boolean makesKeys) {
            super("Failing", "1", "");
            put("Signature.SHA256withRSA", FailingSignature.class.getName());
            if (makesKeys) {
                put("KeyFactory.RSA", FailingKeys.class.getName());
            }
        }
    }

    public static final class FailingSignature extends Fragile {
        public FailingSignature() throws NoSuchAlgorithmException {}

        @Override
        protected void engineInitVerify(PublicKey key) throws InvalidKeyException {
            failOn3(((RSAPublicKey) key).getPublicExponent());
            super.engineInitVerify(key);
        }
    }

    public static final class FailingKeys extends KeyFactorySpi {
        private final KeyFactory real = KeyFactory.getInstance("RSA", SUN_RSA);

        public FailingKeys() throws NoSuchAlgorithmException {}

        @Override
        protected PublicKey engineGeneratePublic(KeySpec numbers) throws InvalidKeySpecException {
            failOn3(((RSAPublicKeySpec) numbers).getPublicExponent());
            return real.generatePublic(numbers);
        }

        @Override
        protected PrivateKey engineGeneratePrivate(KeySpec numbers) {
            throw new UnsupportedOperationException();
        }

        @Override
        protected <T extends KeySpec> T engineGetKeySpec(Key key, Class<T> type) {
            throw new UnsupportedOperationException();
        }

        @Override
        protected Key engineTranslateKey(Key key) {
            throw new UnsupportedOperationException();
        }
    }

    private static void failOn3(BigInteger exponent) {
        if (exponent.intValue() == 3) {
            throw new ProviderException("as a token does that knows no such keys");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aKeyOnWhichTheProviderFailsIsLeftOutAndTheOthersAreKept(boolean makesKeys) {
        try (TestUserPool pool = TestUserPool.create()) {
            JwksCache keys = JwksCache.builder()
                    .signatureProvider(new FailingProvider(makesKeys))
                    .build();
            UserPool trusted = UserPool.fromIssuer(pool.issuer());
            String odd = "{\"kty\":\"RSA\",\"kid\":\"odd\",\"e\":\"Aw\",\"n\":\""
                    + Base64.getUrlEncoder()
                            .withoutPadding()
                            .encodeToString(pool.accessKey().getModulus().toByteArray())
                    + "\"},";
            keys.preload(trusted, pool.jwks().replaceFirst("\\[", "[" + odd));
            CognitoVerifier<AccessToken> verifier = CognitoVerifier.accessTokens(trusted, Set.of(pool.clientId()))
                    .keys(keys)
                    .build();

            assertThat(verifier.verify(pool.accessToken().sign())).isNotNull();
            assertThat(catchThrowableOfType(
                                    TokenRejectedException.class,
                                    () -> verifier.verify(pool.accessToken()
                                            .header("kid", "odd")
                                            .sign()))
                            .reason())
                    .isEqualTo(Reason.UNKNOWN_KEY);
        }
    }

    @Test
    void aProviderThatCannotCheckSignaturesIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JwksCache.builder().signatureProvider(Security.getProvider("SUN")))
                .withMessageStartingWith("signatureProvider: ");
    }
}
