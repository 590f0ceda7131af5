package io.cognitoclaims.docs;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullUnmarked;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A file of requests as IntelliJ IDEA's HTTP client reads it, as far as ours go. */
@NullUnmarked
final class HttpFile {
    private static final Pattern VARIABLE = Pattern.compile("(?m)^@(\\w+) = (.*)$");
    private static final Pattern USE = Pattern.compile("\\{\\{(\\w+)}}");
    private static final Pattern KEEP = Pattern.compile("client\\.global\\.set\\(\"(\\w+)\", [\\w.]*?\\.(\\w+)\\);");
    private static final Pattern SCRIPT = Pattern.compile("(?s)> \\{%(.*?)%}");

    private final HttpClient client = HttpClient.newHttpClient();
    private final Map<String, String> variables = new HashMap<>();
    private final List<String> requests;

    HttpFile(RunningDemo demo, Path file) {
        String text = demo.here(Page.read(file));
        VARIABLE.matcher(text).results().forEach(variable -> variables.put(variable.group(1), variable.group(2)));
        requests = Arrays.stream(text.split("(?m)^### ")).skip(1).toList();
    }

    /** Sends all requests, in their order. */
    List<Exchange> send() throws Exception {
        List<Exchange> exchanges = new ArrayList<>();
        for (String request : requests) {
            exchanges.add(send(request));
        }
        return exchanges;
    }

    /** {@return an access token by the file's own InitiateAuth, of another user} */
    String signIn(String user, String hash) throws Exception {
        String request = requests.stream()
                .filter(text -> text.contains("# @name signIn"))
                .findFirst()
                .orElseThrow()
                .replaceAll("(\"USERNAME\": \")[^\"]*", "$1" + user)
                .replaceAll("(\"SECRET_HASH\": \")[^\"]*", "$1" + Matcher.quoteReplacement(hash));
        send(request);
        return variables.get("access");
    }

    private Exchange send(String request) throws Exception {
        Matcher script = SCRIPT.matcher(request);
        String keep = script.find() ? script.group(1) : "";
        List<String> lines =
                replaced(SCRIPT.matcher(request).replaceAll("")).lines().toList();
        String title = lines.get(0);
        List<String> rest =
                lines.stream().skip(1).filter(line -> !line.startsWith("#")).toList();
        String[] first = rest.get(0).split(" ", 2);
        List<String> headers =
                rest.stream().skip(1).takeWhile(line -> !line.isBlank()).toList();
        String body = rest.stream()
                .skip(1L + headers.size())
                .collect(Collectors.joining("\n"))
                .strip();
        HttpRequest.Builder builder = HttpRequest.newBuilder(URI.create(first[1]))
                .method(first[0], body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        for (String header : headers) {
            String[] parts = header.split(": ", 2);
            builder.header(parts[0], basic(parts[1]));
        }
        HttpResponse<String> response = client.send(builder.build(), BodyHandlers.ofString());
        for (MatchResult kept : KEEP.matcher(keep).results().toList()) {
            variables.put(kept.group(1), member(response.body(), kept.group(2)));
        }
        return new Exchange(title, response.statusCode(), response.headers().map() + "\n" + response.body());
    }

    private String replaced(String text) {
        return USE.matcher(text)
                .replaceAll(use -> Matcher.quoteReplacement(String.valueOf(variables.get(use.group(1)))));
    }

    /** The client encodes user and password itself. */
    private static String basic(String value) {
        String[] parts = value.split(" ", -1);
        return parts.length == 3 && parts[0].equals("Basic")
                ? "Basic "
                        + Base64.getEncoder()
                                .encodeToString((parts[1] + ":" + parts[2]).getBytes(StandardCharsets.UTF_8))
                : value;
    }

    private static String member(String json, String name) {
        JsonNode member = JsonMapper.shared().readTree(json).findValue(name);
        if (member == null) {
            throw new AssertionError("no " + name + " in the answer");
        }
        return member.asString();
    }

    /**
     * A request and its answer.
     *
     * @param title what the file says that it is
     * @param answer headers and body
     */
    record Exchange(String title, int status, String answer) {}
}
