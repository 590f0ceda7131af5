package io.cognitoclaims.servlet;

import io.cognitoclaims.core.AccessToken;
import io.cognitoclaims.core.CognitoToken;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * A servlet filter that lets only callers with certain scopes or groups through. It runs after a {@link CognitoFilter}, on
 * some of its paths or servlets:
 *
 * <pre>{@code
 * context.addFilter("pets/read", RequireFilter.scopes("pets/read"))
 *         .addMappingForServletNames(EnumSet.allOf(DispatcherType.class), true, "pets");
 * }</pre>
 *
 * <p>A request whose token lacks them gets 403 {@code insufficient_scope} (<a
 * href="https://www.rfc-editor.org/rfc/rfc6750#section-3.1">RFC 6750, section 3.1</a>). If scopes are missing, it names all that
 * the request needs: those of the verifier and of the filters of this kind before it too. It never names groups. A request
 * without a token gets 401. If no {@link CognitoFilter} ran before, every request fails with a {@link
 * ServletException}. Immutable and safe for use by many threads. Like any filter, register it with {@code
 * setAsyncSupported(true)} if the servlet answers asynchronously. In a {@code web.xml} use {@link WebXmlRequireFilter}.
 */
public final class RequireFilter implements Filter {
    private final String description;
    private final Predicate<CognitoToken> requirement;
    private final List<String> scopes;

    /** @param scopes the scopes to ask for; empty if something else is required */
    private RequireFilter(String description, Predicate<CognitoToken> requirement, List<String> scopes) {
        this.description = description;
        this.requirement = requirement;
        this.scopes = scopes;
    }

    /** {@return a filter that requires all of these scopes} ID tokens have none. */
    public static RequireFilter scopes(String... scopes) {
        Set<String> all = scopeNames(scopes);
        return new RequireFilter(
                "all of the scopes " + sorted(all), token -> scopesOf(token).containsAll(all), List.copyOf(all));
    }

    /** {@return a filter that requires at least one of these scopes} The answer names the first. ID tokens have none. */
    public static RequireFilter anyScope(String... scopes) {
        Set<String> any = scopeNames(scopes);
        return new RequireFilter(
                "any of the scopes " + sorted(any),
                token -> !Collections.disjoint(scopesOf(token), any),
                List.of(scopes[0]));
    }

    /** {@return a filter that requires all of these groups} */
    public static RequireFilter groups(String... groups) {
        Set<String> all = names("groups", groups);
        return new RequireFilter(
                "all of the groups " + sorted(all), token -> token.groups().containsAll(all), List.of());
    }

    /** {@return a filter that requires at least one of these groups} */
    public static RequireFilter anyGroup(String... groups) {
        Set<String> any = names("groups", groups);
        return new RequireFilter(
                "any of the groups " + sorted(any), token -> !Collections.disjoint(token.groups(), any), List.of());
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        Caller caller = Caller.of(request);
        Operation operation = Operation.of(request);
        if (caller == null
                || operation == null
                || !(request instanceof HttpServletRequest http)
                || !(response instanceof HttpServletResponse answer)) {
            throw new ServletException("RequireFilter: no CognitoFilter ran before;"
                    + " map one to this path too, before this filter and for the same dispatcher types");
        }
        CognitoToken token = caller.token();
        if (caller.isPreflight() || (token != null && requirement.test(token))) {
            operation.demand(scopes);
            chain.doFilter(request, response);
        } else if (token == null) {
            caller.filter().askForToken(http).sendTo(http, answer);
        } else if (scopes.isEmpty()) {
            caller.filter().answers().forbid(description, Set.of(), http).sendTo(http, answer);
        } else {
            operation.demand(scopes);
            caller.filter().forbid(description, operation, http).sendTo(http, answer);
        }
    }

    private static Set<String> sorted(Set<String> names) {
        return new TreeSet<>(names);
    }

    private static Set<String> scopesOf(CognitoToken token) {
        return token instanceof AccessToken access ? access.scopes() : Set.of();
    }

    /** The rule {@code scope-token} of RFC 6749, section 3.3. */
    static Set<String> scopeNames(String... scopes) {
        Set<String> names = names("scopes", scopes);
        if (!names.stream().flatMapToInt(String::chars).allMatch(c -> c > ' ' && c <= '~' && c != '"' && c != '\\')) {
            throw new IllegalArgumentException("scopes: one has a character that no scope can have");
        }
        return names;
    }

    private static Set<String> names(String setting, String... names) {
        Set<String> set = Set.copyOf(List.of(names));
        if (set.isEmpty() || set.stream().anyMatch(String::isBlank)) {
            throw new IllegalArgumentException(setting + ": must name at least one, and no blank one");
        }
        return set;
    }
}
