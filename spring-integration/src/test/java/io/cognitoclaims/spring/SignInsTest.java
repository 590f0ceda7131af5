package io.cognitoclaims.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.cognitoclaims.core.AcceptedPool;
import io.cognitoclaims.core.CognitoVerifier;
import io.cognitoclaims.core.JwksCache;
import io.cognitoclaims.core.UserPool;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.core.AuthorizationGrantType;

/** Which client registrations are of a Cognito user pool, and what the start says of them. */
@ExtendWith(OutputCaptureExtension.class)
class SignInsTest {
    private static final String ORIGINAL = "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_EXAMPLE";
    private static final String UPDATED = "https://issuer-cognito-idp.us-east-1.amazonaws.com/us-east-1_EXAMPLE";
    private static final String EMULATOR = "http://localhost:9229/local_POOL";

    private final SignIns signIns = signIns(UserPool.fromIssuer(EMULATOR));

    @ParameterizedTest
    @CsvSource({
        ORIGINAL + ", us-east-1_EXAMPLE",
        UPDATED + ", us-east-1_EXAMPLE",
        EMULATOR + ", local_POOL",
    })
    void aRegistrationOfACognitoPoolIsVerifiedForItsClientAlone(String issuer, String pool) {
        assertThat(signIns.verifierOf(registration("web", issuer).build()))
                .hasValueSatisfying(verifier -> assertThat(verifier.pools())
                        .singleElement()
                        .satisfies(accepted -> {
                            assertThat(accepted.pool().id()).isEqualTo(pool);
                            assertThat(accepted.pool().hasIssuer(issuer)).isTrue();
                            assertThat(accepted.clients().ids()).containsExactly("web");
                        }));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://accounts.google.com",
                "https://login.example.com/us-east-1_EXAMPLE",
                "https://cognito-idp.us-east-1.amazonaws.com.example.com/us-east-1_EXAMPLE",
                "https://cognito-idp.eu-west-1.amazonaws.com/us-east-1_EXAMPLE",
                "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_EXAMPLE/",
                "http://localhost:9229/other_POOL",
            })
    void aRegistrationOfAnotherProviderIsLeftAlone(String issuer) {
        assertThat(signIns.verifierOf(registration("web", issuer).build())).isEmpty();
    }

    @Test
    void aRegistrationWithoutAnIssuerIsLeftAlone() {
        assertThat(signIns.verifierOf(registration("web", null).build())).isEmpty();
    }

    @Test
    void aRegistrationOfAPoolThatTheApiAcceptsTakesThePoolAsItIsThere() {
        UserPool elsewhere = UserPool.of("us-east-1_EXAMPLE").withReplicaRegions(Set.of("us-west-2"));

        assertThat(signIns(elsewhere).verifierOf(registration("web", ORIGINAL).build()))
                .hasValueSatisfying(verifier -> assertThat(verifier.pools())
                        .extracting(AcceptedPool::pool)
                        .containsExactly(elsewhere));
    }

    @Test
    void theStartNamesTheRegistrationsThatSignUsersIn(CapturedOutput output) {
        signIns.announce(List.of(
                registration("web", ORIGINAL).build(),
                registration("google", "https://accounts.google.com").build(),
                registration("batch", ORIGINAL)
                        .authorizationGrantType(AuthorizationGrantType.CLIENT_CREDENTIALS)
                        .build()));

        List<String> lines = output.toString().lines().toList();
        assertThat(lines).hasSize(2).allSatisfy(line -> assertThat(line).contains(" INFO "));
        assertThat(lines.get(0))
                .endsWith("signs users in with client registration web: id tokens of us-east-1_EXAMPLE (" + ORIGINAL
                        + ") for client web");
        assertThat(lines.get(1)).contains("does not verify sign-ins with client registration google");
    }

    @Test
    void theStartWarnsOfARegistrationThatBringsNoIdToken(CapturedOutput output) {
        signIns.announce(List.of(registration("web", ORIGINAL).scope("email").build()));

        assertThat(output).contains("A sign-in with client registration web brings no ID token");
    }

    @Test
    void theStartWarnsOfAUserNameAttributeThatHasNoEffect(CapturedOutput output) {
        signIns.announce(List.of(
                registration("web", ORIGINAL)
                        .userNameAttributeName("cognito:username")
                        .build(),
                registration("app", ORIGINAL).userNameAttributeName("sub").build()));

        assertThat(output)
                .contains("The user-name-attribute of client registration web has no effect")
                .doesNotContain("client registration app has no effect");
    }

    private static SignIns signIns(UserPool accepted) {
        CognitoClaimsProperties properties = new Binder(new MapConfigurationPropertySource())
                .bindOrCreate(CognitoClaimsProperties.PREFIX, CognitoClaimsProperties.class);
        CognitoVerifier<?> api =
                CognitoVerifier.accessTokens(accepted, Set.of("api")).build();
        return new SignIns(properties, JwksCache.builder().build(), Stream.of(api));
    }

    private static ClientRegistration.Builder registration(String id, @Nullable String issuer) {
        return ClientRegistration.withRegistrationId(id)
                .clientId(id)
                .clientSecret("secret")
                .authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
                .redirectUri("{baseUrl}/login/oauth2/code/{registrationId}")
                .scope("openid")
                .authorizationUri("https://login.example.com/oauth2/authorize")
                .tokenUri("https://login.example.com/oauth2/token")
                .jwkSetUri("https://login.example.com/jwks")
                .issuerUri(issuer);
    }
}
