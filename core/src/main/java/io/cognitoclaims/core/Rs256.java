package io.cognitoclaims.core;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.RSAPublicKeySpec;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Computes RS256 (RFC 7518, section 3.3) with one security provider, or with the provider that the JDK prefers for a key. */
final class Rs256 {
    private static final Logger LOG = LoggerFactory.getLogger(JwksCache.class);
    private static final String ALGORITHM = "SHA256withRSA";

    private final @Nullable Provider provider;

    private Rs256(@Nullable Provider provider) {
        this.provider = provider;
    }

    /** {@return RS256 of the provider that the application names} */
    static Rs256 of(Provider provider) {
        if (provider.getService("Signature", ALGORITHM) == null) {
            throw new IllegalArgumentException(
                    "signatureProvider: " + provider.getName() + " does not offer " + ALGORITHM);
        }
        return new Rs256(provider);
    }

    /**
     * {@return RS256 of Amazon's provider if it is on the class path and works, otherwise of the JDK's choice} The choice
     * is made once.
     */
    static Rs256 fastest() {
        return Fastest.CHOICE;
    }

    /** The supplier throws a {@link NoClassDefFoundError} if there is no such provider. */
    static Rs256 fastest(Supplier<Provider> accelerated) {
        try {
            Rs256 choice = of(accelerated.get());
            LOG.info(
                    "Token signatures are checked by {}, which halves their time; its start costs what some 40,000 save",
                    choice);
            return choice;
        } catch (NoClassDefFoundError absent) {
            return new Rs256(null);
        } catch (RuntimeException | LinkageError broken) {
            LOG.warn("Token signatures are checked by the JDK: the provider on the class path can't be used", broken);
            return new Rs256(null);
        }
    }

    /** {@return the key as the provider's own object} The provider would convert another object again for every signature. */
    PublicKey publicKey(RSAPublicKeySpec numbers) {
        try {
            KeyFactory keys = provider == null || provider.getService("KeyFactory", "RSA") == null
                    ? KeyFactory.getInstance("RSA")
                    : KeyFactory.getInstance("RSA", provider);
            return keys.generatePublic(numbers);
        } catch (InvalidKeySpecException | RuntimeException e) {
            throw refused(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("no security provider makes RSA keys", e);
        }
    }

    /** {@return an object that checks signatures of the key, one at a time} */
    Signature verifierFor(PublicKey key) {
        try {
            Signature signature =
                    provider == null ? Signature.getInstance(ALGORITHM) : Signature.getInstance(ALGORITHM, provider);
            signature.initVerify(key);
            return signature;
        } catch (InvalidKeyException | RuntimeException e) {
            throw refused(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("no security provider offers " + ALGORITHM, e);
        }
    }

    /** {@return the provider's name and version, for people} */
    @Override
    public String toString() {
        return provider == null ? "the JDK" : provider.getName() + " " + provider.getVersionStr();
    }

    /** Providers also fail with exceptions of their own, as a {@link java.security.ProviderException}. */
    private static IllegalArgumentException refused(Exception e) {
        return new IllegalArgumentException("the provider refuses the key", e);
    }

    private static final class Fastest {
        // Not a method reference: it would link the class outside the code that catches the error.
        static final Rs256 CHOICE = fastest(() -> Corretto.provider());
    }

    /** A separate class, because it cannot be linked if the provider is absent. */
    private static final class Corretto {
        static Provider provider() {
            AmazonCorrettoCryptoProvider.INSTANCE.assertHealthy();
            return AmazonCorrettoCryptoProvider.INSTANCE;
        }
    }
}
