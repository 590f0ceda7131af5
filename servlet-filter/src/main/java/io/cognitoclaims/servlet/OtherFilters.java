package io.cognitoclaims.servlet;

import jakarta.servlet.FilterConfig;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The other filters of the application. An asynchronous dispatch leaves out those that are not mapped for it. The servlet
 * API does not tell which these are, so every filter counts, except those that the application names.
 */
final class OtherFilters {
    private static final Logger LOG = LoggerFactory.getLogger(CognitoFilter.class);

    private final Set<String> mappedForAsync;
    private final Set<String> own = ConcurrentHashMap.newKeySet();
    private volatile @Nullable Judgement judgement;

    OtherFilters(Set<String> mappedForAsync) {
        this.mappedForAsync = Set.copyOf(mappedForAsync);
    }

    /** Records a name under which the filter itself is registered, and logs a warning about filters that make requests wait. */
    void init(FilterConfig config) {
        own.add(config.getFilterName());
        Set<String> names = thatMayBeLeftOut(config.getServletContext());
        if (!names.isEmpty()) {
            LOG.warn(
                    "{}: fetchKeysAsync has no effect until filtersMappedForAsync names these filters too: {}",
                    config.getFilterName(),
                    names);
        }
    }

    /** {@return the names of the filters that an asynchronous dispatch may leave out} */
    private Set<String> thatMayBeLeftOut(ServletContext context) {
        Set<String> names = new TreeSet<>();
        context.getFilterRegistrations().forEach((name, filter) -> {
            if (isMapped(filter) && !own.contains(name) && !mappedForAsync.contains(name)) {
                names.add(name);
            }
        });
        return names;
    }

    /** Filters can be added until the application has started, so the first request sees all of them. */
    boolean mayBeLeftOut(ServletContext context) {
        Judgement known = judgement;
        if (known == null || !known.context().equals(context)) {
            known = new Judgement(context, !thatMayBeLeftOut(context).isEmpty());
            judgement = known;
        }
        return known.mayBeLeftOut();
    }

    private static boolean isMapped(FilterRegistration filter) {
        return !filter.getUrlPatternMappings().isEmpty()
                || !filter.getServletNameMappings().isEmpty();
    }

    private record Judgement(ServletContext context, boolean mayBeLeftOut) {}
}
