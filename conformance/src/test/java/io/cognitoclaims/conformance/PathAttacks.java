package io.cognitoclaims.conformance;

import static io.cognitoclaims.conformance.Attack.line;
import static io.cognitoclaims.conformance.Server.JETTY;
import static io.cognitoclaims.conformance.Server.SPRING_NETTY;
import static io.cognitoclaims.conformance.Server.SPRING_TOMCAT;
import static io.cognitoclaims.conformance.Server.TOMCAT;

import java.util.List;
import java.util.stream.Stream;

/**
 * Spellings of guarded paths, and methods, that a filter and a router may see differently.
 *
 * <p>400 is the server that does not understand the path, 401 the library that asks for a token, 404 a path that the
 * container's mapping does not guard and that leads nowhere. On Spring's servlet stack the firewall (400) and Tomcat (404, 405)
 * refuse some requests before a token is asked for.
 */
final class PathAttacks {
    private static final List<String> GUARDED = List.of(
            "/api/me?",
            "/api/me?x=/public/hello",
            "/api/pets",
            "/api/admin",
            "/api/nowhere",
            "/api",
            "/api/",
            "/api/me/",
            "/%61pi/me",
            "/api/%6de",
            "/%61%70%69/%6d%65",
            "/api/ME",
            "/api/me.",
            "/api/me..",
            "/api/me.json",
            "/api/me.html",
            "/api/me%20",
            "/api/me%23",
            "/api/me%3f",
            "/api/%ef%bc%8fme",
            "http://localhost/api/me");

    private static final List<String> REFUSED = List.of(
            "/api%2fme",
            "/api%2Fme",
            "/%2fapi/me",
            "/api/%2fme",
            "/api%5cme",
            "/api\\me",
            "/api/me%00",
            "/api/me%00.html",
            "/public/..%2fapi/me",
            "/public%2f..%2fapi/me",
            "/public/..%5capi/me",
            "/../api/me",
            "/api/me%",
            "/api/me%zz",
            "/api/me%2",
            "/api/me|",
            "/api/{me}",
            "/api/me\"",
            "/api/<me>",
            "/api/me\u0001");

    private static final List<String> DOTS_AND_PARAMETERS = List.of(
            "/api/./me",
            "/./api/me",
            "/api/x/../me",
            "/api/me/.",
            "/api/me/x/..",
            "/api;x=1/me",
            "/api/me;x=1",
            "/api/me;",
            "/api;/me",
            "/api/me;jsessionid=1",
            "/api/me%3b",
            "/api/me%3bx=1",
            "/public/../api/me",
            "/public/./../api/me",
            "/public/hello/../../api/me",
            "/public/hello;/../../api/me",
            "/public;/../api/me",
            "/.well-known/../api/me");

    private static final List<String> AMBIGUOUS = List.of(
            "/api//me",
            "//api/me",
            "///api///me",
            "/api/me//",
            "/api/;x=1/me",
            "/;/api/me",
            "/api/%2e/me",
            "/%2e/api/me",
            "/api/%252e/me",
            "/api/me%0a",
            "/api/me%0d%0aX-Injected:1",
            "/public/%2e%2e/api/me",
            "/public/.%2e/api/me",
            "/public/..;/api/me",
            "/public/..;x=1/api/me",
            "/public//../api/me",
            "/public/.;/../api/me");

    private static final List<String> ELSEWHERE = List.of(
            "/API/me",
            "/Api/Me",
            "/api%ef%bc%8fme",
            "/",
            "/error",
            "/actuator",
            "/actuator/env",
            "/h2-console",
            "/favicon.ico",
            "/.git/config");

    private static final List<String> INSIDE_OF_ARCHIVES = List.of("/WEB-INF/web.xml", "/META-INF/MANIFEST.MF");

    private static final List<String> UNKNOWN_TO_CONTAINERS = List.of(
            "/%c0%afapi/me",
            "/%c0%ae%c0%ae/api/me",
            "/\u00e1pi/me",
            "/api/m\u00e9",
            "/api/me%ff",
            "/api/me#x",
            "http://evil.example/api/me",
            "*",
            "api/me");

    private static final List<String> TWICE_ENCODED =
            List.of("/api%252fme", "/%2561pi/me", "/public/%252e%252e/api/me", "//");

    private PathAttacks() {}

    /** Without a token. */
    static Stream<Attack> targets() {
        return Stream.of(
                        GUARDED.stream().map(target -> get(target, 401)),
                        REFUSED.stream().map(target -> get(target, 400)),
                        DOTS_AND_PARAMETERS.stream()
                                .map(target -> get(target, 401).but(400, SPRING_NETTY, SPRING_TOMCAT)),
                        AMBIGUOUS.stream().map(target -> get(target, 401).but(400, JETTY, SPRING_NETTY, SPRING_TOMCAT)),
                        INSIDE_OF_ARCHIVES.stream()
                                .map(target -> get(target, 401).but(404, JETTY, TOMCAT, SPRING_TOMCAT)),
                        ELSEWHERE.stream().map(target -> get(target, 401).but(404, JETTY, TOMCAT)),
                        UNKNOWN_TO_CONTAINERS.stream()
                                .map(target -> get(target, 400).but(401, SPRING_NETTY)),
                        Stream.of(get("/api/me%09", 401).but(400, JETTY)),
                        TWICE_ENCODED.stream().map(target -> get(target, 400).but(404, TOMCAT)))
                .flatMap(attacks -> attacks);
    }

    /** The paths that need more than a token, with one that lacks it, and never a way around. */
    static Stream<Attack> targetsThatNeedMore(Pools pools) {
        String token = pools.token().without("scope").without("cognito:groups").sign();
        String line = "Authorization: Bearer " + token + "\r\n";
        Stream<Attack> exact = Stream.of(
                        "/api/pets",
                        "/api/admin",
                        "/api/%70ets",
                        "/%61pi/adm%69n",
                        "/api/pets?x",
                        "http://localhost/api/pets")
                .map(target -> line("GET " + target + " HTTP/1.1", line, 403));
        Stream<Attack> others = Stream.of(
                        "/api/pets/",
                        "/api/pets.json",
                        "/api/PETS",
                        "/api/pets%20",
                        "/api/admin/",
                        "/api/Admin",
                        "/api/admin.",
                        "/api/nowhere")
                .map(target -> line("GET " + target + " HTTP/1.1", line, 404));
        return Stream.concat(exact, others).map(attack -> attack.hiding(token));
    }

    /** Without a token. */
    static Stream<Attack> methods() {
        Stream<Attack> plain =
                Stream.of("HEAD", "OPTIONS", "GET").map(method -> line(method + " /api/me HTTP/1.1", "", 401));
        Stream<Attack> changing = Stream.of("POST", "PUT", "PATCH", "DELETE")
                .map(method -> line(method + " /api/me HTTP/1.1", "Content-Length: 0\r\n", 401));
        Stream<Attack> odd = Stream.of("PROPFIND", "get", "Get", "ANYTHING", "DEBUG")
                .map(method -> line(method + " /api/me HTTP/1.1", "Content-Length: 0\r\n", 401)
                        .but(400, SPRING_NETTY, SPRING_TOMCAT));
        Stream<Attack> special = Stream.of(
                line("TRACE /api/me HTTP/1.1", "", 401)
                        .but(405, TOMCAT, SPRING_TOMCAT)
                        .but(400, SPRING_NETTY),
                line(
                        "OPTIONS /api/me HTTP/1.1",
                        "Origin: http://localhost\r\nAccess-Control-Request-Method: GET\r\n",
                        401));
        return Stream.of(plain, changing, odd, special).flatMap(attacks -> attacks);
    }

    private static Attack get(String target, int status) {
        return line("GET " + target + " HTTP/1.1", "", status);
    }
}
