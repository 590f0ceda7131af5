package io.cognitoclaims.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import io.cognitoclaims.testing.TestUserPool;
import java.net.MalformedURLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;

/** Why there is a starter: what Spring Boot's own settings make of Cognito's tokens. */
@Tag("slow")
class PlainBootSettingsTest {
    private static final String BOOT = "spring.security.oauth2.resourceserver.jwt.";

    private final TestUserPool pool = TestUserPool.create();

    @AfterEach
    void closePool() {
        pool.close();
    }

    @Test
    void bootAcceptsIdTokensAndTokensOfOtherClientsWhenTheIssuerIsAllItIsTold() throws Exception {
        try (RunningApi api = start()) {
            assertThat(api.get("/hello", pool.accessToken().sign()).statusCode())
                    .isEqualTo(200);
            assertThat(api.get("/hello", pool.idToken().sign()).statusCode()).isEqualTo(200);
            assertThat(api.get("/hello", pool.accessToken().clientId("another").sign())
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void bootAcceptsIdTokensOnlyWhenTheClientIsTheAudience() throws Exception {
        try (RunningApi api = start(BOOT + "audiences=" + pool.clientId())) {
            assertThat(api.get("/hello", pool.accessToken().sign()).statusCode())
                    .isEqualTo(401);
            assertThat(api.get("/hello", pool.idToken().sign()).statusCode()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 10})
    void bootFetchesTheKeysForEveryForgedKeyId(int forged) throws Exception {
        try (RunningApi api = start()) {
            api.get("/hello", pool.accessToken().sign());
            int before = pool.keyFetches();

            for (int i = 0; i < forged; i++) {
                String token = pool.accessToken().header("kid", "forged-" + i).sign();
                assertThat(api.get("/hello", token).statusCode()).isEqualTo(401);
            }

            assertThat(pool.keyFetches() - before).isEqualTo(forged);
        }
    }

    @Test
    void aDecoderWithLimitedFetchesTakesForgedKeyIdsForAFailureOfTheServer() throws MalformedURLException {
        JwtDecoder limited = NimbusJwtDecoder.withJwkSource(
                        JWKSourceBuilder.create(pool.jwksUri().toURL()).build())
                .build();
        limited.decode(pool.accessToken().sign());

        for (int i = 0; i < 2; i++) {
            String token = pool.accessToken().header("kid", "forged-" + i).sign();
            assertThatThrownBy(() -> limited.decode(token)).isInstanceOf(JwtException.class);
        }

        assertThatThrownBy(() -> limited.decode(
                        pool.accessToken().header("kid", "forged").sign()))
                .isInstanceOf(JwtException.class)
                .isNotInstanceOf(BadJwtException.class);
    }

    private RunningApi start(String... properties) {
        String[] all = new String[properties.length + 3];
        all[0] = "spring.autoconfigure.exclude=" + CognitoClaimsAutoConfiguration.class.getName();
        all[1] = BOOT + "issuer-uri=" + pool.issuer();
        all[2] = BOOT + "jwk-set-uri=" + pool.jwksUri();
        System.arraycopy(properties, 0, all, 3, properties.length);
        return RunningApi.start(Greeter.class, all);
    }
}
