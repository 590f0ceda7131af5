package io.cognitoclaims.benchmarks;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import java.security.Provider;
import java.security.Security;

/** Who computes signatures. */
public enum SecurityProvider {
    /** The JDK's own, as every JVM has it. */
    JDK {
        @Override
        Provider provider() {
            return Security.getProvider("SunRsaSign");
        }

        @Override
        void install() {}
    },
    /** Amazon's, installed before the JDK's, so that libraries that ask for none in particular use it too. */
    ACCP {
        @Override
        Provider provider() {
            AmazonCorrettoCryptoProvider.INSTANCE.assertHealthy();
            return AmazonCorrettoCryptoProvider.INSTANCE;
        }

        @Override
        void install() {
            AmazonCorrettoCryptoProvider.install();
        }
    };

    abstract Provider provider();

    /** For the whole JVM. */
    abstract void install();
}
