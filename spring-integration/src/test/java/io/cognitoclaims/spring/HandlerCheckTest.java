package io.cognitoclaims.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.cognitoclaims.core.AccessToken;
import io.cognitoclaims.core.CognitoToken;
import io.cognitoclaims.core.IdToken;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.assertj.ApplicationContextAssertProvider;
import org.springframework.boot.test.context.runner.AbstractApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Parameters of controllers that no token can fill are found at the start. */
@ParameterizedClass
@EnumSource(WebStack.class)
@ExtendWith(OutputCaptureExtension.class)
@Tag("slow")
class HandlerCheckTest {
    @Parameter
    WebStack stack;

    static Stream<Arguments> unfillable() {
        return Stream.of(
                Arguments.of("a list of numbers", ListOfNumbers.class, "#call, parameter 1 (List): java.util.List<"),
                Arguments.of("a map", AMap.class, "#call, parameter 1 (Map): java.util.Map<"),
                Arguments.of(
                        "an Optional of a list of numbers", OptionalOfNumbers.class, "#call, parameter 1 (Optional)"),
                Arguments.of("a stream", AFlux.class, "#call, parameter 1 (Flux)"),
                Arguments.of("no name and no record", Unnamed.class, "it names no claim"),
                Arguments.of("an interface's parameter", OfInterface.class, "#call, parameter 1 (List)"),
                Arguments.of("the second parameter", Second.class, "#call, parameter 2 (List)"),
                Arguments.of("another kind of token", OtherKind.class, "IdToken is never filled in"),
                Arguments.of("an Optional of a token", OptionalToken.class, "never fills "));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("unfillable")
    void endTheStart(String name, Class<?> controller, String named) {
        runner().withUserConfiguration(controller).run(context -> assertEnded(context, named));
        // Where beans are made on demand, too, as far as the mapping is made.
        runner().withUserConfiguration(controller, EagerMapping.class)
                .withPropertyValues("spring.main.lazy-initialization=true")
                .run(context -> assertEnded(context, named));
    }

    static Stream<Class<?>> fillable() {
        return Stream.of(AnyToken.class, TheKind.class, MayBeNull.class, MustFail.class, Expression.class);
    }

    @ParameterizedTest
    @MethodSource("fillable")
    void leaveOthersAlone(Class<?> controller, CapturedOutput output) {
        runner().withUserConfiguration(controller)
                .run(context -> assertThat(context).hasNotFailed());
        assertThat(output).doesNotContain("never filled");
    }

    @Test
    void dependOnTheKindThatIsAccepted() {
        runner().withUserConfiguration(OtherKind.class)
                .withPropertyValues("cognito-claims.token-use=id")
                .run(context -> assertThat(context).hasNotFailed());
        runner().withUserConfiguration(TheKind.class)
                .withPropertyValues("cognito-claims.token-use=id")
                .run(context -> assertEnded(context, "AccessToken is never filled in"));
    }

    @Test
    void areAWarningWhereAChainOfTheApplicationsMayAcceptOthers(CapturedOutput output) {
        runner().withUserConfiguration(OtherKind.class, OwnChain.class, OwnReactiveChain.class)
                .run(context -> assertThat(context).hasNotFailed());

        assertThat(output)
                .contains("@AuthenticationPrincipal IdToken is never filled in")
                .contains("OtherKind#call");
    }

    @Test
    void mayBeMonosOnWebFluxOnly() {
        for (Class<?> controller : List.of(AMono.class, MonoToken.class)) {
            runner().withUserConfiguration(controller).run(context -> {
                if (stack == WebStack.NETTY) {
                    assertThat(context).hasNotFailed();
                } else {
                    assertEnded(context, "#call, parameter 1 (Mono)");
                }
            });
        }
    }

    @Test
    void areLookedAtWithTheRulesOfHandlersThatAreNoBeans() {
        runner().withUserConfiguration(Programmatic.class, ReactiveProgrammatic.class)
                .run(context -> assertEnded(context, "NoBean#call"));
    }

    /** Closed to everybody there, as Spring Security's interceptor can't ask for the caller. */
    @Test
    void areBesideRulesOfMethodsThatWebFluxNeedsAPublisherFrom(CapturedOutput output) {
        runner().withUserConfiguration(Blocking.class)
                .run(context -> assertThat(context).hasNotFailed());

        assertThat(output.toString().contains("Blocking#call refuses everybody: on WebFlux"))
                .isEqualTo(stack == WebStack.NETTY);
        assertThat(output).doesNotContain("Blocking#helper");
    }

    @Test
    void aTokenBesideAnotherPrincipalEndsTheStartOnWebFlux() {
        runner().withUserConfiguration(TwoPrincipals.class).run(context -> {
            if (stack == WebStack.NETTY) {
                assertEnded(context, "A token must be the only parameter that is a Principal");
            } else {
                assertThat(context).hasNotFailed();
            }
        });
    }

    private AbstractApplicationContextRunner<?, ?, ? extends ApplicationContextAssertProvider<?>> runner() {
        AbstractApplicationContextRunner<?, ?, ? extends ApplicationContextAssertProvider<?>> runner =
                stack == WebStack.TOMCAT
                        ? new WebApplicationContextRunner()
                        : new ReactiveWebApplicationContextRunner();
        return runner.withUserConfiguration(AutoConfigurationTest.Everything.class)
                .withPropertyValues(
                        "cognito-claims.user-pools[0].id=us-east-1_EXAMPLE",
                        "cognito-claims.user-pools[0].client-ids=web");
    }

    private static void assertEnded(ApplicationContextAssertProvider<?> context, String named) {
        Throwable failure = context.getStartupFailure();
        assertThat(failure).isNotNull();
        FailureAnalysis analysis = new WrongUseAnalyzer().analyze(failure);
        assertThat(analysis).as("report of %s", failure).isNotNull();
        assertThat(analysis.getDescription()).contains(named);
        assertThat(analysis.getAction()).isNotEmpty();
    }

    @RestController
    static class ListOfNumbers {
        @GetMapping("/call")
        String call(@ClaimValue("x") List<Integer> x) {
            return "";
        }
    }

    @RestController
    static class AMap {
        @GetMapping("/call")
        String call(@ClaimValue("x") Map<String, Object> x) {
            return "";
        }
    }

    @RestController
    static class OptionalOfNumbers {
        @GetMapping("/call")
        String call(@ClaimValue("x") Optional<List<Integer>> x) {
            return "";
        }
    }

    @RestController
    static class AFlux {
        @GetMapping("/call")
        String call(@ClaimValue("x") Flux<String> x) {
            return "";
        }
    }

    @RestController
    static class Unnamed {
        @GetMapping("/call")
        String call(@ClaimValue String x) {
            return "";
        }
    }

    interface Described {
        @GetMapping("/call")
        String call(@ClaimValue("x") List<Integer> x);
    }

    @RestController
    static class OfInterface implements Described {
        @Override
        public String call(List<Integer> x) {
            return "";
        }
    }

    @RestController
    static class Second {
        @GetMapping("/call")
        String call(@ClaimValue("x") String x, @ClaimValue("y") List<Integer> y) {
            return "";
        }
    }

    @RestController
    static class OtherKind {
        @GetMapping("/call")
        String call(@AuthenticationPrincipal IdToken token) {
            return "";
        }
    }

    @RestController
    static class OptionalToken {
        @GetMapping("/call")
        String call(@AuthenticationPrincipal Optional<AccessToken> token) {
            return "";
        }
    }

    @RestController
    static class AMono {
        @GetMapping("/call")
        String call(@ClaimValue("x") Mono<String> x) {
            return "";
        }
    }

    @RestController
    static class MonoToken {
        @GetMapping("/call")
        String call(@AuthenticationPrincipal Mono<AccessToken> token) {
            return "";
        }
    }

    @RestController
    static class AnyToken {
        @GetMapping("/call")
        String call(@AuthenticationPrincipal CognitoToken token) {
            return "";
        }
    }

    @RestController
    static class TheKind {
        @GetMapping("/call")
        String call(@AuthenticationPrincipal AccessToken token) {
            return "";
        }
    }

    @RestController
    static class MayBeNull {
        @GetMapping("/call")
        String call(@AuthenticationPrincipal @Nullable IdToken token) {
            return "";
        }
    }

    @RestController
    static class MustFail {
        @GetMapping("/call")
        String call(@AuthenticationPrincipal(errorOnInvalidType = true) IdToken token) {
            return "";
        }
    }

    @RestController
    static class Expression {
        @GetMapping("/call")
        String call(@AuthenticationPrincipal(expression = "token()") IdToken token) {
            return "";
        }
    }

    @RestController
    static class TwoPrincipals {
        @GetMapping("/call")
        String call(@AuthenticationPrincipal CognitoToken token, Authentication authentication) {
            return token.subject() + authentication.getName();
        }
    }

    @RestController
    @RequireClaim(name = "x", anyOf = "dogs")
    static class Blocking {
        @GetMapping("/call")
        String call() {
            return helper();
        }

        String helper() {
            return "";
        }
    }

    static class NoBean {
        @RequireClaim(name = "x", anyOf = "dogs")
        public Mono<String> call() {
            return Mono.empty();
        }

        static Method handler() throws NoSuchMethodException {
            return NoBean.class.getMethod("call");
        }
    }

    @Controller
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
    static class Programmatic {
        @Autowired
        void register(
                org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping
                        requestMappingHandlerMapping)
                throws NoSuchMethodException {
            requestMappingHandlerMapping.registerMapping(
                    org.springframework.web.servlet.mvc.method.RequestMappingInfo.paths("/x")
                            .build(),
                    new NoBean(),
                    NoBean.handler());
        }
    }

    @Controller
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
    static class ReactiveProgrammatic {
        @Autowired
        void register(
                org.springframework.web.reactive.result.method.annotation.RequestMappingHandlerMapping
                        requestMappingHandlerMapping)
                throws NoSuchMethodException {
            requestMappingHandlerMapping.registerMapping(
                    org.springframework.web.reactive.result.method.RequestMappingInfo.paths("/x")
                            .build(),
                    new NoBean(),
                    NoBean.handler());
        }
    }

    /** Asks for the mapping after the start has begun, as the first request does. */
    @Configuration(proxyBeanMethods = false)
    static class EagerMapping {
        @Bean
        static org.springframework.beans.factory.SmartInitializingSingleton eager(
                org.springframework.beans.factory.ListableBeanFactory beans) {
            return () -> beans.getBean("requestMappingHandlerMapping");
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
    static class OwnChain {
        @Bean
        SecurityFilterChain ownChain(HttpSecurity http) {
            return http.authorizeHttpRequests(requests -> requests.anyRequest().denyAll())
                    .build();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
    static class OwnReactiveChain {
        @Bean
        SecurityWebFilterChain ownChain(ServerHttpSecurity http) {
            return http.authorizeExchange(requests -> requests.anyExchange().denyAll())
                    .build();
        }
    }
}
