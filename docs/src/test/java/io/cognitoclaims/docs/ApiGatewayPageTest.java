package io.cognitoclaims.docs;

import static io.cognitoclaims.samples.petclaims.PetClaims.PET_PREFERENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import io.cognitoclaims.contract.Claim;
import io.cognitoclaims.contract.ClaimValueException;
import io.cognitoclaims.contract.GatewayClaims;
import io.cognitoclaims.samples.petclaims.PetPreference;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** The code of api-gateway.md, with events of both kinds of API, which were written from AWS's documentation. */
class ApiGatewayPageTest {
    private static final String CLAIMS = """
            {"sub":"somebody","token_use":"access","client_id":"55pb79dl8gm0i1ho9hdre91r3k","pet_preference":"dogs"}""";
    private static final String REST = """
            {"resource":"/api/me","httpMethod":"GET","requestContext":{"authorizer":{"claims":%s}}}""";
    private static final String HTTP = """
            {"version":"2.0","routeKey":"GET /api/me",
             "requestContext":{"authorizer":{"jwt":{"claims":%s,"scopes":null}}}}""";

    /** Nothing is taken from it. */
    private static final Context CONTEXT = (Context) Proxy.newProxyInstance(
            ApiGatewayPageTest.class.getClassLoader(), new Class<?>[] {Context.class}, (proxy, method, arguments) -> {
                throw new AssertionError("the function calls " + method.getName());
            });

    /** A function behind API Gateway's own authorizer. */
    static final class PetFunction implements RequestHandler<Map<String, Object>, Map<String, Object>> {
        private static final Claim<String> TOKEN_USE = Claim.ofString("token_use");
        private static final Claim<String> CLIENT_ID = Claim.ofString("client_id");

        @Override
        public Map<String, Object> handleRequest(Map<String, Object> event, Context context) {
            GatewayClaims claims = GatewayClaims.ofEvent(event);
            boolean isOurs = claims.get(TOKEN_USE).equals(Optional.of("access"))
                    && claims.get(CLIENT_ID).equals(Optional.of("55pb79dl8gm0i1ho9hdre91r3k"));
            if (!isOurs) {
                return Map.of("statusCode", 403);
            }
            String pet = claims.get(PET_PREFERENCE).map(PetPreference::name).orElse("nobody knows what");
            return Map.of("statusCode", 200, "body", pet);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {REST, HTTP})
    void aFunctionReadsTheClaimsOfEitherApi(String event) {
        assertThat(answer(event, CLAIMS)).containsEntry("statusCode", 200).containsEntry("body", "DOGS");
        assertThat(answer(event, CLAIMS.replace(",\"pet_preference\":\"dogs\"", "")))
                .containsEntry("body", "nobody knows what");
    }

    @ParameterizedTest
    @ValueSource(strings = {REST, HTTP})
    void aFunctionAsksForTheKindAndTheClientThatTheGatewayDidNotCheck(String event) {
        assertThat(answer(event, CLAIMS.replace("access", "id"))).isEqualTo(Map.of("statusCode", 403));
        assertThat(answer(event, CLAIMS.replace("55pb", "66pb"))).isEqualTo(Map.of("statusCode", 403));
        assertThat(answer(event, "{}")).isEqualTo(Map.of("statusCode", 403));
        assertThatExceptionOfType(ClaimValueException.class)
                .isThrownBy(() -> answer(event, CLAIMS.replace("dogs", "[dogs]")));
        assertThatIllegalArgumentException().isThrownBy(() -> answer(event, "null"));
    }

    @Test
    void theFormsOfTheTableAreRead() {
        List<List<String>> rows = Page.named("docs/api-gateway.md").tableBelow("## Typed claims from the event");

        assertThat(rows).hasSize(7);
        assertThat(rows.get(3)).startsWith("`[\"admin\",\"keepers\"]`", "`admin,keepers`", "`[admin keepers]`");
        for (String groups : List.of("admin,keepers", "[admin keepers]")) {
            assertThat(GatewayClaims.of(Map.of("cognito:groups", groups)).groups())
                    .containsExactly("admin", "keepers");
        }
        assertThat(rows.get(4)).contains("`1469818373`, or `Fri Jul 29 18:52:53 UTC 2016`");
        for (String expiry : List.of("1469818373", "Fri Jul 29 18:52:53 UTC 2016")) {
            assertThat(GatewayClaims.of(Map.of("exp", expiry)).get(Claim.ofInstant("exp")))
                    .contains(Instant.ofEpochSecond(1469818373));
        }
        GatewayClaims claims = GatewayClaims.of(Map.of("b", "true", "n", "7"));
        assertThat(claims.get(Claim.ofBoolean("b"))).contains(true);
        assertThat(claims.get(Claim.ofLong("n"))).contains(7L);
        assertThat(claims.get(Claim.ofLong("absent"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"[a,b]", "a b", "[[a] b]", "a,"})
    void anArrayThatCanBeReadInTwoWaysIsAnException(String text) {
        assertThat(Page.named("docs/api-gateway.md").prose()).anyMatch(line -> line.contains("`" + text + "`"));

        assertThatExceptionOfType(ClaimValueException.class)
                .isThrownBy(
                        () -> GatewayClaims.of(Map.of("cognito:groups", text)).groups());
    }

    private static Map<String, Object> answer(String event, String claims) {
        @SuppressWarnings("unchecked")
        Map<String, Object> read = JsonMapper.shared().readValue(event.formatted(claims), Map.class);
        return new PetFunction().handleRequest(read, CONTEXT);
    }
}
