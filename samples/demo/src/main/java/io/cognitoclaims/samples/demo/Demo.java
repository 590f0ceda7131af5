package io.cognitoclaims.samples.demo;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Starts the stand-in user pool and both sample APIs on loopback, and says what to do next. Ctrl-C stops all of them.
 *
 * <p>The ports are 9000, 8081 and 8082, or what {@code POOL_PORT}, {@code SERVLET_API_PORT} and {@code SPRING_API_PORT}
 * say; where one is in use, a free one is taken.
 */
public final class Demo {
    private static final String POOL_ID = "us-east-1_LocalPool";
    private static final String CLIENT_IDS = "55pb79dl8gm0i1ho9hdre91r3k,3local0machine0client0m2m0";

    private final Path folder;
    private final List<App> apps = new ArrayList<>();
    private volatile boolean stopping;

    private Demo(Path folder) {
        this.folder = folder;
    }

    /** Starts the demo and stays until one of the apps ends. */
    public static void main(String[] arguments) {
        try {
            Demo demo = new Demo(Files.createTempDirectory("cognito-claims-demo"));
            Runtime.getRuntime().addShutdownHook(new Thread(demo::stop));
            demo.run(System.getenv());
        } catch (IOException | CompletionException | IllegalArgumentException e) {
            Throwable cause = e instanceof CompletionException && e.getCause() != null ? e.getCause() : e;
            System.err.println("The demo stops: " + cause.getMessage());
            System.exit(1);
        }
    }

    private void run(Map<String, String> environment) throws IOException {
        System.out.println("Starting the user pool and two APIs, each in a JVM of its own …");
        App pool = start("local-user-pool", port(environment, "POOL_PORT", 9000), Map.of());
        String poolAddress = pool.address().join();
        Map<String, String> settings = Map.of(
                "COGNITO_ISSUER",
                poolAddress + "/" + POOL_ID,
                "COGNITO_CLIENT_IDS",
                CLIENT_IDS,
                "COGNITO_TOKEN_USE",
                "access");
        App servletApi = start("servlet-api", port(environment, "SERVLET_API_PORT", 8081), settings);
        App springApi = start("spring-api", port(environment, "SPRING_API_PORT", 8082), settings);
        System.out.println(nextSteps(
                poolAddress, servletApi.address().join(), springApi.address().join()));
        Object ended = CompletableFuture.anyOf(apps.stream()
                        .map(app -> app.exit().thenApply(process -> app.name()))
                        .toArray(CompletableFuture[]::new))
                .join();
        if (!stopping) {
            throw new IOException(ended + " has ended");
        }
    }

    private App start(String name, int port, Map<String, String> settings) throws IOException {
        App app = App.start(name, folder, port, settings, System.out);
        apps.add(app);
        return app;
    }

    private static String nextSteps(String pool, String servletApi, String springApi) {
        return """

                Ready. Sign in with curl, in another terminal:

                  pool=%s client=55pb79dl8gm0i1ho9hdre91r3k callback=http://localhost:8080/callback
                  code=$(curl -sLo /dev/null -w '%%{redirect_url}' --max-redirs 1 -c /dev/null -b XSRF-TOKEN=x \\
                    -d '_csrf=x&username=test-user@amazon.com&password=Local-Pass-1' \\
                    "$pool/login?response_type=code&client_id=$client&redirect_uri=$callback" | sed 's/.*code=//')
                  tokens=$(curl -s -u $client:local-secret \\
                    -d "grant_type=authorization_code&code=$code&redirect_uri=$callback" $pool/oauth2/token)
                  access=$(echo "$tokens" | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')

                and show the token to both APIs:

                  curl -i -H "Authorization: Bearer $access" %s/api/me
                  curl -i -H "Authorization: Bearer $access" %s/api/me

                Sign in as test-user@example.com, and the preference is cats. /api/pets wants the scope pets/read,
                /api/admin the group admin; without a good token the answer is 401. Ctrl-C stops everything.
                """.formatted(pool, servletApi, springApi);
    }

    private void stop() {
        stopping = true;
        apps.forEach(App::stop);
        apps.forEach(app -> app.exit().join());
        File[] jars = folder.toFile().listFiles();
        for (File jar : jars == null ? new File[0] : jars) {
            jar.deleteOnExit();
            jar.delete();
        }
        folder.toFile().delete();
    }

    private static int port(Map<String, String> environment, String name, int standard) {
        String value = environment.getOrDefault(name, String.valueOf(standard));
        try {
            int port = Integer.parseInt(value);
            if (port >= 0 && port <= 65_535) {
                return port;
            }
        } catch (NumberFormatException e) {
            // Answered below, as a number out of range is.
        }
        throw new IllegalArgumentException(name + ": must be a port from 0 to 65535, was " + value);
    }
}
