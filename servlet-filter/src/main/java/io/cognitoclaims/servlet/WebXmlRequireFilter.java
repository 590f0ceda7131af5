package io.cognitoclaims.servlet;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.Map.Entry;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A {@link RequireFilter} whose setting is an init parameter, for a {@code web.xml}. Give exactly one of {@code scopes},
 * {@code anyScope}, {@code groups} and {@code anyGroup}, with commas or spaces between the names. It requires the same as
 * {@link RequireFilter}'s method of that name. {@code any-scope} and {@code any-group} are other spellings. Map it after
 * the {@link WebXmlCognitoFilter} and for the same dispatchers. For {@code @WebFilter}, write an empty subclass.
 *
 * <p>If a parameter is missing, wrong or unknown, {@link #init} throws a {@link ServletException} that names it, and the
 * application does not start.
 */
public class WebXmlRequireFilter implements Filter {
    private static final Map<String, Function<String[], RequireFilter>> SETTINGS = Map.of(
            "scopes", RequireFilter::scopes,
            "anyScope", RequireFilter::anyScope,
            "groups", RequireFilter::groups,
            "anyGroup", RequireFilter::anyGroup);

    private volatile @Nullable RequireFilter filter;

    /** Creates a filter; the container must then initialize it. */
    public WebXmlRequireFilter() {}

    @Override
    public final void init(FilterConfig config) throws ServletException {
        try {
            filter = filterOf(InitParameters.of(config, SETTINGS.keySet()));
        } catch (IllegalArgumentException e) {
            throw new ServletException(config.getFilterName() + ": " + e.getMessage(), e);
        }
    }

    @Override
    public final void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        RequireFilter ready = filter;
        if (ready == null) {
            throw new ServletException("WebXmlRequireFilter: was not initialized");
        }
        ready.doFilter(request, response, chain);
    }

    private static RequireFilter filterOf(InitParameters settings) {
        Set<Entry<String, Function<String[], RequireFilter>>> all = SETTINGS.entrySet();
        var given = all.stream()
                .filter(setting -> settings.text(setting.getKey()).isPresent())
                .toList();
        if (given.size() != 1) {
            throw new IllegalArgumentException("scopes: give exactly one of scopes, anyScope, groups and anyGroup");
        }
        Entry<String, Function<String[], RequireFilter>> setting = given.get(0);
        return setting.getValue().apply(settings.words(setting.getKey()).toArray(String[]::new));
    }
}
