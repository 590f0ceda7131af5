package io.cognitoclaims.localuserpool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OtherPoolTest {
    @TempDir
    private Path folder;

    @Test
    void aSettingsFileReplacesThePoolsUsersAndClients() throws IOException {
        Path file = Files.writeString(folder.resolve("pool.yaml"), """
                user-pool:
                  id: eu-west-1_Pets
                  trigger:
                    handler:
                  users:
                    - username: rex
                      sub: 11111111-2222-3333-4444-555555555555
                      email: rex@amazon.com
                      password: Woof-1234
                  clients:
                    - id: kennel
                      secret: bones
                      flow: code
                      callback-urls: ["https://kennel.example/callback"]
                      scopes: [openid]
                """);

        try (RunningPool pool = RunningPool.start("--spring.config.additional-location=" + file.toUri())) {
            UserPoolSettings settings = pool.settings();

            assertThat(pool.issuer()).endsWith("/eu-west-1_Pets");
            assertThat(settings.users()).extracting(user -> user.email()).containsExactly("rex@amazon.com");
            assertThat(settings.users().get(0).groups()).isEmpty();
            assertThat(settings.clients()).extracting(client -> client.id()).containsExactly("kennel");
            assertThat(settings.clients().get(0).callbackUrls()).containsExactly("https://kennel.example/callback");
            assertThat(settings.clients().get(0).logoutUrls()).isEmpty();
        }
    }
}
