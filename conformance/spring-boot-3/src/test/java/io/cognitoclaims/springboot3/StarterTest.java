package io.cognitoclaims.springboot3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootVersion;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;

/** The starter, which is for Spring Boot 4, on the class path of an application on Spring Boot 3. */
@ExtendWith(OutputCaptureExtension.class)
class StarterTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "--spring.application.name=plain",
                "--spring.main.allow-bean-definition-overriding=true",
                "--spring.main.web-application-type=none",
                "--spring.main.lazy-initialization=true"
            })
    void theStarterEndsTheStartOnSpringBoot3WithOneSentence(String setting, CapturedOutput output) {
        assertThatThrownBy(() -> SpringApplication.run(
                        Application.class,
                        setting,
                        "--server.port=0",
                        "--cognito-claims.user-pools[0].id=us-east-1_EXAMPLE",
                        "--cognito-claims.user-pools[0].client-ids=55pb79dl8gm0i1ho9hdre91r3k"))
                .hasMessageContaining("needs Spring Boot 4.0 or later");

        assertThat(SpringBootVersion.getVersion()).startsWith("3.");
        assertThat(output)
                .contains("APPLICATION FAILED TO START")
                .containsOnlyOnce(
                        "cognito-claims-spring-boot-starter needs Spring Boot 4.0 or later, and this application"
                                + " has " + SpringBootVersion.getVersion() + ".")
                .contains("docs/spring-boot-3.md")
                .doesNotContain("allow-bean-definition-overriding", "securityFilterChainRegistration", "\tat ");
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {}
}
