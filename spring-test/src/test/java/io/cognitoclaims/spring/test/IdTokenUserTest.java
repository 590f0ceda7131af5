package io.cognitoclaims.spring.test;

import static io.cognitoclaims.spring.test.MockMvcCognitoUser.cognitoUser;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.webmvc.test.autoconfigure.WebMvcTest;
import org.springframework.context.annotation.Import;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

@WebMvcTest(
        properties = {
            "cognito-claims.user-pools[0].id=us-east-1_EXAMPLE",
            "cognito-claims.user-pools[0].client-ids=web",
            "cognito-claims.token-use=id",
            "cognito-claims.authorities.group-prefix=GROUP_"
        })
@Import({PetsApplication.Api.class, WithoutNetwork.class})
class IdTokenUserTest {
    private final MockMvcTester mvc;

    @Autowired
    IdTokenUserTest(MockMvcTester mvc) {
        this.mvc = mvc;
    }

    @Test
    void aUserHasATokenOfTheKindThatTheApplicationAccepts() {
        assertThat(mvc.get().uri("/me").with(cognitoUser().username("Some Body").subject("somebody")))
                .hasBodyTextEqualTo("IdToken of Some Body somebody");
    }

    @Test
    void aUserHasAuthoritiesByTheApplicationsSettings() {
        assertThat(mvc.get().uri("/authorities").with(cognitoUser().groups("admin")))
                .hasBodyTextEqualTo("FACTOR_BEARER GROUP_admin");
    }

    @Test
    void aUserWithAnIdTokenCannotHaveScopes() {
        MvcTestResult result =
                mvc.get().uri("/me").with(cognitoUser().scopes("pets/read")).exchange();

        assertThat(result.getUnresolvedException())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("this application accepts ID tokens, which carry no scopes");
    }
}
