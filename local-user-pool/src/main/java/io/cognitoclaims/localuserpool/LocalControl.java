package io.cognitoclaims.localuserpool;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Switches for demonstrations and tests, which Cognito does not have: rotates the keys, stops and starts the
 * key endpoint, signs tokens with any claims, tells codes that Cognito would mail, and puts all back to the start.
 *
 * <p>Each request that changes something must carry the header {@value #HEADER}, with any value: a page in a browser can't
 * send it to another site unless that site agrees, and this one never does; {@link BrowserRules} refuses names that were pointed here.
 * What a switch does not know, a parameter or a body, is refused, for it would be passed over. All answers are JSON; see
 * <a href="https://fetch.spec.whatwg.org/#cors-preflight-fetch">Fetch, CORS-preflight fetch</a>.
 */
@RestController
@RequestMapping("/_local")
final class LocalControl {
    static final String HEADER = "X-Local-User-Pool";

    private static final int MOST_BYTES = 64 * 1024;

    private final PoolKeys keys;
    private final Users users;
    private final List<Resettable> changing;
    private final JsonMapper strict = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    LocalControl(PoolKeys keys, Users users, List<Resettable> changing) {
        this.keys = keys;
        this.users = users;
        this.changing = changing;
    }

    /** Answers as soon as the pool serves and has its keys. It changes nothing, so it needs no header. */
    @GetMapping("/ready")
    Map<String, Object> ready() {
        keys.accessTokens();
        keys.idTokens();
        return Map.of("ready", true);
    }

    /** Signs with new keys; {@code old} says whether the pair before stays in the key set, {@code keep} or {@code withdraw}. */
    @PostMapping("/rotate-keys")
    ResponseEntity<Map<String, Object>> rotate(HttpServletRequest request) throws IOException {
        return guarded(request, Set.of("old"), () -> {
            String[] old = request.getParameterValues("old");
            String word = old == null ? "keep" : String.join(",", old);
            if (!Set.of("keep", "withdraw").contains(word)) {
                return refused(400, "old must be keep or withdraw");
            }
            keys.rotate(word.equals("keep"));
            return state();
        });
    }

    /** Puts the pool back to its start: sign-ins, keys, switches, clients that registered themselves. */
    @PostMapping("/reset")
    ResponseEntity<Map<String, Object>> reset(HttpServletRequest request) throws IOException {
        return guarded(request, Set.of(), () -> {
            changing.forEach(Resettable::reset);
            return state();
        });
    }

    /** Answers 503 at the key endpoint until it is started again; tokens are still issued. */
    @PostMapping("/keys/stop")
    ResponseEntity<Map<String, Object>> stop(HttpServletRequest request) throws IOException {
        return guarded(request, Set.of(), () -> serve(false));
    }

    @PostMapping("/keys/start")
    ResponseEntity<Map<String, Object>> start(HttpServletRequest request) throws IOException {
        return guarded(request, Set.of(), () -> serve(true));
    }

    /**
     * Signs the claims in the body, whatever they say, with the key for access tokens: a token that no pool issues. The
     * body is signed as it came, and its content type does not matter: curl calls each body a form.
     */
    @PostMapping("/sign")
    ResponseEntity<Map<String, Object>> sign(HttpServletRequest request) throws IOException {
        if (isFromAPage(request)) {
            return refusedPage();
        }
        byte[] claims = request.getInputStream().readNBytes(MOST_BYTES + 1);
        if (claims.length > MOST_BYTES) {
            return refused(413, "the claims must not be longer than " + MOST_BYTES + " bytes");
        }
        return isObject(claims)
                ? ResponseEntity.ok(Map.of("token", keys.accessTokens().sign(claims)))
                : refused(400, "the body must be the claims: one JSON object in UTF-8, without a member twice");
    }

    /** Tells what would have been mailed to a user, by what it is for: confirmation codes and a temporary password. */
    @GetMapping("/codes/{username}")
    ResponseEntity<Map<String, Object>> codes(@PathVariable("username") String username, HttpServletRequest request)
            throws IOException {
        return guarded(
                request,
                Set.of(),
                () -> users.find(username)
                        .map(user -> ResponseEntity.ok(codes(user)))
                        .orElseGet(() -> refused(404, "there is no such user")));
    }

    private static Map<String, Object> codes(User user) {
        Map<String, Object> codes = new TreeMap<>();
        user.codes().forEach((purpose, code) -> codes.put(purpose.label(), code.text()));
        return Map.of("codes", codes);
    }

    private boolean isObject(byte[] body) {
        try {
            String text = UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
            return strict.readTree(text).isObject();
        } catch (CharacterCodingException | JacksonException notJson) {
            return false;
        }
    }

    private ResponseEntity<Map<String, Object>> serve(boolean on) {
        keys.serve(on);
        return state();
    }

    private ResponseEntity<Map<String, Object>> state() {
        return ResponseEntity.ok(Map.of(
                "served",
                keys.served(),
                "kids",
                keys.jwks().stream().map(key -> key.get("kid")).toList()));
    }

    /** Does what is asked if it comes from no page and has no other parameters, nor a body that is no form. */
    private static ResponseEntity<Map<String, Object>> guarded(
            HttpServletRequest request, Set<String> parameters, Supplier<ResponseEntity<Map<String, Object>>> change)
            throws IOException {
        if (isFromAPage(request)) {
            return refusedPage();
        }
        boolean known = parameters.containsAll(request.getParameterMap().keySet());
        // The parameters of a form have been read from the body by now.
        return known && request.getInputStream().read() < 0
                ? change.get()
                : refused(400, "takes no body, and no parameters but " + parameters);
    }

    private static boolean isFromAPage(HttpServletRequest request) {
        return request.getHeader(HEADER) == null;
    }

    private static ResponseEntity<Map<String, Object>> refusedPage() {
        return refused(403, "send the header " + HEADER);
    }

    private static ResponseEntity<Map<String, Object>> refused(int status, String why) {
        return ResponseEntity.status(status).body(Map.of("error", why));
    }
}
