package io.cognitoclaims.spring;

import static java.util.Objects.requireNonNull;

import io.cognitoclaims.core.AccessToken;
import io.cognitoclaims.core.CognitoToken;
import io.cognitoclaims.core.UserPool;
import io.cognitoclaims.spring.CognitoClaimsProperties.Authorities;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.core.convert.converter.Converter;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.oauth2.core.OAuth2AuthenticatedPrincipal;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationConverter;
import org.springframework.security.oauth2.server.resource.authentication.JwtGrantedAuthoritiesConverter;

/**
 * The authorities of a token: one for each group of the user, one for each scope of an access token, and one for each value
 * of the claims that the settings name.
 *
 * <p>Spring Security uses the one {@link JwtAuthenticationConverter} bean for the tokens of every decoder, also those of
 * another issuer. Their tokens are converted as if this converter did not exist.
 */
final class CognitoAuthorities implements Converter<Jwt, Collection<GrantedAuthority>> {
    private static final JwtGrantedAuthoritiesConverter STANDARD_AUTHORITIES = new JwtGrantedAuthoritiesConverter();
    private static final JwtAuthenticationConverter STANDARD = new JwtAuthenticationConverter();

    private final Authorities settings;
    private final String poolPrefix;
    private final String tenantPrefix;
    private final Map<UserPool, String> groupPrefixes;
    private final String stripped;
    private final List<AuthoritiesOfClaim> claims;

    CognitoAuthorities(CognitoClaimsProperties properties) {
        this.settings = properties.authorities();
        AuthorityPrefixes prefixes = AuthorityPrefixes.of(properties);
        this.poolPrefix = prefixes.pool();
        this.tenantPrefix = prefixes.tenant();
        this.groupPrefixes = prefixes.groups();
        String resourceServer = settings.stripResourceServer();
        this.stripped = resourceServer == null || resourceServer.isEmpty() ? "" : resourceServer + "/";
        this.claims = AuthoritiesOfClaim.listOf(settings);
    }

    static JwtAuthenticationConverter converter(CognitoClaimsProperties properties) {
        JwtAuthenticationConverter converter = new JwtAuthenticationConverter();
        converter.setJwtGrantedAuthoritiesConverter(new CognitoAuthorities(properties));
        converter.setPrincipalClaimName(PrincipalName.of(properties).claim());
        keepPrincipal(converter);
        return converter;
    }

    /** Determined by a call, because native images cannot look up methods by name. */
    private static void keepPrincipal(JwtAuthenticationConverter converter) {
        try {
            converter.setJwtPrincipalConverter(CognitoAuthorities::principalOf);
        } catch (NoSuchMethodError e) {
            // Spring Security 7.0 has no such setting: its principal is the decoder's Jwt, and the claim gives its
            // name.
        }
    }

    @Override
    public Collection<GrantedAuthority> convert(Jwt jwt) {
        return jwt instanceof CognitoJwt cognito ? authoritiesOf(cognito.token()) : STANDARD_AUTHORITIES.convert(jwt);
    }

    private Set<GrantedAuthority> authoritiesOf(CognitoToken token) {
        Set<GrantedAuthority> authorities = new LinkedHashSet<>();
        String groupPrefix = groupPrefixes.getOrDefault(token.userPool(), settings.groupPrefix());
        for (String group : token.groups()) {
            authorities.add(authority(prefixed(groupPrefix, group)));
        }
        if (token instanceof AccessToken access) {
            for (String scope : access.scopes()) {
                authorities.add(authority(settings.scopePrefix() + strip(scope)));
            }
        }
        for (AuthoritiesOfClaim claim : claims) {
            for (String value : claim.valuesIn(token)) {
                authorities.add(authority(prefixed(claim.prefix(), value)));
            }
        }
        if (!poolPrefix.isEmpty()) {
            authorities.add(authority(poolPrefix + token.userPool().id()));
        }
        if (!tenantPrefix.isEmpty()) {
            token.tenant().ifPresent(tenant -> authorities.add(authority(tenantPrefix + tenant)));
        }
        return authorities;
    }

    private static GrantedAuthority authority(String name) {
        return new SimpleGrantedAuthority(name);
    }

    /**
     * A pool may have groups named ROLE_ADMIN, for an application that requires this authority. Scopes do not have such
     * names.
     */
    private static String prefixed(String prefix, String name) {
        return name.startsWith(prefix) ? name : prefix + name;
    }

    /**
     * Identifiers of resource servers may contain a slash, but names of scopes do not: {@code pets/other/read} belongs to
     * another resource server.
     */
    private String strip(String scope) {
        return scope.startsWith(stripped)
                        && scope.length() > stripped.length()
                        && scope.indexOf('/', stripped.length()) < 0
                ? scope.substring(stripped.length())
                : scope;
    }

    private static OAuth2AuthenticatedPrincipal principalOf(Jwt jwt) {
        return jwt instanceof CognitoJwt cognito
                ? cognito
                : (OAuth2AuthenticatedPrincipal)
                        requireNonNull(STANDARD.convert(jwt).getPrincipal());
    }
}
