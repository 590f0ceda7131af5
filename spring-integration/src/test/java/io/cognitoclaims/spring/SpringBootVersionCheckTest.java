package io.cognitoclaims.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.io.support.SpringFactoriesLoader;

class SpringBootVersionCheckTest {
    @ParameterizedTest
    @ValueSource(strings = {"4.0.0", "4.0.9", "4.1.2", "4.2.0-M1", "5.0.0", "10.0.0"})
    void supportedAndLaterVersionsOfSpringBootAreTaken(String version) {
        assertThatCode(() -> SpringBootVersionCheck.requireSupported(version)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"2.7.18", "3.0.0", "3.4.13", "3.5.16", "3.5.0-RC1"})
    void anOlderVersionOfSpringBootEndsTheStart(String version) {
        Throwable failure = catchThrowable(() -> SpringBootVersionCheck.requireSupported(version));

        FailureAnalysis analysis = new SpringBootVersionCheck.Analyzer().analyze(failure);

        assertThat(analysis).isNotNull();
        assertThat(analysis.getDescription())
                .isEqualTo(
                        "cognito-claims-spring-boot-starter needs Spring Boot 4.0 or later, and this application has "
                                + version + ".");
        assertThat(analysis.getAction()).contains("docs/spring-boot-3.md");
    }

    @Test
    @SuppressWarnings({"rawtypes", "unchecked"})
    void theCheckIsAmongTheInitializersOfEveryApplication() {
        List<ApplicationContextInitializer> all =
                SpringFactoriesLoader.forDefaultResourceLocation().load(ApplicationContextInitializer.class);

        assertThat(all).hasAtLeastOneElementOfType(SpringBootVersionCheck.class);
        assertThatCode(() -> new SpringBootVersionCheck().initialize(new GenericApplicationContext()))
                .doesNotThrowAnyException();
    }
}
