package io.cognitoclaims.samples.userpool;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import java.util.Set;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * Switches for demonstrations and tests, which Cognito does not have: rotates the keys, stops and starts the
 * key endpoint, and signs tokens with any claims.
 *
 * <p>Each request must carry the header {@value #HEADER}, with any value: a page in a browser can't send it to another
 * site unless that site agrees, and this one never does. A host name other than this machine's own is refused too, so
 * that no other name can be pointed here. All answers are JSON; see
 * <a href="https://fetch.spec.whatwg.org/#cors-preflight-fetch">Fetch, CORS-preflight fetch</a>.
 */
@RestController
@RequestMapping("/_local")
final class LocalControl {
    static final String HEADER = "X-Local-User-Pool";

    private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");

    private final PoolKeys keys;

    LocalControl(PoolKeys keys) {
        this.keys = keys;
    }

    /** Signs with new keys; {@code old} says whether the pair before stays in the key set, {@code keep} or {@code withdraw}. */
    @PostMapping("/rotate-keys")
    ResponseEntity<Map<String, Object>> rotate(
            HttpServletRequest request, @RequestParam(defaultValue = "keep") String old) {
        if (!Set.of("keep", "withdraw").contains(old)) {
            return ResponseEntity.badRequest().body(Map.of("error", "old must be keep or withdraw"));
        }
        return guarded(request, () -> keys.rotate(old.equals("keep")));
    }

    /** Answers 503 at the key endpoint until it is started again; tokens are still issued. */
    @PostMapping("/keys/stop")
    ResponseEntity<Map<String, Object>> stop(HttpServletRequest request) {
        return guarded(request, () -> keys.serve(false));
    }

    @PostMapping("/keys/start")
    ResponseEntity<Map<String, Object>> start(HttpServletRequest request) {
        return guarded(request, () -> keys.serve(true));
    }

    /** Signs the claims in the body, whatever they say, with the key for access tokens: a token that no pool issues. */
    @PostMapping("/sign")
    ResponseEntity<Map<String, Object>> sign(HttpServletRequest request, @RequestBody byte[] claims) {
        return isAllowed(request)
                ? ResponseEntity.ok(Map.of("token", keys.accessTokens().sign(claims)))
                : refused();
    }

    private ResponseEntity<Map<String, Object>> guarded(HttpServletRequest request, Runnable change) {
        if (!isAllowed(request)) {
            return refused();
        }
        change.run();
        return ResponseEntity.ok(Map.of(
                "served",
                keys.served(),
                "kids",
                keys.jwks().stream().map(key -> key.get("kid")).toList()));
    }

    private static boolean isAllowed(HttpServletRequest request) {
        return request.getHeader(HEADER) != null && THIS_MACHINE.contains(request.getServerName());
    }

    private static ResponseEntity<Map<String, Object>> refused() {
        return ResponseEntity.status(403).body(Map.of("error", "send the header " + HEADER + " to localhost"));
    }
}
