package io.cognitoclaims.conformance;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A request and the status that it must get.
 *
 * @param request as it goes over the wire, in Latin-1
 * @param secret what must not come back, whatever else does
 * @param exceptions servers whose own reading of HTTP comes first, and what they answer
 * @param echoing servers that send the secret back to the caller, because it is part of the path in their own error document
 */
record Attack(
        String name, String request, String secret, int status, Map<Server, Integer> exceptions, Set<Server> echoing) {
    Attack {
        exceptions = Map.copyOf(exceptions);
        echoing = Set.copyOf(echoing);
    }

    /** {@return a request for a guarded path with this as its bearer token} */
    static Attack token(String name, String token, int status) {
        return tokenFor("/api/me", name, token, status);
    }

    static Attack tokenFor(String path, String name, String token, int status) {
        return new Attack(name, get(path, "Authorization: Bearer " + token), token, status, Map.of(), Set.of());
    }

    /** {@return a request for a guarded path with these header lines} */
    static Attack headers(String name, String lines, int status) {
        return new Attack(name, get("/api/me", lines), "", status, Map.of(), Set.of());
    }

    /** {@return a request with this request line and header lines} */
    static Attack line(String requestLine, String lines, int status) {
        return new Attack(
                requestLine.length() > 80 ? requestLine.substring(0, 80) : requestLine,
                requestLine + "\r\nHost: localhost\r\n" + lines + "\r\n",
                "",
                status,
                Map.of(),
                Set.of());
    }

    static String get(String target, String... lines) {
        return Stream.concat(Stream.of("GET " + target + " HTTP/1.1", "Host: localhost"), Stream.of(lines))
                        .reduce("", (all, line) -> all + line + "\r\n")
                + "\r\n";
    }

    /** {@return the same request, to which these servers answer with another status} */
    Attack but(int otherStatus, Server... servers) {
        Map<Server, Integer> more = new EnumMap<>(Server.class);
        more.putAll(exceptions);
        Arrays.stream(servers).forEach(server -> more.put(server, otherStatus));
        return new Attack(name, request, secret, status, more, echoing);
    }

    /** {@return the same request, whose answer must not hold this} */
    Attack hiding(String text) {
        return new Attack(name, request, text, status, exceptions, echoing);
    }

    /** {@return the same request, whose secret these servers may send back to the caller as part of the path} */
    Attack echoedBy(Server... servers) {
        return new Attack(name, request, secret, status, exceptions, Set.of(servers));
    }

    int statusOn(Server server) {
        return exceptions.getOrDefault(server, status);
    }

    /** {@return pieces of the secret that must not come back, each long enough that it is no accident if it does} */
    List<String> secretsOn(Server server) {
        if (echoing.contains(server)) {
            return List.of();
        }
        int length = 16;
        return Stream.iterate(0, i -> i + length <= secret.length(), i -> i + length)
                .map(i -> secret.substring(i, i + length))
                .toList();
    }

    @Override
    public String toString() {
        return name;
    }
}
