package io.cognitoclaims.spring;

import java.util.List;
import java.util.Set;
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
 * The document of {@link ResourceMetadataConfigurer} on WebFlux, and the {@code resource_metadata} in challenges that leads to it
 * (<a href="https://www.rfc-editor.org/rfc/rfc9728#section-5.1">RFC 9728, section 5.1</a>). Spring Security has neither
 * there.
 */
final class ReactiveResourceMetadataFilter implements WebFilter {
    private static final String SCHEME = "Bearer";
    private static final Set<HttpMethod> READING = Set.of(HttpMethod.GET, HttpMethod.HEAD);

    private final ProtectedResource resource;

    ReactiveResourceMetadataFilter(ProtectedResource resource) {
        this.resource = resource;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        ServerHttpRequest request = exchange.getRequest();
        String path = request.getPath().pathWithinApplication().value();
        if (READING.contains(request.getMethod()) && (path + "/").startsWith(ProtectedResource.WELL_KNOWN + "/")) {
            return answer(exchange.getResponse(), documentOf(request));
        }
        HttpHeaders answered = exchange.getResponse().getHeaders();
        exchange.getResponse().beforeCommit(() -> Mono.fromRunnable(() -> lead(answered, request)));
        return chain.filter(exchange);
    }

    private static Mono<Void> answer(ServerHttpResponse response, byte[] document) {
        response.getHeaders().setContentType(MediaType.APPLICATION_JSON);
        response.getHeaders().setContentLength(document.length);
        return response.writeWith(
                Mono.fromSupplier(() -> response.bufferFactory().wrap(document)));
    }

    private byte[] documentOf(ServerHttpRequest request) {
        String asked = addressOf(request, request.getPath().value().replace(ProtectedResource.WELL_KNOWN, ""));
        OAuth2ProtectedResourceMetadata.Builder document =
                OAuth2ProtectedResourceMetadata.builder().resource(asked).bearerMethod("header");
        resource.describe(document);
        return JsonWriter.standard().write(document.build().getClaims()).toByteArray();
    }

    private void lead(HttpHeaders headers, ServerHttpRequest request) {
        List<String> challenges = headers.getOrEmpty(HttpHeaders.WWW_AUTHENTICATE);
        if (challenges.stream().anyMatch(ReactiveResourceMetadataFilter::isOpen)) {
            String parameter = "resource_metadata=\"" + addressFor(request) + "\"";
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

    private String addressFor(ServerHttpRequest request) {
        String contextPath = request.getPath().contextPath().value();
        return resource.metadataAddress(addressOf(request, contextPath + ProtectedResource.WELL_KNOWN), contextPath);
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
