package io.cognitoclaims.spring;

import io.cognitoclaims.testing.TestUserPool;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.http.client.ReactorResourceFactory;

/** A Spring Boot application on Tomcat, unless {@link WebStack} starts it, and a free port of the loopback interface. */
final class RunningApi implements AutoCloseable {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final ConfigurableApplicationContext context;

    private RunningApi(ConfigurableApplicationContext context) {
        this.context = context;
    }

    /** {@return the application of this class, with these properties ({@code name=value})} */
    static RunningApi start(Class<?> application, String... properties) {
        return start(new Class<?>[] {application}, properties);
    }

    static RunningApi start(Class<?>[] sources, String... properties) {
        String[] arguments = Stream.concat(
                        Stream.of("server.port=0", "server.address=127.0.0.1", "spring.main.banner-mode=off"),
                        Stream.of(properties))
                .map("--"::concat)
                .toArray(String[]::new);
        return new RunningApi(new SpringApplicationBuilder(sources)
                .initializers(RunningApi::giveOwnThreads)
                .run(arguments));
    }

    /** Else the first application on Netty that ends would take the threads of all others with it. */
    private static void giveOwnThreads(ConfigurableApplicationContext context) {
        if ("reactive".equals(context.getEnvironment().getProperty("spring.main.web-application-type"))) {
            context.getBeanFactory().addBeanPostProcessor(new OwnThreads());
        }
    }

    private static final class OwnThreads implements BeanPostProcessor {
        @Override
        public Object postProcessBeforeInitialization(Object bean, String name) {
            if (bean instanceof ReactorResourceFactory threads) {
                threads.setUseGlobalResources(false);
                threads.setShutdownQuietPeriod(Duration.ZERO);
            }
            return bean;
        }
    }

    /** {@return the same, which accepts the tokens of this pool} */
    static RunningApi startFor(TestUserPool pool, Class<?> application, String... properties) {
        return start(application, accepting(pool, properties));
    }

    static String[] accepting(TestUserPool pool, String... properties) {
        return Stream.concat(
                        Stream.of(
                                "cognito-claims.user-pools[0].issuer=" + pool.issuer(),
                                "cognito-claims.user-pools[0].client-ids=" + pool.clientId()),
                        Stream.of(properties))
                .toArray(String[]::new);
    }

    /** {@return the answer to a request without a token} */
    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(request(path));
    }

    /** {@return the answer to a request with this bearer token} */
    HttpResponse<String> get(String path, String token) throws IOException, InterruptedException {
        return getAs("Bearer " + token, path);
    }

    HttpResponse<String> getAtManagementPort(String path) throws IOException, InterruptedException {
        String port = context.getEnvironment().getRequiredProperty("local.management.port");
        return send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)));
    }

    /** {@return the answer to a request with these headers, by turns name and value} */
    HttpResponse<String> sendAtManagementPort(String method, String path, String... headers)
            throws IOException, InterruptedException {
        String port = context.getEnvironment().getRequiredProperty("local.management.port");
        return send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .method(method, BodyPublishers.noBody())
                .headers(headers));
    }

    HttpResponse<String> getAs(String authorization, String path) throws IOException, InterruptedException {
        return getAs(List.of(authorization), path);
    }

    /** {@return the answer to a request with these headers {@code Authorization}} */
    HttpResponse<String> getAs(List<String> authorizations, String path) throws IOException, InterruptedException {
        HttpRequest.Builder request = request(path);
        authorizations.forEach(authorization -> request.header("Authorization", authorization));
        return send(request);
    }

    /** {@return the answer to an empty POST with this header {@code Authorization}} */
    HttpResponse<String> postAs(String authorization, String path) throws IOException, InterruptedException {
        return send(request(path).header("Authorization", authorization).POST(BodyPublishers.noBody()));
    }

    /** {@return the answer to a request of this method, without a token and a body} */
    HttpResponse<String> sendAs(String method, String path) throws IOException, InterruptedException {
        return send(request(path).method(method, BodyPublishers.noBody()));
    }

    /** {@return the answer to a request of this method with this bearer token, without a body} */
    HttpResponse<String> sendWith(String token, String method, String path) throws IOException, InterruptedException {
        return send(request(path).header("Authorization", "Bearer " + token).method(method, BodyPublishers.noBody()));
    }

    /** {@return the answer to a request with these headers, by turns name and value} */
    HttpResponse<String> sendAs(String method, String path, String... headers)
            throws IOException, InterruptedException {
        return send(request(path).method(method, BodyPublishers.noBody()).headers(headers));
    }

    /** {@return the class of the server that it runs on} */
    String server() {
        return String.valueOf(((WebServerApplicationContext) context).getWebServer());
    }

    /** {@return the address that challenges name in {@code resource_metadata}} */
    String metadata() {
        return uri("/.well-known/oauth-protected-resource").toString();
    }

    /** {@return the challenge with these parameters} */
    String challenge(String parameters) {
        String metadata = "resource_metadata=\"" + metadata() + "\"";
        return "Bearer " + parameters + (parameters.isEmpty() ? "" : ", ") + metadata;
    }

    /** {@return the answer to a request with this bearer token, when it comes} */
    CompletableFuture<HttpResponse<String>> getLater(String path, String token) {
        return HTTP.sendAsync(
                request(path).header("Authorization", "Bearer " + token).build(), BodyHandlers.ofString());
    }

    static String challengeOf(HttpResponse<?> answer) {
        return answer.headers().firstValue("WWW-Authenticate").orElse("none");
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return HTTP.send(request.build(), BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(uri(path));
    }

    URI uri(String path) {
        String port = context.getEnvironment().getRequiredProperty("local.server.port");
        return URI.create("http://127.0.0.1:" + port + path);
    }

    @Override
    public void close() {
        context.close();
    }
}
