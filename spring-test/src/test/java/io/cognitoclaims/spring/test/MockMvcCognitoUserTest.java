package io.cognitoclaims.spring.test;

import static io.cognitoclaims.spring.test.MockMvcCognitoUser.cognitoUser;
import static io.cognitoclaims.spring.test.PetsApplication.PET_PREFERENCE;
import static io.cognitoclaims.spring.test.PetsApplication.Pet.CATS;
import static io.cognitoclaims.spring.test.PetsApplication.Pet.DOGS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.content;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import io.cognitoclaims.spring.test.WithoutNetwork.Network;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.webmvc.test.autoconfigure.WebMvcTest;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpStatus;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.assertj.MockMvcTester;

/** In a slice, of an application that accepts access tokens of two user pools in AWS. */
@WebMvcTest(
        properties = {
            "cognito-claims.user-pools[0].id=us-east-1_EXAMPLE",
            "cognito-claims.user-pools[0].client-ids=web,app",
            "cognito-claims.user-pools[1].id=eu-west-1_OTHER",
            "cognito-claims.user-pools[1].client-ids=batch"
        })
@Import({PetsApplication.Api.class, WithoutNetwork.class})
class MockMvcCognitoUserTest {
    private final MockMvc mvc;
    private final MockMvcTester tester;
    private final Network network;

    @Autowired
    MockMvcCognitoUserTest(MockMvc mvc, MockMvcTester tester, Network network) {
        this.mvc = mvc;
        this.tester = tester;
        this.network = network;
    }

    @AfterEach
    void usesNoNetwork() {
        assertThat(network.fetches()).isZero();
    }

    @Test
    void theUserIsThePrincipalOfTheRequest() throws Exception {
        mvc.perform(get("/me").with(cognitoUser().username("Some Body").subject("somebody")))
                .andExpect(status().isOk())
                .andExpect(content().string("AccessToken of Some Body somebody"));
    }

    @Test
    void theUserHasTheAuthoritiesThatTheApplicationGivesToGroupsAndScopes() {
        assertThat(tester.get()
                        .uri("/authorities")
                        .with(cognitoUser()
                                .groups("admin")
                                .groups("staff")
                                .scopes("pets/read")
                                .scopes("pets/write")))
                .hasStatusOk()
                .hasBodyTextEqualTo("FACTOR_BEARER ROLE_admin ROLE_staff SCOPE_pets/read SCOPE_pets/write");
    }

    @Test
    void theUserHasNoGroupsAndScopesUnlessTold() {
        assertThat(tester.get().uri("/authorities").with(cognitoUser())).hasBodyTextEqualTo("FACTOR_BEARER");
    }

    @Test
    void theUserHasTypedClaims() {
        assertThat(tester.get().uri("/pet").with(cognitoUser().claim(PET_PREFERENCE, DOGS)))
                .hasStatusOk()
                .hasBodyTextEqualTo("DOGS");
    }

    @Test
    void theUserIsRefusedForAClaimThatIsMissing() {
        assertThat(tester.get().uri("/pet").with(cognitoUser())).hasStatus(HttpStatus.FORBIDDEN);
    }

    @Test
    void theUserIsHeldToTheRulesOnMethods() {
        assertThat(tester.get().uri("/kennel").with(cognitoUser().claim(PET_PREFERENCE, DOGS)))
                .hasStatusOk();
        assertThat(tester.get().uri("/kennel").with(cognitoUser().claim(PET_PREFERENCE, CATS)))
                .hasStatus(HttpStatus.FORBIDDEN);
    }

    @Test
    void theUserHasATokenOfAnAcceptedPoolAndClient() {
        assertThat(tester.get().uri("/token").with(cognitoUser()))
                .hasBodyTextEqualTo("https://cognito-idp.us-east-1.amazonaws.com/us-east-1_EXAMPLE app null");
        assertThat(tester.get().uri("/token").with(cognitoUser().pool("eu-west-1_OTHER")))
                .hasBodyTextEqualTo("https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_OTHER batch null");
        assertThat(tester.get().uri("/token").with(cognitoUser().clientId("web")))
                .hasStatusOk();
    }

    @Test
    void aUserOfAnotherClientIsRefusedByTheApplicationsOwnVerifier() {
        assertThat(tester.get().uri("/me").with(cognitoUser().clientId("another")))
                .hasStatus(HttpStatus.UNAUTHORIZED)
                .headers()
                .hasHeaderSatisfying(
                        "WWW-Authenticate",
                        challenges -> assertThat(challenges)
                                .singleElement()
                                .asString()
                                .contains("invalid_token"));
    }

    @Test
    void theUserNeedsNoCsrfToken() {
        assertThat(tester.post().uri("/walks").with(cognitoUser())).hasStatusOk();
    }

    @Test
    void aRequestWithoutAUserIsRefused() {
        assertThat(tester.get().uri("/me")).hasStatus(HttpStatus.UNAUTHORIZED);
    }

    @Test
    void aUserCannotBeOfAPoolThatIsNotAccepted() {
        MockHttpServletRequest request =
                get("/me").buildRequest(mvc.getDispatcherServlet().getServletContext());

        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> cognitoUser().pool("us-east-1_NONE").postProcessRequest(request))
                .withMessage(
                        "this verifier accepts no user pool us-east-1_NONE; write with pool(…) the id or an issuer of one that"
                                + " it accepts: eu-west-1_OTHER"
                                + " (https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_OTHER), us-east-1_EXAMPLE"
                                + " (https://cognito-idp.us-east-1.amazonaws.com/us-east-1_EXAMPLE); for a pool of another"
                                + " verifier name that with verifiedBy(…)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_OTHER",
                "https://issuer-cognito-idp.eu-west-1.amazonaws.com/eu-west-1_OTHER"
            })
    void aUserMayBeOfAPoolByEitherOfItsIssuers(String issuer) {
        assertThat(tester.get().uri("/token").with(cognitoUser().pool(issuer)))
                .hasBodyTextEqualTo(issuer + " batch null");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://cognito-idp.us-east-1.amazonaws.com/eu-west-1_OTHER",
                "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_OTHER/",
                "http://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_OTHER",
                "eu-west-1_Other"
            })
    void aUserCannotBeOfAPoolThatOnlyLooksLikeAnAcceptedOne(String pool) {
        MockHttpServletRequest request =
                get("/me").buildRequest(mvc.getDispatcherServlet().getServletContext());

        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> cognitoUser().pool(pool).postProcessRequest(request))
                .withMessageContaining("eu-west-1_OTHER (https://");
    }

    @Test
    void aChangeOfAUserLeavesTheEarlierUserAsItIs() {
        MockMvcCognitoUser plain = cognitoUser();
        MockMvcCognitoUser admin = plain.groups("admin");

        assertThat(tester.get().uri("/authorities").with(plain)).hasBodyTextEqualTo("FACTOR_BEARER");
        assertThat(tester.get().uri("/authorities").with(admin)).hasBodyTextEqualTo("FACTOR_BEARER ROLE_admin");
    }
}
