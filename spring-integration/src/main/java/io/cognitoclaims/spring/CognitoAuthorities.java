package io.cognitoclaims.spring;

import static java.util.Objects.requireNonNull;

import io.cognitoclaims.core.AccessToken;
import io.cognitoclaims.core.CognitoToken;
import io.cognitoclaims.spring.CognitoClaimsProperties.Authorities;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.springframework.core.convert.converter.Converter;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.oauth2.core.OAuth2AuthenticatedPrincipal;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationConverter;
import org.springframework.security.oauth2.server.resource.authentication.JwtGrantedAuthoritiesConverter;

/**
 * The authorities of a token: one for each group of the user and, of an access token, one for each scope.
 *
 * <p>Spring Security uses the one {@link JwtAuthenticationConverter} bean for the tokens of every decoder, another
 * issuer's too. Those are converted as if this one were not there.
 */
final class CognitoAuthorities implements Converter<Jwt, Collection<GrantedAuthority>> {
    private static final JwtGrantedAuthoritiesConverter STANDARD_AUTHORITIES = new JwtGrantedAuthoritiesConverter();
    private static final JwtAuthenticationConverter STANDARD = new JwtAuthenticationConverter();

    private final Authorities settings;
    private final String stripped;

    private CognitoAuthorities(Authorities settings) {
        this.settings = settings;
        String resourceServer = settings.stripResourceServer();
        this.stripped = resourceServer == null || resourceServer.isEmpty() ? "" : resourceServer + "/";
    }

    static JwtAuthenticationConverter converter(Authorities settings) {
        JwtAuthenticationConverter converter = new JwtAuthenticationConverter();
        converter.setJwtGrantedAuthoritiesConverter(new CognitoAuthorities(settings));
        keepPrincipal(converter);
        return converter;
    }

    /** By trying, as native images know no methods by their names. */
    private static void keepPrincipal(JwtAuthenticationConverter converter) {
        try {
            converter.setJwtPrincipalConverter(CognitoAuthorities::principalOf);
        } catch (NoSuchMethodError e) {
            // Spring Security 7.0 has no such setting: there the principal is the decoder's Jwt anyway.
        }
    }

    @Override
    public Collection<GrantedAuthority> convert(Jwt jwt) {
        return jwt instanceof CognitoJwt cognito ? authoritiesOf(cognito.token()) : STANDARD_AUTHORITIES.convert(jwt);
    }

    private List<GrantedAuthority> authoritiesOf(CognitoToken token) {
        List<GrantedAuthority> authorities = new ArrayList<>();
        token.groups().forEach(group -> authorities.add(new SimpleGrantedAuthority(settings.groupPrefix() + group)));
        if (token instanceof AccessToken access) {
            access.scopes()
                    .forEach(scope ->
                            authorities.add(new SimpleGrantedAuthority(settings.scopePrefix() + strip(scope))));
        }
        return authorities;
    }

    private String strip(String scope) {
        return scope.startsWith(stripped) && scope.length() > stripped.length()
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
