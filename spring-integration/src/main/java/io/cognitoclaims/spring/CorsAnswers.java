package io.cognitoclaims.spring;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.web.HttpRequestHandler;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.CorsConfigurationSource;
import org.springframework.web.cors.CorsProcessor;
import org.springframework.web.cors.CorsUtils;
import org.springframework.web.cors.DefaultCorsProcessor;
import org.springframework.web.cors.PreFlightRequestHandler;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Answers the CORS preflights of browsers, and lets pages read refusals, according to the application's CORS configuration.
 * A request without a configuration passes as if this filter did not exist, while Spring Security's own filter answers each
 * preflight itself.
 */
final class CorsAnswers extends OncePerRequestFilter {
    private final ObjectProvider<CorsConfigurationSource> sources;
    private final ObjectProvider<MvcCors> handlers;
    private final CorsProcessor processor = new DefaultCorsProcessor();

    /**
     * @param sources called in their order, until one has a configuration for the request
     * @param handlers called after the sources
     */
    CorsAnswers(ObjectProvider<CorsConfigurationSource> sources, ObjectProvider<MvcCors> handlers) {
        this.sources = sources;
        this.handlers = handlers;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        CorsConfiguration configuration = configurationOf(request);
        if (configuration == null
                || (processor.processRequest(configuration, request, response)
                        && !CorsUtils.isPreFlightRequest(request))) {
            chain.doFilter(request, response);
        }
    }

    private @Nullable CorsConfiguration configurationOf(HttpServletRequest request) {
        if (request.getHeader("Origin") == null) {
            return null;
        }
        Stream<CorsConfiguration> ofBeans = sources.orderedStream()
                .filter(source -> !isHandler(source))
                .flatMap(source -> Stream.ofNullable(source.getCorsConfiguration(request)));
        Stream<CorsConfiguration> ofHandlers =
                handlers.stream().flatMap(mvc -> Stream.ofNullable(mvc.configurationOf(request)));
        return Stream.concat(ofBeans, ofHandlers).findFirst().orElse(null);
    }

    /** Spring MVC has beans of this type for its own use. */
    private static boolean isHandler(CorsConfigurationSource source) {
        return source instanceof PreFlightRequestHandler || source instanceof HttpRequestHandler;
    }
}
