package io.cognitoclaims.spring;

import static java.util.Objects.requireNonNull;

import io.cognitoclaims.core.AccessToken;
import io.cognitoclaims.core.CognitoToken;
import io.cognitoclaims.spring.CognitoClaimsProperties.Authorities;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.springframework.core.convert.converter.Converter;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.oauth2.core.OAuth2AuthenticatedPrincipal;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationConverter;
import org.springframework.security.oauth2.server.resource.authentication.JwtGrantedAuthoritiesConverter;

/**
 * The authorities of a token: one for each group of the user, of an access token one for each scope, and one for each value
 * of the claims that the settings name.
 *
 * <p>Spring Security uses the one {@link JwtAuthenticationConverter} bean for the tokens of every decoder, another
 * issuer's too. Those are converted as if this one were not there.
 */
final class CognitoAuthorities implements Converter<Jwt, Collection<GrantedAuthority>> {
    private static final JwtGrantedAuthoritiesConverter STANDARD_AUTHORITIES = new JwtGrantedAuthoritiesConverter();
    private static final JwtAuthenticationConverter STANDARD = new JwtAuthenticationConverter();

    private final Authorities settings;
    private final String stripped;
    private final List<AuthoritiesOfClaim> claims;

    private CognitoAuthorities(Authorities settings) {
        this.settings = settings;
        String resourceServer = settings.stripResourceServer();
        this.stripped = resourceServer == null || resourceServer.isEmpty() ? "" : resourceServer + "/";
        this.claims = AuthoritiesOfClaim.listOf(settings);
    }

    static JwtAuthenticationConverter converter(CognitoClaimsProperties properties) {
        JwtAuthenticationConverter converter = new JwtAuthenticationConverter();
        converter.setJwtGrantedAuthoritiesConverter(new CognitoAuthorities(properties.authorities()));
        converter.setPrincipalClaimName(PrincipalName.of(properties).claim());
        keepPrincipal(converter);
        return converter;
    }

    /** By trying, as native images know no methods by their names. */
    private static void keepPrincipal(JwtAuthenticationConverter converter) {
        try {
            converter.setJwtPrincipalConverter(CognitoAuthorities::principalOf);
        } catch (NoSuchMethodError e) {
            // Spring Security 7.0 has no such setting: there the principal is the decoder's Jwt, named by the claim.
        }
    }

    @Override
    public Collection<GrantedAuthority> convert(Jwt jwt) {
        return jwt instanceof CognitoJwt cognito ? authoritiesOf(cognito.token()) : STANDARD_AUTHORITIES.convert(jwt);
    }

    private List<GrantedAuthority> authoritiesOf(CognitoToken token) {
        Set<String> names = new LinkedHashSet<>();
        token.groups().forEach(group -> names.add(prefixed(settings.groupPrefix(), group)));
        if (token instanceof AccessToken access) {
            access.scopes().forEach(scope -> names.add(settings.scopePrefix() + strip(scope)));
        }
        for (AuthoritiesOfClaim claim : claims) {
            claim.valuesIn(token).forEach(value -> names.add(prefixed(claim.prefix(), value)));
        }
        return names.stream().<GrantedAuthority>map(SimpleGrantedAuthority::new).toList();
    }

    /** A pool may have groups that are called ROLE_ADMIN, for an application that asks for that authority. Scopes are not so. */
    private static String prefixed(String prefix, String name) {
        return name.startsWith(prefix) ? name : prefix + name;
    }

    /** Identifiers of resource servers may have a slash, scopes have none: {@code pets/other/read} is of another one. */
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
