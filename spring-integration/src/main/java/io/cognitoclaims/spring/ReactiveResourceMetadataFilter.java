package io.cognitoclaims.spring;

import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * The documents of {@link ResourceMetadataConfigurer} on WebFlux, and the challenges that name the URL of the first (<a
 * href="https://www.rfc-editor.org/rfc/rfc9728#section-5.1">RFC 9728, section 5.1</a>) and the scopes to ask for. Spring
 * Security has neither there.
 */
final class ReactiveResourceMetadataFilter implements WebFilter {
    private static final String SCHEME = "Bearer";
    private static final Set<HttpMethod> ANSWERED = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

    private final @Nullable ProtectedResource resource;
    private final Set<String> required;

    /**
     * @param resource null if there must be no document, and no challenge that names one
     * @param required the scopes that every token must have
     */
    ReactiveResourceMetadataFilter(@Nullable ProtectedResource resource, Set<String> required) {
        this.resource = resource;
        this.required = required;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        ServerHttpRequest request = exchange.getRequest();
        if (resource != null && ANSWERED.contains(request.getMethod())) {
            String path = request.getPath().pathWithinApplication().value();
            String contextPath = request.getPath().contextPath().value();
            byte[] document = resource.documentAt(
                    path,
                    contextPath,
                    () -> addressOf(request, request.getPath().value()));
            if (document != null) {
                return answer(resource, document, request, exchange.getResponse());
            }
            if (ProtectedResource.isBelow(path)) {
                exchange.getResponse().setStatusCode(HttpStatus.NOT_FOUND);
                return exchange.getResponse().setComplete();
            }
        }
        HttpHeaders answered = exchange.getResponse().getHeaders();
        exchange.getResponse().beforeCommit(() -> Mono.fromRunnable(() -> lead(answered, exchange)));
        return chain.filter(exchange);
    }

    private static Mono<Void> answer(
            ProtectedResource resource, byte[] document, ServerHttpRequest request, ServerHttpResponse response) {
        HttpHeaders headers = response.getHeaders();
        headers.set(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, "*");
        if (HttpMethod.OPTIONS.equals(request.getMethod())) {
            headers.set(HttpHeaders.ALLOW, "GET, HEAD, OPTIONS");
            headers.set(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, "GET");
            headers.set(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, "*");
            return response.setComplete();
        }
        headers.setCacheControl(resource.cacheControl());
        headers.setContentType(MediaType.APPLICATION_JSON);
        headers.setContentLength(document.length);
        return response.writeWith(
                Mono.fromSupplier(() -> response.bufferFactory().wrap(document)));
    }

    private void lead(HttpHeaders headers, ServerWebExchange exchange) {
        List<String> challenges = headers.getOrEmpty(HttpHeaders.WWW_AUTHENTICATE);
        if (challenges.stream().anyMatch(ReactiveResourceMetadataFilter::isBearer)) {
            headers.put(
                    HttpHeaders.WWW_AUTHENTICATE,
                    challenges.stream()
                            .map(challenge -> isBearer(challenge) ? completed(challenge, exchange) : challenge)
                            .toList());
        }
    }

    private String completed(String challenge, ServerWebExchange exchange) {
        String leading = resource == null || challenge.contains("resource_metadata=")
                ? challenge
                : with("resource_metadata", addressFor(resource, exchange.getRequest()), challenge);
        Set<String> scopes = scopesFor(challenge, exchange);
        return scopes.isEmpty() || challenge.contains(" scope=\"")
                ? leading
                : with("scope", String.join(" ", scopes), leading);
    }

    /** A 403 names the scopes of the request only if one of them is known to be what the token lacks. */
    private Set<String> scopesFor(String challenge, ServerWebExchange exchange) {
        if (challenge.contains("error=\"invalid_request\"")) {
            return Set.of();
        }
        if (!challenge.contains("error=\"insufficient_scope\"")) {
            return new TreeSet<>(required);
        }
        ReactiveOperation operation = ReactiveOperation.of(exchange);
        Set<String> demanded = operation == null ? Set.of() : operation.scopesToAskFor();
        if (demanded.isEmpty()) {
            return Set.of();
        }
        Set<String> all = new TreeSet<>(required);
        all.addAll(demanded);
        return all;
    }

    private static String with(String name, String value, String challenge) {
        return challenge + (challenge.equals(SCHEME) ? " " : ", ") + name + "=\"" + value + "\"";
    }

    private static boolean isBearer(String challenge) {
        return (challenge + " ").startsWith(SCHEME + " ");
    }

    private static String addressFor(ProtectedResource resource, ServerHttpRequest request) {
        String contextPath = request.getPath().contextPath().value();
        return resource.metadataAddress(addressOf(request, contextPath + ProtectedResource.WELL_KNOWN), contextPath);
    }

    /** Not with the host of the URL: Java knows none there if a name has an underscore, as those of containers may. */
    private static String addressOf(ServerHttpRequest request, String path) {
        URI asked = request.getURI();
        String authority = Objects.toString(asked.getRawAuthority(), "");
        return asked.getScheme() + "://" + authority.substring(authority.lastIndexOf('@') + 1) + path;
    }
}
