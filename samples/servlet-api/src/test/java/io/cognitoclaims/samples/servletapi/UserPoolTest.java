package io.cognitoclaims.samples.servletapi;

import static org.assertj.core.api.Assertions.assertThat;

import io.cognitoclaims.localuserpool.junit.LocalUserPool;
import io.cognitoclaims.localuserpool.junit.LocalUserPoolExtension;
import io.cognitoclaims.localuserpool.junit.PoolClient;
import io.cognitoclaims.localuserpool.junit.PoolUser;
import io.cognitoclaims.samples.trigger.PetPreferenceTrigger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** From a real sign-in, through the trigger that AWS would run, to the API. */
class UserPoolTest {
    @RegisterExtension
    static final LocalUserPoolExtension USERS = new LocalUserPoolExtension(LocalUserPool.builder()
            .users(PoolUser.of("rex", "Woof-1234").email("rex@amazon.com").groups("admin"))
            .clients(PoolClient.of("app").authFlows("ALLOW_USER_PASSWORD_AUTH"))
            .trigger(PetPreferenceTrigger.class));

    private final HttpClient http = HttpClient.newHttpClient();

    @Test
    void whatTheTriggerWritesTheApiReads() throws Exception {
        LocalUserPool pool = USERS.pool();
        Map<String, String> settings = Map.of(
                "PORT", "0",
                "COGNITO_ISSUER", pool.issuer(),
                "COGNITO_CLIENT_IDS", "app",
                "COGNITO_TOKEN_USE", "access");
        try (ServletApi api = ServletApi.start(settings)) {
            HttpResponse<String> answer = http.send(
                    HttpRequest.newBuilder(URI.create("http://localhost:" + api.port() + "/api/me"))
                            .header("Authorization", "Bearer " + accessToken(pool))
                            .build(),
                    BodyHandlers.ofString());

            assertThat(answer.body())
                    .contains("\"username\":\"rex\"", "\"groups\":[\"admin\"]", "\"petPreference\":\"dogs\"");
        }
    }

    private String accessToken(LocalUserPool pool) throws Exception {
        HttpRequest signIn = HttpRequest.newBuilder(URI.create(pool.domain()))
                .header("X-Amz-Target", "AWSCognitoIdentityProviderService.InitiateAuth")
                .POST(BodyPublishers.ofString("""
                        {
                          "AuthFlow": "USER_PASSWORD_AUTH",
                          "ClientId": "app",
                          "AuthParameters": { "USERNAME": "rex", "PASSWORD": "Woof-1234" }
                        }"""))
                .build();
        return http.send(signIn, BodyHandlers.ofString()).body().replaceAll(".*\"AccessToken\":\"([^\"]*)\".*", "$1");
    }
}
