package io.cognitoclaims.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.cognitoclaims.testing.TestUserPool;
import java.net.http.HttpResponse;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the application tells clients of itself (RFC 9728). */
@ParameterizedClass
@EnumSource(WebStack.class)
class ResourceMetadataTest {
    private static final String PATH = "/.well-known/oauth-protected-resource";

    private static final TestUserPool POOL = TestUserPool.create();
    private static final String[] ONE_POOL = {
        "cognito-claims.user-pools[0].issuer=" + POOL.issuer(),
        "cognito-claims.user-pools[0].client-ids=" + POOL.clientId()
    };

    @Parameter
    private WebStack stack;

    @AfterAll
    static void closePool() {
        POOL.close();
    }

    @Test
    void isWhereTheChallengeSays() throws Exception {
        try (RunningApi api = stack.start(Greeter.class, ONE_POOL)) {
            Matcher challenge = Pattern.compile("Bearer resource_metadata=\"http://127\\.0\\.0\\.1:\\d+(/[^\"]+)\"")
                    .matcher(RunningApi.challengeOf(api.get("/hello")));

            assertThat(challenge.matches()).isTrue();
            assertThat(api.metadata()).endsWith(challenge.group(1));
            assertThat(api.get(challenge.group(1)).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void namesTheIssuersAndTheHeaderAndNothingThatIsNotSo() throws Exception {
        try (RunningApi api = stack.start(Greeter.class, ONE_POOL)) {
            HttpResponse<String> answer = api.get(PATH);
            JsonNode document = JsonMapper.shared().readTree(answer.body());

            assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
            assertThat(document.propertyNames())
                    .containsExactlyInAnyOrder("resource", "authorization_servers", "bearer_methods_supported");
            assertThat(document.get("resource").asString() + PATH).isEqualTo(api.metadata());
            assertThat(document.get("authorization_servers").toString()).isEqualTo("[\"" + POOL.issuer() + "\"]");
            assertThat(document.get("bearer_methods_supported").toString()).isEqualTo("[\"header\"]");
        }
    }

    @Test
    void namesScopesAndAllPools() throws Exception {
        try (RunningApi api = stack.start(
                Greeter.class,
                ONE_POOL[0],
                ONE_POOL[1],
                "cognito-claims.user-pools[1].id=us-east-1_EXAMPLE",
                "cognito-claims.user-pools[1].client-ids=web",
                "cognito-claims.resource-metadata.scopes=pets/write,pets/read")) {
            JsonNode document = JsonMapper.shared().readTree(api.get(PATH).body());

            assertThat(document.get("authorization_servers").toString())
                    .isEqualTo("[\"" + POOL.issuer()
                            + "\",\"https://cognito-idp.us-east-1.amazonaws.com/us-east-1_EXAMPLE\"]");
            assertThat(document.get("scopes_supported").toString()).isEqualTo("[\"pets/read\",\"pets/write\"]");
        }
    }

    @Test
    void isOfThePathThatIsAskedFor() throws Exception {
        try (RunningApi api = stack.start(Greeter.class, ONE_POOL)) {
            JsonNode document =
                    JsonMapper.shared().readTree(api.get(PATH + "/pets").body());

            assertThat(document.get("resource").asString())
                    .isEqualTo(api.metadata().replace(PATH, "/pets"));
        }
    }

    @Test
    void isSpringSecuritysWhereItIsSwitchedOff() throws Exception {
        assumeThat(stack).isEqualTo(WebStack.TOMCAT);
        try (RunningApi api = stack.start(
                Greeter.class, ONE_POOL[0], ONE_POOL[1], "cognito-claims.resource-metadata.enabled=false")) {
            JsonNode document = JsonMapper.shared().readTree(api.get(PATH).body());

            assertThat(document.propertyNames())
                    .contains("tls_client_certificate_bound_access_tokens")
                    .doesNotContain("authorization_servers");
        }
    }

    @Test
    void isNowhereOnWebFluxWhereItIsSwitchedOff() throws Exception {
        assumeThat(stack).isEqualTo(WebStack.NETTY);
        try (RunningApi api = stack.start(
                Greeter.class, ONE_POOL[0], ONE_POOL[1], "cognito-claims.resource-metadata.enabled=false")) {
            assertThat(api.get(PATH).statusCode()).isEqualTo(401);
            assertThat(RunningApi.challengeOf(api.get("/hello"))).isEqualTo("Bearer");
        }
    }

    @Test
    void isThereInFilterChainsOfResourceServersOnly() throws Exception {
        assumeThat(stack).isEqualTo(WebStack.TOMCAT);
        try (RunningApi api = stack.start(TwoChains.class, ONE_POOL)) {
            assertThat(api.get(PATH + "/plain").statusCode()).isIn(401, 403);
            assertThat(api.get(PATH).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void isAlsoThereWhereTheVerifierIsTheApplicationsOwn() throws Exception {
        try (RunningApi api = stack.start(OwnVerifierTest.Application.class)) {
            JsonNode document = JsonMapper.shared().readTree(api.get(PATH).body());

            assertThat(Set.copyOf(document.propertyNames())).isEqualTo(Set.of("resource", "bearer_methods_supported"));
        }
    }

    @Import(Greeter.class)
    static class TwoChains {
        @Bean
        @Order(1)
        SecurityFilterChain plain(HttpSecurity http) {
            return http.securityMatcher(PATH + "/plain")
                    .authorizeHttpRequests(requests -> requests.anyRequest().denyAll())
                    .build();
        }

        @Bean
        SecurityFilterChain api(HttpSecurity http) {
            return http.authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
                    .oauth2ResourceServer(server -> server.jwt(Customizer.withDefaults()))
                    .build();
        }
    }
}
