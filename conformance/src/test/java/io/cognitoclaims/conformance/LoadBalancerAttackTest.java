package io.cognitoclaims.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.cognitoclaims.alb.AlbFilter;
import io.cognitoclaims.alb.AlbVerifier;
import io.cognitoclaims.core.UserPool;
import io.cognitoclaims.testing.OidcDataBuilder;
import io.cognitoclaims.testing.TestClock;
import io.cognitoclaims.testing.TestLoadBalancer;
import io.cognitoclaims.testing.TestUserPool;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/**
 * Attacks on the header of a load balancer, over the wire, as {@link AttackSuite} makes them on bearer tokens. The clock
 * stands still.
 */
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LoadBalancerAttackTest {
    private static final String HEADER = "x-amzn-oidc-data: ";

    private final TestClock clock = TestClock.atNow();
    private final TestUserPool pool = TestUserPool.create(clock);
    private final TestLoadBalancer loadBalancer = TestLoadBalancer.create(pool, clock);
    private final TestLoadBalancer stranger = TestLoadBalancer.create(pool, clock);
    private final String good = data().sign();
    private Server.Running jetty;
    private Server.Running tomcat;

    @BeforeAll
    void start() throws Exception {
        jetty = JettyApi.start(this::guard);
        tomcat = TomcatApi.start(this::guard);
    }

    @AfterAll
    void stop() {
        jetty.close();
        tomcat.close();
        stranger.close();
        loadBalancer.close();
        pool.close();
    }

    @TestFactory
    Stream<DynamicNode> meetsEveryAttack() throws IOException {
        return Stream.of(rowsOn(Server.JETTY, jetty), rowsOn(Server.TOMCAT, tomcat));
    }

    private DynamicNode rowsOn(Server server, Server.Running running) throws IOException {
        Attacker attacker = new Attacker(server, running.port(), Attack.get("/api/me", HEADER + good));
        Stream<DynamicNode> rows =
                attacks().map(attack -> dynamicTest(attack.name(), () -> attacker.assertMet(attack)));
        DynamicNode flood = dynamicTest("a flood of made-up key ids", () -> assertFewFetches(attacker));
        return dynamicContainer(server.name(), Stream.concat(rows, Stream.of(flood)));
    }

    private Stream<Attack> attacks() {
        String[] parts = good.split("\\.", -1);
        String signed = parts[0] + "." + parts[1] + ".";
        return Stream.of(
                row("no header", "X-Nothing: 1", 401),
                row("another user's name in the clear", "x-amzn-oidc-identity: " + Token.SUBJECT, 401),
                value("an empty header", "", 401),
                value("garbage", "garbage", 401),
                row("the header twice", HEADER + good + "\r\n" + HEADER + good, 400),
                row("the header twice, once empty", HEADER + good + "\r\n" + HEADER, 400),
                value("two tokens with a comma", good + "," + good, 401),
                value("without padding", good.replace("=", ""), 401),
                value("a signature of zeros", signed + encode(new byte[64]), 401),
                value("no signature", signed, 401),
                value("an access token", pool.accessToken().sign(), 401),
                value("alg none", data().header("alg", "none").sign(), 401),
                value("HS256", data().header("alg", "HS256").sign(), 401),
                value("RS256", data().header("alg", "RS256").sign(), 401),
                value("crit", data().header("crit", List.of("exp")).sign(), 401),
                value("a path as kid", data().header("kid", "../../etc/passwd").sign(), 401),
                value(
                        "a query as kid",
                        data().header("kid", loadBalancer.keyId() + "?a").sign(),
                        401),
                value(
                        "a signer of another account",
                        data().signer(loadBalancer.arn().replace("123456789012", "999999999999"))
                                .sign(),
                        401),
                value("no signer", data().withoutHeader("signer").sign(), 401),
                value("another client", data().clientId("another").sign(), 401),
                value(
                        "another issuer",
                        data().issuer("https://example.com/pool").sign(),
                        401),
                value(
                        "another issuer in the header",
                        data().header("iss", "https://example.com/pool").sign(),
                        401),
                value("expired", data().expiresAt(clock.instant()).sign(), 401),
                value(
                        "a later expiration among the claims",
                        data().claim("exp", Long.MAX_VALUE).sign(),
                        401),
                value(
                        "no expiration",
                        data().withoutHeader("exp").without("exp").sign(),
                        401),
                value(
                        "a subject of another type",
                        data().claim("sub", List.of(Token.SUBJECT)).sign(),
                        401),
                value(
                        "signed by another load balancer",
                        data().signedBy(stranger).sign(),
                        401),
                value("a member twice", loadBalancer.sign("{\"alg\":\"none\",\"alg\":\"ES256\"}", "{}"), 401),
                value("20,000 characters", "A".repeat(20_000), 401));
    }

    private void assertFewFetches(Attacker attacker) throws IOException {
        int before = loadBalancer.keyFetches();
        for (int i = 0; i < 500; i++) {
            String forged = data().header("kid", UUID.randomUUID().toString()).sign();
            assertThat(attacker.exchange(Attack.get("/api/me", HEADER + forged)).status())
                    .isIn(401, 503);
        }
        // The first of five was the good key's.
        assertThat(loadBalancer.keyFetches() - before).isEqualTo(4);
        assertThat(attacker.exchange(Attack.get("/api/me", HEADER + good)).status())
                .isEqualTo(200);
        attacker.close();
    }

    private OidcDataBuilder data() {
        return loadBalancer.oidcData().subject(Token.SUBJECT);
    }

    private static Attack value(String name, String value, int status) {
        return row(name, HEADER + value, status).hiding(value);
    }

    private static Attack row(String name, String lines, int status) {
        return Attack.headers(name, lines, status);
    }

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().encodeToString(bytes);
    }

    private void guard(Set<Class<?>> classes, ServletContext context) {
        AlbVerifier verifier = AlbVerifier.builder(
                        Set.of(loadBalancer.arn()), UserPool.fromIssuer(pool.issuer()), Set.of(pool.clientId()))
                .keysUri(loadBalancer.keysUri())
                .fetchTimeout(Duration.ofSeconds(30))
                .clock(clock)
                .build();
        context.addFilter("alb", AlbFilter.create(verifier))
                .addMappingForUrlPatterns(EnumSet.allOf(DispatcherType.class), true, "/*");
        context.addServlet("me", new HttpServlet() {
                    @Override
                    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
                        response.setContentType("text/plain");
                        response.getWriter()
                                .print("guarded "
                                        + AlbFilter.identity(request)
                                                .orElseThrow()
                                                .subject());
                    }
                })
                .addMapping("/api/me");
    }
}
