package io.cognitoclaims.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.cognitoclaims.contract.Claim;
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
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.assertj.ApplicationContextAssertProvider;
import org.springframework.boot.test.context.runner.AbstractApplicationContextRunner;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
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
                Arguments.of(
                        "no name and no record",
                        Unnamed.class,
                        "it names no claim, no bean is a Claim<java.lang.String>, and the whole token"),
                Arguments.of("an interface's parameter", OfInterface.class, "#call, parameter 1 (List)"),
                Arguments.of("the second parameter", Second.class, "#call, parameter 2 (List)"),
                Arguments.of("another kind of token", OtherKind.class, "IdToken is never filled in"),
                Arguments.of("an Optional of a token", OptionalToken.class, "never fills "),
                Arguments.of(
                        "another type than the declared claim's",
                        OtherThanDeclared.class,
                        "OtherThanDeclared#call, parameter 1 (String): the claim level, which the bean level declares, has"
                                + " values of java.lang.Long, and java.lang.String can't take them"),
                Arguments.of(
                        "an Optional of another type than the declared claim's",
                        OptionalOfOther.class,
                        "#call, parameter 1 (Optional): the claim level, which the bean level declares, has values of"
                                + " java.lang.Long, and java.lang.Integer can't take them"),
                Arguments.of(
                        "another primitive type than the declared claim's",
                        OtherPrimitive.class,
                        "has values of java.lang.Long, and java.lang.Integer can't take them"),
                Arguments.of(
                        "a list of another type than the declared claim's",
                        OtherList.class,
                        "has values of java.util.List<java.lang.Long>, and java.util.List<java.lang.String> can't take them"),
                Arguments.of(
                        "a list of a claim whose type is not known",
                        ListOfUnknown.class,
                        "which the bean toys declares, may have values of any type"),
                Arguments.of(
                        "several declared claims of the type",
                        Several.class,
                        "it names no claim, and the beans of several declare values of java.lang.String: city, street"),
                Arguments.of(
                        "several declared claims of a record",
                        SeveralOfRecord.class,
                        "the beans of several declare values of " + SeveralOfRecord.Pet.class.getName() + ": cat, dog"),
                Arguments.of(
                        "no declared claim of a known type",
                        OnlyUntyped.class,
                        "it names no claim, no bean is a Claim<java.lang.Long>"),
                Arguments.of(
                        "two declared claims of one name",
                        Twice.class,
                        "The beans first and second both declare the claim level"));
    }

    @Test
    void aClaimOfAParentContextIsCheckedToo() {
        new ApplicationContextRunner().withUserConfiguration(Level.class).run(parent -> {
            runner().withParent(parent)
                    .withUserConfiguration(LevelAsText.class)
                    .run(context -> assertEnded(context, "the claim level, which the bean level declares"));
            runner().withParent(parent)
                    .withUserConfiguration(LevelAgain.class)
                    .run(context -> assertEnded(context, "both declare the claim level"));
            runner().withParent(parent)
                    .withUserConfiguration(LevelAsNumber.class)
                    .run(context -> assertThat(context).hasNotFailed());
        });
    }

    /** Spring warns of a bean that is created before all post-processors are there. */
    @Test
    void theCheckLeavesTheBeansOfClaimsToBeCreatedInTheirTurn(CapturedOutput output) {
        runner().withUserConfiguration(Level.class, LevelAsNumber.class)
                .run(context -> assertThat(context).hasNotFailed());

        assertThat(output).contains("level is created").doesNotContain("'level' of type");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("unfillable")
    void aParameterThatNoTokenCanFillEndsTheStart(String name, Class<?> controller, String named) {
        runner().withUserConfiguration(controller).run(context -> assertEnded(context, named));
    }

    /** As far as the mapping is made at the start. */
    @ParameterizedTest
    @ValueSource(classes = {ListOfNumbers.class, OtherKind.class, OtherThanDeclared.class, Twice.class})
    void aParameterThatNoTokenCanFillEndsTheStartWhereBeansAreMadeOnDemand(Class<?> controller) {
        runner().withUserConfiguration(controller, EagerMapping.class)
                .withPropertyValues("spring.main.lazy-initialization=true")
                .run(context -> assertEnded(
                        context, controller == Twice.class ? "both declare the claim level" : "#call, parameter 1"));
    }

    static Stream<Class<?>> fillable() {
        return Stream.of(AnyToken.class, TheKind.class, MayBeNull.class, MustFail.class, Expression.class);
    }

    @ParameterizedTest
    @MethodSource("fillable")
    void aParameterThatATokenMayFillDoesNotEndTheStart(Class<?> controller, CapturedOutput output) {
        runner().withUserConfiguration(controller)
                .run(context -> assertThat(context).hasNotFailed());
        assertThat(output).doesNotContain("never filled");
    }

    @Test
    void theCheckDependsOnTheKindOfTokenThatIsAccepted() {
        runner().withUserConfiguration(OtherKind.class)
                .withPropertyValues("cognito-claims.token-use=id")
                .run(context -> assertThat(context).hasNotFailed());
        runner().withUserConfiguration(TheKind.class)
                .withPropertyValues("cognito-claims.token-use=id")
                .run(context -> assertEnded(context, "AccessToken is never filled in"));
    }

    @Test
    void aTokenOfTheOtherKindIsAWarningBesideAChainOfTheApplication(CapturedOutput output) {
        runner().withUserConfiguration(OtherKind.class, OwnChain.class, OwnReactiveChain.class)
                .run(context -> assertThat(context).hasNotFailed());

        assertThat(output)
                .contains("@AuthenticationPrincipal IdToken is never filled in")
                .contains("OtherKind#call");
    }

    @Test
    void parametersMayBeMonosOnWebFluxOnly() {
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
    void aRuleOfAHandlerThatIsNoBeanEndsTheStart() {
        runner().withUserConfiguration(Programmatic.class, ReactiveProgrammatic.class)
                .run(context -> assertEnded(context, "NoBean#call"));
    }

    /** Closed to everybody there, as Spring Security's interceptor can't ask for the caller. */
    @Test
    void theStartWarnsOfARuleOnAHandlerWithoutAPublisherOnWebFluxOnly(CapturedOutput output) {
        runner().withUserConfiguration(Blocking.class)
                .run(context -> assertThat(context).hasNotFailed());

        assertThat(output.toString().contains("Blocking#call lets nobody in: on WebFlux"))
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

    @Configuration(proxyBeanMethods = false)
    static class Level {
        @Bean
        Claim<Long> level() {
            System.out.println("level is created");
            return Claim.ofLong("level");
        }
    }

    @RestController
    static class LevelAsText {
        @GetMapping("/call")
        String call(@ClaimValue("level") String level) {
            return "";
        }
    }

    @RestController
    static class LevelAsNumber {
        @GetMapping("/call")
        String call(@ClaimValue("level") long level, @ClaimValue long same) {
            return "";
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class LevelAgain {
        @Bean
        Claim<Long> again() {
            return Claim.ofLong("level");
        }
    }

    @RestController
    static class OtherThanDeclared extends Level {
        @GetMapping("/call")
        String call(@ClaimValue("level") String level) {
            return "";
        }
    }

    @RestController
    static class OptionalOfOther extends Level {
        @GetMapping("/call")
        String call(@ClaimValue("level") Optional<Integer> level) {
            return "";
        }
    }

    @RestController
    static class OtherPrimitive extends Level {
        @GetMapping("/call")
        String call(@ClaimValue("level") int level) {
            return "";
        }
    }

    @RestController
    static class OtherList {
        @Bean
        Claim<List<Long>> levels() {
            return Claim.of("levels", levels -> levels, json -> List.of(1L));
        }

        @GetMapping("/call")
        String call(@ClaimValue("levels") List<String> levels) {
            return "";
        }
    }

    @RestController
    static class ListOfUnknown {
        @Bean
        Claim<?> toys() {
            return Claim.ofStrings("toys");
        }

        @GetMapping("/call")
        String call(@ClaimValue("toys") List<String> toys) {
            return "";
        }
    }

    @RestController
    static class Several {
        @Bean
        Claim<String> city() {
            return Claim.ofString("city");
        }

        @Bean
        Claim<String> street() {
            return Claim.ofString("street");
        }

        @GetMapping("/call")
        String call(@ClaimValue String x) {
            return "";
        }
    }

    @RestController
    static class SeveralOfRecord {
        record Pet(String name) {}

        @Bean
        Claim<Pet> cat() {
            return Claim.ofJson("cat", Pet.class);
        }

        @Bean
        Claim<Pet> dog() {
            return Claim.ofJson("dog", Pet.class);
        }

        @GetMapping("/call")
        String call(@ClaimValue Pet x) {
            return "";
        }
    }

    @RestController
    static class OnlyUntyped {
        @Bean
        Claim<?> level() {
            return Claim.ofLong("level");
        }

        @Bean
        Claim<? extends Number> other() {
            return Claim.ofLong("other");
        }

        @GetMapping("/call")
        String call(@ClaimValue Long level) {
            return "";
        }
    }

    @RestController
    static class Twice {
        @Bean
        Claim<Long> first() {
            return Claim.ofLong("level");
        }

        @Bean
        Claim<?> second() {
            return Claim.ofString("level");
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
