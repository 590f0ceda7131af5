package io.cognitoclaims.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.cognitoclaims.testing.TestUserPool;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.test.context.assertj.ApplicationContextAssertProvider;
import org.springframework.boot.test.context.runner.AbstractApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.core.env.MapPropertySource;

/** What becomes of groups, scopes and the claims of {@code cognito-claims.authorities.claims}. */
@ParameterizedClass
@EnumSource(WebStack.class)
@Tag("slow")
class AuthoritiesTest {
    private static final String CLAIMS = "cognito-claims.authorities.claims";
    private static final TestUserPool POOL = TestUserPool.create();

    @Parameter
    WebStack stack;

    @AfterAll
    static void closePool() {
        POOL.close();
    }

    @Test
    void aGroupThatHasThePrefixGetsNoSecondOne() throws Exception {
        try (RunningApi api = stack.startFor(POOL, Greeter.class)) {
            assertThat(authorities(
                            api,
                            POOL.accessToken()
                                    .groups("ROLE_ADMIN", "staff", "Admin", "role_x", "ROLE_ROLE_Y")
                                    .scopes("SCOPE_a", "pets/read")
                                    .sign()))
                    .containsExactlyInAnyOrder(
                            "ROLE_ADMIN",
                            "ROLE_staff",
                            "ROLE_Admin",
                            "ROLE_role_x",
                            "ROLE_ROLE_Y",
                            "SCOPE_SCOPE_a",
                            "SCOPE_pets/read");
            assertThat(authorities(
                            api,
                            POOL.accessToken()
                                    .groups("ROLE_ADMIN", "ADMIN")
                                    .scopes()
                                    .sign()))
                    .containsExactly("ROLE_ADMIN");
        }
    }

    @Test
    void aGroupThatHasTheApplicationsOwnPrefixGetsNoSecondOne() throws Exception {
        try (RunningApi api = stack.startFor(POOL, Greeter.class, "cognito-claims.authorities.group-prefix=GROUP_")) {
            assertThat(authorities(
                            api,
                            POOL.accessToken()
                                    .groups("GROUP_a", "ROLE_b")
                                    .scopes()
                                    .sign()))
                    .containsExactlyInAnyOrder("GROUP_a", "GROUP_ROLE_b");
        }
    }

    @Test
    void theTextsOfAClaimBecomeAuthorities() throws Exception {
        try (RunningApi api = stack.startFor(
                POOL,
                Greeter.class,
                CLAIMS + "[0].name=custom:tier",
                CLAIMS + "[0].prefix=TIER_",
                CLAIMS + "[1].name=tenant_roles",
                CLAIMS + "[1].prefix=TENANT_")) {
            assertThat(of(api, "custom:tier", "gold")).containsExactly("TIER_gold");
            assertThat(of(api, "custom:tier", "TIER_gold")).containsExactly("TIER_gold");
            // A value with a blank is one value, or acme west would be allowed what acme is.
            assertThat(of(api, "tenant_roles", "acme west")).containsExactly("TENANT_acme west");
            assertThat(of(api, "tenant_roles", "a,b")).containsExactly("TENANT_a,b");
            assertThat(of(api, "tenant_roles", List.of("a", "b", "a")))
                    .containsExactlyInAnyOrder("TENANT_a", "TENANT_b");
            assertThat(of(api, "tenant_roles", "[\"a\",\"b\"]")).containsExactlyInAnyOrder("TENANT_a", "TENANT_b");
            assertThat(of(api, "tenant_roles", "ROLE_admin")).containsExactly("TENANT_ROLE_admin");
            assertThat(of(api, "tenant_roles", List.of("a", " ", ""))).containsExactly("TENANT_a");
            for (Object odd : Arrays.asList(
                    "", " ", null, 7, true, Map.of("a", "b"), List.of("a", 7), List.of(List.of("a")), "[a", "[]")) {
                assertThat(of(api, "tenant_roles", odd)).as("%s", odd).isEmpty();
            }
            assertThat(of(api, "another", "gold")).isEmpty();
        }
    }

    @Test
    void aClaimMayBecomeRolesWhereGroupsDoNot() throws Exception {
        try (RunningApi api = stack.startFor(
                POOL,
                Greeter.class,
                "cognito-claims.token-use=id",
                "cognito-claims.authorities.group-prefix=GROUP_",
                CLAIMS + "[0].name=custom:role",
                CLAIMS + "[0].prefix=ROLE_")) {
            assertThat(authorities(
                            api,
                            POOL.idToken()
                                    .groups("admin")
                                    .claim("custom:role", "keeper")
                                    .sign()))
                    .containsExactlyInAnyOrder("GROUP_admin", "ROLE_keeper");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'', TIER_, claims[0].name, missing or blank",
        "' ', TIER_, claims[0].name, missing or blank",
        "role, '', claims[0].prefix, missing or blank",
        "role, ' ', claims[0].prefix, missing or blank",
        "role, ROLE_, claims[0].prefix, ROLE_",
        "role, ROLE, claims[0].prefix, ROLE_",
        "role, ROLE_X_, claims[0].prefix, ROLE_",
        "role, SCOPE_, claims[0].prefix, SCOPE_",
        "role, S, claims[0].prefix, SCOPE_",
        "role, FACTOR_, claims[0].prefix, FACTOR_",
    })
    void aClaimWhoseAuthoritiesCouldBeMistakenForOthersIsAWrongSetting(
            String name, String prefix, String setting, String problem) {
        assertRefused(setting, problem, Map.of(CLAIMS + "[0].name", name, CLAIMS + "[0].prefix", prefix));
    }

    @Test
    void twoClaimsWithOnePrefixOrOneNameAreAWrongSetting() {
        assertRefused(
                "claims[1].prefix",
                "TIER_",
                Map.of(
                        CLAIMS + "[0].name", "a",
                        CLAIMS + "[0].prefix", "TIER_",
                        CLAIMS + "[1].name", "b",
                        CLAIMS + "[1].prefix", "TIER_"));
        assertRefused(
                "claims[1].name",
                "twice",
                Map.of(
                        CLAIMS + "[0].name", "a",
                        CLAIMS + "[0].prefix", "A_",
                        CLAIMS + "[1].name", "a",
                        CLAIMS + "[1].prefix", "B_"));
        assertRefused("claims[0].prefix", "missing or blank", Map.of(CLAIMS + "[0].name", "a"));
    }

    private void assertRefused(String setting, String problem, Map<String, Object> settings) {
        AbstractApplicationContextRunner<?, ?, ? extends ApplicationContextAssertProvider<?>> runner =
                stack == WebStack.TOMCAT
                        ? new WebApplicationContextRunner()
                        : new ReactiveWebApplicationContextRunner();
        runner.withUserConfiguration(AutoConfigurationTest.Everything.class)
                .withPropertyValues(
                        "cognito-claims.user-pools[0].issuer=" + POOL.issuer(),
                        "cognito-claims.user-pools[0].client-ids=" + POOL.clientId())
                .withInitializer(context -> context.getEnvironment()
                        .getPropertySources()
                        .addFirst(new MapPropertySource("authorities", settings)))
                .run(context -> assertThat(context.getStartupFailure())
                        .rootCause()
                        .isInstanceOf(WrongSettingException.class)
                        .hasMessageStartingWith("cognito-claims.authorities." + setting + ": ")
                        .hasMessageContaining(problem));
    }

    private static List<String> of(RunningApi api, String claim, @org.jspecify.annotations.Nullable Object value)
            throws Exception {
        return authorities(api, POOL.accessToken().scopes().claim(claim, value).sign());
    }

    private static List<String> authorities(RunningApi api, String token) throws Exception {
        return Stream.of(api.get("/authority-list", token).body().split("\n"))
                .filter(authority -> !authority.isEmpty() && !authority.startsWith("FACTOR_"))
                .toList();
    }
}
