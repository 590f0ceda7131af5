package io.cognitoclaims.conformance;

import static io.cognitoclaims.conformance.Attack.line;

import java.util.List;
import java.util.stream.Stream;

/** Spellings of guarded paths, and methods, that a filter and a router may see differently. */
final class PathAttacks {
    private static final List<String> TARGETS = List.of(
            "/api/me", "/api/me?", "/api/me?x=/public/hello", "/api/pets", "/api/admin", "/api/nowhere", "/api", "/api/",
            "/api//me", "//api/me", "///api///me", "/api/./me", "/./api/me", "/api/x/../me", "/api/me/.", "/api/me/x/..",
            "/api/me/", "/api/me//", "/api;x=1/me", "/api/;x=1/me", "/api/me;x=1", "/api/me;", "/;/api/me", "/api;/me",
            "/api/me;jsessionid=1", "/%61pi/me", "/api/%6de", "/%61%70%69/%6d%65", "/api%2fme", "/api%2Fme", "/%2fapi/me",
            "/api/%2fme", "/api%5cme", "/api\\me", "/api/%2e/me", "/%2e/api/me", "/api/%252e/me", "/api%252fme", "/%2561pi/me",
            "/API/me", "/Api/Me", "/api/ME", "/api/me.", "/api/me..", "/api/me.json", "/api/me.html", "/api/me%20", "/api/me%09",
            "/api/me%00", "/api/me%00.html", "/api/me%0a", "/api/me%0d%0aX-Injected:1", "/api/me%23", "/api/me%3f", "/api/me%3b",
            "/api/me%3bx=1", "/public/../api/me", "/public/./../api/me", "/public/%2e%2e/api/me", "/public/.%2e/api/me",
            "/public/..;/api/me", "/public/..;x=1/api/me", "/public/..%2fapi/me", "/public%2f..%2fapi/me", "/public/..%5capi/me",
            "/public/%252e%252e/api/me", "/public/hello/../../api/me", "/public/hello;/../../api/me", "/public;/../api/me",
            "/public//../api/me", "/public/.;/../api/me", "/../api/me", "/%c0%afapi/me", "/%c0%ae%c0%ae/api/me", "/api/%ef%bc%8fme",
            "/api%ef%bc%8fme", "/\u00e1pi/me", "/api/m\u00e9", "/api/me%ff", "/api/me%", "/api/me%zz", "/api/me%2", "/api/me#x",
            "/api/me|", "/api/{me}", "/api/me\"", "/api/<me>", "/api/me\u0001", "/WEB-INF/web.xml", "/META-INF/MANIFEST.MF",
            "/.well-known/../api/me", "http://localhost/api/me", "http://evil.example/api/me", "*", "api/me", "/", "//", "",
            "/error", "/actuator", "/actuator/env", "/h2-console", "/favicon.ico", "/.git/config");

    private PathAttacks() {}

    static Stream<Attack> targets(Pools pools) {
        return TARGETS.stream().map(target -> line("GET " + target + " HTTP/1.1", "", 401));
    }
}
