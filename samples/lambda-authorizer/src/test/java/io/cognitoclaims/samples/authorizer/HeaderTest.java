package io.cognitoclaims.samples.authorizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cognitoclaims.testing.TestUserPool;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where a token is looked for in a request. */
class HeaderTest {
    private static TestUserPool pool;
    private static Gateway gateway;
    private static String token;

    @BeforeAll
    static void start() {
        pool = TestUserPool.create();
        gateway = new Gateway(new PetAuthorizer(Gateway.settings(pool)));
        token = pool.accessToken().sign();
    }

    @AfterAll
    static void stop() {
        pool.close();
    }

    @ParameterizedTest
    @CsvSource({"Authorization, Bearer", "authorization, Bearer", "AUTHORIZATION, BEARER", "authorization, bearer"})
    void theCaseOfHeaderAndSchemeDoesNotMatter(String name, String scheme) {
        assertThat(gateway.ask(Gateway.requestEvent(name, scheme + " " + token)).has("policyDocument"))
                .isTrue();
        assertThat(isAuthorized(Gateway.httpEvent(name, scheme + " " + token))).isTrue();
    }

    @Test
    void singleValuedHeadersAreReadWhereThereAreNoOthers() {
        ObjectNode event = Gateway.requestEvent("Authorization", "Bearer " + token);
        event.remove("multiValueHeaders");

        assertThat(gateway.ask(event).has("policyDocument")).isTrue();
    }

    @Test
    void twoAuthorizationHeadersAreUnauthorized() {
        assertUnauthorized(Gateway.requestEvent("Authorization", "Bearer " + token, "Bearer " + token));
        assertUnauthorized(Gateway.requestEvent("Authorization", "Basic cGV0Og==", "Bearer " + token));
        assertThat(isAuthorized(Gateway.httpEvent("authorization", "Bearer " + token, "Bearer " + token)))
                .isFalse();
    }

    @Test
    void twoSpellingsOfTheHeaderAreTwoHeaders() {
        ObjectNode event = Gateway.requestEvent("Authorization", "Bearer " + token);
        event.withObject("/multiValueHeaders").withArray("authorization").add("Bearer " + token);

        assertUnauthorized(event);
    }

    @Test
    void aRequestWithoutTheHeaderIsUnauthorized() {
        assertUnauthorized(Gateway.event("rest-request.json"));
        assertUnauthorized(Gateway.event("rest-token.json"));
        assertThat(isAuthorized(Gateway.event("http-2.0.json"))).isFalse();
    }

    @Test
    void aTokenInTheQueryIsNotTaken() {
        ObjectNode rest = Gateway.event("rest-request.json");
        rest.withObject("/queryStringParameters").put("access_token", token).put("Authorization", "Bearer " + token);
        rest.withObject("/multiValueQueryStringParameters")
                .withArray("Authorization")
                .add("Bearer " + token);
        ObjectNode http = Gateway.event("http-2.0.json");
        http.put("rawQueryString", "access_token=" + token);
        http.withObject("/queryStringParameters").put("access_token", token).put("Authorization", "Bearer " + token);
        http.withArray("identitySource").add("Bearer " + token);

        assertUnauthorized(rest);
        assertThat(isAuthorized(http)).isFalse();
    }

    @Test
    void aTokenInTheHeadersOfATokenEventIsNotTaken() {
        ObjectNode event = Gateway.tokenEvent("");
        event.withObject("/headers").put("Authorization", "Bearer " + token);

        assertUnauthorized(event);
    }

    private static void assertUnauthorized(JsonNode event) {
        assertThatThrownBy(() -> gateway.ask(event)).hasMessage("Unauthorized");
    }

    private static boolean isAuthorized(ObjectNode event) {
        return gateway.ask(event.put("routeKey", "GET /api/me"))
                .path("isAuthorized")
                .asBoolean();
    }
}
