package io.cognitoclaims.spring;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.cognitoclaims.testing.TestUserPool;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.Filter;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
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
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.springframework.core.Ordered;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.PooledDataBuffer;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authorization.ReactiveAuthorizationManager;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.ObjectPostProcessor;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.util.ContentCachingResponseWrapper;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** The scopes that challenges name, and code behind the filter chain that demands some. */
@ParameterizedClass
@EnumSource(WebStack.class)
@Tag("slow")
class ScopeChallengesTest {
    @RegisterExtension
    static final SharedApis APIS = new SharedApis();

    private static final TestUserPool POOL = TestUserPool.create();
    private static final Queue<PooledDataBuffer> FILLED = new ConcurrentLinkedQueue<>();
    private static final String RESOURCE = "cognito-claims.resource-metadata.resource=https://api.example.com/mcp";

    @Parameter
    private WebStack stack;

    @AfterAll
    static void closePool() {
        POOL.close();
    }

    private static String token(String... scopes) {
        return POOL.accessToken().scopes(scopes).sign();
    }

    @Test
    void a401NamesTheScopesThatTheVerifierRequires() throws Exception {
        RunningApi api = APIS.startedFor(stack, POOL, Tools.class, RESOURCE);
        assertThat(RunningApi.challengeOf(api.get("/walk")))
                .isEqualTo("Bearer resource_metadata="
                        + "\"https://api.example.com/.well-known/oauth-protected-resource/mcp\","
                        + " scope=\"mcp/read\"");
        assertThat(RunningApi.challengeOf(api.get("/walk", "opaque")))
                .contains("error=\"invalid_token\"")
                .endsWith(" scope=\"mcp/read\"");
        assertThat(RunningApi.challengeOf(api.getAs("Bearer", "/walk"))).doesNotContain(" scope=");
    }

    @Test
    void a401NamesTheScopesEvenIfThereIsNoDocument() throws Exception {
        RunningApi api = APIS.startedFor(stack, POOL, Tools.class, "cognito-claims.resource-metadata.enabled=false");
        assertThat(RunningApi.challengeOf(api.get("/walk"))).isEqualTo("Bearer scope=\"mcp/read\"");
    }

    @Test
    void aRuleOfAMethodDemandsAScope() throws Exception {
        RunningApi api = APIS.startedFor(stack, POOL, Tools.class, RESOURCE);
        HttpResponse<String> refused = api.get("/walk", token("mcp/read"));

        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(RunningApi.challengeOf(refused))
                .contains("error=\"insufficient_scope\"", "oauth-protected-resource/mcp\"")
                .endsWith(" scope=\"mcp/read mcp/walk\"");
        assertThat(refused.body()).contains("\"status\":403");
        assertThat(api.get("/walk", token("mcp/read", "mcp/walk")).body()).isEqualTo("walked");
        assertThat(api.get("/walk", token("mcp/read", "mcp/walks")).statusCode())
                .isEqualTo(403);
    }

    @Test
    void aMissingClaimIsNoScope() throws Exception {
        RunningApi api = APIS.startedFor(stack, POOL, Tools.class, RESOURCE);
        HttpResponse<String> refused = api.get("/dogs", token("mcp/read"));

        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(RunningApi.challengeOf(refused)).doesNotContain(" scope=");
    }

    /** {@return the application with rules of the filter chain, and code that makes something of a demand} */
    private RunningApi withRules() {
        return APIS.startedFor(
                stack, POOL, stack == WebStack.TOMCAT ? ServletTools.class : ReactiveTools.class, RESOURCE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/caught/walk",
                "/caught/stream",
                "/caught/method",
                "/caught/flux",
                "/caught/error",
                "/caught/empty",
                "/caught/elsewhere",
                "/thrown"
            })
    void anErrorThatCodeMakesOfADemandIsStillThe403(String path) throws Exception {
        RunningApi api = withRules();
        HttpResponse<String> refused = api.get(path, token("mcp/read", "mcp/call"));

        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(RunningApi.challengeOf(refused))
                .startsWith("Bearer error=\"insufficient_scope\"")
                .endsWith(" scope=\"mcp/call mcp/read mcp/walk\"");
        assertThat(refused.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(refused.body()).startsWith("{\"title\":\"Forbidden\"").endsWith("}");
        assertThat(api.get(path, token("mcp/read", "mcp/call", "mcp/walk")).body())
                .contains("walked");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/described", "/own-writer"})
    void aRefusalKeepsNothingThatDescribesTheReplacedAnswer(String path) throws Exception {
        assumeThat(stack == WebStack.TOMCAT || path.equals("/described")).isTrue();
        RunningApi api = withRules();
        HttpResponse<String> refused = api.get(path, token("mcp/read", "mcp/call"));

        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.headers().map().values().toString()).doesNotContain("replaced");
        assertThat(refused.headers().firstValue("Cache-Control")).hasValue("no-store");
        assertThat(refused.headers().allValues("X-Own")).isEqualTo(List.of("kept", "kept too"));
        assertThat(refused.body()).startsWith("{\"title\":\"Forbidden\"").endsWith("}");
    }

    @Test
    void aListenerThatIsSetAfterARefusalEndsItsRequest() throws Exception {
        assumeThat(stack).isEqualTo(WebStack.TOMCAT);

        assertThat(withRules().get("/listener", token("mcp/read", "mcp/call")).statusCode())
                .isEqualTo(403);
        assertThat(ServletTools.LISTENED).succeedsWithin(Duration.ofSeconds(20));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/held-back/thrown", "/held-back/entity"})
    void aRefusalIsWholeIfAFilterHoldsAnswersBack(String path) throws Exception {
        assumeThat(stack).isEqualTo(WebStack.TOMCAT);
        HttpResponse<String> refused = withRules().get(path, token("mcp/read", "mcp/call"));

        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(RunningApi.challengeOf(refused)).endsWith(" scope=\"mcp/call mcp/read mcp/walk\"");
        assertThat(refused.headers().map()).doesNotContainKey("Dropped");
        assertThat(refused.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(refused.body())
                .startsWith("{")
                .containsOnlyOnce("{")
                .endsWith("\"status\":403,\"detail\":\"The token does not grant what this request needs.\"}");
    }

    @ParameterizedTest
    @CsvSource({
        "resource=https://api.example.com/mcp, ' resource_metadata=\"https://api.example.com"
                + "/.well-known/oauth-protected-resource/mcp\",'",
        "enabled=true, ''",
        "enabled=false, ''"
    })
    void aRefusalIsWholeIfAProxyGivesTheRequestAHostThatCannotBe(String setting, String address) throws Exception {
        assumeThat(stack).isEqualTo(WebStack.TOMCAT);
        try (RunningApi api = stack.startFor(
                POOL,
                ServletTools.class,
                "server.forward-headers-strategy=framework",
                "cognito-claims.resource-metadata." + setting)) {
            String[] headers = {
                "Authorization", "Bearer " + token("mcp/read", "mcp/call"), "X-Forwarded-Host", "not a host"
            };
            // The second ends its asynchronous request only after the exception that it expects.
            for (String path : List.of("/caught/walk", "/own-writer")) {
                HttpResponse<String> refused = api.sendAs("GET", path, headers);

                assertThat(refused.statusCode()).isEqualTo(403);
                assertThat(RunningApi.challengeOf(refused))
                        .isEqualTo("Bearer error=\"insufficient_scope\","
                                + " error_description=\"The token does not grant what this request needs.\"," + address
                                + " scope=\"mcp/call mcp/read mcp/walk\"");
                assertThat(refused.body()).contains("\"status\":403");
            }
        }
    }

    @Test
    void anAsynchronousRequestWhoseServletFailsWithTheRefusalEnds() throws Exception {
        assumeThat(stack).isEqualTo(WebStack.TOMCAT);

        assertThat(withRules()
                        .get("/thrown-async", token("mcp/read", "mcp/call"))
                        .statusCode())
                .isEqualTo(403);
        assertThat(ServletTools.ENDED).succeedsWithin(Duration.ofSeconds(20));
    }

    @Test
    void aDemandAfterTheFirstByteIsTheErrorOfTheCode() throws Exception {
        RunningApi api = withRules();
        HttpResponse<String> answer = api.get("/begun", token("mcp/read", "mcp/call"));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("progress claim scope: is required");
    }

    @Test
    void anIdTokenIsRefusedWithoutScopesToAskFor() throws Exception {
        RunningApi api = APIS.startedFor(stack, POOL, AnyTools.class, RESOURCE, "cognito-claims.token-use=id");
        HttpResponse<String> refused = api.get("/walk", POOL.idToken().sign());

        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(RunningApi.challengeOf(refused))
                .contains("error=\"insufficient_scope\"")
                .doesNotContain(" scope=");
    }

    @Test
    void aRuleOfTheFilterChainNamesItsScopeAndThoseOfTheVerifier() throws Exception {
        RunningApi api = withRules();
        assertThat(RunningApi.challengeOf(api.get("/begun", token("mcp/read"))))
                .endsWith(" scope=\"mcp/call mcp/read\"");
        assertThat(RunningApi.challengeOf(api.get("/vets", token("mcp/read", "mcp/call"))))
                .contains("error=\"insufficient_scope\"")
                .doesNotContain(" scope=");
    }

    @Test
    void aRuleThatAGroupSatisfiesNamesNoScope() throws Exception {
        RunningApi api = withRules();
        String admin = POOL.accessToken().scopes("mcp/read").groups("admin").sign();

        assertThat(RunningApi.challengeOf(api.get("/dogs", admin)))
                .contains("error=\"insufficient_scope\"")
                .doesNotContain(" scope=");
        assertThat(RunningApi.challengeOf(api.get("/walk", admin))).endsWith(" scope=\"mcp/read mcp/walk\"");
    }

    @Test
    void aRuleOfSeveralScopesNamesTheOneThatTheTokenHas() throws Exception {
        RunningApi api = withRules();
        assertThat(RunningApi.challengeOf(api.get("/either/walk", token("mcp/read", "mcp/second"))))
                .endsWith(" scope=\"mcp/read mcp/second mcp/walk\"");
    }

    @ParameterizedTest
    @ValueSource(classes = {ReactiveTools.class, PrimaryRules.class})
    void aPostProcessorOfRulesThatTheApplicationHasIsAppliedToo(Class<?> application) throws Exception {
        assumeThat(stack).isEqualTo(WebStack.NETTY);
        RunningApi api = APIS.startedFor(stack, POOL, application);
        HttpResponse<String> refused = api.get("/begun", token("mcp/read"));

        assertThat(refused.headers().firstValue("X-Rules")).hasValue("applied");
        assertThat(RunningApi.challengeOf(refused)).endsWith(" scope=\"mcp/call mcp/read\"");
    }

    @Test
    void aHandlerThatPreparesTheEndBeforeItsDemandIsRefusedToo() throws Exception {
        assumeThat(stack).isEqualTo(WebStack.NETTY);
        RunningApi api = withRules();
        assertThat(api.get("/completed", token("mcp/read", "mcp/call")).statusCode())
                .isEqualTo(403);
        assertThat(api.get("/completed", token("mcp/read", "mcp/call", "mcp/walk"))
                        .statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/filled", "/filled/inside", "/filled/group"})
    void aRefusalReleasesTheBuffersThatItReplaces(String path) throws Exception {
        assumeThat(stack).isEqualTo(WebStack.NETTY);
        RunningApi api = withRules();
        FILLED.clear();

        assertThat(api.get(path, token("mcp/read", "mcp/call")).statusCode()).isEqualTo(403);

        assertThat(FILLED).isNotEmpty();
        // The caller may have the answer before the server lets go of what it replaced.
        RedisProcess.await("the release", () -> FILLED.stream().noneMatch(PooledDataBuffer::isAllocated));
        assertThat(api.get(path, token("mcp/read", "mcp/call", "mcp/walk")).body())
                .startsWith("walked");
    }

    @EnableAutoConfiguration
    @RestController
    static class Tools extends Handlers {
        @Bean
        CognitoVerifierCustomizer readers() {
            return verifier -> verifier.requireScopes("mcp/read");
        }
    }

    @EnableAutoConfiguration
    @RestController
    static class AnyTools extends Handlers {}

    static class Handlers {
        @GetMapping("/walk")
        @RequireScope("mcp/walk")
        Mono<String> walk() {
            return Mono.just("walked");
        }

        @GetMapping("/either/walk")
        @RequireScope("mcp/walk")
        Mono<String> either() {
            return walk();
        }

        @GetMapping("/dogs")
        @RequireClaim(name = "pet_preference", anyOf = "dogs")
        Mono<String> dogs() {
            return Mono.just("dogs");
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Kennel {
        @RequireScope("mcp/walk")
        String walk() {
            return "walked";
        }
    }

    @Import({ServletTools.Rules.class, Kennel.class})
    @RestController
    static class ServletTools extends Tools {
        private static final CompletableFuture<Void> LISTENED = new CompletableFuture<>();
        private static final CompletableFuture<Void> ENDED = new CompletableFuture<>();

        private final CurrentToken token;
        private final Kennel kennel;

        ServletTools(CurrentToken token, Kennel kennel) {
            this.token = token;
            this.kennel = kennel;
        }

        private String demand() {
            try {
                token.requireScopes("mcp/walk");
                return "walked";
            } catch (MissingClaimException e) {
                return Objects.requireNonNull(e.getMessage());
            }
        }

        @GetMapping("/caught/walk")
        String caught() {
            return demand();
        }

        @GetMapping("/caught/method")
        String caughtOfMethod() {
            try {
                return kennel.walk();
            } catch (AccessDeniedException e) {
                return "denied";
            }
        }

        @GetMapping("/caught/flux")
        Mono<String> caughtOfPublisher() {
            return Mono.just(demand());
        }

        @GetMapping("/caught/empty")
        @Nullable
        String caughtWithNothing() {
            String outcome = demand();
            return outcome.equals("walked") ? outcome : null;
        }

        @GetMapping("/caught/elsewhere")
        String caughtElsewhere() {
            return demand();
        }

        @GetMapping("/thrown")
        String thrown() {
            token.requireScopes("mcp/walk");
            return "walked";
        }

        @GetMapping("/caught/stream")
        void stream(HttpServletResponse response) throws IOException {
            response.setContentType("text/event-stream");
            response.getOutputStream().print(demand());
            response.flushBuffer();
        }

        @GetMapping("/caught/error")
        void error(HttpServletResponse response) throws IOException {
            String outcome = demand();
            if (!outcome.equals("walked")) {
                response.sendError(500, outcome);
            }
            response.getWriter().print(outcome);
        }

        @GetMapping("/described")
        void described(HttpServletResponse response) {
            List.of("Content-Language", "Content-Range", "Content-Disposition", "ETag", "Last-Modified", "Location")
                    .forEach(name -> response.setHeader(name, "replaced"));
            response.setHeader("Cache-Control", "public, max-age=600");
            response.addHeader("X-Own", "kept");
            response.addHeader("X-Own", "kept too");
            response.setContentLength(999);
            demand();
        }

        /** The writer of a response that no filter behind the container has wrapped. */
        @GetMapping("/own-writer")
        void ownWriter(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.addHeader("X-Own", "kept");
            response.addHeader("X-Own", "kept too");
            AsyncContext later = request.startAsync();
            PrintWriter writer = later.getResponse().getWriter();
            writer.print("begun");
            writer.print(demand());
            later.complete();
        }

        @GetMapping("/thrown-async")
        void thrownAsync(HttpServletRequest request) {
            AsyncContext later = request.startAsync();
            later.setTimeout(0);
            later.addListener(new AsyncListener() {
                @Override
                public void onComplete(AsyncEvent event) {
                    ENDED.complete(null);
                }

                @Override
                public void onTimeout(AsyncEvent event) {}

                @Override
                public void onError(AsyncEvent event) {}

                @Override
                public void onStartAsync(AsyncEvent event) {}
            });
            thrown();
        }

        /** Ends its request when it is told that it may write. */
        @GetMapping("/listener")
        void listener(HttpServletRequest request, HttpServletResponse response) throws IOException {
            demand();
            AsyncContext later = request.startAsync();
            response.getOutputStream().setWriteListener(new WriteListener() {
                @Override
                public void onWritePossible() {
                    later.complete();
                    LISTENED.complete(null);
                }

                @Override
                public void onError(Throwable failure) {
                    LISTENED.completeExceptionally(failure);
                }
            });
        }

        @GetMapping("/held-back/thrown")
        String heldBackAndThrown() {
            return thrown();
        }

        @GetMapping("/held-back/entity")
        ResponseEntity<String> heldBackEntity() {
            return ResponseEntity.ok().header("Dropped", "dropped").body(demand());
        }

        @GetMapping("/begun")
        void begun(HttpServletResponse response) throws IOException {
            response.getWriter().print("progress ");
            response.getWriter().print(demand());
        }

        @GetMapping("/vets")
        String vets() {
            return "vets";
        }

        @Configuration(proxyBeanMethods = false)
        @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
        static class Rules {
            /** As a filter does that logs answers. */
            @Bean
            FilterRegistrationBean<Filter> heldBack() {
                FilterRegistrationBean<Filter> filter = new FilterRegistrationBean<>((request, response, chain) -> {
                    ContentCachingResponseWrapper held =
                            new ContentCachingResponseWrapper((HttpServletResponse) response);
                    chain.doFilter(request, held);
                    held.copyBodyToResponse();
                });
                filter.setOrder(Ordered.HIGHEST_PRECEDENCE);
                filter.addUrlPatterns("/held-back/*");
                return filter;
            }

            @Bean
            SecurityFilterChain api(HttpSecurity http) {
                return http.authorizeHttpRequests(requests -> requests.requestMatchers("/vets")
                                .hasRole("vets")
                                .requestMatchers("/either/**")
                                .hasAnyAuthority("SCOPE_mcp/first", "SCOPE_mcp/second")
                                .anyRequest()
                                .hasAnyAuthority("SCOPE_mcp/call", "ROLE_admin"))
                        .oauth2ResourceServer(server -> server.jwt(Customizer.withDefaults()))
                        .build();
            }
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class ReactiveKennel {
        @RequireScope("mcp/walk")
        Mono<String> walk() {
            return Mono.just("walked");
        }

        @RequireScope("mcp/walk")
        Flux<String> walks() {
            return Flux.just("walked", "again");
        }
    }

    @Import({ReactiveTools.Rules.class, ReactiveKennel.class})
    @RestController
    static class ReactiveTools extends Tools {
        private final ReactiveCurrentToken token;
        private final ReactiveKennel kennel;

        ReactiveTools(ReactiveCurrentToken token, ReactiveKennel kennel) {
            this.token = token;
            this.kennel = kennel;
        }

        private Mono<String> demand() {
            return token.requireScopes("mcp/walk")
                    .thenReturn("walked")
                    .onErrorResume(MissingClaimException.class, e -> Mono.just(Objects.requireNonNull(e.getMessage())));
        }

        @GetMapping("/caught/walk")
        Mono<String> caught() {
            return demand();
        }

        @GetMapping("/caught/method")
        Mono<String> caughtOfMethod() {
            return kennel.walk().onErrorReturn(AccessDeniedException.class, "denied");
        }

        @GetMapping("/caught/flux")
        Flux<String> caughtOfPublisher() {
            return kennel.walks().onErrorReturn(AccessDeniedException.class, "denied");
        }

        @GetMapping("/caught/empty")
        Mono<String> caughtWithNothing() {
            return demand().filter("walked"::equals);
        }

        @GetMapping("/caught/elsewhere")
        Mono<String> caughtElsewhere() {
            return Mono.just("").publishOn(Schedulers.boundedElastic()).flatMap(unused -> demand());
        }

        @GetMapping("/caught/error")
        Mono<String> error() {
            return demand().flatMap(outcome -> outcome.equals("walked")
                    ? Mono.just(outcome)
                    : Mono.error(new ResponseStatusException(HttpStatus.INTERNAL_SERVER_ERROR, outcome)));
        }

        @GetMapping("/thrown")
        Mono<String> thrown() {
            return token.requireScopes("mcp/walk").thenReturn("walked");
        }

        /** As MCP servers answer: a stream that another subscriber fills, in the context of the answer's. */
        @GetMapping(path = "/caught/stream", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
        Flux<String> stream() {
            return Flux.create(events -> events.onCancel(demand().doOnNext(events::next)
                    .doOnTerminate(events::complete)
                    .contextWrite(events.contextView())
                    .subscribe()));
        }

        @GetMapping("/described")
        Mono<String> described(ServerHttpResponse response) {
            HttpHeaders headers = response.getHeaders();
            List.of("Content-Language", "Content-Range", "Content-Disposition", "ETag", "Last-Modified", "Location")
                    .forEach(name -> headers.set(name, "replaced"));
            headers.set("Cache-Control", "public, max-age=600");
            headers.add("X-Own", "kept");
            headers.add("X-Own", "kept too");
            headers.setContentLength(999);
            return demand();
        }

        @GetMapping("/begun")
        Flux<String> begun() {
            return Flux.concat(Mono.just("progress "), demand());
        }

        @GetMapping("/completed")
        Mono<Void> completed(ServerHttpResponse response) {
            return demand().then(response.setComplete());
        }

        /** As Spring's encoders of streams write each element. */
        @GetMapping("/filled")
        Mono<Void> filled(ServerHttpResponse response) {
            return response.writeAndFlushWith(demand().map(outcome -> Mono.just(fill(response, outcome))));
        }

        /** The demand is made when the group of buffers is read. */
        @GetMapping("/filled/inside")
        Mono<Void> filledInside(ServerHttpResponse response) {
            return response.writeAndFlushWith(
                    Flux.just(demand().map(outcome -> fill(response, outcome)), Mono.empty()));
        }

        @GetMapping("/filled/group")
        Mono<Void> filledGroup(ServerHttpResponse response) {
            return response.writeAndFlushWith(Mono.just(
                    demand().flatMapIterable(outcome -> List.of(fill(response, outcome), fill(response, outcome)))));
        }

        private static DataBuffer fill(ServerHttpResponse response, String outcome) {
            PooledDataBuffer buffer =
                    (PooledDataBuffer) response.bufferFactory().allocateBuffer(outcome.length());
            FILLED.add(buffer);
            return buffer.write(outcome.getBytes(UTF_8));
        }

        @GetMapping("/vets")
        Mono<String> vets() {
            return Mono.just("vets");
        }

        @Configuration(proxyBeanMethods = false)
        @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
        static class Rules {
            @Bean
            static ObjectPostProcessor<ReactiveAuthorizationManager<ServerWebExchange>> own() {
                return new ObjectPostProcessor<>() {
                    @Override
                    @SuppressWarnings("unchecked")
                    public <O extends ReactiveAuthorizationManager<ServerWebExchange>> O postProcess(O rules) {
                        ReactiveAuthorizationManager<ServerWebExchange> marking = (caller, exchange) -> {
                            exchange.getResponse().getHeaders().set("X-Rules", "applied");
                            return rules.authorize(caller, exchange);
                        };
                        return (O) marking;
                    }
                };
            }

            @Bean
            SecurityWebFilterChain api(ServerHttpSecurity http) {
                return http.authorizeExchange(requests -> requests.pathMatchers("/vets")
                                .hasRole("vets")
                                .pathMatchers("/either/**")
                                .hasAnyAuthority("SCOPE_mcp/first", "SCOPE_mcp/second")
                                .anyExchange()
                                .hasAnyAuthority("SCOPE_mcp/call", "ROLE_admin"))
                        .oauth2ResourceServer(server -> server.jwt(Customizer.withDefaults()))
                        .build();
            }
        }
    }

    /** Its own post processor is primary, as Spring Security asks of an application that has another one, too. */
    @Import(PrimaryRules.Marked.class)
    @RestController
    static class PrimaryRules extends Tools {
        @GetMapping("/begun")
        Mono<String> begun() {
            return Mono.just("begun");
        }

        @Configuration(proxyBeanMethods = false)
        static class Marked extends ReactiveTools.Rules {
            @Bean
            @Primary
            static ObjectPostProcessor<ReactiveAuthorizationManager<ServerWebExchange>> marked() {
                return own();
            }
        }
    }
}
