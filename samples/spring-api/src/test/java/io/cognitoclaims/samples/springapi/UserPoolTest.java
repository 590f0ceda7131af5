package io.cognitoclaims.samples.springapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.boot.test.context.SpringBootTest.WebEnvironment.RANDOM_PORT;

import io.cognitoclaims.localuserpool.junit.LocalUserPool;
import io.cognitoclaims.localuserpool.junit.WithLocalUserPool;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;

/** A machine gets a token as it would of Cognito. */
@SpringBootTest(webEnvironment = RANDOM_PORT, properties = "COGNITO_TOKEN_USE=access")
@WithLocalUserPool(clientIds = "3local0machine0client0m2m0")
class UserPoolTest {
    private final HttpClient http = HttpClient.newHttpClient();

    @Autowired
    LocalUserPool pool;

    @LocalServerPort
    int port;

    @Test
    void aMachineReadsTheListOfPets() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/api/pets"))
                .header("Authorization", "Bearer " + accessToken())
                .build();

        assertThat(http.send(request, BodyHandlers.discarding()).statusCode()).isEqualTo(200);
    }

    private String accessToken() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(pool.domain() + "/oauth2/token"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("grant_type=client_credentials&client_id=3local0machine0client0m2m0"
                        + "&client_secret=local-machine-secret"))
                .build();
        return http.send(request, BodyHandlers.ofString()).body().replaceAll(".*\"access_token\":\"([^\"]*)\".*", "$1");
    }
}
