package io.cognitoclaims.samples.authorizer;

import static io.cognitoclaims.samples.petclaims.PetClaims.PET_PREFERENCE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.partitioningBy;
import static java.util.stream.Collectors.toList;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cognitoclaims.core.BearerHeader;
import io.cognitoclaims.core.CognitoToken;
import io.cognitoclaims.core.CognitoVerifier;
import io.cognitoclaims.core.TokenRejectedException;
import io.cognitoclaims.core.VerificationUnavailableException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A Lambda authorizer of API Gateway: of REST APIs, {@code TOKEN} and {@code REQUEST}, and of WebSocket APIs, which it
 * answers with a policy, and of HTTP APIs with payload 2.0, which it answers simply. All hand {@code sub} and {@code
 * pet_preference} to the backend.
 *
 * <p>A browser cannot send the header {@code Authorization} when it opens a WebSocket. There, the token is a subprotocol:
 * {@code Sec-WebSocket-Protocol: bearer, <token>}.
 *
 * <p>A token that can't be judged because keys are missing is an exception, and API Gateway's answer is 500. Safe for use
 * by many threads.
 *
 * @see <a href="https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html">Lambda
 *     authorizers of REST APIs</a>
 * @see <a href="https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html">of HTTP
 *     APIs</a>
 * @see <a
 *     href="https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-lambda-auth.html">of
 *     WebSocket APIs</a>
 */
public final class PetAuthorizer implements RequestStreamHandler {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What a page writes as {@code new WebSocket(url, ["bearer", token])}. */
    private static final Pattern TOKEN_PROTOCOL = Pattern.compile("bearer[ \\t]*,[ \\t]*([^ \\t,]+)");

    /** An event of an HTTP API with a token of no user pool. */
    private static final String PRIMING = """
            {"version": "2.0", "routeKey": "GET /api/me", "headers": {"authorization": "Bearer e30.e30.AAAA"}}
            """;

    private final CognitoVerifier<?> verifier;

    /** Makes the authorizer, as Lambda does, with the settings in the environment. */
    public PetAuthorizer() {
        this(System.getenv());
    }

    PetAuthorizer(Map<String, String> environment) {
        verifier = Settings.verifier(environment);
        try {
            verifier.warmUp();
        } catch (VerificationUnavailableException e) {
            // The log has it already, and the first token tries again. Without a start even a short outage would last.
        }
        prime();
    }

    /** Answers once for nobody, so that a snapshot of SnapStart holds what answers are made with. */
    private void prime() {
        try {
            handleRequest(new ByteArrayInputStream(PRIMING.getBytes(UTF_8)), OutputStream.nullOutputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void handleRequest(InputStream input, OutputStream output, Context context) throws IOException {
        handleRequest(input, output);
    }

    private void handleRequest(InputStream input, OutputStream output) throws IOException {
        JsonNode event = JSON.readTree(input);
        boolean httpApi = event.path("version").asText().equals("2.0");
        JSON.writeValue(output, httpApi ? simpleAnswer(event) : policyAnswer(event));
    }

    private Map<String, Object> simpleAnswer(JsonNode event) {
        String key = event.path("routeKey").asText();
        Optional<CognitoToken> caller =
                verified(headers(event, "Authorization")).filter(token -> Route.isOpen(key, token));
        return Map.of(
                "isAuthorized",
                caller.isPresent(),
                "context",
                caller.map(PetAuthorizer::forBackend).orElse(Map.of()));
    }

    private Map<String, Object> policyAnswer(JsonNode event) {
        boolean tokenOnly = event.path("type").asText().equals("TOKEN");
        boolean webSocket =
                event.path("requestContext").path("eventType").asText().equals("CONNECT");
        List<String> headers = tokenOnly
                ? List.of(event.path("authorizationToken").asText())
                : webSocket ? webSocketHeaders(event) : headers(event, "Authorization");
        CognitoToken caller = verified(headers).orElseThrow(UnauthorizedException::new);
        List<Route> routes = webSocket ? List.of(Route.CONNECT) : Route.ALL;
        return Map.of(
                "principalId", caller.subject(),
                "policyDocument", policy(caller, event.path("methodArn").asText(), routes),
                "context", forBackend(caller));
    }

    /** API Gateway keeps a policy for all routes, so it says everything of the caller and nothing of this request. */
    private static Map<String, Object> policy(CognitoToken caller, String methodArn, List<Route> routes) {
        int api = methodArn.indexOf('/');
        String stage = methodArn.substring(0, methodArn.indexOf('/', api + 1) + 1);
        Map<Boolean, List<String>> resources = routes.stream()
                .collect(partitioningBy(
                        route -> route.admits(caller), mapping(route -> stage + route.resource(), toList())));
        List<Map<String, Object>> statements = new ArrayList<>();
        resources.forEach((admitted, names) -> {
            if (!names.isEmpty()) {
                String effect = admitted ? "Allow" : "Deny";
                statements.add(Map.of("Action", "execute-api:Invoke", "Effect", effect, "Resource", names));
            }
        });
        return Map.of("Version", "2012-10-17", "Statement", statements);
    }

    private static Map<String, Object> forBackend(CognitoToken caller) {
        return caller.get(PET_PREFERENCE)
                .map(pet -> Map.of("sub", caller.subject(), PET_PREFERENCE.name(), PET_PREFERENCE.encode(pet)))
                .orElse(Map.of("sub", caller.subject()));
    }

    private Optional<CognitoToken> verified(List<String> headers) {
        try {
            return BearerHeader.of(headers).token().map(verifier::verify);
        } catch (TokenRejectedException e) {
            return Optional.empty();
        }
    }

    /** A header Authorization beside the subprotocol is a second credential, so that the request has none. */
    private static List<String> webSocketHeaders(JsonNode event) {
        List<String> all = new ArrayList<>(headers(event, "Authorization"));
        for (String protocols : headers(event, "Sec-WebSocket-Protocol")) {
            Matcher token = TOKEN_PROTOCOL.matcher(protocols);
            all.add(token.matches() ? "Bearer " + token.group(1) : "none");
        }
        return headers(event, "Sec-WebSocket-Protocol").isEmpty() ? List.of() : all;
    }

    /** {@return the values of the headers of this name} */
    private static List<String> headers(JsonNode event, String name) {
        String headers = event.hasNonNull("multiValueHeaders") ? "multiValueHeaders" : "headers";
        return event.path(headers).properties().stream()
                .filter(header -> header.getKey().equalsIgnoreCase(name))
                .map(Map.Entry::getValue)
                .flatMap(value -> value.isArray() ? value.valueStream() : Stream.of(value))
                .map(JsonNode::asText)
                .toList();
    }

    /** API Gateway answers 401 to this message, letter by letter, and 500 to any other. */
    private static final class UnauthorizedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        UnauthorizedException() {
            super("Unauthorized", null, false, false);
        }
    }
}
