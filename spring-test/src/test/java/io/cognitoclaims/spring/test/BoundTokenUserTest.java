package io.cognitoclaims.spring.test;

import static io.cognitoclaims.spring.test.MockMvcCognitoUser.cognitoUser;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.webmvc.test.autoconfigure.WebMvcTest;
import org.springframework.context.annotation.Import;
import org.springframework.test.web.servlet.assertj.MockMvcTester;

@WebMvcTest(
        properties = {
            "cognito-claims.user-pools[0].id=us-east-1_EXAMPLE",
            "cognito-claims.user-pools[0].client-ids=web",
            "cognito-claims.resources=https://api.example.com"
        })
@Import({PetsApplication.Api.class, WithoutNetwork.class})
class BoundTokenUserTest {
    @Test
    void aUserHasATokenThatIsBoundToTheResource(@Autowired MockMvcTester mvc) {
        assertThat(mvc.get().uri("/token").with(cognitoUser()))
                .hasStatusOk()
                .hasBodyTextEqualTo("https://cognito-idp.us-east-1.amazonaws.com/us-east-1_EXAMPLE web"
                        + " https://api.example.com");
    }
}
