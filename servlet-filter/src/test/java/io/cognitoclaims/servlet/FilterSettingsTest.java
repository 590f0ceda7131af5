package io.cognitoclaims.servlet;

import static io.cognitoclaims.core.TokenSource.authorizationHeader;
import static io.cognitoclaims.core.TokenSource.cookie;
import static io.cognitoclaims.servlet.TestServlets.filter;
import static io.cognitoclaims.servlet.TestServlets.servlet;
import static io.cognitoclaims.servlet.Verifiers.accessTokens;
import static io.cognitoclaims.servlet.Wire.bearer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.cognitoclaims.servlet.Wire.Answer;
import io.cognitoclaims.testing.TestUserPool;
import jakarta.servlet.ServletContext;
import java.net.URI;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FilterSettingsTest {
    private static final String METADATA = "https://api.example.com/.well-known/oauth-protected-resource";
    private static final String ORIGIN = "Origin: https://app.example.com";
    private static final String PREFLIGHT = "Access-Control-Request-Method: GET";

    private static TestUserPool pool;
    private static TestServer server;
    private static Wire wire;
    private static String token;

    @BeforeAll
    static void start() throws Exception {
        pool = TestUserPool.create();
        token = pool.accessToken().subject("alice").sign();
        server = JettyServer.start((classes, context) -> addTo(context));
        wire = server.wire();
    }

    @AfterAll
    static void stop() {
        server.close();
        pool.close();
    }

    private static void addTo(ServletContext context) {
        add(context, "/default", settings());
        add(context, "/optional", settings().allowRequestsWithoutToken());
        add(context, "/cookie", settings().tokenSources(authorizationHeader(), cookie("access_token")));
        add(
                context,
                "/optional-cookie",
                settings()
                        .tokenSources(authorizationHeader(), cookie("access_token"))
                        .allowRequestsWithoutToken());
        add(context, "/preflight", settings().allowPreflight());
        add(context, "/realm", settings().realm("the \"pet\" shop \\ zoo"));
        CognitoFilterBuilder kept = settings();
        add(context, "/kept", kept);
        kept.realm("later").allowRequestsWithoutToken().open("/kept");
        add(context, "/metadata", settings().realm("pets").resourceMetadata(URI.create(METADATA)));
    }

    private static void add(ServletContext context, String path, CognitoFilterBuilder settings) {
        filter(context, path, settings.build());
        servlet(context, path, TestServlets::whoAmI);
    }

    private static CognitoFilterBuilder settings() {
        return CognitoFilter.builder(accessTokens(pool).build());
    }

    @Test
    void requestsWithoutATokenPassWhereTheTokenIsOptional() {
        assertThat(wire.get("/optional").body()).contains("principal=none", "token=none");
        assertThat(wire.get("/optional", "Authorization: Basic YTpi").body()).contains("principal=none");
        assertThat(wire.get("/optional", bearer(token)).body()).contains("principal=alice");
    }

    @Test
    void aBadTokenIsRefusedEvenWhereTheTokenIsOptional() {
        assertThat(wire.get("/optional", bearer("garbage")).status()).isEqualTo(401);
        assertThat(wire.get("/optional", bearer("two tokens")).status()).isEqualTo(400);
        assertThat(wire.get("/optional", bearer(token), bearer(token)).status()).isEqualTo(400);
    }

    @Test
    void theFilterTakesTheTokenFromTheNamedCookie() {
        assertThat(wire.get("/cookie", "Cookie: a=b; access_token=" + token + "; c=d")
                        .body())
                .contains("principal=alice");
        assertThat(wire.get("/cookie", "Cookie: Access_Token=" + token).status())
                .isEqualTo(401);
        assertThat(wire.get("/cookie", "Cookie: access_token=garbage").status()).isEqualTo(401);
        assertThat(wire.get("/cookie").header("WWW-Authenticate")).containsExactly("Bearer");
    }

    @Test
    void aFilterWithANamedCookieTakesTheHeaderToo() {
        assertThat(wire.get("/cookie", bearer(token)).status()).isEqualTo(200);
        assertThat(wire.get("/cookie", "Authorization: Basic YTpi", "Cookie: access_token=" + token)
                        .status())
                .isEqualTo(200);
    }

    @Test
    void moreThanOneTokenIsRefused() {
        assertThat(wire.get("/cookie", bearer(token), "Cookie: access_token=" + token)
                        .status())
                .isEqualTo(400);
        assertThat(wire.get("/cookie", "Cookie: access_token=" + token + "; access_token=" + token)
                        .status())
                .isEqualTo(400);
    }

    @Test
    void aCookieThatHoldsNoTokenIsRefused() {
        assertThat(wire.get("/optional-cookie", "Cookie: access_token=a:b").status())
                .isEqualTo(400);
        assertThat(wire.get("/optional-cookie", "Cookie: another=a:b").status()).isEqualTo(200);
    }

    @Test
    void onlyWholePreflightsPassWherePreflightsAreAllowed() {
        assertThat(wire.send("OPTIONS", "/preflight", ORIGIN, PREFLIGHT).status())
                .isEqualTo(200);
        assertThat(wire.send("OPTIONS", "/preflight", ORIGIN).status()).isEqualTo(401);
        assertThat(wire.send("OPTIONS", "/preflight", PREFLIGHT).status()).isEqualTo(401);
        assertThat(wire.send("GET", "/preflight", ORIGIN, PREFLIGHT).status()).isEqualTo(401);
        assertThat(wire.send("options", "/preflight", ORIGIN, PREFLIGHT).status())
                .isEqualTo(401);
        assertThat(wire.send("OPTIONS", "/preflight", ORIGIN, PREFLIGHT, bearer("garbage"))
                        .status())
                .isEqualTo(401);
    }

    @Test
    void preflightsAreRefusedByDefault() {
        assertThat(wire.send("OPTIONS", "/default", ORIGIN, PREFLIGHT).status()).isEqualTo(401);
    }

    @Test
    void theRealmIsInChallengesAsAQuotedString() {
        assertThat(wire.get("/realm").header("WWW-Authenticate"))
                .containsExactly("Bearer realm=\"the \\\"pet\\\" shop \\\\ zoo\"");
    }

    @Test
    void theAddressOfTheMetadataIsInChallenges() {
        Answer withoutToken = wire.get("/metadata");
        Answer withBadToken = wire.get("/metadata", bearer("garbage"));

        String start = "Bearer realm=\"pets\", resource_metadata=\"" + METADATA + "\"";
        assertThat(withoutToken.header("WWW-Authenticate")).containsExactly(start);
        assertThat(withBadToken.header("WWW-Authenticate"))
                .singleElement()
                .asString()
                .startsWith(start + ", error=\"invalid_token\", ");
    }

    @Test
    void refusesToReadFromNowhere() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings().tokenSources())
                .withMessageStartingWith("tokenSources: ");
    }

    @Test
    void refusesATrustedOriginThatIsNone() {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        settings().trustedOrigins("https://app.example.com/x").build())
                .withMessageStartingWith("trustedOrigins: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a\r\nSet-Cookie: b", "\u00e9", "\u007f"})
    void aRealmThatNoHeaderCanHoldIsRefused(String realm) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings().realm(realm))
                .withMessageStartingWith("realm: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/relative", "ftp://example.com/", "urn:a:b", "https:///path", "https://example.com/#a"})
    void aMetadataAddressThatNoClientCanFetchIsRefused(String address) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings().resourceMetadata(URI.create(address)))
                .withMessageStartingWith("resourceMetadata: ");
    }

    @Test
    @SuppressWarnings("NullAway")
    void nullIsRefusedWithTheNameOfTheSetting() {
        assertThatNullPointerException()
                .isThrownBy(() -> CognitoFilter.create(null))
                .withMessage("verifier");
        assertThatNullPointerException()
                .isThrownBy(() -> settings().realm(null))
                .withMessage("realm");
        assertThatNullPointerException()
                .isThrownBy(() -> settings().resourceMetadata((URI) null))
                .withMessage("resourceMetadata");
        assertThatNullPointerException()
                .isThrownBy(() -> settings().problemFormat(null))
                .withMessage("problemFormat");
    }

    @Test
    void aFilterStaysAsItWasBuiltWhenItsBuilderChanges() {
        assertThat(wire.get("/kept").header("WWW-Authenticate")).containsExactly("Bearer");
    }
}
