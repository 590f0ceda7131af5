package io.cognitoclaims.localuserpool;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.http.HttpResponse;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The pool on a free port, and the article's client that talks to it. */
final class RunningPool implements AutoCloseable {
    static final String CLIENT = "55pb79dl8gm0i1ho9hdre91r3k";
    static final String MACHINE = "3local0machine0client0m2m0";
    static final String CALLBACK = "http://localhost:8080/callback";
    static final String PASSWORD = "Local-Pass-1";

    private static final JsonMapper JSON = new JsonMapper();

    private final ConfigurableApplicationContext application;
    private final PoolAddress address;

    private RunningPool(ConfigurableApplicationContext application) {
        this.application = application;
        this.address = application.getBean(PoolAddress.class);
    }

    /** Without a trigger. */
    static RunningPool start(String... settings) {
        return start(Clock.systemUTC(), settings);
    }

    /** Without a trigger. */
    static RunningPool start(Clock clock, String... settings) {
        return run(clock, Stream.of(settings));
    }

    /** With a trigger that tests tell what to answer. */
    static RunningPool withTrigger(String version) {
        return withTrigger(version, Clock.systemUTC());
    }

    /** With a trigger that tests tell what to answer. */
    static RunningPool withTrigger(String version, Clock clock, String... settings) {
        Stream<String> trigger = Stream.of(
                "--user-pool.trigger.handler=" + RecordingTrigger.class.getName(),
                "--user-pool.trigger.version=" + version);
        return run(clock, Stream.concat(trigger, Stream.of(settings)));
    }

    private static RunningPool run(Clock clock, Stream<String> settings) {
        List<String> arguments = new ArrayList<>(settings.toList());
        arguments.add("--server.port=0");
        if (arguments.stream().noneMatch(argument -> argument.startsWith("--user-pool.trigger.timeout="))) {
            // No answer of a trigger is late because the machine is slow.
            arguments.add("--user-pool.trigger.timeout=60s");
        }
        if (arguments.stream().noneMatch(argument -> argument.startsWith("--user-pool.keys-file="))) {
            // New keys would be half of the work of a start. The first test's pool writes the file.
            arguments.add("--user-pool.keys-file=target/keys-of-tests.pem");
        }
        return new RunningPool(LocalUserPool.start(clock, arguments.toArray(String[]::new)));
    }

    UserPoolSettings settings() {
        return application.getBean(UserPoolSettings.class);
    }

    Users users() {
        return application.getBean(Users.class);
    }

    /** {@return the names of the operations of the user pools API} */
    Set<String> operations() {
        return application.getBeansOfType(Operations.class).values().stream()
                .flatMap(family -> family.byName().keySet().stream())
                .collect(Collectors.toSet());
    }

    String domain() {
        return address.here();
    }

    String issuer() {
        return address.issuer();
    }

    Browser browser() {
        return new Browser(domain());
    }

    /** {@return a code for the scopes, or for all of them if {@code scopes} is empty} */
    String code(String username, String... scopes) {
        return browser().code(username, authorize(scopes));
    }

    static Map<String, String> authorize(String... scopes) {
        Map<String, String> parameters = Browser.parameters(
                "response_type", "code", "client_id", CLIENT, "redirect_uri", CALLBACK, "state", "s-1", "nonce", "n-1");
        if (scopes.length > 0) {
            parameters.put("scope", String.join(" ", scopes));
        }
        return parameters;
    }

    static Map<String, String> redeem(String code) {
        return Browser.parameters("grant_type", "authorization_code", "code", code, "redirect_uri", CALLBACK);
    }

    HttpResponse<String> token(Map<String, String> parameters) {
        return browser().post("/oauth2/token", parameters, "Authorization", basic(CLIENT, "local-secret"));
    }

    /** {@return the answer's body, which must be tokens} */
    JsonNode tokens(Map<String, String> parameters) {
        HttpResponse<String> response = token(parameters);
        if (response.statusCode() != 200) {
            throw new AssertionError("no tokens: " + response.statusCode() + " " + response.body());
        }
        return json(response);
    }

    JsonNode signIn(String username, String... scopes) {
        return tokens(redeem(code(username, scopes)));
    }

    HttpResponse<String> machineToken(String... parameters) {
        Map<String, String> all = Browser.parameters(parameters);
        all.put("grant_type", "client_credentials");
        return browser().post("/oauth2/token", all, "Authorization", basic(MACHINE, "local-machine-secret"));
    }

    static String basic(String client, String secret) {
        return "Basic " + Base64.getEncoder().encodeToString((client + ":" + secret).getBytes(UTF_8));
    }

    static JsonNode json(HttpResponse<String> response) {
        return JSON.readTree(response.body());
    }

    static JsonNode claims(JsonNode tokens, String name) {
        return JSON.readTree(payload(tokens, name));
    }

    static JsonNode claims(String token) {
        return JSON.readTree(decode(token.split("\\.", -1)[1]));
    }

    static String payload(JsonNode tokens, String name) {
        return decode(tokens.path(name).stringValue().split("\\.", -1)[1]);
    }

    static String decode(String part) {
        return new String(Base64.getUrlDecoder().decode(part), UTF_8);
    }

    static List<String> names(JsonNode object) {
        return object.propertyNames().stream().sorted().collect(Collectors.toList());
    }

    @Override
    public void close() {
        application.close();
    }
}
