package io.cognitoclaims.spring.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.cognitoclaims.core.AccessToken;
import io.cognitoclaims.spring.CognitoJwt;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.security.config.annotation.method.configuration.EnableMethodSecurity;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.test.web.servlet.assertj.MockMvcTester;

@SpringBootTest(
        properties = {"cognito-claims.user-pools[0].id=us-east-1_EXAMPLE", "cognito-claims.user-pools[0].client-ids=web"
        })
@AutoConfigureMockMvc
@Import({PetsApplication.Api.class, WithoutNetwork.class, WithCognitoUserTest.Kennel.class})
class WithCognitoUserTest {
    private final MockMvcTester mvc;
    private final Kennel kennel;
    private final ApplicationContext application;

    @Autowired
    WithCognitoUserTest(MockMvcTester mvc, Kennel kennel, ApplicationContext application) {
        this.mvc = mvc;
        this.kennel = kennel;
        this.application = application;
    }

    @Test
    @WithCognitoUser(groups = "admin")
    void aServiceRunsForAUserOfTheGroup() {
        assertThat(kennel.open()).isEqualTo("open");
    }

    @Test
    @WithCognitoUser(groups = "staff")
    void aServiceDoesNotRunForAUserOfAnotherGroup() {
        assertThatExceptionOfType(AccessDeniedException.class).isThrownBy(kennel::open);
    }

    @Test
    @WithCognitoUser(
            groups = "staff",
            scopes = {"pets/read", "pets/write"})
    void theAnnotatedUserIsTheUserOfARequest() {
        assertThat(mvc.get().uri("/authorities"))
                .hasBodyTextEqualTo("FACTOR_BEARER ROLE_staff SCOPE_pets/read SCOPE_pets/write");
    }

    @Test
    @WithCognitoUser(claims = """
            {"pet_preference": "cats"}""")
    void theAnnotatedUserHasClaims() {
        assertThat(mvc.get().uri("/pet")).hasBodyTextEqualTo("CATS");
    }

    @Test
    @WithCognitoUser(claims = "{'level': 3, 'vip': true, 'pets': ['Rex', 'Mia'], 'sub': 'somebody'}")
    void claimsOfSeveralTypesMayBeInSingleQuotesToo() {
        AccessToken token = token();

        assertThat(token.subject()).isEqualTo("somebody");
        assertThat(token.claims())
                .containsEntry("level", 3L)
                .containsEntry("vip", true)
                .containsEntry("pets", List.of("Rex", "Mia"));
    }

    @Test
    void theAnnotationMayNameAPoolByItsIssuer() throws Exception {
        for (String method : List.of("isOfTheOriginalIssuer", "isOfTheUpdatedIssuer")) {
            WithCognitoUser user = AnnotatedElementUtils.findMergedAnnotation(
                    WithCognitoUserTest.class.getDeclaredMethod(method), WithCognitoUser.class);

            assertThat(user).isNotNull();
            SecurityContext context = new CognitoUserSecurityContext(application).createSecurityContext(user);
            assertThat(token(context).issuer()).isEqualTo(user.pool());
        }
    }

    @WithCognitoUser(pool = "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_EXAMPLE")
    static void isOfTheOriginalIssuer() {}

    @WithCognitoUser(pool = "https://issuer-cognito-idp.us-east-1.amazonaws.com/us-east-1_EXAMPLE")
    static void isOfTheUpdatedIssuer() {}

    @Test
    void theAnnotatedUserCannotBeOfAPoolThatIsNotAccepted() throws Exception {
        WithCognitoUser user = AnnotatedElementUtils.findMergedAnnotation(
                WithCognitoUserTest.class.getDeclaredMethod("isOfAnotherPool"), WithCognitoUser.class);

        assertThat(user).isNotNull();
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> new CognitoUserSecurityContext(application).createSecurityContext(user))
                .withMessageContaining("accepts: us-east-1_EXAMPLE (https://");
    }

    @WithCognitoUser(pool = "us-east-1_NONE")
    static void isOfAnotherPool() {}

    @Test
    @Administrator
    void anAnnotationOfTheApplicationMayGiveTheUser() {
        assertThat(kennel.open()).isEqualTo("open");
    }

    @Test
    void claimsThatAreNoJsonAreRefused() throws Exception {
        WithCognitoUser user = AnnotatedElementUtils.findMergedAnnotation(
                WithCognitoUserTest.class.getDeclaredMethod("hasClaimsThatAreNoJson"), WithCognitoUser.class);

        assertThat(user).isNotNull();
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> new CognitoUserSecurityContext(application).createSecurityContext(user))
                .withMessage("@WithCognitoUser: claims is not a JSON object");
    }

    @WithCognitoUser(claims = "pet_preference=cats")
    static void hasClaimsThatAreNoJson() {}

    private static AccessToken token() {
        return token(SecurityContextHolder.getContext());
    }

    private static AccessToken token(SecurityContext context) {
        Authentication authentication = context.getAuthentication();
        if (authentication != null
                && authentication.getPrincipal() instanceof CognitoJwt jwt
                && jwt.token() instanceof AccessToken token) {
            return token;
        }
        throw new AssertionError("not authenticated by an access token");
    }

    @Retention(RetentionPolicy.RUNTIME)
    @WithCognitoUser(groups = "admin")
    @interface Administrator {}

    @EnableMethodSecurity
    static class Kennel {
        @PreAuthorize("hasRole('admin')")
        String open() {
            return "open";
        }
    }
}
