package io.cognitoclaims.localuserpool;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.cognitoclaims.localuserpool.UserPoolSettings.Client;
import io.cognitoclaims.localuserpool.UserPoolSettings.Flow;
import io.cognitoclaims.localuserpool.UserPoolSettings.Registration;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Registers app clients that ask for it, for the code flow. Of the metadata that it does not know it takes no notice. See
 * <a href="https://www.rfc-editor.org/rfc/rfc7591">RFC 7591</a>.
 */
@RestController
final class RegistrationEndpoint {
    /** The scope of an initial access token, which a client gets by {@code client_credentials}. */
    static final String INITIAL_ACCESS = "aws.cognito/dcr/register";

    private static final int MOST_BYTES = 64 * 1024;
    private static final int MOST_URLS = 100;
    private static final int LONGEST_URL = 1024;
    private static final int LONGEST_NAME = 128;
    private static final Set<String> LOCALHOST = Set.of("localhost", "127.0.0.1", "[::1]");
    /** Schemes that no app can be called back by: a browser handles them itself. */
    private static final Set<String> BROWSERS_OWN = Set.of(
            "about", "blob", "data", "file", "filesystem", "ftp", "javascript", "vbscript", "view-source", "ws", "wss");

    private final UserPoolSettings settings;
    private final Clients clients;
    private final TokenIssuer tokens;
    private final Clock clock;
    private final JsonMapper strict = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    RegistrationEndpoint(UserPoolSettings settings, Clients clients, TokenIssuer tokens, Clock clock) {
        this.settings = settings;
        this.clients = clients;
        this.tokens = tokens;
        this.clock = clock;
    }

    @PostMapping("/oauth2/register")
    ResponseEntity<? extends Map<String, ?>> register(HttpServletRequest request) throws IOException {
        if (settings.registration() == Registration.OFF) {
            return PoolEndpoints.refused();
        }
        if (settings.registration() == Registration.INITIAL_ACCESS_TOKEN) {
            ResponseEntity<Map<String, Object>> refused = withoutInitialAccess(request);
            if (refused != null) {
                return refused;
            }
        }
        try {
            return ResponseEntity.status(201).body(register(metadata(request)));
        } catch (Refused e) {
            Map<String, Object> error = new LinkedHashMap<>();
            error.put("error", e.error);
            error.put("error_description", String.valueOf(e.getMessage()));
            return ResponseEntity.badRequest().body(error);
        }
    }

    /** {@return the refusal of a caller without an initial access token, or null for one that has it} RFC 6750, section 3. */
    private @Nullable ResponseEntity<Map<String, Object>> withoutInitialAccess(HttpServletRequest request) {
        String header = request.getHeader(HttpHeaders.AUTHORIZATION);
        if (header == null || !header.regionMatches(true, 0, "Bearer ", 0, 7)) {
            return challenge(401, "Bearer", null);
        }
        Optional<JsonNode> claims = tokens.unexpired(header.substring(7).strip());
        if (claims.isEmpty()) {
            return challenge(401, "Bearer error=\"invalid_token\"", "invalid_token");
        }
        String scopes = claims.get().path("scope").asString("");
        return List.of(scopes.split(" ", -1)).contains(INITIAL_ACCESS)
                ? null
                : challenge(
                        403,
                        "Bearer error=\"insufficient_scope\", scope=\"" + INITIAL_ACCESS + "\"",
                        "insufficient_scope");
    }

    private static ResponseEntity<Map<String, Object>> challenge(int status, String challenge, @Nullable String error) {
        ResponseEntity.BodyBuilder refused =
                ResponseEntity.status(status).header(HttpHeaders.WWW_AUTHENTICATE, challenge);
        return error == null ? refused.build() : refused.body(Map.of("error", error));
    }

    private JsonNode metadata(HttpServletRequest request) throws IOException, Refused {
        MediaType type = mediaType(request);
        require(
                type != null && MediaType.APPLICATION_JSON.equalsTypeAndSubtype(type),
                "the Content-Type must be application/json");
        byte[] body = request.getInputStream().readNBytes(MOST_BYTES + 1);
        require(body.length <= MOST_BYTES, "the body must not be longer than " + MOST_BYTES + " bytes");
        try {
            JsonNode metadata = strict.readTree(
                    UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString());
            require(metadata.isObject(), "the body must be one JSON object");
            return metadata;
        } catch (CharacterCodingException | JacksonException notJson) {
            throw new Refused(
                    "invalid_client_metadata", "the body must be one JSON object in UTF-8, without a member twice");
        }
    }

    private static @Nullable MediaType mediaType(HttpServletRequest request) {
        try {
            return request.getContentType() == null ? null : MediaType.parseMediaType(request.getContentType());
        } catch (org.springframework.http.InvalidMediaTypeException notAType) {
            return null;
        }
    }

    private Map<String, Object> register(JsonNode metadata) throws Refused {
        List<String> redirects = redirects(metadata);
        within(metadata, "grant_types", List.of("authorization_code", "refresh_token"));
        List<String> grants = strings(metadata, "grant_types");
        require(grants.isEmpty() || grants.contains("authorization_code"), "grant_types must have authorization_code");
        within(metadata, "response_types", List.of("code"));
        String method = text(metadata, "token_endpoint_auth_method", "client_secret_basic");
        require(
                Set.of("none", "client_secret_basic", "client_secret_post").contains(method),
                "token_endpoint_auth_method must be none, client_secret_basic or client_secret_post");
        String name = text(metadata, "client_name", "");
        require(name.length() <= LONGEST_NAME, "client_name must not be longer than " + LONGEST_NAME);
        List<String> scopes = scopes(metadata);

        boolean isPublic = method.equals("none");
        Client client = new Client(
                clients.newId(),
                isPublic ? "" : clients.newSecret(),
                Set.of(Flow.CODE),
                Set.of(),
                redirects,
                List.of(),
                scopes,
                false,
                Duration.ZERO);
        clients.register(name, client);
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("client_id", client.id());
        answer.put("client_id_issued_at", clock.instant().getEpochSecond());
        if (!isPublic) {
            answer.put("client_secret", client.secret());
            answer.put("client_secret_expires_at", 0);
        }
        if (!name.isEmpty()) {
            answer.put("client_name", name);
        }
        answer.put("redirect_uris", redirects);
        // Whoever redeems a code at Cognito gets a refresh token.
        answer.put("grant_types", List.of("authorization_code", "refresh_token"));
        answer.put("response_types", List.of("code"));
        answer.put("token_endpoint_auth_method", method);
        answer.put("scope", String.join(" ", scopes));
        return answer;
    }

    private static List<String> redirects(JsonNode metadata) throws Refused {
        List<String> urls;
        try {
            urls = strings(metadata, "redirect_uris");
        } catch (Refused notAList) {
            throw wrongRedirect("redirect_uris must be a list of strings");
        }
        if (urls.isEmpty() || urls.size() > MOST_URLS) {
            throw wrongRedirect("redirect_uris must have 1 to " + MOST_URLS + " URLs");
        }
        for (String url : urls) {
            if (url.length() > LONGEST_URL || !isCallback(url)) {
                throw wrongRedirect(
                        "redirect_uris must be https, http for localhost, or of an app's own scheme; absolute, in ASCII,"
                                + " without a fragment and not longer than " + LONGEST_URL);
            }
        }
        return urls;
    }

    /** {@return whether Cognito would take the URL for a callback} */
    static boolean isCallback(String url) {
        try {
            URI uri = new URI(url);
            if (!uri.isAbsolute() || uri.getRawFragment() != null || uri.getRawUserInfo() != null) {
                return false;
            }
            // RFC 3986 has no other characters, and a header can't carry them.
            if (!uri.toASCIIString().equals(url)) {
                return false;
            }
            return switch (AsciiCase.lower(uri.getScheme())) {
                case "https" -> uri.getHost() != null;
                case "http" -> uri.getHost() != null && LOCALHOST.contains(AsciiCase.lower(uri.getHost()));
                default -> !uri.isOpaque() && !BROWSERS_OWN.contains(AsciiCase.lower(uri.getScheme()));
            };
        } catch (URISyntaxException notAUrl) {
            return false;
        }
    }

    private List<String> scopes(JsonNode metadata) throws Refused {
        String text = text(metadata, "scope", "");
        if (text.isBlank()) {
            return settings.registrationScopes();
        }
        List<String> scopes = List.of(text.strip().split(" +", -1));
        require(settings.registrationScopes().containsAll(scopes), "scope has one that clients may not register for");
        return scopes.stream().distinct().toList();
    }

    private static void within(JsonNode metadata, String name, List<String> known) throws Refused {
        require(known.containsAll(strings(metadata, name)), name + " may only have " + String.join(", ", known));
    }

    /** {@return the strings of a list, none if it is not there} */
    private static List<String> strings(JsonNode metadata, String name) throws Refused {
        JsonNode list = metadata.path(name);
        require(list.isMissingNode() || list.isArray(), name + " must be a list of strings");
        List<String> strings = new ArrayList<>();
        for (JsonNode item : list) {
            require(item.isString(), name + " must be a list of strings");
            strings.add(item.stringValue());
        }
        return strings;
    }

    private static String text(JsonNode metadata, String name, String byDefault) throws Refused {
        JsonNode text = metadata.path(name);
        require(text.isMissingNode() || text.isString(), name + " must be a string");
        return text.isMissingNode() ? byDefault : text.stringValue();
    }

    private static void require(boolean rule, String description) throws Refused {
        if (!rule) {
            throw new Refused("invalid_client_metadata", description);
        }
    }

    private static Refused wrongRedirect(String description) {
        return new Refused("invalid_redirect_uri", description);
    }

    /** The metadata can't be taken. Its message says why, in words that repeat nothing of it. RFC 7591, section 3.2.2. */
    private static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;

        private final String error;

        Refused(String error, String description) {
            super(description, null, false, false);
            this.error = error;
        }
    }
}
