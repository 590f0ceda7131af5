package io.cognitoclaims.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cognitoclaims.testing.TestUserPool;
import java.net.http.HttpResponse;
import java.security.Principal;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Import;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code cognito-claims.principal-claim}. */
@ParameterizedClass
@EnumSource(WebStack.class)
@Tag("slow")
class PrincipalNameTest {
    private static final String CLAIM = "cognito-claims.principal-claim=";
    private static final TestUserPool POOL = TestUserPool.create();

    @Parameter
    WebStack stack;

    @AfterAll
    static void closePool() {
        POOL.close();
    }

    @Test
    void theSubjectNamesThePrincipalUnlessAnotherClaimIsNamed() throws Exception {
        try (RunningApi api = start()) {
            assertNamed(
                    "the-subject",
                    api,
                    POOL.accessToken().subject("the-subject").username("rex").sign());
        }
    }

    @ParameterizedTest
    @CsvSource({"username", "cognito:username"})
    void theUserNameOfAnIdTokenMayNameThePrincipal(String claim) throws Exception {
        try (RunningApi api = start(CLAIM + claim, "cognito-claims.token-use=id")) {
            // What a trigger calls so is another claim.
            assertNamed(
                    "rex",
                    api,
                    POOL.idToken().username("rex").claim("username", "max").sign());
        }
    }

    @Test
    void theUserNameOfAnAccessTokenMayNameThePrincipal() throws Exception {
        try (RunningApi api = start(CLAIM + "username")) {
            assertNamed("rex", api, POOL.accessToken().username("rex").sign());
            // The subject could be what another caller has chosen as a user name.
            assertForbidden(api, POOL.machineToken().sign());
            assertForbidden(api, POOL.accessToken().without("username").sign());
        }
    }

    @Test
    void onlyATextThatIsNotBlankNamesThePrincipal() throws Exception {
        try (RunningApi api = start(CLAIM + "nick")) {
            assertNamed(
                    "R\u00e9x",
                    api,
                    POOL.accessToken().claim("nick", "R\u00e9x").sign());
            for (Object odd : List.of("", " ", 7, true, List.of("rex"), java.util.Map.of("name", "rex"))) {
                assertForbidden(api, POOL.accessToken().claim("nick", odd).sign());
            }
            assertThat(api.get("/name", "opaque").statusCode()).isEqualTo(401);
            assertThat(api.get("/name").statusCode()).isEqualTo(401);
        }
    }

    @ParameterizedTest
    @CsvSource({"email, email_verified", "phone_number, phone_number_verified"})
    void onlyAVerifiedAddressOfAnIdTokenNamesThePrincipal(String claim, String proof) throws Exception {
        try (RunningApi api = start(CLAIM + claim, "cognito-claims.token-use=id")) {
            assertNamed(
                    "rex@example.com",
                    api,
                    POOL.idToken()
                            .claim(claim, "rex@example.com")
                            .claim(proof, true)
                            .sign());
            assertNamed(
                    "rex@example.com",
                    api,
                    POOL.idToken()
                            .claim(claim, "rex@example.com")
                            .claim(proof, "true")
                            .sign());
            // Such a token is of an app client that may read the address and not the proof.
            assertForbidden(
                    api,
                    POOL.idToken()
                            .claim(claim, "rex@example.com")
                            .without(proof)
                            .sign());
            // Other types are no token of Cognito's: 401.
            for (Object unproved : List.of(false, "false")) {
                assertForbidden(
                        api,
                        POOL.idToken()
                                .claim(claim, "rex@example.com")
                                .claim(proof, unproved)
                                .sign());
            }
        }
    }

    @Test
    void anAddressThatATriggerPutsIntoAnAccessTokenMayNameThePrincipal() throws Exception {
        try (RunningApi api = start(CLAIM + "email")) {
            assertNamed(
                    "rex@example.com",
                    api,
                    POOL.accessToken().claim("email", "rex@example.com").sign());
        }
    }

    @Test
    void onlyTheSubjectNamesThePrincipalWithSeveralPools() throws Exception {
        String[] second = {
            "cognito-claims.user-pools[1].id=eu-west-1_EXAMPLE", "cognito-claims.user-pools[1].client-ids=client"
        };
        assertThatThrownBy(() -> start(CLAIM + "username", second[0], second[1]))
                .hasMessageStartingWith("cognito-claims.principal-claim: with several user pools");
        try (RunningApi api = start(second)) {
            assertNamed(
                    "the-subject",
                    api,
                    POOL.accessToken().subject("the-subject").sign());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " "})
    void aBlankPrincipalClaimEndsTheStart(String blank) {
        assertThatThrownBy(() -> start(CLAIM + blank))
                .rootCause()
                .hasMessage("cognito-claims.principal-claim: no claim is named");
    }

    private RunningApi start(String... properties) {
        return stack.startFor(POOL, Names.class, properties);
    }

    private void assertNamed(String name, RunningApi api, String token) throws Exception {
        assertThat(api.get("/name", token).body()).isEqualTo(name);
        assertThat(api.get("/authentication", token).body()).isEqualTo(name + " " + name);
        if (stack == WebStack.TOMCAT) {
            assertThat(api.get("/remote-user", token).body()).isEqualTo(name);
        }
    }

    private static void assertForbidden(RunningApi api, String token) throws Exception {
        HttpResponse<String> answer = api.get("/name", token);

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(RunningApi.challengeOf(answer)).startsWith("Bearer error=\"insufficient_scope\"");
        assertThat(answer.body()).contains("The token does not grant what this request needs.");
    }

    @EnableAutoConfiguration
    @RestController
    @Import(OnServlets.class)
    static class Names {
        @GetMapping("/name")
        String name(Principal principal) {
            return principal.getName();
        }

        @GetMapping("/authentication")
        String authentication(Authentication caller, @AuthenticationPrincipal CognitoJwt jwt) {
            return caller.getName() + " " + jwt.getName();
        }
    }

    @RestController
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
    static class OnServlets {
        @GetMapping("/remote-user")
        String remoteUser(jakarta.servlet.http.HttpServletRequest request) {
            return request.getRemoteUser();
        }
    }
}
