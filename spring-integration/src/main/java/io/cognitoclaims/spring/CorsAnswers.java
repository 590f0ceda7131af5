package io.cognitoclaims.spring;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.ApplicationContext;
import org.springframework.web.HttpRequestHandler;
import org.springframework.web.context.support.WebApplicationContextUtils;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.CorsConfigurationSource;
import org.springframework.web.cors.CorsProcessor;
import org.springframework.web.cors.CorsUtils;
import org.springframework.web.cors.DefaultCorsProcessor;
import org.springframework.web.cors.PreFlightRequestHandler;
import org.springframework.web.filter.CorsFilter;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Answers what browsers ask before they send a token to another origin, and lets pages read refusals, as the application's
 * CORS configuration has it, at a management port as {@link ManagementCors} has it. A request that no configuration is about
 * goes on as if this filter were not there, while Spring Security's own answers each that comes before another itself.
 */
final class CorsAnswers extends OncePerRequestFilter {
    private final @Nullable CorsFilter filter;
    private final ObjectProvider<CorsConfigurationSource> sources;
    private final ObjectProvider<MvcCors> handlers;
    private final ObjectProvider<ManagementCors> management;
    private final CorsProcessor processor = new DefaultCorsProcessor();

    /**
     * @param filter the application's, which comes first
     * @param sources asked in their order, for the first that knows the request
     * @param handlers asked after them
     * @param management asked alone, at its own port
     */
    CorsAnswers(
            @Nullable CorsFilter filter,
            ObjectProvider<CorsConfigurationSource> sources,
            ObjectProvider<MvcCors> handlers,
            ObjectProvider<ManagementCors> management) {
        this.filter = filter;
        this.sources = sources;
        this.handlers = handlers;
        this.management = management;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        // Without an origin only that filter has something to do, and beans are looked up for each request below.
        if (filter == null && request.getHeader("Origin") == null) {
            chain.doFilter(request, response);
            return;
        }
        ApplicationContext answering = WebApplicationContextUtils.getWebApplicationContext(request.getServletContext());
        ManagementCors cors = management.getIfAvailable();
        if (answering != null && cors != null && cors.isAbout(answering)) {
            answer(cors.configurationIn(answering), request, response, chain);
        } else if (filter == null) {
            answer(configurationOf(request), request, response, chain);
        } else {
            filter.doFilter(
                    request, response, (asked, answered) -> answer(configurationOf(request), request, response, chain));
        }
    }

    private void answer(
            @Nullable CorsConfiguration configuration,
            HttpServletRequest request,
            HttpServletResponse response,
            FilterChain chain)
            throws ServletException, IOException {
        if (request.getHeader("Origin") == null
                || configuration == null
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
