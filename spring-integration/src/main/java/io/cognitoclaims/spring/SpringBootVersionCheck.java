package io.cognitoclaims.spring;

import org.springframework.boot.SpringBootVersion;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;

/**
 * Makes the start fail on a Spring Boot older than 4.0, before auto-configurations of two generations meet. It is loaded
 * there, so it uses only what is in both Spring Boot 3 and 4; {@code .ci/spring-boot-3} starts it on both.
 */
final class SpringBootVersionCheck implements ApplicationContextInitializer<ConfigurableApplicationContext>, Ordered {
    @Override
    public void initialize(ConfigurableApplicationContext context) {
        requireSupported(SpringBootVersion.getVersion());
    }

    @Override
    public int getOrder() {
        return HIGHEST_PRECEDENCE;
    }

    /** @param version such as 4.1.2 or 4.2.0-M1 */
    static void requireSupported(String version) {
        if (Integer.parseInt(version.substring(0, version.indexOf('.'))) < 4) {
            throw new UnsupportedVersionException(version);
        }
    }

    /** Says which Spring Boot the application has. */
    static final class UnsupportedVersionException extends IllegalStateException {
        private static final long serialVersionUID = 1L;

        UnsupportedVersionException(String version) {
            super("cognito-claims-spring-boot-starter needs Spring Boot 4.0 or later, and this application has "
                    + version);
        }
    }

    /** Puts it into Boot's report of a failed start. */
    static final class Analyzer extends AbstractFailureAnalyzer<UnsupportedVersionException> {
        @Override
        protected FailureAnalysis analyze(Throwable failure, UnsupportedVersionException unsupported) {
            return new FailureAnalysis(
                    unsupported.getMessage() + ".",
                    "Update Spring Boot. For Spring Boot 3, replace the starter by cognito-claims-servlet-filter or"
                            + " cognito-claims-core, as docs/spring-boot-3.md of this library shows.",
                    failure);
        }
    }
}
