package io.cognitoclaims.localuserpool;

import io.cognitoclaims.localuserpool.UserPoolSettings.Registration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What the issuer's host serves; here it is the domain's host too, so unknown addresses of both end here. */
@RestController
final class PoolEndpoints {
    private final PoolAddress address;
    private final PoolKeys keys;
    private final UserPoolSettings settings;

    PoolEndpoints(UserPoolSettings settings, PoolAddress address, PoolKeys keys) {
        this.settings = settings;
        this.address = address;
        this.keys = keys;
    }

    /** {@return the discovery document with Cognito's members and no others} */
    @GetMapping("/${user-pool.id}/.well-known/openid-configuration")
    Map<String, Object> discovery() {
        Map<String, Object> document = new TreeMap<>();
        document.put("authorization_endpoint", address.domain() + "/oauth2/authorize");
        document.put("end_session_endpoint", address.domain() + "/logout");
        document.put("id_token_signing_alg_values_supported", List.of("RS256"));
        document.put("issuer", address.issuer());
        document.put("jwks_uri", address.keys());
        if (settings.registration() != Registration.OFF) {
            document.put("registration_endpoint", address.domain() + "/oauth2/register");
        }
        document.put("response_types_supported", List.of("code", "token"));
        document.put("revocation_endpoint", address.domain() + "/oauth2/revoke");
        document.put("scopes_supported", List.of("openid", "email", "phone", "profile"));
        document.put("subject_types_supported", List.of("public"));
        document.put("token_endpoint", address.domain() + "/oauth2/token");
        document.put("token_endpoint_auth_methods_supported", List.of("client_secret_basic", "client_secret_post"));
        document.put("userinfo_endpoint", address.domain() + "/oauth2/userInfo");
        return document;
    }

    @GetMapping("/${user-pool.id}/.well-known/jwks.json")
    ResponseEntity<Map<String, List<Map<String, String>>>> keys() {
        return keys.served()
                ? ResponseEntity.ok(Map.of("keys", keys.jwks()))
                : ResponseEntity.status(503).build();
    }

    @RequestMapping("/oauth2/token")
    ResponseEntity<Void> tokensArePosted() {
        return ResponseEntity.status(405).header(HttpHeaders.ALLOW, "POST").build();
    }

    @RequestMapping("/**")
    ResponseEntity<Map<String, String>> unknown() {
        return refused();
    }

    /** {@return the answer for an address at which there is nothing} */
    static ResponseEntity<Map<String, String>> refused() {
        Map<String, String> error = new TreeMap<>();
        error.put("code", "BadRequest");
        error.put("message", "The server did not understand the operation that was requested.");
        error.put("type", "client");
        return ResponseEntity.badRequest().body(error);
    }
}
