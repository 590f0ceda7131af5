package io.cognitoclaims.localuserpool.junit;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.RegisterExtension;

@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LocalUserPoolExtensionTest {
    @RegisterExtension
    static final LocalUserPoolExtension USERS = new LocalUserPoolExtension(LocalUserPool.builder()
            .users(
                    PoolUser.of("rex", "Woof-1234").groups("admin", "vets").email("rex@dogs.example"),
                    PoolUser.of("tom", "Meow-1234").sub("s-1").attribute("custom:tenant", "a, b"))
            .clients(PoolClient.of("app").authFlows("ALLOW_USER_PASSWORD_AUTH"))
            .trigger(RecordingTrigger.class));

    private static List<String> kids = List.of();
    private static String issuer = "";

    @Test
    @Order(1)
    void theUsersAndClientsAreThoseOfTheTest() throws Exception {
        HttpResponse<String> rex = Api.signIn(USERS.pool(), "app", "rex", "Woof-1234");

        assertThat(Api.accessToken(rex)).contains("\"cognito:groups\":[\"admin\",\"vets\"]", "\"client_id\":\"app\"");
        assertThat(Api.accessToken(Api.signIn(USERS.pool(), "app", "tom", "Meow-1234")))
                .contains("\"sub\":\"s-1\"");
        assertThat(Api.signIn(USERS.pool(), "app", "test-user", "Local-Pass-1").statusCode())
                .isEqualTo(400);
        issuer = USERS.pool().issuer();
    }

    @Test
    @Order(2)
    void theTriggerIsTheClassOfTheTest() throws Exception {
        int before = RecordingTrigger.RUNS.get();

        HttpResponse<String> rex = Api.signIn(USERS.pool(), "app", "rex", "Woof-1234");

        assertThat(Api.accessToken(rex)).contains("\"pet\":\"dog\"");
        assertThat(RecordingTrigger.RUNS.get()).isEqualTo(before + 1);
    }

    @Test
    @Order(3)
    void oneTestMayDoWhatItLikesWithTheKeys() throws Exception {
        kids = Api.kids(USERS.pool());

        assertThat(Api.control(USERS.pool(), "/_local/rotate-keys?old=withdraw"))
                .isEqualTo(200);
        assertThat(Api.control(USERS.pool(), "/_local/keys/stop")).isEqualTo(200);
        assertThat(Api.kids(USERS.pool())).isEmpty();
    }

    @Test
    @Order(4)
    void theNextTestFindsThePoolAsItWasAtTheStart() throws Exception {
        assertThat(Api.kids(USERS.pool())).isEqualTo(kids).hasSize(2);
        assertThat(USERS.pool().issuer()).isEqualTo(issuer);
    }

    @Nested
    class InAClassOfTheClass {
        @Test
        void thePoolIsTheSame() {
            assertThat(USERS.pool().issuer()).isEqualTo(issuer);
        }
    }
}
