package io.cognitoclaims.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cognitoclaims.testing.TestUserPool;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The paths that {@code cognito-claims.open-paths} opens in the starter's own filter chain. */
@ParameterizedClass
@EnumSource(WebStack.class)
@ExtendWith(OutputCaptureExtension.class)
@Tag("slow")
class OpenPathsTest {
    private static final TestUserPool POOL = TestUserPool.create();

    @Parameter
    WebStack stack;

    @AfterAll
    static void closePool() {
        POOL.close();
    }

    @Test
    void areExactlyWhatThePatternsMatch() throws Exception {
        String patterns = "/hello,/public/**,/flat/*,/pets/{id}/photo,/numbers/{id:[0-9]+},/page?,/café";
        try (RunningApi api = start("cognito-claims.open-paths=" + patterns)) {
            assertThat(List.of(
                            "/hello",
                            "/hello?q=1",
                            "/public",
                            "/public/a/b",
                            "/flat/a",
                            "/pets/7/photo",
                            "/numbers/7",
                            "/page1",
                            "/caf%C3%A9"))
                    .allSatisfy(path ->
                            assertThat(api.get(path).statusCode()).as(path).isEqualTo(200));
            assertThat(List.of(
                            "/",
                            "/hello/",
                            "/hello/more",
                            "/Hello",
                            "/hello.json",
                            "/publicity",
                            "/flat/a/b",
                            "/pets/7",
                            "/numbers/all",
                            "/page",
                            "/cafe"))
                    .allSatisfy(path ->
                            assertThat(api.get(path).statusCode()).as(path).isEqualTo(401));
        }
    }

    @Test
    void areAllWhereThatIsWritten() throws Exception {
        try (RunningApi api = start("cognito-claims.open-paths=/**")) {
            assertThat(api.get("/a/b").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void areSeveralAndLeaveTheRestGuarded() throws Exception {
        try (RunningApi api = start("cognito-claims.open-paths=/public/**,/hello")) {
            assertThat(api.get("/public/a").statusCode()).isEqualTo(200);
            assertThat(api.get("/hello").statusCode()).isEqualTo(200);
            assertThat(api.get("/other").statusCode()).isEqualTo(401);
            assertThat(api.get("/public/../other").statusCode()).isIn(400, 401);
            assertThat(api.get("/other", POOL.accessToken().sign()).statusCode())
                    .isEqualTo(200);
            assertThat(api.sendAs("POST", "/hello").statusCode()).isEqualTo(200);
            assertThat(api.get("/hello").headers().map()).doesNotContainKey("set-cookie");
        }
    }

    @Test
    void areWithinTheContextPath() throws Exception {
        try (RunningApi api = start(
                "cognito-claims.open-paths=/hello",
                "server.servlet.context-path=/app",
                "spring.webflux.base-path=/app")) {
            assertThat(api.get("/app/hello").statusCode()).isEqualTo(200);
            assertThat(api.get("/app/other").statusCode()).isEqualTo(401);
        }
    }

    @Test
    void doNotTakeABadToken() throws Exception {
        try (RunningApi api = start("cognito-claims.open-paths=/hello")) {
            HttpResponse<String> bad = api.get("/hello", "opaque");

            assertThat(bad.statusCode()).isEqualTo(401);
            assertThat(RunningApi.challengeOf(bad)).startsWith("Bearer error=\"invalid_token\"");
            assertThat(api.getAs("Bearer", "/hello").statusCode()).isEqualTo(400);
            assertThat(api.getAs("Basic eDp5", "/hello").statusCode()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'hello',                 does not begin with a slash",
        "'https://x.example/a',   does not begin with a slash",
        "'*',                     does not begin with a slash",
        "' ',                     blank",
        "'/a/**/b',               no path pattern",
        "'/a/{id',                no path pattern",
        "'/a/{id:[}',             no path pattern",
        "'/a//b',                 no request has such a path",
        "'//x.example/a',         no request has such a path",
        "'/a b',                  no request has such a path",
        "'/a?b=c',                no request has such a path",
        "'/a#b',                  no request has such a path",
        "'/a;b',                  no request has such a path",
        "'/a/../b',               no request has such a path",
        "'/a/.',                  no request has such a path",
        "'/a%20b',                no request has such a path",
        "'/a\\b',                 no request has such a path",
        "'/a/${NO_SUCH_NAME}',    placeholder",
    })
    void areRefusedWhereNoRequestCouldMatch(String pattern, String problem) {
        CognitoClaimsProperties properties = new Binder(
                        new MapConfigurationPropertySource(Map.of("cognito-claims.open-paths[0]", pattern)))
                .bindOrCreate(CognitoClaimsProperties.PREFIX, CognitoClaimsProperties.class);

        assertThatThrownBy(() -> OpenPaths.of(properties))
                .isInstanceOf(WrongSettingException.class)
                .hasMessageStartingWith("cognito-claims.open-paths[0]: ")
                .hasMessageContaining(problem);
    }

    @Test
    void endTheStartWhereOneIsThereTwiceAlsoBesideAnotherFilterChain() {
        assertThatThrownBy(() -> start("cognito-claims.open-paths=/a,/b,/a"))
                .rootCause()
                .hasMessage("cognito-claims.open-paths[2]: the path is there twice");
        assertThatThrownBy(() -> stack.startFor(POOL, OwnChain.class, "cognito-claims.open-paths=/a/**/b"))
                .rootCause()
                .hasMessageStartingWith("cognito-claims.open-paths[0]: ");
    }

    @Test
    void areSaidToOpenNothingBesideAnotherFilterChain(CapturedOutput output) throws Exception {
        try (RunningApi api = stack.startFor(POOL, OwnChain.class, "cognito-claims.open-paths=/other")) {
            assertThat(api.get("/other").statusCode()).isEqualTo(401);
            assertThat(output).contains("WARN").contains("cognito-claims.open-paths opens nothing");
        }
    }

    private RunningApi start(String... properties) {
        return stack.startFor(POOL, Anything.class, properties);
    }

    /** Answers whatever is let through. */
    @EnableAutoConfiguration
    @RestController
    static class Anything {
        @RequestMapping("/**")
        String answer() {
            return "let through";
        }
    }

    @Import({Anything.class, OwnFilterChainTest.ServletChains.class, OwnFilterChainTest.ReactiveChains.class})
    static class OwnChain {}
}
