package io.cognitoclaims.spring;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.CorsConfigurationSource;
import org.springframework.web.servlet.HandlerExecutionChain;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.util.ServletRequestPathUtils;

/**
 * The CORS configuration of {@code @CrossOrigin} and {@code addCorsMappings} for a request, which only the handlers of
 * Spring MVC know.
 */
final class MvcCors {
    private final ObjectProvider<HandlerMapping> mappings;

    MvcCors(ObjectProvider<HandlerMapping> mappings) {
        this.mappings = mappings;
    }

    @Nullable
    CorsConfiguration configurationOf(HttpServletRequest request) {
        HttpServletRequest scratch = new ScratchRequest(request);
        ServletRequestPathUtils.parseAndCache(scratch);
        return mappings.orderedStream()
                .flatMap(mapping -> Stream.ofNullable(handlerOf(scratch, mapping)))
                .findFirst()
                .map(handler -> configurationOf(handler, scratch))
                .orElse(null);
    }

    private static @Nullable HandlerExecutionChain handlerOf(HttpServletRequest request, HandlerMapping mapping) {
        try {
            return mapping.getHandler(request);
        } catch (Exception e) {
            // For example, a method that no handler accepts. The dispatcher looks it up again, and answers it.
            return null;
        }
    }

    private static @Nullable CorsConfiguration configurationOf(
            HandlerExecutionChain handler, HttpServletRequest request) {
        return Stream.concat(handler.getInterceptorList().stream(), Stream.of(handler.getHandler()))
                .filter(CorsConfigurationSource.class::isInstance)
                .map(CorsConfigurationSource.class::cast)
                .flatMap(source -> Stream.ofNullable(source.getCorsConfiguration(request)))
                .findFirst()
                .orElse(null);
    }

    /** Hides the attributes that handler mappings set. */
    private static final class ScratchRequest extends HttpServletRequestWrapper {
        private final Map<String, @Nullable Object> attributes = new HashMap<>();

        ScratchRequest(HttpServletRequest request) {
            super(request);
        }

        @Override
        public @Nullable Object getAttribute(String name) {
            return attributes.containsKey(name) ? attributes.get(name) : super.getAttribute(name);
        }

        @Override
        public void setAttribute(String name, @Nullable Object value) {
            attributes.put(name, value);
        }

        @Override
        public void removeAttribute(String name) {
            attributes.put(name, null);
        }
    }
}
