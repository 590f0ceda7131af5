package io.cognitoclaims.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.cognitoclaims.testing.TestUserPool;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** The actuator's health in the starter's own filter chain: load balancers and Kubernetes have no token. */
@ParameterizedClass
@EnumSource(WebStack.class)
@ExtendWith(OutputCaptureExtension.class)
@Tag("slow")
class HealthProbesTest {
    private static final TestUserPool POOL = TestUserPool.create();

    /** An application has one server and no Redis; this class path has three, and the actuator would start each. */
    static final String ONE_SERVER = "spring.autoconfigure.exclude="
            + "org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration,"
            + "org.springframework.boot.data.redis.autoconfigure.DataRedisReactiveAutoConfiguration,"
            + "org.springframework.boot.jetty.autoconfigure.servlet.JettyServletWebServerAutoConfiguration,"
            + "org.springframework.boot.jetty.autoconfigure.reactive.JettyReactiveWebServerAutoConfiguration,"
            + "org.springframework.boot.jetty.autoconfigure.actuate.web.server.JettyServletManagementContextAutoConfiguration,"
            + "org.springframework.boot.jetty.autoconfigure.actuate.web.server.JettyReactiveManagementContextAutoConfiguration,"
            + "org.springframework.boot.tomcat.autoconfigure.actuate.web.server.TomcatReactiveManagementContextAutoConfiguration";

    @Parameter
    WebStack stack;

    @AfterAll
    static void closePool() {
        POOL.close();
    }

    @Test
    void healthProbesAreOpenAndTellAStatusOnly(CapturedOutput output) throws Exception {
        try (RunningApi api = start("management.endpoints.web.exposure.include=*")) {
            assertThat(api.get("/actuator/health").body())
                    .contains("\"status\":\"UP\"")
                    .doesNotContain("components");
            assertThat(api.get("/actuator/health/liveness").body()).isEqualTo("{\"status\":\"UP\"}");
            assertThat(api.get("/actuator/health/readiness").body()).isEqualTo("{\"status\":\"UP\"}");
            assertThat(api.sendAs("HEAD", "/actuator/health").statusCode()).isEqualTo(200);
        }
        assertThat(output).doesNotContain(" WARN ");
    }

    @Test
    void healthProbesOpenNothingElse() throws Exception {
        try (RunningApi api = start("management.endpoints.web.exposure.include=*")) {
            assertThat(List.of(
                            "/actuator",
                            "/actuator/env",
                            "/actuator/health/",
                            "/actuator/health/cognitoClaims",
                            "/actuator/health/ping",
                            "/actuator/health/liveness/livenessState",
                            "/actuator/healthy",
                            "/health",
                            "/livez",
                            "/hello"))
                    .allSatisfy(path ->
                            assertThat(api.get(path).statusCode()).as(path).isEqualTo(401));
        }
    }

    @Test
    void healthProbesAreOpenWhereTheActuatorIs() throws Exception {
        try (RunningApi api = start(
                "management.endpoints.web.base-path=/manage", "management.endpoints.web.path-mapping.health=alive")) {
            assertThat(api.get("/manage/alive").statusCode()).isEqualTo(200);
            assertThat(api.get("/manage/alive/readiness").statusCode()).isEqualTo(200);
            assertThat(api.get("/manage/alive/other").statusCode()).isEqualTo(401);
            assertThat(api.get("/actuator/health").statusCode()).isEqualTo(401);
        }
    }

    @Test
    void healthProbesAreOpenBelowTheContextPath() throws Exception {
        try (RunningApi api = start("server.servlet.context-path=/app", "spring.webflux.base-path=/app")) {
            assertThat(api.get("/app/actuator/health/liveness").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void healthProbesAreOpenAtAManagementPort() throws Exception {
        try (RunningApi api = start(
                "management.server.port=0",
                ONE_SERVER,
                "management.server.address=127.0.0.1",
                "management.server.base-path=/manage",
                "management.endpoints.web.exposure.include=*")) {
            assertThat(api.getAtManagementPort("/manage/actuator/health").statusCode())
                    .isEqualTo(200);
            assertThat(api.getAtManagementPort("/manage/actuator/health/readiness")
                            .statusCode())
                    .isEqualTo(200);
            assertThat(api.getAtManagementPort("/manage/actuator/env").statusCode())
                    .isEqualTo(401);
            assertThat(api.get("/actuator/health").statusCode()).isEqualTo(401);
        }
    }

    @Test
    void healthProbesAreAtThePathsOfKubernetesWhereTheyAreAskedFor() throws Exception {
        try (RunningApi api = start(
                "management.server.port=0",
                ONE_SERVER,
                "management.server.address=127.0.0.1",
                "management.endpoint.health.probes.add-additional-paths=true")) {
            assertThat(api.get("/livez").body()).isEqualTo("{\"status\":\"UP\"}");
            assertThat(api.get("/readyz").statusCode()).isEqualTo(200);
            assertThat(api.get("/livez/livenessState").statusCode()).isEqualTo(401);
        }
    }

    @Test
    void thePathOfAHealthGroupIsOpenAsLongAsItTellsAStatusOnly() throws Exception {
        try (RunningApi api = start(
                "management.endpoint.health.group.quiet.include=ping",
                "management.endpoint.health.group.quiet.additional-path=server:/quiet",
                "management.endpoint.health.group.chatty.include=ping",
                "management.endpoint.health.group.chatty.show-details=always",
                "management.endpoint.health.group.chatty.additional-path=server:/chatty")) {
            assertThat(api.get("/quiet").body()).isEqualTo("{\"status\":\"UP\"}");
            assertThat(api.get("/chatty").statusCode()).isEqualTo(401);
            // The same path for the endpoint, with a letter encoded.
            assertThat(api.get("/chatt%79").statusCode()).isEqualTo(401);
            assertThat(api.get("/quie%74").statusCode()).isIn(200, 401);
            assertThat(api.get("/chatty", POOL.accessToken().sign()).body()).contains("ping");
        }
    }

    @Test
    void healthProbesWithAQueryOrByPostNeedAToken() throws Exception {
        try (RunningApi api = start(
                "management.endpoint.health.show-details=always",
                "management.endpoint.health.group.chatty.include=ping",
                "management.endpoint.health.group.chatty.show-details=always",
                "management.endpoint.health.group.quiet.include=ping",
                "management.endpoint.health.group.quiet.show-details=never",
                "management.endpoint.health.group.quiet.additional-path=server:/quiet")) {
            assertThat(api.get("/actuator/health/liveness").statusCode()).isEqualTo(200);
            assertThat(api.get("/quiet").statusCode()).isEqualTo(200);
            for (String query : List.of("?path=ping", "?path=chatty", "?path=chatty&path=ping", "?x")) {
                assertThat(api.get("/actuator/health/liveness" + query).statusCode())
                        .as(query)
                        .isEqualTo(401);
                assertThat(api.get("/quiet" + query).statusCode()).as(query).isEqualTo(401);
            }
            assertThat(api.sendAs("POST", "/actuator/health/liveness").statusCode())
                    .isEqualTo(401);
        }
    }

    @ParameterizedTest
    @CsvSource({"show-details", "show-components"})
    void healthIsGuardedWhereItWouldTellMoreThanAStatusToEverybody(String setting, CapturedOutput output)
            throws Exception {
        try (RunningApi api = start("management.endpoint.health." + setting + "=always")) {
            assertThat(api.get("/actuator/health").statusCode()).isEqualTo(401);
            assertThat(api.get("/actuator/health", POOL.accessToken().sign()).body())
                    .contains("components");
            assertThat(api.get("/actuator/health/liveness").body()).isEqualTo("{\"status\":\"UP\"}");
        }
        assertThat(output)
                .containsOnlyOnce(" WARN ")
                .contains("/actuator/health needs a token, as management.endpoint.health.show-details");
    }

    @Test
    void healthWithDetailsIsOpenWhereAnOpenPathNamesIt() throws Exception {
        try (RunningApi api =
                start("management.endpoint.health.show-details=always", "cognito-claims.open-paths=/actuator/health")) {
            assertThat(api.get("/actuator/health").body()).contains("cognitoClaims");
        }
    }

    @Test
    void healthTellsDetailsToAnAdministratorWhereThatIsSaid() throws Exception {
        try (RunningApi api = start(
                "management.endpoint.health.show-details=when-authorized", "management.endpoint.health.roles=admin")) {
            assertThat(api.get("/actuator/health").body()).doesNotContain("components");
            assertThat(api.get("/actuator/health", POOL.accessToken().sign()).body())
                    .doesNotContain("components");
            assertThat(api.get(
                                    "/actuator/health",
                                    POOL.accessToken().groups("admin").sign())
                            .body())
                    .contains("components");
        }
    }

    @Test
    void thePathOfHealthIsGuardedWhereHealthIsNotExposed() throws Exception {
        try (RunningApi api = start("management.endpoints.web.exposure.exclude=health")) {
            assertThat(api.get("/actuator/health").statusCode()).isEqualTo(401);
        }
    }

    private RunningApi start(String... properties) {
        return stack.startFor(POOL, Greeter.class, properties);
    }
}
