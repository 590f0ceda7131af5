package io.cognitoclaims.samples.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;

/** The switches of the stand-in pool, which Cognito does not have, and its key endpoint as anybody sees it. */
final class PoolControl {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final Http http;
    private final String domain;
    private final String issuer;

    PoolControl(Http http, String domain, String issuer) {
        this.http = http;
        this.domain = domain;
        this.issuer = issuer;
    }

    /** {@return the ids of the keys that are published now; empty while the endpoint is stopped} */
    List<String> publishedKeys() throws IOException {
        HttpResponse<String> answer = http.get(issuer + "/.well-known/jwks.json");
        List<String> kids = new ArrayList<>();
        if (answer.statusCode() == 200) {
            MAPPER.readTree(answer.body())
                    .path("keys")
                    .forEach(key -> kids.add(key.path("kid").asText()));
        }
        return kids;
    }

    void rotateKeys() throws IOException {
        control("/_local/rotate-keys?old=keep", "");
    }

    void stopKeys() throws IOException {
        control("/_local/keys/stop", "");
    }

    void startKeys() throws IOException {
        control("/_local/keys/start", "");
    }

    /** {@return a token with the claims of {@code changed}, really signed by the pool} */
    String sign(Jwt changed) throws IOException {
        return control("/_local/sign", changed.claims().toString())
                .path("token")
                .asText();
    }

    private JsonNode control(String path, String body) throws IOException {
        HttpResponse<String> answer = http.post(domain + path, body, "X-Local-User-Pool", "demo");
        if (answer.statusCode() != 200) {
            throw new IOException("the pool answered " + answer.statusCode() + " at " + path);
        }
        return MAPPER.readTree(answer.body());
    }
}
