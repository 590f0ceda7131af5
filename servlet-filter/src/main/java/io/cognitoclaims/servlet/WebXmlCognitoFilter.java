package io.cognitoclaims.servlet;

import io.cognitoclaims.core.AcceptedPool;
import io.cognitoclaims.core.CognitoVerifier;
import io.cognitoclaims.core.CognitoVerifierBuilder;
import io.cognitoclaims.core.TokenSource;
import io.cognitoclaims.core.TokenUse;
import io.cognitoclaims.core.UserPool;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A {@link CognitoFilter} whose settings are init parameters, for a {@code web.xml}:
 *
 * <pre>{@code
 * <filter>
 *   <filter-name>cognito</filter-name>
 *   <filter-class>io.cognitoclaims.servlet.WebXmlCognitoFilter</filter-class>
 *   <async-supported>true</async-supported>
 *   <init-param><param-name>user-pool-id</param-name><param-value>us-east-1_EXAMPLE</param-value></init-param>
 *   <init-param><param-name>client-ids</param-name><param-value>55pb79dl8gm0i1ho9hdre91r3k</param-value></init-param>
 *   <init-param><param-name>open</param-name><param-value>/health</param-value></init-param>
 * </filter>
 * <filter-mapping>
 *   <filter-name>cognito</filter-name>
 *   <url-pattern>/*</url-pattern>
 *   <dispatcher>REQUEST</dispatcher>
 *   <dispatcher>FORWARD</dispatcher>
 *   <dispatcher>INCLUDE</dispatcher>
 *   <dispatcher>ERROR</dispatcher>
 *   <dispatcher>ASYNC</dispatcher>
 * </filter-mapping>
 * }</pre>
 *
 * <p>For {@code @WebFilter}, write an empty subclass. The parameters are:
 *
 * <ul>
 *   <li>{@code userPoolId} or {@code issuer}: the pool whose tokens are accepted; see {@link UserPool#of} and {@link
 *       UserPool#fromIssuer}
 *   <li>{@code clientIds}: the app clients whose tokens are accepted; required
 *   <li>{@code tokenUse}: {@code access}, which is the default, or {@code id}
 *   <li>{@code resources}: tokens must be bound to one of them; see {@link CognitoVerifierBuilder#requireAnyResource}
 *   <li>{@code jwksUri}: the URL of the keys; by default {@code /.well-known/jwks.json} below the issuer
 *   <li>{@code allowInsecureHttp}: {@code true} if {@code issuer} and {@code jwksUri} may be {@code http} URLs of any host:
 *       for emulators, in development only; see {@link UserPool#fromInsecureIssuer}
 *   <li>{@code maxTokenLength}: how many characters a token may have; see {@link CognitoVerifierBuilder#maxTokenLength}
 *   <li>{@code tokenSources}: where the token may be, as {@link TokenSource#of} reads it, such as {@code authorization
 *       cookie:__Host-token}; see {@link CognitoFilterBuilder#tokenSources}
 *   <li>{@code open}, {@code trustedOrigins}, {@code realm}, {@code resourceMetadata}, and with {@code true} or {@code false}
 *       {@code allowRequestsWithoutToken}, {@code allowPreflight}, {@code fetchKeysAsync}: as in {@link CognitoFilterBuilder}
 *   <li>{@code filtersMappedForAsync}: as there; a name that contains a space or a comma cannot be given
 * </ul>
 *
 * <p>Write each name as here or in the style of Spring Boot, {@code user-pool-id}, but not in both ways at once. Separate
 * several values with commas or spaces. If a parameter is missing, wrong or unknown, {@link #init} throws a {@link
 * ServletException} that names it, and the application does not start.
 */
public class WebXmlCognitoFilter implements Filter {
    private static final Set<String> SETTINGS = Set.of(
            "userPoolId",
            "issuer",
            "clientIds",
            "tokenUse",
            "resources",
            "jwksUri",
            "allowInsecureHttp",
            "maxTokenLength",
            "open",
            "tokenSources",
            "trustedOrigins",
            "realm",
            "resourceMetadata",
            "allowRequestsWithoutToken",
            "allowPreflight",
            "fetchKeysAsync",
            "filtersMappedForAsync");

    private volatile @Nullable CognitoFilter filter;

    /** Creates a filter; the container must then initialize it. */
    public WebXmlCognitoFilter() {}

    @Override
    public final void init(FilterConfig config) throws ServletException {
        try {
            CognitoFilter ready = filterOf(InitParameters.of(config, SETTINGS));
            ready.init(config);
            filter = ready;
        } catch (IllegalArgumentException e) {
            throw new ServletException(config.getFilterName() + ": " + e.getMessage(), e);
        }
    }

    @Override
    public final void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        CognitoFilter ready = filter;
        if (ready == null) {
            throw new ServletException("WebXmlCognitoFilter: was not initialized");
        }
        ready.doFilter(request, response, chain);
    }

    private static CognitoFilter filterOf(InitParameters settings) {
        CognitoFilterBuilder builder = CognitoFilter.builder(verifierOf(settings));
        builder.open(settings.words("open").toArray(String[]::new));
        if (settings.text("tokenSources").isPresent()) {
            builder.tokenSources(settings.words("tokenSources").stream()
                    .map(WebXmlCognitoFilter::source)
                    .toArray(TokenSource[]::new));
        }
        builder.trustedOrigins(settings.words("trustedOrigins").toArray(String[]::new));
        settings.text("realm").ifPresent(builder::realm);
        settings.address("resourceMetadata").ifPresent(builder::resourceMetadata);
        if (settings.flag("allowRequestsWithoutToken")) {
            builder.allowRequestsWithoutToken();
        }
        if (settings.flag("allowPreflight")) {
            builder.allowPreflight();
        }
        if (settings.flag("fetchKeysAsync")) {
            builder.fetchKeysAsync();
        }
        builder.filtersMappedForAsync(settings.words("filtersMappedForAsync").toArray(String[]::new));
        return builder.build();
    }

    private static TokenSource source(String text) {
        try {
            return TokenSource.of(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("tokenSources: " + e.getMessage(), e);
        }
    }

    private static CognitoVerifier<?> verifierOf(InitParameters settings) {
        AcceptedPool accepted = AcceptedPool.of(settings.userPool(), Set.copyOf(settings.words("clientIds")));
        TokenUse use = settings.text("tokenUse").map(TokenUse::of).orElse(TokenUse.ACCESS);
        CognitoVerifierBuilder<?> verifier = CognitoVerifier.tokens(use, List.of(accepted));
        List<String> resources = settings.words("resources");
        if (!resources.isEmpty()) {
            if (use != TokenUse.ACCESS) {
                throw new IllegalArgumentException("resources: are of access tokens only, so leave out tokenUse");
            }
            verifier.requireAnyResource(resources.toArray(String[]::new));
        }
        settings.number("maxTokenLength").ifPresent(verifier::maxTokenLength);
        return verifier.build();
    }
}
