package io.cognitoclaims.servlet;

import static io.cognitoclaims.core.TokenSource.authorizationHeader;
import static io.cognitoclaims.core.TokenSource.cookie;
import static io.cognitoclaims.servlet.TestServlets.filter;
import static io.cognitoclaims.servlet.TestServlets.servlet;
import static io.cognitoclaims.servlet.Verifiers.accessTokens;
import static io.cognitoclaims.servlet.Verifiers.idTokens;
import static io.cognitoclaims.servlet.Wire.bearer;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.cognitoclaims.core.CognitoVerifier;
import io.cognitoclaims.core.UserPool;
import io.cognitoclaims.servlet.Wire.Answer;
import io.cognitoclaims.testing.TestUserPool;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

class LogTest {
    private final Logger logger = (Logger) LoggerFactory.getLogger("io.cognitoclaims");
    private final ListAppender<ILoggingEvent> events = new ListAppender<>();

    @TempDir
    private Path webApplication;

    @BeforeEach
    void listen() {
        events.start();
        logger.setLevel(Level.TRACE);
        logger.setAdditive(false);
        logger.addAppender(events);
    }

    @AfterEach
    void stopListening() {
        logger.detachAppender(events);
        logger.setAdditive(true);
        logger.setLevel(null);
    }

    @Test
    void theLogNamesTheReasonOfARefusalAndNothingOfTheToken() throws Exception {
        try (TestUserPool pool = TestUserPool.create();
                TestServer server = JettyServer.start((classes, context) -> {
                    filter(
                            context,
                            "/*",
                            CognitoFilter.create(accessTokens(pool).build()));
                    filter(context, "/*", RequireFilter.scopes("pets/read"));
                    servlet(context, "/", TestServlets::whoAmI);
                })) {
            List<String> tokens = List.of(
                    pool.accessToken().scopes("pets/read").sign(),
                    pool.accessToken().scopes("secret-scope").sign(),
                    pool.accessToken().expiresAt(Instant.now()).sign(),
                    pool.accessToken().clientId("secret-client").sign(),
                    pool.accessToken().issuer("https://secret.example.com/a").sign(),
                    pool.accessToken().claim("sub", List.of("secret-subject")).sign(),
                    "secret-garbage",
                    "secret garbage");
            tokens.forEach(token -> server.wire().get("/", bearer(token)));

            assertThat(messagesAt(Level.DEBUG))
                    .containsExactly(
                            "refused: the token has not all of the scopes [pets/read]",
                            "refused: EXPIRED: the token has expired",
                            "refused: WRONG_CLIENT: the token was issued to another app client",
                            "refused: WRONG_ISSUER: the token was issued by another user pool",
                            "refused: INVALID_CLAIM: a claim of the token is missing or has the wrong type: sub",
                            "refused: MALFORMED: the token is malformed",
                            "refused: after Bearer the Authorization header must have spaces, one token (RFC 6750,"
                                    + " section 2.1) and nothing else");
            assertThat(events.list)
                    .allSatisfy(event -> assertThat(event.getThrowableProxy()).isNull());
        }
    }

    /** A filter in a web.xml, too, needs the container's word to know which other filters there are. */
    @Test
    void filtersThatMakeRequestsWaitAreNamedAtTheStart() throws Exception {
        Path directory = Files.createDirectories(webApplication.resolve("WEB-INF"));
        Files.writeString(directory.resolve("web.xml"), """
                <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0">
                <filter><filter-name>guard</filter-name><filter-class>%1$s.WebXmlCognitoFilter</filter-class>
                <init-param><param-name>userPoolId</param-name><param-value>us-east-1_EXAMPLE</param-value></init-param>
                <init-param><param-name>clientIds</param-name><param-value>web</param-value></init-param>
                <init-param><param-name>fetchKeysAsync</param-name><param-value>true</param-value></init-param>
                <async-supported>true</async-supported></filter>
                <filter><filter-name>vets</filter-name><filter-class>%1$s.WebXmlRequireFilter</filter-class>
                <init-param><param-name>groups</param-name><param-value>vets</param-value></init-param></filter>
                <filter-mapping><filter-name>guard</filter-name><url-pattern>/*</url-pattern></filter-mapping>
                <filter-mapping><filter-name>vets</filter-name><url-pattern>/*</url-pattern></filter-mapping>
                </web-app>
                """.formatted(LogTest.class.getPackageName()));

        Container.JETTY.start(webApplication).close();

        assertThat(messagesAt(Level.WARN))
                .singleElement()
                .asString()
                .startsWith(
                        "guard: fetchKeysAsync has no effect until filtersMappedForAsync names these filters too: [vets]");
        assertThat(messagesAt(Level.INFO)).anyMatch(message -> message.startsWith("guard: accepts "));
    }

    @Test
    void aResourceWithoutAPathIsAWarning() throws Exception {
        for (String resource :
                List.of("https://api.example.com", "https://api.example.com/", "https://a.example/mcp")) {
            ProtectedResourceMetadataServlet.create(
                            URI.create(resource), List.of(UserPool.of("us-east-1_EXAMPLE")), Set.of())
                    .init();
        }

        String end =
                " has no path. Some MCP clients add a slash to it, and the user pool then refuses the sign-in. Use a"
                        + " resource with a path, such as https://api.example.com/mcp.";
        assertThat(messagesAt(Level.WARN))
                .containsExactly(
                        "The resource https://api.example.com" + end, "The resource https://api.example.com/" + end);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/                 | X-Any: secret                               | no bearer token",
                "/                 | Authorization:                              | no bearer token",
                "/?token=secret    | X-Any: secret                               | no bearer token",
                "/                 | Authorization: secret.secret.secret         | the Authorization header has a"
                        + " token without a scheme; write Bearer and a space before it",
                "/                 | Authorization: Token secret                 | the scheme of the Authorization"
                        + " header is not Bearer",
                "/                 | Authorization: Basic c2VjcmV0               | the scheme of the Authorization"
                        + " header is not Bearer",
                "/                 | Authorization: BearerX secret               | the scheme of the Authorization"
                        + " header is not Bearer",
                "/                 | Authorization: \"Bearer secret\"             | the scheme of the Authorization"
                        + " header is not Bearer",
                "/optional         | Authorization: secret.secret.secret         | the Authorization header has a"
                        + " token without a scheme; write Bearer and a space before it",
                "/                 | Authorization: bearer:secret                | after Bearer the Authorization"
                        + " header must have spaces, one token (RFC 6750, section 2.1) and nothing else",
                "/                 | Authorization: Bearer                       | after Bearer the Authorization"
                        + " header must have spaces, one token (RFC 6750, section 2.1) and nothing else",
                "/                 | Authorization: Bearer secret secret         | after Bearer the Authorization"
                        + " header must have spaces, one token (RFC 6750, section 2.1) and nothing else",
                "/                 | Authorization: Basic a%nAuthorization: secret | more than one Authorization"
                        + " header",
                "/                 | Authorization: Bearer a%nCookie: t=secret   | more than one bearer token",
                "/                 | Cookie: t=secret; t=secret                  | more than one bearer token",
                "/                 | Cookie: t=                                  | no bearer token",
            })
    void theLogSaysWhyThereIsNoTokenToVerify(String target, String headers, String reason) throws Exception {
        try (TestUserPool pool = TestUserPool.create();
                TestServer server = JettyServer.start((classes, context) -> {
                    filter(
                            context,
                            "/",
                            CognitoFilter.builder(accessTokens(pool).build())
                                    .tokenSources(authorizationHeader(), cookie("t"))
                                    .build());
                    filter(
                            context,
                            "/optional",
                            CognitoFilter.builder(accessTokens(pool).build())
                                    .allowRequestsWithoutToken()
                                    .build());
                    filter(context, "/optional", RequireFilter.groups("admin"));
                    servlet(context, "/", TestServlets::whoAmI);
                })) {
            Answer answer = server.wire().get(target, headers.split("%n"));

            assertThat(answer.status()).isIn(400, 401);
            assertThat(messagesAt(Level.DEBUG)).containsExactly("refused: " + reason);
            assertThat(answer.withoutDate()).doesNotContain("secret", "scheme");
        }
    }

    @Test
    void theLogSaysWhichTokensAreAccepted() throws Exception {
        UserPool another = UserPool.of("eu-west-1_EXAMPLE");
        try (TestUserPool pool = TestUserPool.create();
                TestServer server = JettyServer.start((classes, context) -> {
                    filter(
                            context,
                            "guard",
                            "/a",
                            CognitoFilter.create(accessTokens(pool)
                                    .alsoFrom(another, Set.of("client-b", "client-a"))
                                    .build()));
                    filter(
                            context,
                            "people",
                            "/b",
                            CognitoFilter.create(idTokens(pool).build()));
                    filter(
                            context,
                            "wide",
                            "/c",
                            CognitoFilter.create(CognitoVerifier.accessTokensForAnyClient(another)
                                    .build()));
                })) {
            server.wire().get("/a", bearer(pool.accessToken().sign()));

            assertThat(messagesAt(Level.INFO))
                    .contains(
                            "guard: accepts access tokens of " + pool.issuer() + " for clients [" + pool.clientId()
                                    + "], " + another.issuer() + " for clients [client-a, client-b]",
                            "people: accepts id tokens of " + pool.issuer() + " for clients [" + pool.clientId() + "]",
                            "wide: accepts access tokens of " + another.issuer() + " for any client");
        }
    }

    @ParameterizedTest
    @EnumSource
    void theLogNamesTheFiltersThatKeepRequestsOnTheirThreads(Container container) throws Exception {
        try (TestUserPool pool = TestUserPool.create();
                TestServer server = container.start((classes, context) -> {
                    CognitoFilterBuilder settings =
                            CognitoFilter.builder(accessTokens(pool).build()).filtersMappedForAsync("named");
                    filter(
                            context,
                            "asynchronous",
                            "/*",
                            settings.fetchKeysAsync().build());
                    filter(
                            context,
                            "waiting",
                            "/*",
                            CognitoFilter.builder(accessTokens(pool).build()).build());
                    filter(context, "named", "/*", RequireFilter.groups("admin"));
                    filter(context, "forgotten", "/admin", RequireFilter.groups("admin"));
                    context.addFilter("nowhere", RequireFilter.groups("admin"));
                })) {
            assertThat(server.port()).isPositive();
            assertThat(messagesAt(Level.WARN))
                    .containsExactly(
                            "asynchronous: fetchKeysAsync has no effect until filtersMappedForAsync names these"
                                    + " filters too: [forgotten, waiting]");
        }
    }

    private List<String> messagesAt(Level level) {
        return events.list.stream()
                .filter(event -> event.getLevel() == level)
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }

    @Test
    void theLogNamesNothingOfATokenWhoseKeysAreUnavailableOrThatIsOddlySent() throws Exception {
        try (TestUserPool pool = TestUserPool.create();
                TestServer server = JettyServer.start((classes, context) -> {
                    filter(
                            context,
                            "/wait",
                            CognitoFilter.create(accessTokens(pool).build()));
                    filter(
                            context,
                            "/async",
                            CognitoFilter.builder(accessTokens(pool).build())
                                    .fetchKeysAsync()
                                    .tokenSources(authorizationHeader(), cookie("access_token"))
                                    .build());
                    servlet(context, "/wait", TestServlets::whoAmI);
                    servlet(context, "/async", TestServlets::whoAmI);
                })) {
            pool.answerKeysWith(500, "secret-body");
            String token = pool.accessToken().claim("secret", "secret-value").sign();
            for (String path : List.of("/wait", "/async")) {
                server.wire().get(path, bearer(token));
                server.wire().get(path, bearer(token), bearer(token));
                server.wire().get(path, "Authorization: Bearer " + token + "\t" + token);
                server.wire().get(path, "Cookie: access_token=" + token, bearer(token));
                server.wire().get(path + "?access_token=" + token);
            }
            assertThat(events.list)
                    .extracting(ILoggingEvent::getFormattedMessage)
                    .contains(
                            "unavailable: the keys of " + pool.issuer()
                                    + " are unavailable: the key endpoint answered with status 500",
                            "refused: more than one Authorization header",
                            "refused: after Bearer the Authorization header must have spaces, one token (RFC 6750,"
                                    + " section 2.1) and nothing else",
                            "refused: more than one bearer token",
                            "refused: no bearer token")
                    .allSatisfy(message -> assertThat(message)
                            .doesNotContain("secret", token.substring(0, 20), token.substring(token.length() - 20)));
            assertThat(events.list)
                    .allSatisfy(event -> assertThat(event.getThrowableProxy()).isNull());
        }
    }
}
