package io.cognitoclaims.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cognitoclaims.testing.TestUserPool;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
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
    void openPathsAreExactlyWhatThePatternsMatch() throws Exception {
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
    void openPathsAreExactlyWhatTheExpressionsOfPatternsMatch() throws Exception {
        List<String> patterns = List.of(
                "/pets/{id:\\d+}",
                "/names/{name:[a-z]+}",
                "/codes/{code:[0-9]{1,3}}",
                "/either/{it:(?:a|b)}",
                "/words/{word:[a-z ]+}",
                "/pictures/{name}.{ext:(?i)png}",
                "/quoted/{it:[^\\.\\}]+}",
                "/files/{*rest}",
                "/**/last",
                "/page?");
        try (RunningApi api = start(IntStream.range(0, patterns.size())
                .mapToObj(i -> "cognito-claims.open-paths[" + i + "]=" + patterns.get(i))
                .toArray(String[]::new))) {
            assertThat(List.of(
                            "/pets/7",
                            "/pets/%37",
                            "/names/tom",
                            "/codes/123",
                            "/either/b",
                            "/words/a%20b",
                            "/pictures/cat.PNG",
                            "/quoted/a",
                            "/files",
                            "/files/a/b",
                            "/last",
                            "/a/b/last",
                            "/page%20"))
                    .allSatisfy(path ->
                            assertThat(api.get(path).statusCode()).as(path).isEqualTo(200));
            assertThat(List.of(
                            "/pets/d",
                            "/pets/7x",
                            "/pets/7/x",
                            "/pets/",
                            "/names/Tom",
                            "/names/tom7",
                            "/codes/1234",
                            "/either/ab",
                            "/words/a_b",
                            "/pictures/cat.gif",
                            "/quoted/a.b",
                            "/filesystem",
                            "/a/b/last/c"))
                    .allSatisfy(path ->
                            assertThat(api.get(path).statusCode()).as(path).isEqualTo(401));
        }
    }

    /** Why such patterns are refused: nothing could reach what they seem to open. */
    @Test
    void pathsThatSpringSecurityRefusesAreNeverOpen() throws Exception {
        try (RunningApi api = start("cognito-claims.open-paths=/**")) {
            for (String path :
                    List.of("/a;b", "/a%3bb", "/a%5cb", "/a//b", "/a/./b", "/a/../b", "/a/%2e%2e/b", "/a%252eb")) {
                assertThat(sendAsIs(api, path)).as(path).isEqualTo(400);
            }
        }
    }

    @Test
    void allPathsAreOpenWhereThatIsWritten() throws Exception {
        try (RunningApi api = start("cognito-claims.open-paths=/**")) {
            assertThat(api.get("/a/b").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void severalOpenPathsLeaveTheRestGuarded() throws Exception {
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
    void openPathsAreWithinTheContextPath() throws Exception {
        try (RunningApi api = start(
                "cognito-claims.open-paths=/hello",
                "server.servlet.context-path=/app",
                "spring.webflux.base-path=/app")) {
            assertThat(api.get("/app/hello").statusCode()).isEqualTo(200);
            assertThat(api.get("/app/other").statusCode()).isEqualTo(401);
        }
    }

    @Test
    void anOpenPathDoesNotTakeABadToken() throws Exception {
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
        "'',                      is blank",
        "' ',                     is blank",
        "'/a/**/b',               is no path pattern: {*...} or ** pattern elements should be placed at the start or end",
        "'/a/{*rest}/b',          is no path pattern: {*...} or ** pattern elements should be placed at the start or end",
        "'/**/a/**',              is no path pattern",
        "'/a/{id',                is no path pattern",
        "'/a/id}',                is no path pattern",
        "'/a/{id:[}',             is no path pattern",
        "'/a/{id:x/y}',           is no path pattern",
        "'/a/{id}/{id}',          is no path pattern: Not allowed to capture 'id' twice",
        "'/a/{id:\\d{1',          is no path pattern",
        "'/a//b',                 matches no request",
        "'//x.example/a',         matches no request",
        "'/a b',                  has a blank in it",
        "'/a?b=c',                looks like a path with a query",
        "'/a#b',                  has a fragment",
        "'/a;b',                  matches no request",
        "'/a;x={id}',             matches no request",
        "'/a/../b',               matches no request",
        "'/a/.',                  matches no request",
        "'/a/{id:\\d+}/..',       matches no request",
        "'/a%20b',                is encoded",
        "'/a/%2e%2e/b',           is encoded",
        "'/a/{id:\\d+}%2eb',      is encoded",
        "'/a\\b',                 matches no request",
        "'/a/{id:\\d+}\\b',       matches no request",
        "'/a/{id:\\\\d+}',        asks for a backslash",
        "'/a/{id:\\d\\\\\\d}',    asks for a backslash",
        "'/a/{id:(a|b)}',         has a capturing group",
        "'/a/x{id:\\d(\\.\\d)?}', has a capturing group",
        "'/a/x{id:b)(c}',         has a capturing group",
        "'/a/${NO_SUCH_NAME}',    placeholder",
    })
    void aWrongPatternIsRefusedWithTheReason(String pattern, String problem) {
        CognitoClaimsProperties properties = new Binder(
                        new MapConfigurationPropertySource(Map.of("cognito-claims.open-paths[0]", pattern)))
                .bindOrCreate(CognitoClaimsProperties.PREFIX, CognitoClaimsProperties.class);

        assertThatThrownBy(() -> OpenPaths.of(properties))
                .isInstanceOf(WrongSettingException.class)
                .hasMessageStartingWith("cognito-claims.open-paths[0]: '" + pattern + "' ")
                .hasMessageContaining(problem);
    }

    @Test
    void anOpenPathTwiceOrAWrongOneBesideAnotherFilterChainEndsTheStart() {
        assertThatThrownBy(() -> start("cognito-claims.open-paths=/a,/b,/a"))
                .rootCause()
                .hasMessage("cognito-claims.open-paths[2]: the path is there twice");
        assertThatThrownBy(() -> stack.startFor(POOL, OwnChain.class, "cognito-claims.open-paths=/a/**/b"))
                .rootCause()
                .hasMessageStartingWith("cognito-claims.open-paths[0]: ");
    }

    @Test
    void theStartWarnsThatOpenPathsOpenNothingBesideAnotherFilterChain(CapturedOutput output) throws Exception {
        try (RunningApi api = stack.startFor(POOL, OwnChain.class, "cognito-claims.open-paths=/other")) {
            assertThat(api.get("/other").statusCode()).isEqualTo(401);
            assertThat(output).contains("WARN").contains("cognito-claims.open-paths opens nothing");
        }
    }

    /** {@return the status} Java's client would tidy the path up. */
    private static int sendAsIs(RunningApi api, String path) throws Exception {
        URI uri = URI.create(api.metadata());
        try (Socket socket = new Socket(uri.getHost(), uri.getPort())) {
            String request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return Integer.parseInt(answer.substring(9, 12));
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
