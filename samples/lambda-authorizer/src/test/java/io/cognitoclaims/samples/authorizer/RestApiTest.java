package io.cognitoclaims.samples.authorizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cognitoclaims.core.VerificationUnavailableException;
import io.cognitoclaims.testing.TestUserPool;
import io.cognitoclaims.testing.TokenBuilder;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Policies for REST APIs. */
class RestApiTest {
    private static final String STAGE = "arn:aws:execute-api:eu-west-1:123456789012:p3tap1d3m0/live/";

    private static TestUserPool pool;
    private static Gateway gateway;

    @BeforeAll
    static void start() {
        pool = TestUserPool.create();
        gateway = new Gateway(new PetAuthorizer(Gateway.settings(pool)));
    }

    @AfterAll
    static void stop() {
        pool.close();
    }

    @ParameterizedTest
    @EnumSource
    void thePolicyOpensWhatTheTokenGrantsAndClosesTheRest(Kind kind) {
        JsonNode answer = gateway.ask(kind.event(pool.machineToken()));

        assertThat(effects(answer))
                .isEqualTo(Map.of("GET/api/me", "Allow", "GET/api/pets", "Allow", "GET/api/admin", "Deny"));
        assertThat(answer.at("/policyDocument/Version").asText()).isEqualTo("2012-10-17");
        assertThat(answer.path("principalId").asText()).isEqualTo(pool.clientId());
    }

    @ParameterizedTest
    @EnumSource
    void thePolicyClosesTheRouteWhoseScopeIsMissing(Kind kind) {
        assertThat(effects(gateway.ask(kind.event(pool.accessToken()))))
                .isEqualTo(Map.of("GET/api/me", "Allow", "GET/api/pets", "Deny", "GET/api/admin", "Deny"));
    }

    @Test
    void thePolicyOpensARouteToItsGroup() {
        assertThat(effects(gateway.ask(Kind.TOKEN.event(pool.accessToken().groups("admin")))))
                .containsEntry("GET/api/admin", "Allow");
        assertThat(effects(gateway.ask(Kind.TOKEN.event(pool.accessToken().groups("admins")))))
                .containsEntry("GET/api/admin", "Deny");
    }

    @Test
    void thePolicyHasNoEmptyStatementForACallerWhoMayDoEverything() {
        JsonNode answer = gateway.ask(
                Kind.TOKEN.event(pool.accessToken().scopes("pets/read").groups("admin")));

        assertThat(answer.at("/policyDocument/Statement")).hasSize(1);
        assertThat(effects(answer)).hasSize(3).containsValue("Allow").doesNotContainValue("Deny");
    }

    /** It is kept, and used for other requests with the same token. */
    @ParameterizedTest
    @ValueSource(strings = {"GET/api/me", "POST/api/pets", "DELETE/", "GET/api/me/*", "GET/a/b/c", "*/*"})
    void thePolicyIsTheSameWhateverIsAskedFor(String request) {
        String token = pool.machineToken().sign();
        JsonNode expected = gateway.ask(Gateway.tokenEvent("Bearer " + token));

        assertThat(gateway.ask(Gateway.tokenEvent("Bearer " + token).put("methodArn", STAGE + request)))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @EnumSource
    void theAuthorizerHandsThePreferenceToTheBackend(Kind kind) {
        JsonNode context = gateway.ask(
                        kind.event(pool.accessToken().subject("somebody").claim("pet_preference", "dogs")))
                .path("context");

        assertThat(context.properties())
                .containsOnly(
                        Map.entry("sub", context.path("sub")),
                        Map.entry("pet_preference", context.path("pet_preference")));
        assertThat(context.path("sub").textValue()).isEqualTo("somebody");
        assertThat(context.path("pet_preference").textValue()).isEqualTo("dogs");
    }

    @Test
    void theAuthorizerHandsNoPreferenceWhereThereIsNone() {
        assertThat(gateway.ask(Kind.TOKEN.event(pool.accessToken()))
                        .path("context")
                        .properties())
                .extracting(Map.Entry::getKey)
                .containsExactly("sub");
    }

    @ParameterizedTest
    @EnumSource
    void aBadTokenIsUnauthorizedWordForWord(BadHeader bad) {
        String header = bad.header(pool);

        for (JsonNode event :
                new JsonNode[] {Gateway.tokenEvent(header), Gateway.requestEvent("Authorization", header)}) {
            assertThatThrownBy(() -> gateway.ask(event))
                    .hasMessage("Unauthorized")
                    .hasNoCause()
                    .satisfies(e -> assertThat(e.getStackTrace()).isEmpty());
        }
    }

    @ParameterizedTest
    @EnumSource
    void theAuthorizerFailsWithAnotherMessageWhenNobodyCanTell(Kind kind) {
        try (TestUserPool dark = TestUserPool.create()) {
            dark.answerKeysWith(503, "");
            Gateway cold = new Gateway(new PetAuthorizer(Gateway.settings(dark)));

            assertThatThrownBy(() -> cold.ask(kind.event(dark.accessToken())))
                    .isInstanceOf(VerificationUnavailableException.class)
                    .hasMessageNotContaining("Unauthorized");
        }
    }

    private static Map<String, String> effects(JsonNode answer) {
        Map<String, String> effects = new HashMap<>();
        for (JsonNode statement : answer.at("/policyDocument/Statement")) {
            assertThat(statement.path("Action").asText()).isEqualTo("execute-api:Invoke");
            for (JsonNode resource : statement.path("Resource")) {
                assertThat(resource.asText()).startsWith(STAGE);
                effects.put(
                        resource.asText().substring(STAGE.length()),
                        statement.path("Effect").asText());
            }
        }
        return effects;
    }

    enum Kind {
        TOKEN,
        REQUEST;

        ObjectNode event(TokenBuilder token) {
            String header = "Bearer " + token.sign();
            return this == TOKEN ? Gateway.tokenEvent(header) : Gateway.requestEvent("Authorization", header);
        }
    }
}
