package io.cognitoclaims.samples.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.jetty.http.HttpStatus;
import org.jspecify.annotations.Nullable;

/** One of the two sample APIs. */
record Api(String name, String address) {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    Answer ask(Http http, Path path, String token) throws IOException {
        HttpResponse<String> answer = http.get(address + path.path(), "Authorization", "Bearer " + token);
        return new Answer(this, answer.statusCode(), headers(answer.headers()), indented(answer.body()));
    }

    /** {@return whether it revoked the token} If it had refused the token before, it can't. */
    boolean signOut(Http http, String path, String token) throws IOException {
        return http.post(address + path, "", "Authorization", "Bearer " + token).statusCode() == 204;
    }

    private static List<String> headers(HttpHeaders headers) {
        return Stream.of("WWW-Authenticate", "Retry-After")
                .flatMap(name -> headers.allValues(name).stream().map(value -> name + ": " + value))
                .toList();
    }

    private static String indented(String body) {
        try {
            return body.isEmpty() ? "" : MAPPER.readTree(body).toPrettyString();
        } catch (JsonProcessingException notJson) {
            return body;
        }
    }

    /** What can be asked for. */
    enum Path {
        ME("any good access token"),
        PETS("the scope pets/read"),
        ADMIN("the group admin");

        private final String needs;

        Path(String needs) {
            this.needs = needs;
        }

        /** {@return the one with that path; {@link #ME}, if there is none} */
        static Path of(@Nullable String path) {
            return Arrays.stream(values())
                    .filter(each -> each.path().equals(path))
                    .findFirst()
                    .orElse(ME);
        }

        String path() {
            return switch (this) {
                case ME -> "/api/me";
                case PETS -> "/api/pets";
                case ADMIN -> "/api/admin";
            };
        }

        String needs() {
            return needs;
        }
    }

    /**
     * What it answered.
     *
     * @param headers those that tell why, a line each
     */
    record Answer(Api api, int status, List<String> headers, String body) {
        boolean isGood() {
            return status == 200;
        }

        String meaning() {
            return HttpStatus.getMessage(status);
        }
    }
}
