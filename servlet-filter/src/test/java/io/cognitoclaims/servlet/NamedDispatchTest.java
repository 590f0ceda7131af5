package io.cognitoclaims.servlet;

import static io.cognitoclaims.servlet.TestServlets.filter;
import static io.cognitoclaims.servlet.TestServlets.servlet;
import static io.cognitoclaims.servlet.Verifiers.accessTokens;
import static io.cognitoclaims.servlet.Wire.bearer;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.cognitoclaims.testing.TestUserPool;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletContext;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A servlet that another one calls by its name ({@link ServletContext#getNamedDispatcher}), so that there is no path. */
class NamedDispatchTest {
    private static final Map<Container, TestServer> servers = new EnumMap<>(Container.class);

    private static TestUserPool pool;

    @BeforeAll
    static void start() throws Exception {
        pool = TestUserPool.create();
        for (Container container : Container.values()) {
            servers.put(container, container.start((classes, context) -> addTo(context)));
        }
    }

    @AfterAll
    static void stop() {
        servers.values().forEach(TestServer::close);
        pool.close();
    }

    private static void addTo(ServletContext context) {
        filter(
                context,
                "/*",
                CognitoFilter.builder(accessTokens(pool).build())
                        .open("/public/forward/admin", "/public/include/admin")
                        .open("/public/forward/named", "/public/include/named")
                        .build());
        filter(context, "/admin", RequireFilter.groups("admin"));
        context.addFilter("named", RequireFilter.groups("admin"))
                .addMappingForServletNames(EnumSet.allOf(DispatcherType.class), true, "/named");
        for (String servlet : List.of("/admin", "/named")) {
            servlet(context, servlet, TestServlets::whoAmI);
            for (String caller : List.of("/public", "/api")) {
                servlet(
                        context,
                        caller + "/forward" + servlet,
                        (request, response) -> request.getServletContext()
                                .getNamedDispatcher(servlet)
                                .forward(request, response));
                servlet(
                        context,
                        caller + "/include" + servlet,
                        (request, response) -> request.getServletContext()
                                .getNamedDispatcher(servlet)
                                .include(request, response));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void rulesForPathsAreThoseOfTheRequestAndNotOfTheServlet(Container container) {
        assertThat(wire(container).get("/admin", bearer(someone())).status()).isEqualTo(403);

        for (String how : List.of("forward", "include")) {
            assertThat(wire(container).get("/public/" + how + "/admin").body()).contains("principal=none");
            assertThat(wire(container).get("/api/" + how + "/admin").status()).isEqualTo(401);
            assertThat(wire(container)
                            .get("/api/" + how + "/admin", bearer(someone()))
                            .body())
                    .contains("principal=someone", "admin=false", "token=AccessToken");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aFilterThatIsMappedByTheNameOfTheServletGuardsIt(Container container) {
        assertThat(wire(container).get("/public/forward/named").status()).isEqualTo(401);
        assertThat(wire(container).get("/api/forward/named", bearer(someone())).status())
                .isEqualTo(403);
        assertThat(wire(container).get("/public/include/named").body()).isEmpty();
        assertThat(wire(container).get("/api/include/named", bearer(someone())).body())
                .isEmpty();
        for (String how : List.of("forward", "include")) {
            assertThat(wire(container)
                            .get(
                                    "/api/" + how + "/named",
                                    bearer(pool.accessToken().groups("admin").sign()))
                            .body())
                    .contains("admin=true");
        }
    }

    private static String someone() {
        return pool.accessToken().subject("someone").sign();
    }

    private static Wire wire(Container container) {
        return requireNonNull(servers.get(container)).wire();
    }
}
