package io.cognitoclaims.spring.test;

import static io.cognitoclaims.spring.test.MockMvcCognitoUser.cognitoUser;
import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.config.Customizer.withDefaults;

import io.cognitoclaims.core.AcceptedPool;
import io.cognitoclaims.core.CognitoToken;
import io.cognitoclaims.core.CognitoVerifier;
import io.cognitoclaims.core.IdToken;
import io.cognitoclaims.core.JwksCache;
import io.cognitoclaims.core.UserPool;
import io.cognitoclaims.core.UserPoolSource;
import io.cognitoclaims.spring.CognitoResourceServer;
import io.cognitoclaims.spring.CurrentToken;
import io.cognitoclaims.spring.TenantResolver;
import io.cognitoclaims.testing.TestUserPool;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Users of several pools, of both kinds of token, and of pools that the application looks up, in one test. */
class SeveralPoolsTest {
    @Nested
    @SpringBootTest(classes = TwoKinds.class)
    @AutoConfigureMockMvc
    @WithTestUserPool({"customers", "staff"})
    class OfTwoKinds {
        @Autowired
        MockMvcTester mvc;

        @Test
        void oneTestHasUsersOfEachPoolAndKind(
                @Autowired @Qualifier("customers") TestUserPool customers,
                @Autowired @Qualifier("staff") TestUserPool staff) {
            assertThat(mvc.get().uri("/me").with(cognitoUser()))
                    .hasBodyTextEqualTo("AccessToken " + customers.issuer());
            assertThat(mvc.get().uri("/me").with(cognitoUser().pool(staff.issuer())))
                    .hasBodyTextEqualTo("AccessToken " + staff.issuer());
            assertThat(mvc.get().uri("/pages/me").with(cognitoUser().verifiedBy("pages")))
                    .hasBodyTextEqualTo("IdToken https://cognito-idp.us-east-1.amazonaws.com/us-east-1_EXAMPLE");
            assertThat(mvc.get().uri("/pages/me").with(cognitoUser())).hasStatus(401);
            assertThat(mvc.get()
                            .uri("/me")
                            .header(
                                    "Authorization",
                                    "Bearer " + staff.accessToken().sign()))
                    .hasBodyTextEqualTo("AccessToken " + staff.issuer());
        }

        @Test
        void aWrongNameOfAVerifierFailsTheRequest() {
            assertThat(mvc.get().uri("/me").with(cognitoUser().verifiedBy("page")))
                    .hasFailed()
                    .failure()
                    .hasMessage("there is no CognitoVerifier bean page");
        }

        @Test
        @WithCognitoUser(verifier = "pages")
        void aServiceHasTheTokenOfTheNamedVerifier(@Autowired CurrentToken current) {
            assertThat(current.require(IdToken.class).userPool().id()).isEqualTo("us-east-1_EXAMPLE");
        }
    }

    @Nested
    @SpringBootTest(classes = Tenants.class)
    @AutoConfigureMockMvc
    class OfPoolsThatAreLookedUp {
        private static final String ACME = "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_ACME";

        @Autowired
        MockMvcTester mvc;

        @Test
        void aUserIsOfTheTenantWhosePoolTheTestNames() {
            assertThat(mvc.get()
                            .uri("/me")
                            .header("X-Tenant", "acme")
                            .with(cognitoUser().pool(ACME)))
                    .hasBodyTextEqualTo("AccessToken " + ACME);
            assertThat(mvc.get()
                            .uri("/me")
                            .header("X-Tenant", "globex")
                            .with(cognitoUser().pool(ACME)))
                    .hasStatus(401);
        }

        @Test
        @WithCognitoUser(pool = ACME)
        void aServiceHasTheTenantOfTheUserWithoutARequest(@Autowired CurrentToken current) {
            assertThat(current.require(CognitoToken.class).tenant()).contains("acme");
        }
    }

    @Nested
    @SpringBootTest(classes = OneTenant.class)
    @AutoConfigureMockMvc
    @WithTestUserPool(tenants = "acme")
    class OfATenant {
        @Autowired
        MockMvcTester mvc;

        @Test
        void theTestsPoolMayHaveATenant(@Autowired TestUserPool pool) {
            assertThat(mvc.get().uri("/me").header("X-Tenant", "acme").with(cognitoUser()))
                    .hasBodyTextEqualTo("AccessToken " + pool.issuer());
            assertThat(mvc.get().uri("/me").header("X-Tenant", "globex").with(cognitoUser()))
                    .hasStatus(401);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import(Api.class)
    static class OneTenant {
        @Bean
        TenantResolver tenants() {
            return request -> Optional.ofNullable(request.getHeader("X-Tenant"));
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import(Api.class)
    static class TwoKinds {
        @Bean
        CognitoVerifier<IdToken> pages(JwksCache keys) {
            return CognitoVerifier.idTokens(UserPool.of("us-east-1_EXAMPLE"), Set.of("web"))
                    .keys(keys)
                    .build();
        }

        @Bean
        @Order(1)
        SecurityFilterChain pagesChain(
                HttpSecurity http, CognitoResourceServer cognito, CognitoVerifier<IdToken> pages) {
            return http.securityMatcher("/pages/**")
                    .authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
                    .oauth2ResourceServer(cognito.accepting(pages))
                    .build();
        }

        @Bean
        @Order(2)
        SecurityFilterChain rest(HttpSecurity http) {
            return http.authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
                    .oauth2ResourceServer(server -> server.jwt(withDefaults()))
                    .build();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import(Api.class)
    static class Tenants {
        @Bean
        UserPoolSource pools() {
            return issuer -> issuer.endsWith("_ACME")
                    ? Optional.of(AcceptedPool.of(UserPool.of("us-east-1_ACME"), Set.of("web"))
                            .withTenant("acme"))
                    : Optional.empty();
        }

        @Bean
        TenantResolver tenants() {
            return request -> Optional.ofNullable(request.getHeader("X-Tenant"));
        }
    }

    @RestController
    static class Api {
        @GetMapping({"/me", "/pages/me"})
        String me(@AuthenticationPrincipal CognitoToken token) {
            return token.getClass().getSimpleName() + " " + token.issuer();
        }
    }
}
