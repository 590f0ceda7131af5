package io.cognitoclaims.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cognitoclaims.testing.TestUserPool;
import io.cognitoclaims.testing.TokenBuilder;
import java.lang.reflect.Proxy;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.aop.support.AopUtils;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authentication.AuthenticationCredentialsNotFoundException;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationConverter;

/** Rules of an application without a web server: a worker, or a test of a service. */
class RequireClaimWithoutWebTest {
    private static final TestUserPool POOL = TestUserPool.create();

    private final ApplicationContextRunner application = new ApplicationContextRunner()
            .withUserConfiguration(AutoConfigurationTest.Everything.class)
            .withBean(Kennel.class, DogKennel::new)
            .withPropertyValues(
                    "cognito-claims.user-pools[0].issuer=" + POOL.issuer(),
                    "cognito-claims.user-pools[0].client-ids=" + POOL.clientId(),
                    "spring.aop.auto=false");

    @AfterEach
    void forgetTheCaller() {
        SecurityContextHolder.clearContext();
    }

    @AfterAll
    static void closePool() {
        POOL.close();
    }

    @Test
    void aRuleWithoutAWebServerLetsThroughOnlyWhoHasTheClaim() {
        application.run(context -> {
            Kennel kennel = context.getBean(Kennel.class);

            assertThatThrownBy(kennel::walk).isInstanceOf(AuthenticationCredentialsNotFoundException.class);
            call(context, POOL.accessToken().claim("x", "cats"));
            assertThatThrownBy(kennel::walk).isInstanceOf(AccessDeniedException.class);
            call(context, POOL.accessToken().claim("x", "dogs"));
            assertThat(kennel.walk()).isEqualTo("a walk");
        });
    }

    @Test
    void aRuleHoldsOnAProxyOfTheKindThatTheApplicationWants() {
        application.run(context ->
                assertThat(AopUtils.isCglibProxy(context.getBean(Kennel.class))).isTrue());
        application.withPropertyValues("spring.aop.proxy-target-class=false").run(context -> {
            Kennel kennel = context.getBean(Kennel.class);

            assertThat(Proxy.isProxyClass(kennel.getClass())).isTrue();
            assertThatThrownBy(kennel::walk).isInstanceOf(AuthenticationCredentialsNotFoundException.class);
        });
    }

    private static void call(ApplicationContext context, TokenBuilder token) {
        JwtAuthenticationConverter converter = context.getBean(JwtAuthenticationConverter.class);
        SecurityContextHolder.setContext(new SecurityContextImpl(
                converter.convert(context.getBean(JwtDecoder.class).decode(token.sign()))));
    }

    interface Kennel {
        String walk();
    }

    static class DogKennel implements Kennel {
        @Override
        @RequireClaim(name = "x", anyOf = "dogs")
        public String walk() {
            return "a walk";
        }
    }
}
