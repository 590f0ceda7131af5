package io.cognitoclaims.samples.authorizer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cognitoclaims.testing.TestUserPool;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How the function starts, and what it prints. */
class StartTest {
    @ParameterizedTest
    @CsvSource({
        "COGNITO_ISSUER, ''",
        "COGNITO_ISSUER, http://pool.example/us-east-1_EXAMPLE",
        "COGNITO_ISSUER, https://pool.example/us-east-1_EXAMPLE/",
        "COGNITO_ISSUER, not an address",
        "COGNITO_CLIENT_IDS, ''",
        "COGNITO_CLIENT_IDS, ' , '",
        "COGNITO_TOKEN_USE, ''",
        "COGNITO_TOKEN_USE, refresh",
        "COGNITO_JWKS_URI, http://pool.example/keys",
        "COGNITO_JWKS_URI, not an address",
        "COGNITO_ALLOW_INSECURE_HTTP, yes",
    })
    void aWrongSettingEndsTheStartAndIsNamed(String name, String value) {
        try (TestUserPool pool = TestUserPool.create()) {
            Map<String, String> settings = new HashMap<>(Gateway.settings(pool));
            settings.put(name, value);

            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new PetAuthorizer(settings))
                    .withMessageStartingWith(name + ": must ")
                    .withMessageNotContaining("\n");
        }
    }

    @Test
    void startsWithAnEmulatorInAContainerIfToldTo() {
        Map<String, String> emulator = new HashMap<>(Map.of(
                "COGNITO_ISSUER", "http://cognito.invalid:9229/local_x",
                "COGNITO_CLIENT_IDS", "web",
                "COGNITO_TOKEN_USE", "access",
                "COGNITO_ALLOW_INSECURE_HTTP", "true"));

        assertThat(new PetAuthorizer(emulator)).isNotNull();
        emulator.put("COGNITO_ISSUER", "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_EXAMPLE");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PetAuthorizer(emulator))
                .withMessageContaining("COGNITO_ALLOW_INSECURE_HTTP");
    }

    @Test
    void theAuthorizerHasItsKeysBeforeTheFirstEvent() {
        try (TestUserPool pool = TestUserPool.create()) {
            Gateway gateway = new Gateway(new PetAuthorizer(Gateway.settings(pool)));
            pool.answerKeysWith(503, "");

            gateway.ask(Gateway.tokenEvent("Bearer " + pool.accessToken().sign()));

            assertThat(pool.keyFetches()).isEqualTo(1);
        }
    }

    @Test
    void theAuthorizerTakesKeysFromAnotherAddressAndIdTokensIfToldTo() {
        try (TestUserPool pool = TestUserPool.create()) {
            Gateway gateway = new Gateway(new PetAuthorizer(Map.of(
                    "COGNITO_ISSUER",
                    "https://pool.example/us-east-1_EXAMPLE",
                    "COGNITO_CLIENT_IDS",
                    "another, " + pool.clientId(),
                    "COGNITO_JWKS_URI",
                    pool.jwksUri().toString(),
                    "COGNITO_TOKEN_USE",
                    "id")));
            String good = pool.idToken()
                    .issuer("https://pool.example/us-east-1_EXAMPLE")
                    .sign();
            String access = pool.accessToken()
                    .issuer("https://pool.example/us-east-1_EXAMPLE")
                    .sign();

            assertThat(gateway.ask(Gateway.tokenEvent("Bearer " + good)).has("policyDocument"))
                    .isTrue();
            assertThatThrownBy(() -> gateway.ask(Gateway.tokenEvent("Bearer " + access)))
                    .hasMessage("Unauthorized");
        }
    }

    @Test
    void theAuthorizerPrintsNothingAboutTokens() {
        PrintStream out = System.out;
        PrintStream err = System.err;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        try (TestUserPool pool = TestUserPool.create();
                PrintStream both = new PrintStream(printed, true, UTF_8)) {
            Gateway gateway = new Gateway(new PetAuthorizer(Gateway.settings(pool)));
            System.setOut(both);
            System.setErr(both);
            gateway.ask(Gateway.httpEventOf(
                    "GET /api/me", "Bearer " + pool.accessToken().sign()));
            for (BadHeader bad : BadHeader.values()) {
                gateway.ask(Gateway.httpEventOf("GET /api/me", bad.header(pool)));
            }
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
        assertThat(printed.toString(UTF_8)).isEmpty();
    }
}
