package io.cognitoclaims.spring;

import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.boot.json.JsonWriter;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.security.oauth2.server.resource.OAuth2ProtectedResourceMetadata;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import org.springframework.web.util.UriComponentsBuilder;
import reactor.core.publisher.Mono;

/**
 * The document of {@link ResourceMetadata} on WebFlux, and the {@code resource_metadata} in challenges that leads to it
 * (<a href="https://www.rfc-editor.org/rfc/rfc9728#section-5.1">RFC 9728, section 5.1</a>). Spring Security has neither
 * there.
 */
final class ReactiveResourceMetadata implements WebFilter {
    private static final String WELL_KNOWN = "/.well-known/oauth-protected-resource";
    private static final String SCHEME = "Bearer";

    private final List<URI> issuers;
    private final Set<String> scopes;

    ReactiveResourceMetadata(List<URI> issuers, Set<String> scopes) {
        this.issuers = issuers;
        this.scopes = new TreeSet<>(scopes);
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        ServerHttpRequest request = exchange.getRequest();
        String path = request.getPath().pathWithinApplication().value();
        if (request.getMethod() == HttpMethod.GET && (path + "/").startsWith(WELL_KNOWN + "/")) {
            return answer(exchange.getResponse(), documentOf(request));
        }
        HttpHeaders answered = exchange.getResponse().getHeaders();
        exchange.getResponse().beforeCommit(() -> Mono.fromRunnable(() -> lead(answered, addressFor(request))));
        return chain.filter(exchange);
    }

    private static Mono<Void> answer(ServerHttpResponse response, byte[] document) {
        response.getHeaders().setContentType(MediaType.APPLICATION_JSON);
        response.getHeaders().setContentLength(document.length);
        return response.writeWith(
                Mono.fromSupplier(() -> response.bufferFactory().wrap(document)));
    }

    private byte[] documentOf(ServerHttpRequest request) {
        String resource = addressOf(request, request.getPath().value().replaceFirst(WELL_KNOWN, ""));
        OAuth2ProtectedResourceMetadata.Builder document =
                OAuth2ProtectedResourceMetadata.builder().resource(resource).bearerMethod("header");
        issuers.forEach(issuer -> document.authorizationServer(issuer.toString()));
        scopes.forEach(document::scope);
        return JsonWriter.standard().write(document.build().getClaims()).toByteArray();
    }

    private static void lead(HttpHeaders headers, String address) {
        List<String> challenges = headers.getOrEmpty(HttpHeaders.WWW_AUTHENTICATE);
        if (challenges.stream().anyMatch(ReactiveResourceMetadata::isOpen)) {
            String parameter = "resource_metadata=\"" + address + "\"";
            headers.put(
                    HttpHeaders.WWW_AUTHENTICATE,
                    challenges.stream()
                            .map(challenge -> isOpen(challenge)
                                    ? challenge + (challenge.equals(SCHEME) ? " " : ", ") + parameter
                                    : challenge)
                            .toList());
        }
    }

    private static boolean isOpen(String challenge) {
        return (challenge + " ").startsWith(SCHEME + " ") && !challenge.contains("resource_metadata=");
    }

    private static String addressFor(ServerHttpRequest request) {
        return addressOf(request, request.getPath().contextPath().value() + WELL_KNOWN);
    }

    private static String addressOf(ServerHttpRequest request, String path) {
        return UriComponentsBuilder.fromUri(request.getURI())
                .replacePath(path)
                .replaceQuery(null)
                .fragment(null)
                .build()
                .toUriString();
    }
}
