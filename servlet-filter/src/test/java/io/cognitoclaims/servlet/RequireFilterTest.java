package io.cognitoclaims.servlet;

import static io.cognitoclaims.servlet.TestServlets.filter;
import static io.cognitoclaims.servlet.TestServlets.servlet;
import static io.cognitoclaims.servlet.Verifiers.accessTokens;
import static io.cognitoclaims.servlet.Verifiers.idTokens;
import static io.cognitoclaims.servlet.Wire.bearer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cognitoclaims.servlet.Wire.Answer;
import io.cognitoclaims.testing.TestUserPool;
import jakarta.servlet.Filter;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequireFilterTest {
    private static final String[] PREFLIGHT = {"Origin: https://app.example.com", "Access-Control-Request-Method: GET"};

    private static final AtomicReference<Throwable> failure = new AtomicReference<>();
    private static TestUserPool pool;
    private static TestServer server;
    private static Wire wire;

    @BeforeAll
    static void start() throws Exception {
        pool = TestUserPool.create();
        server = JettyServer.start((classes, context) -> addTo(context));
        wire = server.wire();
    }

    @AfterAll
    static void stop() {
        server.close();
        pool.close();
    }

    private static void addTo(ServletContext context) {
        filter(context, "/*", TestServlets.recorder(failure));
        servlet(context, TestServer.ERROR_PAGE, TestServlets::whoAmI);
        filter(
                context,
                "/access/*",
                CognitoFilter.builder(accessTokens(pool).build())
                        .realm("pets")
                        .allowPreflight()
                        .build());
        filter(
                context,
                "/optional/*",
                CognitoFilter.builder(accessTokens(pool).build())
                        .allowRequestsWithoutToken()
                        .build());
        filter(context, "/id/*", CognitoFilter.create(idTokens(pool).build()));
        for (String start : new String[] {"/access", "/optional", "/id", "/forgotten"}) {
            add(context, start + "/scopes", RequireFilter.scopes("pets/write", "pets/read"));
            add(context, start + "/any-scope", RequireFilter.anyScope("pets/write", "pets/read"));
            add(context, start + "/groups", RequireFilter.groups("admin", "vets"));
            add(context, start + "/any-group", RequireFilter.anyGroup("admin", "vets"));
        }
    }

    private static void add(ServletContext context, String path, Filter filter) {
        filter(context, path, filter);
        servlet(context, path, TestServlets::whoAmI);
    }

    @ParameterizedTest
    @CsvSource({
        "/access/scopes,    pets/read pets/write,        200",
        "/access/scopes,    a pets/write b pets/read c,  200",
        "/access/scopes,    pets/read,                   403",
        "/access/scopes,    pets/readpets/write,         403",
        "/access/scopes,    pets/READ pets/WRITE,        403",
        "/access/any-scope, pets/read,                   200",
        "/access/any-scope, a pets/write,                200",
        "/access/any-scope, pets,                        403",
        "/access/any-scope, pets/read/all,               403",
        "/optional/scopes,  pets/read pets/write,        200",
        "/optional/scopes,  openid,                      403",
    })
    void theRequireFilterComparesScopesAsWholeWords(String path, String scopes, int status) {
        String token = pool.accessToken().scopes(scopes.split(" ")).sign();

        assertThat(wire.get(path, bearer(token)).status()).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({
        "/access/groups,    admin vets,   200",
        "/access/groups,    vets a admin, 200",
        "/access/groups,    admin,        403",
        "/access/groups,    Admin Vets,   403",
        "/access/any-group, vets,         200",
        "/access/any-group, adminvets,    403",
    })
    void theRequireFilterComparesGroupsAsWholeWords(String path, String groups, int status) {
        String token = pool.accessToken().groups(groups.split(" ")).sign();

        assertThat(wire.get(path, bearer(token)).status()).isEqualTo(status);
    }

    @Test
    void aRefusalNamesTheScopesThatAreNeeded() {
        Answer answer = wire.get(
                "/access/scopes", bearer(pool.accessToken().scopes("pets/read").sign()));

        assertThat(answer.header("WWW-Authenticate"))
                .containsExactly("Bearer realm=\"pets\", error=\"insufficient_scope\","
                        + " error_description=\"The token does not grant what this request needs.\","
                        + " scope=\"pets/read pets/write\"");
        assertThat(answer.header("Content-Type")).containsExactly("application/problem+json");
    }

    @Test
    void aRefusalDoesNotNameTheGroupsThatAreNeeded() {
        Answer answer = wire.get("/access/groups", bearer(pool.accessToken().sign()));

        assertThat(answer.header("WWW-Authenticate"))
                .containsExactly("Bearer realm=\"pets\", error=\"insufficient_scope\","
                        + " error_description=\"The token does not grant what this request needs.\"");
        assertThat(answer.withoutDate()).doesNotContain("admin", "vets");
    }

    @Test
    void theRequireFilterFindsGroupsButNoScopesInAnIdToken() {
        String token = pool.idToken()
                .groups("admin", "vets")
                .scopes("pets/read", "pets/write")
                .sign();

        assertThat(wire.get("/id/groups", bearer(token)).status()).isEqualTo(200);
        assertThat(wire.get("/id/scopes", bearer(token)).status()).isEqualTo(403);
        assertThat(wire.get("/id/any-scope", bearer(token)).status()).isEqualTo(403);
    }

    @Test
    void theRequireFilterAsksForATokenWhereTheFilterInFrontDidNot() {
        Answer answer = wire.get("/optional/groups");

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.header("WWW-Authenticate")).containsExactly("Bearer");
    }

    @Test
    void theRequireFilterLetsPreflightsThroughThatTheFilterInFrontLetThrough() {
        assertThat(wire.send("OPTIONS", "/access/scopes", PREFLIGHT).status()).isEqualTo(200);
        assertThat(wire.send("OPTIONS", "/optional/scopes", PREFLIGHT).status()).isEqualTo(401);
        assertThat(wire.send("GET", "/access/scopes", PREFLIGHT).status()).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"scopes", "any-scope", "groups", "any-group"})
    void theRequireFilterFailsWhereNoCognitoFilterIsInFront(String requirement) {
        String token = pool.accessToken()
                .groups("admin", "vets")
                .scopes("pets/read", "pets/write")
                .sign();

        assertThat(wire.get("/forgotten/" + requirement, bearer(token)).status())
                .isEqualTo(500);
        assertThat(failure.get()).isInstanceOf(ServletException.class).hasMessageContaining("CognitoFilter");
    }

    @Test
    void aRequirementThatAsksForNothingIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(RequireFilter::scopes).withMessageStartingWith("scopes: ");
        assertThatIllegalArgumentException().isThrownBy(RequireFilter::anyScope).withMessageStartingWith("scopes: ");
        assertThatIllegalArgumentException().isThrownBy(RequireFilter::groups).withMessageStartingWith("groups: ");
        assertThatIllegalArgumentException().isThrownBy(RequireFilter::anyGroup).withMessageStartingWith("groups: ");
        assertThatIllegalArgumentException().isThrownBy(() -> RequireFilter.groups("admin", " "));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "pets/read pets/write", "pets\"read", "pets\\read", "pets\r\nread", "p\u00e9ts"})
    void aRequiredScopeThatNoScopeCanBeIsRefused(String scope) {
        assertThatThrownBy(() -> RequireFilter.scopes("pets/read", scope))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("scopes: ");
    }
}
