package io.cognitoclaims.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.cognitoclaims.testing.TestUserPool;
import java.net.http.HttpResponse;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.web.cors.CorsConfiguration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the application tells clients of itself (RFC 9728). */
@ParameterizedClass
@EnumSource(WebStack.class)
@Tag("slow")
class ResourceMetadataTest {
    @RegisterExtension
    static final SharedApis APIS = new SharedApis();

    private static final String PATH = "/.well-known/oauth-protected-resource";

    private static final String[] FORWARDED = {
        "X-Forwarded-Host", "api.example.com", "X-Forwarded-Proto", "https", "X-Forwarded-Port", "443"
    };

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
    void theMetadataIsWhereTheChallengeSays() throws Exception {
        RunningApi api = APIS.startedFor(stack, POOL, Greeter.class);
        Matcher challenge = Pattern.compile("Bearer resource_metadata=\"http://127\\.0\\.0\\.1:\\d+(/[^\"]+)\"")
                .matcher(RunningApi.challengeOf(api.get("/hello")));

        assertThat(challenge.matches()).isTrue();
        assertThat(api.metadata()).endsWith(challenge.group(1));
        assertThat(api.get(challenge.group(1)).statusCode()).isEqualTo(200);
    }

    @Test
    void theMetadataNamesTheResourceTheIssuersAndTheHeaderOnly() throws Exception {
        RunningApi api = APIS.startedFor(stack, POOL, Greeter.class);
        HttpResponse<String> answer = api.get(PATH);
        JsonNode document = JsonMapper.shared().readTree(answer.body());

        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
        assertThat(document.propertyNames())
                .containsExactlyInAnyOrder("resource", "authorization_servers", "bearer_methods_supported");
        assertThat(document.get("resource").asString() + PATH).isEqualTo(api.metadata());
        assertThat(document.get("authorization_servers").toString()).isEqualTo("[\"" + POOL.issuer() + "\"]");
        assertThat(document.get("bearer_methods_supported").toString()).isEqualTo("[\"header\"]");
    }

    @Test
    void theMetadataNamesScopesAndAllPools() throws Exception {
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
    void theMetadataIsOfThePathThatIsAskedFor() throws Exception {
        RunningApi api = APIS.startedFor(stack, POOL, Greeter.class);
        JsonNode document = JsonMapper.shared().readTree(api.get(PATH + "/pets").body());

        assertThat(document.get("resource").asString()).isEqualTo(api.metadata().replace(PATH, "/pets"));
    }

    @ParameterizedTest
    @ValueSource(classes = {Greeter.class, OwnChain.class})
    void theMetadataIsNeitherServedNorNamedWhereItIsSwitchedOff(Class<?> application) throws Exception {
        try (RunningApi api =
                stack.start(application, ONE_POOL[0], ONE_POOL[1], "cognito-claims.resource-metadata.enabled=false")) {
            String token = POOL.accessToken().sign();

            assertThat(api.get(PATH).statusCode()).isEqualTo(401);
            assertThat(api.get(PATH + "/some").statusCode()).isEqualTo(401);
            assertThat(api.get(PATH, token).statusCode()).isEqualTo(404);
            assertThat(RunningApi.challengeOf(api.get("/hello"))).isEqualTo("Bearer");
            assertThat(RunningApi.challengeOf(api.get("/hello", "opaque")))
                    .startsWith("Bearer error=\"invalid_token\"")
                    .doesNotContain("resource_metadata");
            assertThat(RunningApi.challengeOf(api.getAs("Bearer", "/hello")))
                    .startsWith("Bearer error=\"invalid_request\"")
                    .doesNotContain("resource_metadata");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "https://api.example.com, '', https://api.example.com",
        "https://api.example.com/, '', https://api.example.com",
        "https://api.example.com:8443/pets, /pets, https://api.example.com:8443",
        "http://localhost:3000/a/b, /a/b, http://localhost:3000",
        "https://api.example.com/pets?v=1, '/pets?v=1', https://api.example.com",
    })
    void theChallengeNamesTheMetadataOfTheGivenResourceWhateverHostIsAsked(String resource, String rest, String origin)
            throws Exception {
        try (RunningApi api = stack.start(
                OwnChain.class, ONE_POOL[0], ONE_POOL[1], "cognito-claims.resource-metadata.resource=" + resource)) {
            String right = "resource_metadata=\"" + origin + PATH + rest + "\"";
            String token = POOL.accessToken().sign();

            assertThat(RunningApi.challengeOf(api.get("/hello"))).isEqualTo("Bearer " + right);
            assertThat(challengeOf(401, api.get("/hello", "opaque"))).endsWith(", " + right);
            assertThat(challengeOf(400, api.getAs("Bearer", "/hello"))).endsWith(", " + right);
            assertThat(challengeOf(403, api.get("/admin", token))).endsWith(", " + right);
            assertThat(api.get("/hello", token).headers().firstValue("WWW-Authenticate"))
                    .isEmpty();
        }
    }

    @Test
    void theChallengeNamesTheMetadataOfTheOnlyAcceptedResource() throws Exception {
        try (RunningApi api = stack.start(
                Greeter.class, ONE_POOL[0], ONE_POOL[1], "cognito-claims.resources=https://api.example.com/pets")) {
            assertThat(RunningApi.challengeOf(api.get("/hello")))
                    .isEqualTo("Bearer resource_metadata=\"https://api.example.com" + PATH + "/pets\"");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "https://api.example.com/app, https://api.example.com/app" + PATH,
        "https://api.example.com/app/pets, https://api.example.com/app" + PATH + "/pets",
        "https://api.example.com/apples, https://api.example.com" + PATH + "/apples",
        "https://api.example.com, https://api.example.com" + PATH,
    })
    void theMetadataIsBelowTheContextPathWhereTheResourceIs(String resource, String address) throws Exception {
        try (RunningApi api = stack.start(
                Greeter.class,
                ONE_POOL[0],
                ONE_POOL[1],
                "server.servlet.context-path=/app",
                "spring.webflux.base-path=/app",
                "cognito-claims.resource-metadata.resource=" + resource)) {
            assertThat(RunningApi.challengeOf(api.get("/app/hello")))
                    .isEqualTo("Bearer resource_metadata=\"" + address + "\"");
            assertThat(api.get("/app" + address.replaceFirst("https://[^/]+(/app(?=/))?", ""))
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"framework", "native"})
    void theMetadataHasTheAddressOfAProxyWhereSpringIsToldOfIt(String strategy) throws Exception {
        try (RunningApi api =
                stack.start(Greeter.class, ONE_POOL[0], ONE_POOL[1], "server.forward-headers-strategy=" + strategy)) {
            assertThat(challengeBehindProxy(api)).contains("\"https://api.example.com" + PATH + "\"");
            assertThat(JsonMapper.shared()
                            .readTree(api.sendAs("GET", PATH, FORWARDED).body())
                            .get("resource")
                            .asString())
                    .isEqualTo("https://api.example.com");
        }
    }

    /** As containers have; for Java it is no host name. */
    @Test
    void theMetadataHasTheAddressOfAHostWithAnUnderscore() throws Exception {
        try (RunningApi api =
                stack.start(Greeter.class, ONE_POOL[0], ONE_POOL[1], "server.forward-headers-strategy=framework")) {
            String[] forwarded = {"X-Forwarded-Host", "pet_api:8080"};

            assertThat(RunningApi.challengeOf(api.sendAs("GET", "/hello", forwarded)))
                    .isEqualTo("Bearer resource_metadata=\"http://pet_api:8080" + PATH + "\"");
            assertThat(JsonMapper.shared()
                            .readTree(
                                    api.sendAs("GET", PATH + "/pets", forwarded).body())
                            .get("resource")
                            .asString())
                    .isEqualTo("http://pet_api:8080/pets");
        }
    }

    @Test
    void theMetadataNamesNoUserInFrontOfTheHost() throws Exception {
        assumeThat(stack).isEqualTo(WebStack.NETTY);
        try (RunningApi api =
                stack.start(Greeter.class, ONE_POOL[0], ONE_POOL[1], "server.forward-headers-strategy=framework")) {
            assertThat(RunningApi.challengeOf(
                            api.sendAs("GET", "/hello", "X-Forwarded-Host", "alice@pets.example.com")))
                    .isEqualTo("Bearer resource_metadata=\"http://pets.example.com" + PATH + "\"");
        }
    }

    @Test
    void theChallengeIgnoresForwardedHeadersWhereSpringIsNotToldOfAProxy() throws Exception {
        try (RunningApi api =
                stack.start(Greeter.class, ONE_POOL[0], ONE_POOL[1], "server.forward-headers-strategy=none")) {
            assertThat(challengeBehindProxy(api)).contains("\"" + api.metadata() + "\"");
        }
    }

    private static String challengeBehindProxy(RunningApi api) throws Exception {
        return RunningApi.challengeOf(api.sendAs("GET", "/hello", FORWARDED));
    }

    private static String challengeOf(int status, HttpResponse<String> answer) {
        assertThat(answer.statusCode()).isEqualTo(status);
        return RunningApi.challengeOf(answer);
    }

    @Test
    void theChallengeOfAnEntryPointOfTheApplicationStaysAsItIs() throws Exception {
        assumeThat(stack).isEqualTo(WebStack.TOMCAT);
        try (RunningApi api = stack.start(
                OwnEntryPoint.class,
                ONE_POOL[0],
                ONE_POOL[1],
                "cognito-claims.resource-metadata.resource=https://api.example.com")) {
            assertThat(RunningApi.challengeOf(api.get("/hello")))
                    .isEqualTo("Bearer realm=\"x\", resource_metadata=\"https://elsewhere.example\"");
            assertThat(RunningApi.challengeOf(api.get("/basic"))).isEqualTo("Basic realm=\"x\"");
        }
    }

    @Test
    void theMetadataIsServedInFilterChainsOfResourceServersOnly() throws Exception {
        assumeThat(stack).isEqualTo(WebStack.TOMCAT);
        try (RunningApi api = stack.start(TwoChains.class, ONE_POOL)) {
            assertThat(api.get(PATH + "/plain").statusCode()).isIn(401, 403);
            assertThat(api.get(PATH).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void theMetadataNamesThePoolsOfTheApplicationsOwnVerifier() throws Exception {
        try (RunningApi api = stack.start(OwnVerifierTest.Application.class)) {
            JsonNode document = JsonMapper.shared().readTree(api.get(PATH).body());

            assertThat(document.get("authorization_servers").toString())
                    .isEqualTo("[\"" + OwnVerifierTest.issuer() + "\"]");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'', 'https://api.example/pets', https://api.example/pets",
        "https://front.example, 'https://api.example', https://front.example",
        "https://front.example, '', https://front.example",
        "'', 'https://one.example,https://two.example', ''",
        "'', 'urn:pets', ''",
        "'', 'https://a b', ''",
        "'', '', ''"
    })
    void theMetadataNamesTheGivenResourceOrTheOnlyOneOrTheAddressThatIsAsked(
            String resource, String resources, String expected) throws Exception {
        try (RunningApi api = stack.start(
                Greeter.class,
                ONE_POOL[0],
                ONE_POOL[1],
                "cognito-claims.resources=" + resources,
                "cognito-claims.resource-metadata." + (resource.isEmpty() ? "enabled=true" : "resource=" + resource))) {
            String path = expected.isEmpty() ? "/some" : expected.replaceFirst("https://[^/]+", "");
            JsonNode document =
                    JsonMapper.shared().readTree(api.get(PATH + path).body());

            assertThat(document.get("resource").asString())
                    .isEqualTo(expected.isEmpty() ? api.metadata().replace(PATH, "/some") : expected);
        }
    }

    @Test
    void theMetadataIsAnsweredToHeadAsToGet() throws Exception {
        RunningApi api = APIS.startedFor(stack, POOL, Greeter.class);
        HttpResponse<String> answer = api.sendAs("HEAD", PATH);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
        assertThat(answer.body()).isEmpty();
        assertThat(api.sendAs("HEAD", "/hello").statusCode()).isEqualTo(401);
        assertThat(api.sendAs("POST", PATH).statusCode()).isEqualTo(401);
    }

    @Test
    void anyScriptMayReadItAndAnybodyMayKeepItForAnHour() throws Exception {
        try (RunningApi api = stack.start(
                ForeignScripts.class,
                ONE_POOL[0],
                ONE_POOL[1],
                "cognito-claims.resource-metadata.resource=https://api.example.com/pets")) {
            HttpResponse<String> answer = api.sendAs("GET", PATH + "/pets", "Origin", "https://elsewhere.example");
            HttpResponse<String> preflight = api.sendAs(
                    "OPTIONS",
                    PATH + "/pets",
                    "Origin",
                    "https://elsewhere.example",
                    "Access-Control-Request-Method",
                    "GET",
                    "Access-Control-Request-Headers",
                    "mcp-protocol-version");

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().allValues("Access-Control-Allow-Origin"))
                    .containsExactly("*");
            assertThat(answer.headers().allValues("Cache-Control")).containsExactly("max-age=3600");
            assertThat(preflight.statusCode()).isEqualTo(200);
            assertThat(preflight.headers().allValues("Access-Control-Allow-Origin"))
                    .containsExactly("*");
            assertThat(preflight.headers().firstValue("Access-Control-Allow-Methods"))
                    .hasValue("GET");
            assertThat(preflight.headers().firstValue("Access-Control-Allow-Headers"))
                    .hasValue("*");
        }
    }

    @Test
    void aResourceWithAPathHasNoDocumentAnywhereElse() throws Exception {
        try (RunningApi api = stack.start(
                Greeter.class,
                ONE_POOL[0],
                ONE_POOL[1],
                "cognito-claims.resource-metadata.resource=https://api.example.com/pets")) {
            assertThat(api.get(PATH).statusCode()).isEqualTo(404);
            assertThat(api.get(PATH + "/pets/more").statusCode()).isEqualTo(404);
            assertThat(api.get(PATH + "/pets").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void aDocumentThatNamesTheHostOfTheRequestIsNotKept() throws Exception {
        RunningApi api = APIS.startedFor(stack, POOL, Greeter.class);
        assertThat(api.get(PATH).headers().allValues("Cache-Control")).containsExactly("no-store");
    }

    /** The application's own rules for other origins, which are not about the documents. */
    @Import({Greeter.class, ForeignScripts.OnServlets.class, ForeignScripts.OnWebFlux.class})
    static class ForeignScripts {
        @Configuration(proxyBeanMethods = false)
        @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
        static class OnServlets {
            @Bean
            org.springframework.web.cors.CorsConfigurationSource onlyOurs() {
                return request -> ours();
            }
        }

        @Configuration(proxyBeanMethods = false)
        @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
        static class OnWebFlux {
            @Bean
            org.springframework.web.cors.reactive.CorsConfigurationSource onlyOurs() {
                return exchange -> ours();
            }
        }

        private static CorsConfiguration ours() {
            CorsConfiguration ours = new CorsConfiguration();
            ours.addAllowedOrigin("https://ours.example");
            return ours;
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

    @Import({Greeter.class, OwnServletChain.class, OwnReactiveChain.class})
    static class OwnChain {}

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
    static class OwnServletChain {
        @Bean
        SecurityFilterChain api(HttpSecurity http) {
            return http.authorizeHttpRequests(requests -> requests.requestMatchers("/admin")
                            .hasRole("admin")
                            .anyRequest()
                            .authenticated())
                    .oauth2ResourceServer(server -> server.jwt(Customizer.withDefaults()))
                    .build();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
    static class OwnReactiveChain {
        @Bean
        SecurityWebFilterChain api(ServerHttpSecurity http) {
            return http.authorizeExchange(requests -> requests.pathMatchers("/admin")
                            .hasRole("admin")
                            .anyExchange()
                            .authenticated())
                    .oauth2ResourceServer(server -> server.jwt(Customizer.withDefaults()))
                    .build();
        }
    }

    @Import(Greeter.class)
    static class OwnEntryPoint {
        @Bean
        SecurityFilterChain api(HttpSecurity http) {
            return http.authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
                    .oauth2ResourceServer(server -> server.jwt(Customizer.withDefaults())
                            .authenticationEntryPoint((request, response, failure) -> {
                                response.setHeader(
                                        "WWW-Authenticate",
                                        request.getRequestURI().equals("/basic")
                                                ? "Basic realm=\"x\""
                                                : "Bearer realm=\"x\", resource_metadata=\"https://elsewhere.example\"");
                                response.setStatus(401);
                            }))
                    .build();
        }
    }
}
