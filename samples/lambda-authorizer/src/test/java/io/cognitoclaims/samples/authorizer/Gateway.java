package io.cognitoclaims.samples.authorizer;

import static java.util.Objects.requireNonNull;

import com.amazonaws.services.lambda.runtime.Context;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cognitoclaims.testing.TestUserPool;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;

/** API Gateway's side: the events that it sends, and its calls of an authorizer. */
final class Gateway {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** Nothing is taken from it, and nothing is logged with it. */
    private static final Context NO_CONTEXT = (Context) Proxy.newProxyInstance(
            Gateway.class.getClassLoader(), new Class<?>[] {Context.class}, (proxy, method, arguments) -> {
                throw new AssertionError("the authorizer calls " + method.getName());
            });

    private final PetAuthorizer authorizer;

    Gateway(PetAuthorizer authorizer) {
        this.authorizer = authorizer;
    }

    static Map<String, String> settings(TestUserPool pool) {
        return Map.of(
                "COGNITO_ISSUER", pool.issuer(),
                "COGNITO_CLIENT_IDS", pool.clientId(),
                "COGNITO_TOKEN_USE", "access");
    }

    JsonNode ask(JsonNode event) {
        try (ByteArrayOutputStream answer = new ByteArrayOutputStream()) {
            authorizer.handleRequest(new ByteArrayInputStream(JSON.writeValueAsBytes(event)), answer, NO_CONTEXT);
            return JSON.readTree(answer.toByteArray());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    static ObjectNode tokenEvent(String authorization) {
        return event("rest-token.json").put("authorizationToken", authorization);
    }

    /** As for a request that sends these headers, all of the same name. */
    static ObjectNode requestEvent(String name, String... values) {
        ObjectNode event = event("rest-request.json");
        event.withObject("/headers").put(name, values[values.length - 1]);
        List.of(values).forEach(event.withObject("/multiValueHeaders").withArray(name)::add);
        return event;
    }

    /** As for a connection that asks for these subprotocols, in one header a value. */
    static ObjectNode connectEvent(String... protocols) {
        ObjectNode event = event("websocket-connect.json");
        for (String value : protocols) {
            event.withObject("/headers").put("Sec-WebSocket-Protocol", value);
            event.withObject("/multiValueHeaders")
                    .withArray("Sec-WebSocket-Protocol")
                    .add(value);
        }
        return event;
    }

    static ObjectNode httpEvent(String name, String... values) {
        ObjectNode event = event("http-2.0.json");
        event.withObject("/headers").put(name, String.join(",", values));
        event.withArray("identitySource").add(values[0]);
        return event;
    }

    static ObjectNode httpEventOf(String routeKey, String authorization) {
        return httpEvent("authorization", authorization).put("routeKey", routeKey);
    }

    static ObjectNode event(String file) {
        try (InputStream in = requireNonNull(Gateway.class.getResourceAsStream(file), file)) {
            return (ObjectNode) JSON.readTree(in);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
