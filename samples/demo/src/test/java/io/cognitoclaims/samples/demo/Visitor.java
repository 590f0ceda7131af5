package io.cognitoclaims.samples.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A person with a browser, who signs in at the user pool, and the app client's back end, which redeems the code. */
final class Visitor {
    static final String CLIENT_ID = "55pb79dl8gm0i1ho9hdre91r3k";
    static final String CALLBACK = "http://localhost";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern CSRF =
            Pattern.compile("name=\"_csrf\"[^>]*value=\"([^\"]+)\"|value=\"([^\"]+)\"[^>]*name=\"_csrf\"");

    private final HttpClient browser = HttpClient.newBuilder()
            .cookieHandler(new CookieManager())
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    private final String pool;

    Visitor(String pool) {
        this.pool = pool;
    }

    /** {@return the answer of the token endpoint after signing in} */
    JsonNode signIn(String username, String password) throws IOException, InterruptedException {
        String authorize = pool + "/oauth2/authorize?"
                + form(Map.of(
                        "response_type", "code",
                        "client_id", CLIENT_ID,
                        "redirect_uri", CALLBACK,
                        "scope", "openid email pets/read",
                        "state", "a-state"));
        return redeem(Objects.requireNonNull(
                query(signInAt(authorize, username, password)).get("code"), "code"));
    }

    /** {@return the callback to which the pool sends the browser, which is not followed} It asks no one who is signed in. */
    URI signInAt(String authorize, String username, String password) throws IOException, InterruptedException {
        HttpResponse<String> toLogin = get(authorize);
        URI login = toLogin.uri().resolve(location(toLogin));
        if (!login.toString().startsWith(pool)) {
            return login;
        }
        Matcher csrf = CSRF.matcher(get(login.toString()).body());
        if (!csrf.find()) {
            throw new AssertionError("the sign-in page has no _csrf");
        }
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("_csrf", csrf.group(1) != null ? csrf.group(1) : csrf.group(2));
        fields.put("username", username);
        fields.put("password", password);
        return followOutOfThePool(post(login.toString(), Map.of(), fields));
    }

    static JsonNode payload(String token) throws IOException {
        return JSON.readTree(
                Base64.getUrlDecoder().decode(token.substring(token.indexOf('.') + 1, token.lastIndexOf('.'))));
    }

    JsonNode getJson(String address) throws IOException, InterruptedException {
        return JSON.readTree(get(address).body());
    }

    HttpResponse<String> get(String address, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return browser.send(request.build(), BodyHandlers.ofString());
    }

    private URI followOutOfThePool(HttpResponse<String> response) throws IOException, InterruptedException {
        HttpResponse<String> last = response;
        for (int hops = 0; hops < 5; hops++) {
            URI next = last.uri().resolve(location(last));
            if (!next.toString().startsWith(pool)) {
                return next;
            }
            last = get(next.toString());
        }
        throw new AssertionError("never sent back to the callback");
    }

    private JsonNode redeem(String code) throws IOException, InterruptedException {
        String basic = Base64.getEncoder().encodeToString((CLIENT_ID + ":local-secret").getBytes(UTF_8));
        HttpResponse<String> answer = post(
                pool + "/oauth2/token",
                Map.of("Authorization", "Basic " + basic),
                Map.of("grant_type", "authorization_code", "code", code, "redirect_uri", CALLBACK));
        if (answer.statusCode() != 200) {
            throw new AssertionError("the token endpoint answered " + answer.statusCode());
        }
        return JSON.readTree(answer.body());
    }

    HttpResponse<String> post(String address, Map<String, String> headers, Map<String, String> fields)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form(fields)));
        headers.forEach(request::header);
        return browser.send(request.build(), BodyHandlers.ofString());
    }

    static String location(HttpResponse<String> response) {
        return response.headers()
                .firstValue("Location")
                .orElseThrow(() -> new AssertionError(
                        response.uri().getPath() + " answered " + response.statusCode() + " and redirected nowhere"));
    }

    static Map<String, String> query(URI address) {
        return Pattern.compile("&")
                .splitAsStream(address.getQuery())
                .collect(Collectors.toMap(
                        pair -> pair.substring(0, pair.indexOf('=')), pair -> pair.substring(pair.indexOf('=') + 1)));
    }

    private static String form(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), UTF_8))
                .collect(Collectors.joining("&"));
    }
}
