package io.cognitoclaims.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.cognitoclaims.spring.SignInServer.Visitor;
import io.cognitoclaims.testing.TestUserPool;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.oauth2.client.oidc.userinfo.OidcReactiveOAuth2UserService;
import org.springframework.security.oauth2.client.oidc.userinfo.OidcUserRequest;
import org.springframework.security.oauth2.client.oidc.userinfo.OidcUserService;
import org.springframework.security.oauth2.client.userinfo.DefaultOAuth2UserService;
import org.springframework.security.oauth2.client.userinfo.DefaultReactiveOAuth2UserService;
import org.springframework.security.oauth2.client.userinfo.OAuth2UserRequest;
import org.springframework.security.oauth2.client.userinfo.OAuth2UserService;
import org.springframework.security.oauth2.client.userinfo.ReactiveOAuth2UserService;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;
import org.springframework.security.oauth2.core.user.OAuth2User;

/** Sign-ins with other settings and beans than those of {@link SignInTest}, each in an application of its own. */
@ParameterizedClass
@EnumSource(WebStack.class)
@Tag("slow")
class SignInSettingsTest {
    private static final TestUserPool POOL = TestUserPool.create();
    private static SignInServer server;

    @Parameter
    WebStack stack;

    @BeforeAll
    static void startServer() throws Exception {
        server = SignInServer.startFor(POOL);
    }

    @AfterAll
    static void closeServers() {
        server.close();
        POOL.close();
    }

    @Test
    void aSignInFailsWithAClearErrorWhileTheKeysAreUnavailable() throws Exception {
        try (TestUserPool pool = TestUserPool.create();
                SignInServer down = SignInServer.startFor(pool);
                RunningApi application = stack.startFor(pool, SignInApplication.class, down.registration("pool"))) {
            pool.answerKeysWith(503, "");

            Visitor user = down.signIn(application, "pool", pool.idToken());

            assertThat(user.outcome())
                    .isEqualTo("401 temporarily_unavailable: The sign-in can't be completed at the moment:"
                            + " the user pool's keys are unavailable.");
        }
    }

    @Test
    void aSignInNeedsNoFetchOfKeysThatTheApiKnows() throws Exception {
        try (TestUserPool pool = TestUserPool.create();
                SignInServer signIns = SignInServer.startFor(pool);
                RunningApi application = stack.startFor(pool, SignInApplication.class, signIns.registration("pool"))) {
            assertThat(application.get("/api/any", pool.accessToken().sign()).statusCode())
                    .isEqualTo(200);
            pool.answerKeysWith(503, "");

            assertThat(signIns.signIn(application, "pool", pool.idToken()).outcome())
                    .isEqualTo("302 /");
            assertThat(pool.keyFetches()).isOne();
        }
    }

    @Test
    void aSessionOutlivesItsToken() throws Exception {
        try (RunningApi application = stack.startFor(
                POOL, SignInApplication.class, server.registration("pool", "cognito-claims.clock-skew=5m"))) {
            Instant past = Instant.now().minusSeconds(60);

            Visitor user = server.signIn(application, "pool", POOL.idToken().expiresAt(past));

            assertThat(user.body("/any")).isEqualTo("IdToken");
            assertThat(user.body("/expired")).isEqualTo("true");
        }
    }

    @Test
    void thePrincipalClaimNamesTheUser() throws Exception {
        try (RunningApi application = stack.startFor(
                POOL,
                SignInApplication.class,
                server.registration("pool", "cognito-claims.principal-claim=username"))) {
            Visitor rex = server.signIn(application, "pool", POOL.idToken().claim("cognito:username", "rex"));
            Visitor nobody = server.signIn(application, "pool", POOL.idToken().without("cognito:username"));

            assertThat(rex.body("/name")).isEqualTo("rex");
            assertThat(nobody.outcome())
                    .isEqualTo(
                            "401 invalid_id_token: The sign-in failed: the ID token has no valid claim that names the"
                                    + " user.");
        }
    }

    @Test
    void aUserServiceOfTheApplicationReplacesTheStartersOwn() throws Exception {
        try (RunningApi application = RunningApi.start(
                new Class<?>[] {SignInApplication.class, OwnUserService.class},
                properties(server.registration("pool")))) {
            Visitor user = server.signIn(application, "pool", POOL.idToken().groups("admin"));

            assertThat(user.body("/authorities").split(" "))
                    .contains("OIDC_USER")
                    .doesNotContain("ROLE_admin");
        }
    }

    @Test
    void aUserServiceForOtherUsersReplacesNothing() throws Exception {
        try (RunningApi application = RunningApi.start(
                new Class<?>[] {SignInApplication.class, OtherUserService.class},
                properties(server.registration("pool")))) {
            Visitor user = server.signIn(application, "pool", POOL.idToken().groups("admin"));

            assertThat(user.body("/authorities").split(" ")).contains("ROLE_admin");
        }
    }

    @Test
    void anApplicationWithoutFilterChainsStaysAnApi() throws Exception {
        try (RunningApi application = stack.startFor(POOL, Greeter.class, server.registration("pool"))) {
            assertThat(application.get("/hello").statusCode()).isEqualTo(401);
            assertThat(application.get("/hello", POOL.accessToken().sign()).statusCode())
                    .isEqualTo(200);
        }
    }

    private String[] properties(String... more) {
        String type = stack == WebStack.TOMCAT ? "servlet" : "reactive";
        return RunningApi.accepting(
                POOL,
                Stream.concat(Stream.of("spring.main.web-application-type=" + type), Stream.of(more))
                        .toArray(String[]::new));
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnUserService {
        @Bean
        @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
        OidcUserService ownUserService() {
            return new OidcUserService();
        }

        @Bean
        @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
        ReactiveOAuth2UserService<OidcUserRequest, OidcUser> ownReactiveUserService() {
            return new OidcReactiveOAuth2UserService();
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OtherUserService {
        @Bean
        @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
        OAuth2UserService<OAuth2UserRequest, OAuth2User> otherUserService() {
            return new DefaultOAuth2UserService();
        }

        @Bean
        @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
        ReactiveOAuth2UserService<OAuth2UserRequest, OAuth2User> otherReactiveUserService() {
            return new DefaultReactiveOAuth2UserService();
        }
    }
}
