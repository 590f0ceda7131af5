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
 * A {@link Require} whose setting is an init parameter, for a {@code web.xml}. Exactly one of {@code scopes},
 * {@code anyScope}, {@code groups} and {@code anyGroup} is to be given, with commas or blanks between the names; it asks
 * for what {@link Require}'s method of that name does. {@code any-scope} and {@code any-group} are other spellings. Map it behind the {@link DeclaredCognitoFilter} and for the same
 * dispatchers. For {@code @WebFilter} an application makes an empty subclass.
 *
 * <p>A missing, wrong or unknown parameter is a {@link ServletException} of {@link #init} that names it, and the
 * application does not start.
 */
public class DeclaredRequire implements Filter {
    private static final Map<String, Function<String[], Require>> SETTINGS = Map.of(
            "scopes", Require::scopes,
            "anyScope", Require::anyScope,
            "groups", Require::groups,
            "anyGroup", Require::anyGroup);

    private volatile @Nullable Require filter;

    /** A filter that the container has yet to initialize. */
    public DeclaredRequire() {}

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
        Require ready = filter;
        if (ready == null) {
            throw new ServletException("DeclaredRequire: was not initialized");
        }
        ready.doFilter(request, response, chain);
    }

    private static Require filterOf(InitParameters settings) {
        Set<Entry<String, Function<String[], Require>>> all = SETTINGS.entrySet();
        var given = all.stream()
                .filter(setting -> settings.text(setting.getKey()).isPresent())
                .toList();
        if (given.size() != 1) {
            throw new IllegalArgumentException("scopes: give exactly one of scopes, anyScope, groups and anyGroup");
        }
        Entry<String, Function<String[], Require>> setting = given.get(0);
        return setting.getValue().apply(settings.words(setting.getKey()).toArray(String[]::new));
    }
}
