package io.cognitoclaims.localuserpool.junit;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/** What a client without a library asks of a pool. */
final class Api {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Pattern ACCESS_TOKEN = Pattern.compile("\"AccessToken\":\"([^\"]+)\"");
    private static final Pattern KID = Pattern.compile("\"kid\":\"([^\"]+)\"");

    private Api() {}

    static HttpResponse<String> signIn(LocalUserPool pool, String client, String username, String password)
            throws IOException, InterruptedException {
        return HTTP.send(
                HttpRequest.newBuilder(URI.create(pool.domain()))
                        .header("Content-Type", "application/x-amz-json-1.1")
                        .header("X-Amz-Target", "AWSCognitoIdentityProviderService.InitiateAuth")
                        .POST(BodyPublishers.ofString(("{\"AuthFlow\":\"USER_PASSWORD_AUTH\",\"ClientId\":\"%s\","
                                        + "\"AuthParameters\":{\"USERNAME\":\"%s\",\"PASSWORD\":\"%s\"}}")
                                .formatted(client, username, password)))
                        .build(),
                BodyHandlers.ofString());
    }

    /** {@return the payload of the access token of an answer} */
    static String accessToken(HttpResponse<String> signedIn) {
        String token = ACCESS_TOKEN
                .matcher(signedIn.body())
                .results()
                .findFirst()
                .orElseThrow(() -> new AssertionError(signedIn.body()))
                .group(1);
        return new String(Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]), StandardCharsets.UTF_8);
    }

    static List<String> kids(LocalUserPool pool) throws IOException, InterruptedException {
        String keys = HTTP.send(
                        HttpRequest.newBuilder(URI.create(pool.issuer() + "/.well-known/jwks.json"))
                                .build(),
                        BodyHandlers.ofString())
                .body();
        return KID.matcher(keys).results().map(kid -> kid.group(1)).toList();
    }

    static int control(LocalUserPool pool, String path) throws IOException, InterruptedException {
        return HTTP.send(
                        HttpRequest.newBuilder(URI.create(pool.domain() + path))
                                .header("X-Local-User-Pool", "test")
                                .POST(BodyPublishers.noBody())
                                .build(),
                        BodyHandlers.discarding())
                .statusCode();
    }
}
