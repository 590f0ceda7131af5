package io.cognitoclaims.samples.demo;

import io.cognitoclaims.core.CognitoVerifier;
import io.cognitoclaims.core.Revocations;
import io.cognitoclaims.core.Revocations.WhenStale;
import io.cognitoclaims.core.UserPool;
import io.cognitoclaims.revocation.redis.RedisRevocationStore;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Starts the stand-in user pool and both sample APIs, each in a JVM of its own, and a web page that shows them at work.
 * If there is a Redis or Valkey server on the PATH, it is started too, and the APIs share what is revoked through it. All of
 * it listens on loopback only. Ctrl-C stops everything.
 *
 * <p>The ports are what {@code WEB_PORT}, {@code POOL_PORT}, {@code SERVLET_API_PORT} and {@code SPRING_API_PORT} say, by
 * default 8080, 9000, 8081 and 8082; where a default is in use, a free one is taken.
 */
public final class Demo {
    private static final Set<String> CLIENT_IDS = Set.of(AppClient.ID, "3local0machine0client0m2m0");

    private static final String TRIGGER = "io.cognitoclaims.samples.trigger.PetPreferenceTrigger";

    private final PrintStream out;
    private final Website website;
    private final List<App> apps = new CopyOnWriteArrayList<>();
    private volatile @Nullable Redis redis;
    private volatile boolean stopping;

    private Demo(PrintStream out, Website website) {
        this.out = out;
        this.website = website;
    }

    /** Starts the demo and stays until one of its parts ends; what is wrong is one line on standard error. */
    public static void main(String[] arguments) throws Exception {
        try {
            run(System.getenv(), System.out);
        } catch (IOException | IllegalArgumentException e) {
            System.err.println("The demo stops: " + e.getMessage());
            System.exit(1);
        }
    }

    private static void run(Map<String, String> environment, PrintStream out) throws Exception {
        Instant begin = Instant.now();
        Port web = Port.of(environment, "WEB_PORT", 8080, out);
        Port pool = Port.of(environment, "POOL_PORT", 9000, out);
        Port servletApi = Port.of(environment, "SERVLET_API_PORT", 8081, out);
        Port springApi = Port.of(environment, "SPRING_API_PORT", 8082, out);
        out.println("Starting a user pool, two APIs and a web page …");
        Demo demo = new Demo(out, Website.reserve(web.number()));
        Runtime.getRuntime().addShutdownHook(new Thread(demo::stop));
        try {
            demo.start(pool, servletApi, springApi);
            out.println(nextSteps(demo.website.address(), Duration.between(begin, Instant.now())));
            demo.awaitEnd();
        } catch (CompletionException e) {
            // While the demo stops the apps end one by one, which is nothing to report.
            if (!demo.stopping) {
                throw new IOException(
                        String.valueOf(e.getCause() == null ? e : e.getCause().getMessage()), e);
            }
        }
    }

    private void start(Port poolPort, Port servletPort, Port springPort) throws Exception {
        App pool = start(
                "local-user-pool",
                App.jar("cognito-claims-local-user-pool"),
                poolPort,
                Map.of(
                        "WEB_PORT",
                        portOf(website.address()),
                        "LOADER_PATH",
                        App.jar("pet-preference-trigger").toString(),
                        "USER_POOL_TRIGGER_HANDLER",
                        TRIGGER));
        String revocationsUri = startRedis();
        String domain = pool.address().join();
        String issuer = domain + "/us-east-1_LocalPool";
        Map<String, String> settings = Map.of(
                "COGNITO_ISSUER",
                issuer,
                "COGNITO_CLIENT_IDS",
                String.join(",", CLIENT_IDS),
                "COGNITO_TOKEN_USE",
                "access",
                "REVOCATIONS_URI",
                revocationsUri);
        App servletApi = start("servlet-api", App.jar("servlet-api"), servletPort, settings);
        App springApi = start("spring-api", App.jar("spring-api"), springPort, settings);
        List<Api> apis = List.of(
                new Api(servletApi.name(), servletApi.address().join()),
                new Api(springApi.name(), springApi.address().join()));
        website.open(pageController(domain, issuer, apis, revocations(revocationsUri)), domain);
    }

    /** {@return the server's address; empty if there is none} */
    private String startRedis() throws IOException {
        Redis started = Redis.start().orElse(null);
        redis = started;
        if (started == null) {
            out.println("There is no redis-server or valkey-server on the PATH that starts:"
                    + " the two APIs do not share who has signed out.");
            return "";
        }
        return started.address();
    }

    private static Revocations revocations(String uri) {
        return uri.isEmpty()
                ? Revocations.create()
                : Revocations.builder(RedisRevocationStore.builder(uri).build()).start();
    }

    private PageController pageController(String domain, String issuer, List<Api> apis, Revocations revocations) {
        Http http = new Http();
        UserPool pool = UserPool.fromIssuer(issuer);
        return new PageController(
                http,
                new AppClient(http, domain, pool, website.address()),
                new PoolControl(http, domain, issuer),
                CognitoVerifier.accessTokens(pool, CLIENT_IDS)
                        .revocations(revocations, WhenStale.ACCEPT)
                        .build(),
                apis,
                revocations.isShared());
    }

    private App start(String name, Path jar, Port port, Map<String, String> settings) throws IOException {
        App app = App.start(name, jar, port.number(), settings, out);
        apps.add(app);
        return app;
    }

    private void awaitEnd() throws IOException {
        Object ended = CompletableFuture.anyOf(apps.stream()
                        .map(app -> app.exit().thenApply(process -> app.name()))
                        .toArray(CompletableFuture<?>[]::new))
                .join();
        if (!stopping) {
            throw new IOException(ended + " has ended");
        }
    }

    private void stop() {
        stopping = true;
        apps.forEach(App::stop);
        website.close();
        apps.forEach(App::awaitEnd);
        Redis started = redis;
        if (started != null) {
            started.close();
        }
    }

    private static String portOf(String address) {
        return address.substring(address.lastIndexOf(':') + 1);
    }

    private static String nextSteps(String website, Duration taken) {
        return """

                Ready after %d s. Open %s in a browser and sign in as

                  test-user@amazon.com     who prefers dogs and is an admin
                  test-user@example.com    who prefers cats

                with the password Local-Pass-1. Ctrl-C stops everything.
                """.formatted(taken.toSeconds(), website);
    }
}
