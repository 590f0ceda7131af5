package io.cognitoclaims.samples.authorizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cognitoclaims.core.VerificationUnavailableException;
import io.cognitoclaims.testing.TestUserPool;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Policies for the opening of WebSockets. */
class WebSocketApiTest {
    private static final String CONNECT = "arn:aws:execute-api:eu-west-1:123456789012:w3bs0ck3t0/live/$connect";

    private static TestUserPool pool;
    private static Gateway gateway;
    private static String token;

    @BeforeAll
    static void start() {
        pool = TestUserPool.create();
        gateway = new Gateway(new PetAuthorizer(Gateway.settings(pool)));
        token = pool.accessToken()
                .subject("somebody")
                .claim("pet_preference", "dogs")
                .sign();
    }

    @AfterAll
    static void stop() {
        pool.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"bearer, %s", "bearer,%s", "bearer ,\t%s"})
    void aTokenInTheSubprotocolOpensTheConnection(String protocols) {
        JsonNode answer = gateway.ask(Gateway.connectEvent(protocols.formatted(token)));

        assertThat(answer.at("/policyDocument/Statement")).hasSize(1);
        assertThat(answer.at("/policyDocument/Statement/0/Effect").asText()).isEqualTo("Allow");
        assertThat(answer.at("/policyDocument/Statement/0/Resource")).hasSize(1);
        assertThat(answer.at("/policyDocument/Statement/0/Resource/0").asText()).isEqualTo(CONNECT);
        assertThat(answer.at("/context/sub").asText()).isEqualTo("somebody");
        assertThat(answer.at("/context/pet_preference").asText()).isEqualTo("dogs");
    }

    @Test
    void theNameOfTheHeaderMayBeInLowerCase() {
        ObjectNode event = Gateway.connectEvent();
        event.withObject("/multiValueHeaders")
                .withArray("sec-websocket-protocol")
                .add("bearer, " + token);

        assertThat(gateway.ask(event).has("policyDocument")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "%s",
                "Bearer %s",
                "bearer %s",
                "bearer",
                "bearer, ",
                ", %s",
                "%s, bearer",
                "Bearer, %s",
                "BEARER, %s",
                "bearer; %s",
                "chat, bearer, %s",
                "bearer, %s, chat",
                "bearer, %s,",
                "bearer, %s, %s",
                "bearer, bearer %s",
                "bearer, Bearer %s",
                "bearer, %sx",
                "bearer\n, %s",
                ""
            })
    void anotherSubprotocolIsUnauthorized(String protocols) {
        assertUnauthorized(Gateway.connectEvent(protocols.replace("%s", token)));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "OTHER_SCHEME")
    void aBadTokenIsUnauthorized(BadHeader bad) {
        String header = bad.header(pool);

        assertUnauthorized(
                Gateway.connectEvent(header.startsWith("Bearer ") ? header.replace("Bearer ", "bearer, ") : header));
    }

    @Test
    void twoHeadersAreNone() {
        assertUnauthorized(Gateway.connectEvent("bearer, " + token, "bearer, " + token));
        assertUnauthorized(Gateway.connectEvent("bearer, " + token, "chat"));
        assertUnauthorized(Gateway.connectEvent("bearer", token));
    }

    @Test
    void aHeaderAuthorizationBesideItIsASecondCredential() {
        for (String other : new String[] {"Bearer " + token, "Basic cGV0Og=="}) {
            ObjectNode event = Gateway.connectEvent("bearer, " + token);
            event.withObject("/multiValueHeaders").withArray("Authorization").add(other);

            assertUnauthorized(event);
        }
    }

    @Test
    void aHeaderAuthorizationAloneOpensNoConnection() {
        ObjectNode event = Gateway.connectEvent();
        event.withObject("/multiValueHeaders").withArray("Authorization").add("Bearer " + token);

        assertUnauthorized(event);
    }

    @Test
    void aTokenInTheQueryIsNotTaken() {
        ObjectNode event = Gateway.connectEvent();
        event.withObject("/queryStringParameters").put("access_token", token).put("Sec-WebSocket-Protocol", token);
        event.withObject("/multiValueQueryStringParameters")
                .withArray("Sec-WebSocket-Protocol")
                .add("bearer, " + token);

        assertUnauthorized(event);
    }

    @Test
    void aSubprotocolIsNotTakenWhereNoWebSocketIsOpened() {
        ObjectNode rest = Gateway.requestEvent("Sec-WebSocket-Protocol", "bearer, " + token);

        assertUnauthorized(rest);
        assertThat(gateway.ask(Gateway.httpEvent("sec-websocket-protocol", "bearer, " + token)
                                .put("routeKey", "GET /api/me"))
                        .path("isAuthorized")
                        .asBoolean(true))
                .isFalse();
    }

    @Test
    void anOutageIsNotUnauthorized() {
        try (TestUserPool dark = TestUserPool.create()) {
            dark.answerKeysWith(503, "");
            Gateway cold = new Gateway(new PetAuthorizer(Gateway.settings(dark)));
            String good = dark.accessToken().sign();

            assertThatThrownBy(() -> cold.ask(Gateway.connectEvent("bearer, " + good)))
                    .isInstanceOf(VerificationUnavailableException.class)
                    .hasMessageNotContaining("Unauthorized");
        }
    }

    private static void assertUnauthorized(JsonNode event) {
        assertThatThrownBy(() -> gateway.ask(event))
                .hasMessage("Unauthorized")
                .hasNoCause()
                .satisfies(e -> assertThat(e.getStackTrace()).isEmpty());
    }
}
