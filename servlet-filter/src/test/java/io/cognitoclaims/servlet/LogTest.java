package io.cognitoclaims.servlet;

import static io.cognitoclaims.servlet.TestServlets.filter;
import static io.cognitoclaims.servlet.TestServlets.servlet;
import static io.cognitoclaims.servlet.Verifiers.accessTokens;
import static io.cognitoclaims.servlet.Wire.bearer;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.cognitoclaims.testing.TestUserPool;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class LogTest {
    private final Logger logger = (Logger) LoggerFactory.getLogger("io.cognitoclaims");
    private final ListAppender<ILoggingEvent> events = new ListAppender<>();

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
    void namesTheReasonOfARefusalAndNothingOfTheToken() throws Exception {
        try (TestUserPool pool = TestUserPool.create();
                TestServer server = JettyServer.start((classes, context) -> {
                    filter(context, "/*", new CognitoFilter(accessTokens(pool).build()));
                    filter(context, "/*", Require.scopes("pets/read"));
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

            assertThat(events.list)
                    .extracting(ILoggingEvent::getFormattedMessage)
                    .containsExactly(
                            "refused: the token does not grant what is required here",
                            "refused: the token has expired",
                            "refused: the token was issued to another app client",
                            "refused: the token was issued by another user pool",
                            "refused: a claim of the token is missing or has the wrong type",
                            "refused: the token is malformed",
                            "refused: not exactly one well-formed bearer token");
            assertThat(events.list)
                    .allSatisfy(event -> assertThat(event.getThrowableProxy()).isNull());
        }
    }

    @Test
    void namesNothingOfTheTokenWhereKeysAreUnavailableOrCredentialsAreOtherwiseOdd() throws Exception {
        try (TestUserPool pool = TestUserPool.create();
                TestServer server = JettyServer.start((classes, context) -> {
                    filter(
                            context,
                            "/wait",
                            new CognitoFilter(accessTokens(pool).build()));
                    filter(
                            context,
                            "/async",
                            CognitoFilter.builder(accessTokens(pool).build())
                                    .fetchKeysAsync()
                                    .cookie("access_token")
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
                            "refused: the keys of " + pool.issuer()
                                    + " are unavailable: the key endpoint answered with status 500",
                            "refused: not exactly one well-formed bearer token")
                    .allSatisfy(message -> assertThat(message)
                            .doesNotContain("secret", token.substring(0, 20), token.substring(token.length() - 20)));
            assertThat(events.list)
                    .allSatisfy(event -> assertThat(event.getThrowableProxy()).isNull());
        }
    }
}
