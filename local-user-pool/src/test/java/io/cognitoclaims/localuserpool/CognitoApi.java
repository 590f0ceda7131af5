package io.cognitoclaims.localuserpool;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cognitoidentityprovider.CognitoIdentityProviderClient;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AttributeType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The user pools API of a running pool: through the AWS SDK, which signs with some key, and word for word. */
final class CognitoApi implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();

    private final RunningPool pool;
    private final CognitoIdentityProviderClient sdk;

    CognitoApi(RunningPool pool) {
        this.pool = pool;
        this.sdk = CognitoIdentityProviderClient.builder()
                .endpointOverride(URI.create(pool.domain()))
                .region(Region.EU_WEST_1)
                .credentialsProvider(
                        StaticCredentialsProvider.create(AwsBasicCredentials.create("any-key", "any-secret")))
                .httpClient(UrlConnectionHttpClient.create())
                .build();
    }

    CognitoIdentityProviderClient sdk() {
        return sdk;
    }

    String poolId() {
        return pool.settings().id();
    }

    /** {@return the answer to a request without a signature, whose single quotes stand for double ones} */
    HttpResponse<String> call(String operation, String parameters, String... headers) {
        List<String> all = new ArrayList<>(List.of(headers));
        all.addAll(List.of(
                "Content-Type",
                "application/x-amz-json-1.1",
                "X-Amz-Target",
                "AWSCognitoIdentityProviderService." + operation));
        return pool.browser()
                .send(pool.browser()
                        .request("/", all.toArray(String[]::new))
                        .POST(BodyPublishers.ofString(
                                parameters.replace("POOL", poolId()).replace('\'', '"'))));
    }

    /** {@return the name and the message of the error} */
    String refusal(String operation, String parameters, String... headers) {
        HttpResponse<String> response = call(operation, parameters, headers);
        if (response.statusCode() != 400) {
            throw new AssertionError("not refused: " + response.statusCode() + " " + response.body());
        }
        JsonNode error = JSON.readTree(response.body());
        return error.path("__type").asString() + ": " + error.path("message").asString();
    }

    /** {@return what would have been mailed} */
    Map<String, String> codes(String username) {
        HttpResponse<String> response = pool.browser().get("/_local/codes/" + username, LocalControl.HEADER, "test");
        Map<String, String> codes = new TreeMap<>();
        JSON.readTree(response.body())
                .path("codes")
                .forEachEntry((purpose, code) -> codes.put(purpose, code.stringValue()));
        return codes;
    }

    static AttributeType attribute(String name, String value) {
        return AttributeType.builder().name(name).value(value).build();
    }

    static String secretHash(String client, String secret, String username) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA256"));
            return Base64.getEncoder().encodeToString(mac.doFinal((username + client).getBytes(UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        sdk.close();
    }
}
