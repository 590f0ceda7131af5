package io.cognitoclaims.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.cognitoclaims.contract.Claim;
import io.cognitoclaims.contract.ClaimValueException;
import io.cognitoclaims.testing.TestUserPool;
import io.cognitoclaims.testing.TokenBuilder;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Claims that beans declare, as a controller's parameters. What cannot work is in {@link HandlerCheckTest}. */
@ParameterizedClass
@EnumSource(WebStack.class)
class DeclaredClaimsTest {
    private static final TestUserPool POOL = TestUserPool.create();
    private static RunningApi api;

    @Parameter
    WebStack stack;

    @BeforeParameterizedClassInvocation
    static void start(WebStack stack) {
        api = stack.startFor(POOL, Application.class);
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        api.close();
    }

    @AfterAll
    static void closePools() {
        POOL.close();
    }

    /** Path, the claim, its value, and what the controller sees. */
    static Stream<Arguments> values() {
        return Stream.of(
                Arguments.of("size-by-name", "size", "s", "SMALL"),
                Arguments.of("size", "size", "l", "LARGE"),
                Arguments.of("optional-size", "size", "l", "Optional[LARGE]"),
                Arguments.of("nullable-size", "size", "l", "LARGE"),
                Arguments.of("own-annotation", "size", "l", "LARGE"),
                Arguments.of("object", "size", "l", "LARGE"),
                Arguments.of("level", "level", 7, "7"),
                Arguments.of("toys", "toys", List.of("ball"), "[ball]"),
                Arguments.of("lazy", "lazy", 1.5, "1.5"),
                Arguments.of("tag", "tag", "rex", "Tag[code=rex]"),
                Arguments.of("untyped", "untyped", "text", "text"),
                Arguments.of("untyped-optional", "untyped", "text", "Optional[text]"),
                Arguments.of("undeclared", "other", "small", "SMALL"),
                Arguments.of("kept-back", "kept_back", true, "true"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("values")
    void aDeclaredClaimIsReadAsItsDeclarationSays(String path, String claim, Object json, String seen)
            throws Exception {
        assertThat(get(path, POOL.accessToken().claim(claim, json)).body()).isEqualTo(seen);
    }

    @Test
    void aRecordThatNoDeclaredClaimHasIsTheWholeToken() throws Exception {
        TokenBuilder token = POOL.accessToken().subject("somebody").claim("tag", Map.of("code", "rex"));

        assertThat(get("owner", token).body()).isEqualTo("Owner[sub=somebody, tag=Tag[code=rex]]");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("values")
    void aTokenWithoutTheDeclaredClaimIsDeniedUnlessItMayBeAbsent(String path, String claim, Object json, String seen)
            throws Exception {
        HttpResponse<String> answer = get(path, POOL.accessToken());

        if (seen.startsWith("Optional")) {
            assertThat(answer.body()).isEqualTo("Optional.empty");
        } else if (path.startsWith("nullable")) {
            assertThat(answer.body()).isEqualTo("null");
        } else {
            assertThat(answer.statusCode()).isEqualTo(403);
            assertThat(answer.body()).isEqualTo(claim);
        }
    }

    static Stream<Arguments> wrongValues() {
        return Stream.of(
                Arguments.of("size-by-name", "size", "small", "a string"),
                Arguments.of("size", "size", "small", "a string"),
                Arguments.of("tag", "tag", 7, "a string"),
                Arguments.of("untyped", "untyped", 7, "a value of the parameter's type, String"),
                Arguments.of("untyped-optional", "untyped", 7, "a value of the parameter's type, String"),
                Arguments.of("uncheckedly-cast", "cast", 7, "a value of the parameter's type, Chip"));
    }

    @ParameterizedTest(name = "{0} of {2}")
    @MethodSource("wrongValues")
    void aValueThatDoesNotFitIsAnErrorThatNamesTheClaimOnly(String path, String claim, Object json, String expected)
            throws Exception {
        HttpResponse<String> answer = get(path, POOL.accessToken().claim(claim, json));

        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body()).isEqualTo("claim " + claim + ": expected " + expected);
    }

    private static HttpResponse<String> get(String path, TokenBuilder token) throws Exception {
        return api.get("/" + path, token.sign());
    }

    enum Size {
        SMALL,
        LARGE
    }

    record Tag(String code) {}

    record Chip(String code) {}

    record Owner(String sub, Tag tag) {}

    @Retention(RetentionPolicy.RUNTIME)
    @ClaimValue
    @interface Declared {}

    @EnableAutoConfiguration
    @RestController
    static class Application {
        @Bean
        Claim<Size> size() {
            return Claim.ofString("size").map(text -> text.equals("s") ? Size.SMALL : largeOf(text), size -> "?");
        }

        private static Size largeOf(String text) {
            if (text.equals("l")) {
                return Size.LARGE;
            }
            throw new IllegalArgumentException("no size");
        }

        @Bean
        Claim<Long> level() {
            return Claim.ofLong("level");
        }

        @Bean
        Claim<List<String>> toys() {
            return Claim.ofStrings("toys");
        }

        @Bean
        @Lazy
        Claim<Double> lazy() {
            return Claim.ofJson("lazy", Double.class);
        }

        @Bean
        Claim<Tag> tag() {
            return Claim.ofString("tag").map(Tag::new, Tag::code);
        }

        @Bean
        Claim<?> untyped() {
            return Claim.of("untyped", value -> value, json -> json);
        }

        @Bean
        @SuppressWarnings("unchecked")
        Claim<Chip> cast() {
            Claim<?> number = Claim.ofLong("cast");
            return (Claim<Chip>) number;
        }

        /** Not for parameters, which read it as before. */
        @Bean(defaultCandidate = false)
        Claim<String> keptBack() {
            return Claim.ofString("kept_back");
        }

        @ExceptionHandler
        @ResponseStatus(HttpStatus.INTERNAL_SERVER_ERROR)
        String wrong(ClaimValueException e) {
            return String.valueOf(e.getMessage());
        }

        @ExceptionHandler
        @ResponseStatus(HttpStatus.FORBIDDEN)
        String missing(MissingClaimException e) {
            return e.claim();
        }

        @GetMapping("/size-by-name")
        String sizeByName(@ClaimValue("size") Size size) {
            return size.name();
        }

        @GetMapping("/size")
        String size(@ClaimValue Size size) {
            return size.name();
        }

        @GetMapping("/optional-size")
        String size(@ClaimValue Optional<Size> size) {
            return size.toString();
        }

        @GetMapping("/nullable-size")
        String nullable(@ClaimValue @Nullable Size size) {
            return String.valueOf(size);
        }

        @GetMapping("/own-annotation")
        String own(@Declared Size size) {
            return size.name();
        }

        @GetMapping("/object")
        String object(@ClaimValue("size") Object size) {
            return size.toString();
        }

        @GetMapping("/level")
        String level(@ClaimValue long level) {
            return String.valueOf(level);
        }

        @GetMapping("/toys")
        String toys(@ClaimValue List<String> toys) {
            return toys.toString();
        }

        @GetMapping("/lazy")
        String lazy(@ClaimValue double lazy) {
            return String.valueOf(lazy);
        }

        @GetMapping("/tag")
        String tag(@ClaimValue Tag tag) {
            return tag.toString();
        }

        @GetMapping("/untyped")
        String untyped(@ClaimValue("untyped") String text) {
            return text;
        }

        @GetMapping("/untyped-optional")
        String untyped(@ClaimValue("untyped") Optional<String> text) {
            return text.map(String::strip).toString();
        }

        @GetMapping("/uncheckedly-cast")
        String cast(@ClaimValue("cast") Optional<Chip> chip) {
            return chip.map(Chip::code).orElse("none");
        }

        @GetMapping("/undeclared")
        String undeclared(@ClaimValue("other") Size size) {
            return size.name();
        }

        @GetMapping("/kept-back")
        String keptBack(@ClaimValue("kept_back") boolean value) {
            return String.valueOf(value);
        }

        @GetMapping("/owner")
        String owner(@ClaimValue Owner owner) {
            return owner.toString();
        }
    }
}
