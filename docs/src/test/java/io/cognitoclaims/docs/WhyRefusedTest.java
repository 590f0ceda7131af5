package io.cognitoclaims.docs;

import static io.cognitoclaims.core.TokenRejectedException.Reason.*;
import static io.cognitoclaims.core.TokenSource.authorizationHeader;
import static io.cognitoclaims.core.TokenSource.cookie;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.cognitoclaims.core.AcceptedPool;
import io.cognitoclaims.core.AccessToken;
import io.cognitoclaims.core.CognitoVerifier;
import io.cognitoclaims.core.CognitoVerifierBuilder;
import io.cognitoclaims.core.IdToken;
import io.cognitoclaims.core.TokenRejectedException;
import io.cognitoclaims.core.TokenRejectedException.Reason;
import io.cognitoclaims.core.UserPool;
import io.cognitoclaims.servlet.CognitoFilter;
import io.cognitoclaims.servlet.CognitoFilterBuilder;
import io.cognitoclaims.spring.RequireClaim;
import io.cognitoclaims.testing.TestUserPool;
import io.cognitoclaims.testing.TokenBuilder;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.eclipse.jetty.ee11.servlet.FilterHolder;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.component.LifeCycle;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * why-refused.md, and the README's table of answers: each reason comes about with a real token behind a real filter, and each
 * status of the tables is one that Jetty with the filter and Spring Boot with the starter answer.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@NullUnmarked
class WhyRefusedTest {
    private static final Page PAGE = Page.named("docs/why-refused.md");
    private static final Map<Reason, List<String>> ROWS = rows();

    private final TestUserPool pool = TestUserPool.create();
    private final TestUserPool down = TestUserPool.create();
    private final Map<Reason, Refused> refused = refused();
    private final ListAppender<ILoggingEvent> events = new ListAppender<>();
    private final ConfigurableApplicationContext spring = startSpring();
    private final Server jetty = startJetty();

    @BeforeEach
    void listen() {
        down.answerKeysWith(500, "");
        Logger logger = logger();
        logger.setLevel(Level.DEBUG);
        logger.setAdditive(false);
        events.start();
        logger.addAppender(events);
    }

    @AfterEach
    void stopListening() {
        logger().detachAppender(events);
        logger().setAdditive(true);
        logger().setLevel(null);
        events.list.clear();
    }

    @AfterAll
    void stop() {
        LifeCycle.stop(jetty);
        spring.close();
        pool.close();
        down.close();
    }

    @Test
    void thePageNamesEveryReasonOnce() {
        assertThat(ROWS).containsOnlyKeys(Reason.values());
        // Only tokens of load balancers are refused for it: LoadBalancerPageTest.
        assertThat(refused.keySet()).isEqualTo(EnumSet.complementOf(EnumSet.of(WRONG_SIGNER)));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "WRONG_SIGNER")
    void thePageSaysOfEachReasonWhatTheLogSaysAndWhichStatusIsAnswered(Reason reason) throws Exception {
        HttpResponse<String> answer = get(
                jettyPort(),
                "/" + reason,
                "Authorization",
                "Bearer " + refused.get(reason).token());

        List<String> row = ROWS.get(reason);
        assertThat(row.get(1)).isEqualTo(Integer.toString(answer.statusCode()));
        assertThat(events.list).hasSize(1);
        assertThat(events.list.get(0).getLevel()).isEqualTo(Level.DEBUG);
        // The name of a claim may follow.
        assertThat(events.list.get(0).getFormattedMessage()).startsWith("refused: " + reason + ": " + row.get(2));
        assertThat(row.get(3)).as("what ends it").isNotBlank();
    }

    @Test
    void thePageShowsTheLinesOfTheLog() throws Exception {
        String token = refused.get(WRONG_CLIENT).token();

        get(jettyPort(), "/" + WRONG_CLIENT, "Authorization", "Bearer " + token);
        get(springPort(), "/me", "Authorization", "Bearer " + token);

        assertThat(logLines())
                .containsExactlyElementsOf(text("refused: ").lines().toList());
    }

    @Test
    void thePageShowsLinesOfAnExplanation() {
        Refused wrongClient = refused.get(WRONG_CLIENT);

        String explanation = wrongClient.verifier().explain(wrongClient.token()).toString();

        assertThat(explanation.lines()).containsAll(text("FAIL").lines().toList());
        assertThat(explanation).doesNotContain("another-client");
    }

    @Test
    void thePageKnowsHowLargeATokenMayBe() {
        List<Integer> limits = Pattern.compile("\\b\\d+,\\d{3}\\b")
                .matcher(ROWS.get(TOO_LARGE).get(3))
                .results()
                .map(MatchResult::group)
                .map(number -> Integer.valueOf(number.replace(",", "")))
                .toList();
        assertThat(limits).hasSize(2);
        String header = "e".repeat(limits.get(1));

        assertThat(reasonFor("x".repeat(limits.get(0)))).isNotEqualTo(TOO_LARGE);
        assertThat(reasonFor("x".repeat(limits.get(0) + 1))).isEqualTo(TOO_LARGE);
        assertThat(reasonFor(header + ".e30.e")).isNotEqualTo(TOO_LARGE);
        assertThat(reasonFor("e" + header + ".e30.e")).isEqualTo(TOO_LARGE);
    }

    /** What is said in the README and on the page of a status, of the challenge that goes with it, and of the body. */
    record Answer(String status, String challenge) {
        static Answer of(List<String> row) {
            return new Answer(row.get(0), row.get(1));
        }

        void matches(HttpResponse<String> response) {
            assertThat(response.statusCode()).hasToString(status);
            if (status.equals("200")) {
                return;
            }
            List<String> challenges = response.headers().allValues("WWW-Authenticate");
            if (challenge.startsWith("none")) {
                assertThat(challenges).isEmpty();
                assertThat(response.headers().firstValue("Retry-After")).isPresent();
            } else {
                String begin = challenge.replace("`", "").replace(", …", "");
                assertThat(challenges).hasSize(1);
                assertThat(challenges.get(0)).startsWith("Bearer").contains(begin.replace("Bearer ", ""));
                assertThat(challenges.get(0).contains("error=")).isEqualTo(begin.contains("error="));
            }
            assertThat(response.headers().firstValue("Content-Type")).hasValue("application/problem+json");
            assertThat(response.body()).contains("\"status\":" + status);
        }
    }

    static Stream<Answer> answers() {
        return Stream.concat(
                        Page.named("README.md").tableBelow("## What the answers mean").stream(),
                        PAGE.tableBelow("## What came back").stream())
                .map(Answer::of)
                .distinct();
    }

    @ParameterizedTest
    @MethodSource("answers")
    void answersComeBackAsTheTablesSay(Answer answer) throws Exception {
        String good = "Bearer " + pool.accessToken().sign();
        String cookie = "session=" + pool.accessToken().sign();
        String ofOutage = "Bearer " + down.accessToken().sign();
        List<HttpResponse<String>> responses = switch (answer.status
                + (answer.challenge.contains("invalid_token") ? " bad" : "")
                + (answer.challenge.contains("cross_origin") ? " of a page" : "")) {
            case "200" -> everywhere("/me", "Authorization", good);
            case "401" -> everywhere("/me");
            case "401 bad" -> everywhere("/me", "Authorization", good + "x");
            case "400" -> everywhere("/me", "Authorization", good, "Authorization", good);
            case "403" -> everywhere("/claim", "Authorization", good);
            case "403 of a page" ->
                List.of(
                        send(jettyPort(), "POST", "/cookie", "Cookie", cookie),
                        send(springPort(), "POST", "/me", "Cookie", cookie));
            case "503" -> everywhere("/me", "Authorization", ofOutage);
            default -> throw new AssertionError("no request leads to " + answer);
        };

        assertThat(responses).hasSize(2).allSatisfy(answer::matches);
    }

    @Test
    void theChallengeHasMoreParametersInSpring() throws Exception {
        HttpResponse<String> answer = get(springPort(), "/me", "Authorization", "Bearer garbage");

        assertThat(answer.headers().firstValue("WWW-Authenticate").orElse(""))
                .contains("error_uri=", "resource_metadata=");
    }

    @Test
    void noTokenIsFoundWhereThePageSaysSo() throws Exception {
        String token = pool.accessToken().sign();

        assertThat(Stream.of(
                                everywhere("/me", "Authorization", token),
                                everywhere("/me", "Cookie", "token=" + token),
                                everywhere("/me?access_token=" + token))
                        .flatMap(List::stream))
                .allSatisfy(response -> new Answer("401", "`Bearer`").matches(response));
        assertThat(events.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .contains(
                        "refused: the Authorization header has a token without a scheme; write Bearer and a space"
                                + " before it",
                        "refused: no bearer token");
        String[] preflight = {"Origin", "https://app.example.com", "Access-Control-Request-Method", "GET"};
        assertThat(send(jettyPort(), "OPTIONS", "/me", preflight).statusCode()).isEqualTo(401);
        assertThat(send(jettyPort(), "OPTIONS", "/preflight", preflight).statusCode())
                .isNotEqualTo(401);
    }

    @Test
    void moreOrLessThanOneTokenIsAnInvalidRequest() throws Exception {
        String token = pool.accessToken().sign();

        for (String credentials :
                List.of("Bearer Bearer " + token, "Bearer \"" + token + "\"", "Bearer " + token + " x")) {
            assertThat(everywhere("/me", "Authorization", credentials))
                    .allSatisfy(
                            response -> new Answer("400", "`Bearer error=\"invalid_request\", …`").matches(response));
        }
        assertThat(get(jettyPort(), "/cookie", "Authorization", "Bearer " + token, "Cookie", "session=" + token)
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void aServletFindsNoIdTokenWhereAccessTokensAreAccepted() throws Exception {
        assertThat(get(
                                jettyPort(),
                                "/me",
                                "Authorization",
                                "Bearer " + pool.accessToken().sign())
                        .body())
                .isEqualTo("access token: true, ID token: false");
    }

    private List<HttpResponse<String>> everywhere(String path, String... headers) throws Exception {
        return List.of(get(jettyPort(), path, headers), get(springPort(), path, headers));
    }

    private static HttpResponse<String> get(int port, String path, String... headers) throws Exception {
        return send(port, "GET", path, headers);
    }

    private static HttpResponse<String> send(int port, String method, String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                .method(method, HttpRequest.BodyPublishers.noBody());
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
    }

    private List<String> logLines() {
        PatternLayout layout = new PatternLayout();
        layout.setContext((LoggerContext) LoggerFactory.getILoggerFactory());
        layout.setPattern("%level %logger - %msg");
        layout.start();
        return events.list.stream().map(layout::doLayout).toList();
    }

    private static String text(String part) {
        return PAGE.blocks().stream()
                .filter(block -> block.language().equals("text") && block.text().contains(part))
                .map(Page.Block::text)
                .findFirst()
                .orElseThrow();
    }

    private Reason reasonFor(String token) {
        return catchThrowableOfType(
                        TokenRejectedException.class,
                        () -> accessTokens().build().verify(token))
                .reason();
    }

    private static Map<Reason, List<String>> rows() {
        Map<Reason, List<String>> rows = new TreeMap<>();
        for (List<String> row : PAGE.tableBelow("## The reasons")) {
            List<String> twice = rows.put(Reason.valueOf(row.get(0).replace("`", "")), row);
            assertThat(twice).isNull();
        }
        return rows;
    }

    /** A token, and a verifier that rejects it. */
    private record Refused(CognitoVerifier<?> verifier, String token) {}

    private CognitoVerifierBuilder<AccessToken> accessTokens() {
        return CognitoVerifier.accessTokens(UserPool.fromIssuer(pool.issuer()), Set.of(pool.clientId()));
    }

    private Map<Reason, Refused> refused() {
        Map<Reason, Refused> all = new EnumMap<>(Reason.class);
        String good = pool.accessToken().sign();
        Instant now = Instant.now();
        all.put(TOO_LARGE, rejects("x".repeat(20_000)));
        all.put(MALFORMED, rejects("garbage"));
        all.put(UNSUPPORTED_ALGORITHM, rejects(token -> token.header("alg", "HS256")));
        all.put(UNSUPPORTED_HEADER, rejects(token -> token.header("crit", List.of("exp"))));
        all.put(MISSING_KEY_ID, rejects(token -> token.withoutHeader("kid")));
        all.put(WRONG_ISSUER, rejects(token -> token.issuer("https://example.com/eu-west-1_OTHER")));
        all.put(
                WRONG_TENANT,
                new Refused(
                        CognitoVerifier.accessTokens(UserPool.fromIssuer(down.issuer()), Set.of(down.clientId()))
                                .alsoFrom(AcceptedPool.of(UserPool.fromIssuer(pool.issuer()), Set.of(pool.clientId()))
                                        .withTenant("acme"))
                                .build(),
                        good));
        all.put(UNKNOWN_KEY, rejects(token -> token.header("kid", "forged")));
        int middle = good.lastIndexOf('.') + 20;
        all.put(
                BAD_SIGNATURE,
                rejects(good.substring(0, middle)
                        + (good.charAt(middle) == 'A' ? 'B' : 'A')
                        + good.substring(middle + 1)));
        all.put(EXPIRED, rejects(token -> token.expiresAt(now)));
        all.put(
                NOT_YET_VALID,
                rejects(token -> token.claim("nbf", now.plusSeconds(3600).getEpochSecond())));
        all.put(INVALID_CLAIM, rejects(token -> token.without("exp")));
        all.put(WRONG_TOKEN_USE, rejects(pool.idToken().sign()));
        all.put(WRONG_CLIENT, rejects(token -> token.clientId("another-client")));
        all.put(WRONG_AUDIENCE, rejects(token -> token.claim("aud", "https://other.example.com")));
        all.put(
                SIGN_IN_TOO_OLD,
                new Refused(
                        accessTokens().maxSignInAge(Duration.ofMinutes(5)).build(),
                        pool.accessToken()
                                .claim("auth_time", now.minusSeconds(3600).getEpochSecond())
                                .sign()));
        all.put(
                INSUFFICIENT_AUTHENTICATION,
                new Refused(
                        accessTokens().requireAnyAuthenticationContext("strong").build(), good));
        all.put(
                REVOKED,
                new Refused(accessTokens().revocationCheck(token -> true).build(), good));
        all.put(MISSING_GROUP, new Refused(accessTokens().requireGroups("admin").build(), good));
        all.put(
                MISSING_SCOPE,
                new Refused(accessTokens().requireScopes("pets/write").build(), good));
        all.put(
                FAILED_CHECK,
                new Refused(accessTokens().require("mine", token -> false).build(), good));
        return all;
    }

    private Refused rejects(String token) {
        return new Refused(accessTokens().build(), token);
    }

    private Refused rejects(UnaryOperator<TokenBuilder> change) {
        return rejects(change.apply(pool.accessToken()).sign());
    }

    private Server startJetty() {
        Server server = new Server();
        HttpConfiguration configuration = new HttpConfiguration();
        configuration.setRequestHeaderSize(32_000);
        server.addConnector(new ServerConnector(server, 1, 1, new HttpConnectionFactory(configuration)));
        ServletContextHandler context = new ServletContextHandler("/");
        refused.forEach((reason, one) -> guard(
                context,
                "/" + reason,
                reason == WRONG_TENANT
                        ? CognitoFilter.builder(one.verifier())
                                .tenant(request -> Optional.of("globex"))
                                .build()
                        : CognitoFilter.create(one.verifier())));
        Function<CognitoVerifierBuilder<AccessToken>, CognitoFilterBuilder> filter =
                verifier -> CognitoFilter.builder(verifier.build());
        CognitoVerifierBuilder<AccessToken> both =
                accessTokens().alsoFrom(UserPool.fromIssuer(down.issuer()), Set.of(down.clientId()));
        guard(context, "/me", filter.apply(both).build());
        guard(
                context,
                "/claim",
                filter.apply(accessTokens().requireGroups("admin")).build());
        guard(
                context,
                "/cookie",
                filter.apply(accessTokens())
                        .tokenSources(authorizationHeader(), cookie("session"))
                        .build());
        guard(
                context,
                "/preflight",
                filter.apply(accessTokens()).allowPreflight().build());
        context.addServlet(new ServletHolder(new WhoCalls()), "/");
        server.setHandler(context);
        try {
            server.start();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        return server;
    }

    private static void guard(ServletContextHandler context, String path, CognitoFilter filter) {
        context.addFilter(new FilterHolder(filter), path, EnumSet.allOf(DispatcherType.class));
    }

    private int jettyPort() {
        return ((ServerConnector) jetty.getConnectors()[0]).getLocalPort();
    }

    private ConfigurableApplicationContext startSpring() {
        return new SpringApplicationBuilder(Application.class)
                .properties(
                        "cognito-claims.user-pools[0].issuer=" + pool.issuer(),
                        "cognito-claims.user-pools[0].client-ids=" + pool.clientId(),
                        "cognito-claims.user-pools[1].issuer=" + down.issuer(),
                        "cognito-claims.user-pools[1].client-ids=" + down.clientId(),
                        "cognito-claims.token-sources=authorization,cookie:session",
                        "server.port=0",
                        "spring.main.banner-mode=off")
                .run();
    }

    private int springPort() {
        return ((WebServerApplicationContext) spring).getWebServer().getPort();
    }

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger("io.cognitoclaims");
    }

    @SuppressWarnings("serial")
    private static final class WhoCalls extends HttpServlet {
        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.getWriter()
                    .print("access token: "
                            + CognitoFilter.token(request, AccessToken.class).isPresent() + ", ID token: "
                            + CognitoFilter.token(request, IdToken.class).isPresent());
        }
    }

    @SpringBootConfiguration
    @EnableAutoConfiguration
    @Import(Api.class)
    static class Application {}

    @RestController
    static class Api {
        @GetMapping("/me")
        String me() {
            return "me";
        }

        @RequireClaim(name = "pet_preference", anyOf = "dogs")
        @GetMapping("/claim")
        String claim() {
            return "claim";
        }
    }

    static void print(CognitoVerifier<?> verifier, String token) {
        System.out.println(verifier.explain(token));
    }
}
