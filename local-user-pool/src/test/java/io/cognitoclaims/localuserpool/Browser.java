package io.cognitoclaims.localuserpool;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A client with a cookie jar that follows no redirect by itself. */
final class Browser {
    private static final Pattern FORM = Pattern.compile("<form method=\"post\" action=\"([^\"]*)\">");
    private static final Pattern CSRF = Pattern.compile("name=\"_csrf\" value=\"([^\"]*)\"");

    private final HttpClient http = HttpClient.newBuilder()
            .cookieHandler(new CookieManager(null, CookiePolicy.ACCEPT_ALL))
            .build();
    private final String base;

    Browser(String base) {
        this.base = base;
    }

    static Map<String, String> parameters(String... namesAndValues) {
        Map<String, String> parameters = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            parameters.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return parameters;
    }

    static String encode(Map<String, String> parameters) {
        return parameters.entrySet().stream()
                .map(p -> URLEncoder.encode(p.getKey(), UTF_8) + "=" + URLEncoder.encode(p.getValue(), UTF_8))
                .collect(Collectors.joining("&"));
    }

    /** {@return the parameters in the query of {@code url}, or in the fragment if it has one} */
    static Map<String, String> query(String url) {
        int start = url.indexOf('#') < 0 ? url.indexOf('?') : url.indexOf('#');
        return Arrays.stream(url.substring(start + 1).split("&", -1))
                .map(parameter -> parameter.split("=", 2))
                .collect(Collectors.toMap(parts -> parts[0], parts -> URLDecoder.decode(parts[1], UTF_8)));
    }

    /** {@return one of these parameters, which must be there} */
    static String parameter(String url, String name) {
        return requireNonNull(query(url).get(name), url);
    }

    HttpResponse<String> get(String address, String... headers) {
        return send(request(address, headers).GET());
    }

    HttpResponse<String> post(String address, Map<String, String> form, String... headers) {
        return send(request(address, headers)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(encode(form))));
    }

    HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    HttpRequest.Builder request(String address, String... headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(address.startsWith("http") ? address : base + address));
        return headers.length == 0 ? request : request.headers(headers);
    }

    /** Fills in the form of {@code page} and sends it. */
    HttpResponse<String> submit(HttpResponse<String> page, String username, String password) {
        String action = find(FORM, page).replace("&amp;", "&");
        return post(action, parameters("_csrf", find(CSRF, page), "username", username, "password", password));
    }

    /** Fills in the form that asks for another password, too. */
    HttpResponse<String> submit(HttpResponse<String> page, String username, String password, String next) {
        String action = find(FORM, page).replace("&amp;", "&");
        return post(
                action,
                parameters(
                        "_csrf", find(CSRF, page), "username", username, "password", password, "new_password", next));
    }

    /** {@return where the last redirect of {@code response} leads that stays in the pool} */
    String follow(HttpResponse<String> response) {
        HttpResponse<String> current = response;
        while (location(current).startsWith(base)) {
            current = get(location(current));
        }
        return location(current);
    }

    String code(String username, Map<String, String> authorize) {
        HttpResponse<String> toLogin = get("/oauth2/authorize?" + encode(authorize));
        String callback = follow(submit(get(location(toLogin)), username, RunningPool.PASSWORD));
        return parameter(callback, "code");
    }

    static String location(HttpResponse<String> response) {
        return response.headers()
                .firstValue("Location")
                .orElseThrow(() -> new AssertionError("no redirect but " + response.statusCode() + response.body()));
    }

    private static String find(Pattern pattern, HttpResponse<String> page) {
        Matcher matcher = pattern.matcher(page.body());
        if (!matcher.find()) {
            throw new AssertionError("not the sign-in form but " + page.statusCode() + page.body());
        }
        return matcher.group(1);
    }
}
