package io.cognitoclaims.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.cognitoclaims.core.AccessToken;
import io.cognitoclaims.testing.TestUserPool;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.http.MediaType;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.reactive.handler.SimpleUrlHandlerMapping;
import org.springframework.web.reactive.socket.WebSocketHandler;
import org.springframework.web.reactive.socket.WebSocketSession;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import org.springframework.web.socket.TextMessage;
import org.springframework.web.socket.config.annotation.EnableWebSocket;
import org.springframework.web.socket.config.annotation.WebSocketConfigurer;
import org.springframework.web.socket.config.annotation.WebSocketHandlerRegistry;
import org.springframework.web.socket.handler.TextWebSocketHandler;
import org.springframework.web.socket.server.support.DefaultHandshakeHandler;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Server-sent events and WebSockets in the starter's own chain, each with a real client. */
@ParameterizedClass
@EnumSource(WebStack.class)
class LongConnectionsTest {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final TestUserPool POOL = TestUserPool.create();
    private static final String TOKEN = POOL.accessToken().subject("alice").sign();
    private static RunningApi api;

    @Parameter
    WebStack stack;

    @BeforeParameterizedClassInvocation
    static void start(WebStack stack) {
        api = stack.startFor(
                POOL,
                Application.class,
                "cognito-claims.token-sources=authorization, cookie:token, websocket-protocol",
                "cognito-claims.trusted-origins=https://app.example.com");
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        api.close();
    }

    @AfterAll
    static void closePools() {
        POOL.close();
    }

    @Test
    void eventsComeToACallerWithAToken() throws Exception {
        HttpResponse<Stream<String>> answer = events("Cookie", "token=" + TOKEN);

        assertThat(answer.statusCode()).isEqualTo(200);
        try (Stream<String> lines = answer.body()) {
            assertThat(lines.filter(line -> line.startsWith("data:")).limit(2))
                    .containsExactly("data:1 for alice", "data:2 for alice");
        }
        assertThat(events("Authorization", "Bearer " + TOKEN).statusCode()).isEqualTo(200);
    }

    @Test
    void eventsDoNotComeToACallerWithoutAToken() throws Exception {
        HttpResponse<Stream<String>> answer = events("Accept", "text/event-stream");

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(RunningApi.challengeOf(answer)).startsWith("Bearer resource_metadata");
    }

    @Test
    void aWebSocketOpensWithATokenAsASubprotocol() throws Exception {
        Answers answers = new Answers();
        WebSocket socket = HTTP.newWebSocketBuilder()
                .subprotocols("bearer", TOKEN)
                .buildAsync(socket(), answers)
                .get(30, TimeUnit.SECONDS);

        assertThat(socket.getSubprotocol()).isEqualTo("bearer");
        socket.sendText("hello", true).get(30, TimeUnit.SECONDS);
        assertThat(answers.first.get(30, TimeUnit.SECONDS)).isEqualTo("alice: hello");
        socket.sendClose(WebSocket.NORMAL_CLOSURE, "").get(30, TimeUnit.SECONDS);
        answers.closed.get(30, TimeUnit.SECONDS);
    }

    @Test
    void aWebSocketOpensForATrustedPageWithACookie() {
        assertThat(statusOf("Cookie", "token=" + TOKEN, "Origin", "https://app.example.com"))
                .isEqualTo(101);
    }

    @Test
    void aWebSocketDoesNotOpenForAPageOfAnotherOriginWithACookie() {
        assertThat(statusOf("Cookie", "token=" + TOKEN, "Origin", "https://evil.example"))
                .isEqualTo(403);
        assertThat(statusOf("Cookie", "token=" + TOKEN, "Sec-Fetch-Site", "cross-site"))
                .isEqualTo(403);
        assertThat(statusOf("Cookie", "token=" + TOKEN)).isEqualTo(403);
    }

    @Test
    void aWebSocketDoesNotOpenWithoutAToken() {
        assertThat(statusOf("X", "y")).isEqualTo(401);
        assertThat(statusOf("Authorization", "Bearer bad")).isEqualTo(401);
    }

    private static HttpResponse<Stream<String>> events(String name, String value) throws Exception {
        return HTTP.send(
                HttpRequest.newBuilder(api.uri("/events")).header(name, value).build(), BodyHandlers.ofLines());
    }

    /** {@return the status of the answer to a handshake with these headers, by turns name and value} */
    private static int statusOf(String... headers) {
        WebSocket.Builder builder = HTTP.newWebSocketBuilder();
        for (int i = 0; i < headers.length; i += 2) {
            builder.header(headers[i], headers[i + 1]);
        }
        try {
            builder.buildAsync(socket(), new Answers()).join().abort();
            return 101;
        } catch (CompletionException e) {
            assertThat(e).hasCauseInstanceOf(WebSocketHandshakeException.class);
            return ((WebSocketHandshakeException) Objects.requireNonNull(e.getCause()))
                    .getResponse()
                    .statusCode();
        }
    }

    private static URI socket() {
        return URI.create(api.uri("/socket").toString().replaceFirst("^http", "ws"));
    }

    private static final class Answers implements WebSocket.Listener {
        final CompletableFuture<String> first = new CompletableFuture<>();
        final CompletableFuture<Integer> closed = new CompletableFuture<>();

        @Override
        public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
            first.complete(data.toString());
            return WebSocket.Listener.super.onText(socket, data, last);
        }

        @Override
        public CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
            closed.complete(status);
            return WebSocket.Listener.super.onClose(socket, status, reason);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import({OnServlets.class, OnWebFlux.class})
    static class Application {}

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
    @EnableWebSocket
    @RestController
    static class OnServlets implements WebSocketConfigurer {
        @GetMapping("/events")
        SseEmitter events(@AuthenticationPrincipal AccessToken token) throws IOException {
            SseEmitter emitter = new SseEmitter();
            emitter.send("1 for " + token.subject());
            emitter.send("2 for " + token.subject());
            emitter.complete();
            return emitter;
        }

        @Override
        public void registerWebSocketHandlers(WebSocketHandlerRegistry registry) {
            DefaultHandshakeHandler handshakes = new DefaultHandshakeHandler();
            handshakes.setSupportedProtocols("bearer");
            registry.addHandler(new Echo(), "/socket")
                    .setHandshakeHandler(handshakes)
                    .setAllowedOrigins("https://app.example.com");
        }
    }

    private static final class Echo extends TextWebSocketHandler {
        @Override
        protected void handleTextMessage(org.springframework.web.socket.WebSocketSession session, TextMessage message)
                throws IOException {
            String name = Objects.requireNonNull(session.getPrincipal()).getName();
            session.sendMessage(new TextMessage(name + ": " + message.getPayload()));
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
    @RestController
    static class OnWebFlux {
        @GetMapping(path = "/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
        Flux<String> events(@AuthenticationPrincipal AccessToken token) {
            return Flux.range(1, 2).map(i -> i + " for " + token.subject());
        }

        @Bean
        SimpleUrlHandlerMapping sockets() {
            return new SimpleUrlHandlerMapping(Map.of("/socket", new ReactiveEcho()), -1);
        }
    }

    private static final class ReactiveEcho implements WebSocketHandler {
        @Override
        public List<String> getSubProtocols() {
            return List.of("bearer");
        }

        @Override
        public Mono<Void> handle(WebSocketSession session) {
            return session.getHandshakeInfo()
                    .getPrincipal()
                    .flatMap(caller -> session.send(session.receive()
                            .map(message ->
                                    session.textMessage(caller.getName() + ": " + message.getPayloadAsText()))));
        }
    }
}
