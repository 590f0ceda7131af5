package io.cognitoclaims.localuserpool.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.logging.Handler;
import java.util.logging.Logger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class LocalUserPoolTest {
    @Test
    void theTestSeesNoClassOfThePool() {
        for (String name : List.of(
                "org.springframework.boot.SpringApplication",
                "org.apache.catalina.startup.Tomcat",
                "ch.qos.logback.classic.Logger")) {
            assertThatExceptionOfType(ClassNotFoundException.class).isThrownBy(() -> Class.forName(name));
        }
    }

    @Test
    void aPoolLeavesTheJvmAsItIs() {
        Properties properties = properties();
        List<Handler> handlers = List.of(Logger.getLogger("").getHandlers());
        ClassLoader loader = Thread.currentThread().getContextClassLoader();

        LocalUserPool.builder().start().close();

        assertThat(properties()).isEqualTo(properties);
        assertThat(Logger.getLogger("").getHandlers()).containsExactlyElementsOf(handlers);
        assertThat(Thread.currentThread().getContextClassLoader()).isSameAs(loader);
    }

    /** {@return the properties but those that every Spring Boot or Tomcat sets} */
    private static Properties properties() {
        Properties properties = new Properties();
        properties.putAll(System.getProperties());
        properties.keySet().removeIf(name -> name.toString().matches("catalina\\..*|java\\.awt\\.headless|PID"));
        return properties;
    }

    @Test
    void aPoolTakesNoSettingOfTheApplication() {
        System.setProperty("user-pool.id", "eu-west-1_Other");
        System.setProperty("spring.profiles.active", "production");
        try (LocalUserPool pool = LocalUserPool.builder().start()) {
            assertThat(pool.issuer()).isEqualTo(pool.domain() + "/us-east-1_LocalPool");
        } finally {
            System.clearProperty("user-pool.id");
            System.clearProperty("spring.profiles.active");
        }
    }

    @Test
    void aWrongSettingFailsTheTestWithItsName() {
        assertThatIllegalStateException()
                .isThrownBy(() -> LocalUserPool.builder()
                        .users(PoolUser.of("rex", "Woof-1234"), PoolUser.of("Rex", "Woof-1234"))
                        .start())
                .withMessage("local-user-pool did not start: user-pool.users[1].username is used twice");
        assertThatIllegalStateException()
                .isThrownBy(() -> LocalUserPool.builder()
                        .setting("user-pool.token-life", "5m")
                        .start())
                .withMessage("local-user-pool did not start: user-pool.token-life is not a setting");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LocalUserPool.builder().setting("users[0].username", "rex"))
                .withMessage("users[0].username is not a setting; those of the pool begin with user-pool.");
    }

    @Test
    void aPoolThatCannotStartClosesItsClassLoader() throws Exception {
        try (ProgramClassLoader loader = new ProgramClassLoader(null)) {
            assertThat(loader.findResource("local-user-pool.yaml")).isNotNull();

            assertThatIllegalStateException()
                    .isThrownBy(() -> LocalUserPool.builder()
                            .setting("user-pool.token-life", "5m")
                            .start(loader));

            assertThat(loader.findResource("local-user-pool.yaml")).isNull();
        }
    }

    @Test
    void theKeysOfAFileAreThoseOfEachPool(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("keys.pem");
        List<String> first;
        try (LocalUserPool pool = LocalUserPool.builder().keysFile(file).start()) {
            first = Api.kids(pool);
        }
        String written = Files.readString(file);
        try (LocalUserPool one = LocalUserPool.builder().keysFile(file).start();
                LocalUserPool two = LocalUserPool.builder().start()) {
            assertThat(Api.kids(one)).isEqualTo(first).hasSize(2);
            assertThat(Api.kids(two)).doesNotContainAnyElementsOf(first);
            assertThat(one.domain()).isNotEqualTo(two.domain());
        }
        assertThat(Files.readString(file)).isEqualTo(written);
    }
}
