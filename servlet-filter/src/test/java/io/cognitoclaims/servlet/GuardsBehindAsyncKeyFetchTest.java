package io.cognitoclaims.servlet;

import static io.cognitoclaims.servlet.TestServlets.filter;
import static io.cognitoclaims.servlet.TestServlets.servlet;
import static io.cognitoclaims.servlet.Verifiers.accessTokens;
import static io.cognitoclaims.servlet.Wire.bearer;
import static org.assertj.core.api.Assertions.assertThat;

import io.cognitoclaims.testing.TestUserPool;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.stream.Stream;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.server.Server;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Where the first token has to wait for keys, no guard is left out, however it is mapped. */
@Tag("slow")
class GuardsBehindAsyncKeyFetchTest {
    private final TestUserPool pool = TestUserPool.create();

    @AfterEach
    void stop() {
        pool.close();
    }

    static Stream<Arguments> cases() {
        return Arrays.stream(Container.values())
                .flatMap(container -> Arrays.stream(Guard.values())
                        .flatMap(guard -> Arrays.stream(Mapping.values())
                                .map(mapping -> Arguments.of(container, guard, mapping))));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void aGuardIsAskedForTheFirstRequestThatWaitsForKeysToo(Container container, Guard guard, Mapping mapping)
            throws Exception {
        String user = pool.accessToken().sign();
        String admin = pool.accessToken().groups("admin").sign();

        assertThat(statusOfFirst(container, guard, mapping, user)).isEqualTo(403);
        assertThat(statusOfFirst(container, guard, mapping, admin)).isEqualTo(200);
    }

    private int statusOfFirst(Container container, Guard guard, Mapping mapping, String token) throws Exception {
        try (TestServer server = container.start((classes, context) -> {
            CognitoFilterBuilder settings =
                    CognitoFilter.builder(accessTokens(pool).build()).fetchKeysAsync();
            filter(context, "/*", mapping.applyTo(settings).build());
            servlet(context, "/admin", TestServlets::whoAmI);
            mapping.add(context, guard.filter(pool));
        })) {
            return server.wire().get("/admin", bearer(token)).status();
        }
    }

    /** A container's own way to add filters is seen too. */
    @Test
    void aGuardThatOnlyJettyWasToldOfIsAskedToo() throws Exception {
        Server server = new Server(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        ServletContextHandler context = new ServletContextHandler("/");
        CognitoFilter filter = CognitoFilter.builder(accessTokens(pool).build())
                .fetchKeysAsync()
                .build();
        context.addFilter(filter, "/*", EnumSet.allOf(DispatcherType.class)).setAsyncSupported(true);
        context.addFilter(RequireFilter.groups("admin"), "/admin", EnumSet.of(DispatcherType.REQUEST))
                .setAsyncSupported(true);
        context.addServlet(new WhoAmI(), "/admin").setAsyncSupported(true);
        server.setHandler(context);
        server.start();
        try {
            Wire wire = new Wire(server.getURI().getPort());
            assertThat(wire.get("/admin", bearer(pool.accessToken().sign())).status())
                    .isEqualTo(403);
        } finally {
            server.stop();
        }
    }

    /** Filters that let only the group {@code admin} through. */
    enum Guard {
        REQUIRE,
        STRICTER_VERIFIER,
        OF_THE_APPLICATION;

        Filter filter(TestUserPool pool) {
            return switch (this) {
                case REQUIRE -> RequireFilter.groups("admin");
                case STRICTER_VERIFIER ->
                    CognitoFilter.create(
                            accessTokens(pool).requireGroups("admin").build());
                case OF_THE_APPLICATION -> new AdminsOnly();
            };
        }
    }

    private static final class AdminsOnly extends HttpFilter {
        private static final long serialVersionUID = 1L;

        @Override
        protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                throws IOException, ServletException {
            if (request.isUserInRole("admin")) {
                chain.doFilter(request, response);
            } else {
                response.setStatus(403);
            }
        }
    }

    /** Ways to put a guard behind the filter. */
    enum Mapping {
        FOR_NO_TYPE_NAMED,
        FOR_REQUESTS,
        FOR_REQUESTS_AND_FORWARDS,
        OF_THE_SERVLET,
        FOR_ALL_TYPES,
        FOR_ALL_TYPES_AND_SAID_SO;

        CognitoFilterBuilder applyTo(CognitoFilterBuilder settings) {
            return this == FOR_ALL_TYPES_AND_SAID_SO ? settings.filtersMappedForAsync("guard") : settings;
        }

        void add(ServletContext context, Filter guard) {
            FilterRegistration.Dynamic registration = context.addFilter("guard", guard);
            registration.setAsyncSupported(true);
            switch (this) {
                case FOR_NO_TYPE_NAMED -> registration.addMappingForUrlPatterns(null, true, "/admin");
                case FOR_REQUESTS ->
                    registration.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), true, "/*");
                case FOR_REQUESTS_AND_FORWARDS ->
                    registration.addMappingForUrlPatterns(
                            EnumSet.of(DispatcherType.REQUEST, DispatcherType.FORWARD), true, "/admin/*");
                case OF_THE_SERVLET -> registration.addMappingForServletNames(null, true, "/admin");
                default -> registration.addMappingForUrlPatterns(EnumSet.allOf(DispatcherType.class), true, "/admin");
            }
        }
    }
}
