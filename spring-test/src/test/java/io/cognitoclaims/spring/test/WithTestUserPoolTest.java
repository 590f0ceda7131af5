package io.cognitoclaims.spring.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.boot.test.context.SpringBootTest.WebEnvironment.RANDOM_PORT;

import io.cognitoclaims.testing.TestUserPool;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;

/** Over HTTP, of an application whose settings name a user pool in AWS. */
@SpringBootTest(
        webEnvironment = RANDOM_PORT,
        properties = {
            "server.address=127.0.0.1",
            "cognito-claims.user-pools[0].id=us-east-1_EXAMPLE",
            "cognito-claims.user-pools[0].client-ids=web",
            "cognito-claims.user-pools[1].id=eu-west-1_OTHER",
            "cognito-claims.user-pools[1].client-ids=batch"
        })
@WithTestUserPool
@Import(PetsApplication.Api.class)
class WithTestUserPoolTest {
    private final TestUserPool pool;
    private final HttpClient http = HttpClient.newHttpClient();
    private final URI api;

    @Autowired
    WithTestUserPoolTest(TestUserPool pool, @LocalServerPort int port) {
        this.pool = pool;
        this.api = URI.create("http://127.0.0.1:" + port);
    }

    @Test
    void aTokenOfTheTestUserPoolIsAccepted() throws Exception {
        HttpResponse<String> answer =
                get("/authorities", pool.accessToken().groups("admin").sign());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("FACTOR_BEARER ROLE_admin SCOPE_email SCOPE_openid");
    }

    @Test
    void aTokenOfThePoolThatTheSettingsNameIsRefused() throws Exception {
        String ofTheSettings = pool.accessToken()
                .issuer("https://cognito-idp.us-east-1.amazonaws.com/us-east-1_EXAMPLE")
                .clientId("web")
                .sign();
        try (TestUserPool other = TestUserPool.create()) {
            for (String token : List.of(
                    ofTheSettings,
                    pool.accessToken().clientId("web").sign(),
                    pool.accessToken().signedBy(other).sign(),
                    other.accessToken().sign(),
                    "opaque")) {
                assertThat(get("/authorities", token).statusCode()).isEqualTo(401);
            }
        }
    }

    @Nested
    class InANestedTest {
        @Test
        void aNestedTestHasTheSamePool(@Autowired TestUserPool nested) {
            assertThat(nested).isSameAs(pool);
        }
    }

    private HttpResponse<String> get(String path, String token) throws Exception {
        return http.send(
                HttpRequest.newBuilder(api.resolve(path))
                        .header("Authorization", "Bearer " + token)
                        .build(),
                BodyHandlers.ofString());
    }
}
