package io.cognitoclaims.springboot3;

import io.cognitoclaims.core.AccessToken;
import io.cognitoclaims.core.CognitoVerifier;
import io.cognitoclaims.core.CognitoVerifierBuilder;
import io.cognitoclaims.core.UserPool;
import io.cognitoclaims.testing.TestUserPool;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/** An application with a recipe, on a free port, whose verifier trusts a test pool. */
final class Api implements AutoCloseable {
    private final HttpClient client = HttpClient.newHttpClient();
    private final ConfigurableApplicationContext context;

    private Api(ConfigurableApplicationContext context) {
        this.context = context;
    }

    static Api start(
            TestUserPool pool, UnaryOperator<CognitoVerifierBuilder<AccessToken>> settings, Class<?>... classes) {
        CognitoVerifier<AccessToken> verifier = settings.apply(
                        CognitoVerifier.accessTokens(UserPool.fromIssuer(pool.issuer()), Set.of(pool.clientId())))
                .build();
        return new Api(new SpringApplicationBuilder(classes)
                .initializers((GenericApplicationContext context) ->
                        context.registerBean("verifier", CognitoVerifier.class, () -> verifier))
                .run("--server.port=0"));
    }

    HttpResponse<String> send(String method, String path, String token) throws IOException, InterruptedException {
        int port = ((WebServerApplicationContext) context).getWebServer().getPort();
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                .method(method, HttpRequest.BodyPublishers.noBody());
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Override
    public void close() {
        context.close();
    }
}
