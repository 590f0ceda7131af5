package io.cognitoclaims.servlet;

import static io.cognitoclaims.servlet.TestServlets.filter;
import static io.cognitoclaims.servlet.TestServlets.servlet;
import static io.cognitoclaims.servlet.Verifiers.accessTokens;
import static io.cognitoclaims.servlet.Wire.bearer;
import static org.assertj.core.api.Assertions.assertThat;

import io.cognitoclaims.core.AccessToken;
import io.cognitoclaims.core.CognitoToken;
import io.cognitoclaims.core.IdToken;
import io.cognitoclaims.testing.TestUserPool;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two filters on one request, and what a request attribute may not do. */
class NestedFiltersTest {
    private static final List<CognitoToken> TOKENS = new CopyOnWriteArrayList<>();

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
        filter(context, "/smuggled", (request, response, chain) -> {
            request.setAttribute("io.cognitoclaims.servlet.CognitoFilter", "alice");
            request.setAttribute("io.cognitoclaims.servlet.CognitoFilter.resumed", "alice");
            chain.doFilter(request, response);
        });
        filter(context, "/smuggled", CognitoFilter.create(accessTokens(pool).build()));
        filter(
                context,
                "/shop/*",
                CognitoFilter.builder(accessTokens(pool).build())
                        .allowRequestsWithoutToken()
                        .build());
        filter(
                context,
                "/shop/staff/*",
                CognitoFilter.create(accessTokens(pool)
                        .requireGroups("staff")
                        .withoutTokenCache()
                        .build()));
        servlet(context, "/smuggled", TestServlets::whoAmI);
        servlet(context, "/shop/window", NestedFiltersTest::includeStaff);
        servlet(context, "/shop/staff/room", TestServlets::whoAmI);
        servlet(context, "/shop/types", NestedFiltersTest::types);
    }

    private static void includeStaff(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        TOKENS.add(CognitoFilter.token(request).orElseThrow());
        request.getRequestDispatcher("/shop/staff/room").include(request, response);
        TOKENS.add(CognitoFilter.token(request).orElseThrow());
        response.getWriter().print("page");
    }

    private static void types(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.getWriter()
                .print(CognitoFilter.token(request, AccessToken.class).isPresent() + " "
                        + CognitoFilter.token(request, IdToken.class).isPresent() + " "
                        + request.isUserInRole("*") + " " + request.isUserInRole("**"));
    }

    @BeforeEach
    void forgetTokens() {
        TOKENS.clear();
    }

    @Test
    void theStricterOfTwoFiltersDecides() {
        String customer = pool.accessToken().sign();
        String staff = pool.accessToken().groups("staff").sign();

        assertThat(wire.get("/shop/staff/room").status()).isEqualTo(401);
        assertThat(wire.get("/shop/staff/room", bearer(customer)).status()).isEqualTo(403);
        assertThat(wire.get("/shop/staff/room", bearer(staff)).status()).isEqualTo(200);
    }

    @Test
    void theTokenOfAnIncludeEndsWithIt() {
        String staff = pool.accessToken().subject("bob").groups("staff").sign();

        assertThat(wire.get("/shop/window", bearer(staff)).body())
                .startsWith("[INCLUDE principal=bob ")
                .endsWith("]page");
        assertThat(TOKENS).hasSize(2);
        assertThat(TOKENS.get(1)).isSameAs(TOKENS.get(0));
    }

    @Test
    void anIncludeThatIsRefusedLeavesThePageAsItIs() {
        Wire.Answer answer = wire.get("/shop/window", bearer(pool.accessToken().sign()));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("page");
    }

    @Test
    void aClientCannotSetTheRequestAttributeOfTheFilter() {
        String name = "io.cognitoclaims.servlet.CognitoFilter";

        assertThat(wire.get("/shop/staff/room?" + name + "=alice&" + name + ".resumed=alice", name + ": alice")
                        .status())
                .isEqualTo(401);
    }

    @Test
    void aRequestAttributeOfAnotherTypeProvesNothing() {
        assertThat(wire.get("/smuggled").status()).isEqualTo(401);
    }

    @Test
    void theTokenIsGivenAsItsOwnTypeOnly() {
        assertThat(wire.get("/shop/types", bearer(pool.accessToken().groups("*").sign()))
                        .body())
                .isEqualTo("true false false true");
        assertThat(wire.get("/shop/types").body()).isEqualTo("false false false false");
    }
}
