package io.cognitoclaims.spring;

import jakarta.servlet.Filter;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.web.DefaultSecurityFilterChain;
import org.springframework.security.web.FilterChainProxy;
import org.springframework.security.web.FilterInvocation;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.PathPatternRequestTransformer;
import org.springframework.security.web.access.intercept.AuthorizationFilter;

/**
 * Warns of requests that the application's filter chains leave unguarded, as far as the chains show it. If an application
 * has a chain for only a few paths, there is no other chain, and all its other paths are open.
 */
final class UnguardedRequests {
    /** An artificial path: a chain that matches it is assumed to match everything. */
    static final String UNLIKELY_PATH = "/cognito-claims/is-this-path-guarded";

    private static final Logger LOG = LoggerFactory.getLogger(CognitoClaimsFilterChainAutoConfiguration.class);

    private UnguardedRequests() {}

    /** @param context the context of the web application; null if there is no server */
    static void warn(Filter springSecurity, @Nullable ServletContext context) {
        if (springSecurity instanceof FilterChainProxy proxy) {
            HttpServletRequest unlikely = new FilterInvocation("", UNLIKELY_PATH, "GET", context).getRequest();
            warn(proxy.getFilterChains(), new PathPatternRequestTransformer().transform(unlikely));
        }
    }

    private static void warn(List<SecurityFilterChain> chains, HttpServletRequest unlikely) {
        // A chain without any filter comes from web.ignoring(), of which Spring Security itself warns.
        chains.stream()
                .filter(chain -> !chain.getFilters().isEmpty())
                .filter(chain -> chain.getFilters().stream().noneMatch(AuthorizationFilter.class::isInstance))
                .forEach(chain -> LOG.warn(
                        "Whatever the filter chain of {} matches is open to everybody, without a token: it has no"
                                + " authorizeHttpRequests.",
                        nameOf(chain)));
        if (chains.stream().noneMatch(chain -> matches(chain, unlikely))) {
            LOG.warn(
                    "Whatever no filter chain matches is open to everybody, without a token. There are chains of {} only."
                            + " Add a SecurityFilterChain bean without a securityMatcher, which ends in"
                            + " anyRequest().authenticated().",
                    chains.stream().map(UnguardedRequests::nameOf).toList());
        }
    }

    /** If an artificial request is not enough for a matcher, the matcher does not match everything. */
    private static boolean matches(SecurityFilterChain chain, HttpServletRequest unlikely) {
        try {
            return chain.matches(unlikely);
        } catch (RuntimeException e) {
            LOG.debug("a filter chain can't be asked about a made-up request", e);
            return false;
        }
    }

    private static String nameOf(SecurityFilterChain chain) {
        return chain instanceof DefaultSecurityFilterChain known
                ? known.getRequestMatcher().toString()
                : chain.toString();
    }
}
