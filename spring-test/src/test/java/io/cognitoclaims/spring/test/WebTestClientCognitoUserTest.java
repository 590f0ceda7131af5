package io.cognitoclaims.spring.test;

import static io.cognitoclaims.spring.test.PetsApplication.PET_PREFERENCE;
import static io.cognitoclaims.spring.test.PetsApplication.Pet.DOGS;
import static io.cognitoclaims.spring.test.WebTestClientCognitoUser.mockCognitoUser;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.springframework.security.test.web.reactive.server.SecurityMockServerConfigurers.mockJwt;
import static org.springframework.security.test.web.reactive.server.SecurityMockServerConfigurers.mockOpaqueToken;
import static org.springframework.security.test.web.reactive.server.SecurityMockServerConfigurers.mockUser;

import io.cognitoclaims.spring.test.WithoutNetwork.Network;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.webflux.test.autoconfigure.WebFluxTest;
import org.springframework.context.annotation.Import;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.test.web.reactive.server.WebTestClientConfigurer;

/** In a slice, of an application that accepts access tokens of a user pool in AWS. */
@WebFluxTest(
        properties = {"cognito-claims.user-pools[0].id=us-east-1_EXAMPLE", "cognito-claims.user-pools[0].client-ids=web"
        })
@Import({PetsApplication.Api.class, WithoutNetwork.class})
class WebTestClientCognitoUserTest {
    private final WebTestClient client;
    private final Network network;

    @Autowired
    WebTestClientCognitoUserTest(WebTestClient client, Network network) {
        this.client = client;
        this.network = network;
    }

    @AfterEach
    void usesNoNetwork() {
        assertThat(network.fetches()).isZero();
    }

    @Test
    void theUserIsThePrincipalOfTheRequests() {
        assertThat(bodyOf(mockCognitoUser().username("Some Body").subject("somebody"), "/me"))
                .isEqualTo("AccessToken of Some Body somebody");
    }

    @Test
    void theUserHasTheAuthoritiesThatTheApplicationGivesToGroupsAndScopes() {
        assertThat(bodyOf(mockCognitoUser().groups("admin").scopes("pets/read"), "/authorities"))
                .isEqualTo("FACTOR_BEARER ROLE_admin SCOPE_pets/read");
    }

    @Test
    void theUserHasTypedClaims() {
        assertThat(bodyOf(mockCognitoUser().claim(PET_PREFERENCE, DOGS), "/pet"))
                .isEqualTo("DOGS");
    }

    @Test
    void aUserMayBeOfAnAcceptedPoolOnlyByEitherOfItsIssuers() {
        for (String host : new String[] {"cognito-idp", "issuer-cognito-idp"}) {
            String issuer = "https://" + host + ".us-east-1.amazonaws.com/us-east-1_EXAMPLE";

            assertThat(bodyOf(mockCognitoUser().pool(issuer), "/token")).isEqualTo(issuer + " web null");
        }
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> bodyOf(mockCognitoUser().pool("us-east-1_NONE"), "/token"))
                .withMessageContaining("accepts: us-east-1_EXAMPLE (https://");
    }

    @Test
    void aUserOfAnotherClientIsRefusedByTheApplicationsOwnVerifier() {
        client.mutateWith(mockCognitoUser().clientId("another"))
                .get()
                .uri("/me")
                .exchange()
                .expectStatus()
                .isUnauthorized();
    }

    /** As those of MockMvc. */
    @Test
    void usersOfSpringSecuritysOwnSupportAreRefusedTheClaim() {
        for (WebTestClientConfigurer user :
                List.of(mockJwt().jwt(token -> token.claim("pet_preference", "dogs")), mockOpaqueToken(), mockUser())) {
            client.mutateWith(user).get().uri("/pet").exchange().expectStatus().isForbidden();
        }
    }

    @Test
    void theUserNeedsNoCsrfToken() {
        client.mutateWith(mockCognitoUser())
                .post()
                .uri("/walks")
                .exchange()
                .expectStatus()
                .isOk();
    }

    @Test
    void aRequestWithoutAUserIsRefused() {
        client.get().uri("/me").exchange().expectStatus().isUnauthorized();
    }

    @Test
    @WithCognitoUser(groups = "staff")
    void theAnnotationMayGiveTheUser() {
        assertThat(bodyOf(client, "/authorities")).isEqualTo("FACTOR_BEARER ROLE_staff");
    }

    @Test
    void theClientOfARunningServerCannotHaveAUser() {
        WebTestClient remote =
                WebTestClient.bindToServer().baseUrl("http://localhost").build();

        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> remote.mutateWith(mockCognitoUser()))
                .withMessageContaining("setBearerAuth");
    }

    private String bodyOf(WebTestClientCognitoUser user, String path) {
        return bodyOf(client.mutateWith(user), path);
    }

    private static String bodyOf(WebTestClient client, String path) {
        String body = client.get()
                .uri(path)
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody(String.class)
                .returnResult()
                .getResponseBody();
        return body == null ? "nothing" : body;
    }
}
