package io.cognitoclaims.spring;

import static io.cognitoclaims.spring.WrongSettingException.requireValid;

import io.cognitoclaims.core.AcceptedPool;
import io.cognitoclaims.core.CognitoVerifier;
import io.cognitoclaims.core.CognitoVerifierBuilder;
import io.cognitoclaims.core.IdToken;
import io.cognitoclaims.core.JwksCache;
import io.cognitoclaims.core.TokenUse;
import io.cognitoclaims.core.UserPool;
import io.cognitoclaims.core.VerificationUnavailableException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.oidc.OidcScopes;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;
import org.springframework.security.oauth2.jwt.JwtException;

/**
 * Verifies the ID tokens of sign-ins with {@code oauth2Login}, and makes the users of sessions. It is for client
 * registrations whose {@code issuer-uri} is a Cognito user pool: it has the form of such an issuer, or a {@link
 * CognitoVerifier} bean accepts it. A token must be of that pool and for the registration's client. Safe for use by many
 * threads.
 */
final class SignIns {
    private static final Logger LOG = LoggerFactory.getLogger(SignIns.class);

    private final CognitoClaimsProperties properties;
    private final JwksCache keys;
    private final List<AcceptedPool> acceptedPools;
    private final PrincipalName name;
    private final CognitoAuthorities authorities;

    /** One entry for each client of an issuer that a registration of the application names. */
    private final Map<Client, Optional<CognitoVerifier<IdToken>>> verifiers = new ConcurrentHashMap<>();

    SignIns(CognitoClaimsProperties properties, JwksCache keys, Stream<CognitoVerifier<?>> accepted) {
        this.properties = properties;
        this.keys = keys;
        this.acceptedPools =
                accepted.flatMap(verifier -> verifier.pools().stream()).toList();
        this.name = PrincipalName.of(properties, TokenUse.ID);
        this.authorities = new CognitoAuthorities(properties);
    }

    /** {@return what verifies the registration's ID tokens; empty if it is not of a Cognito user pool} */
    Optional<CognitoVerifier<IdToken>> verifierOf(ClientRegistration registration) {
        String issuer = registration.getProviderDetails().getIssuerUri();
        return issuer == null
                ? Optional.empty()
                : verifiers.computeIfAbsent(
                        new Client(issuer, registration.getClientId()),
                        client -> poolOf(client.issuer(), client.id()).map(this::verifierOf));
    }

    /** {@return the claim that names the users} */
    PrincipalName name() {
        return name;
    }

    /**
     * {@return the user of the session}
     *
     * @param user Spring Security's
     * @param verified the ID token, verified
     */
    CognitoOidcUser userOf(OidcUser user, CognitoJwt verified) {
        Set<GrantedAuthority> all = new LinkedHashSet<>(user.getAuthorities());
        all.addAll(authorities.convert(verified));
        return new CognitoOidcUser(user, all, (IdToken) verified.token(), verified.getName());
    }

    /**
     * {@return the exception that ends the sign-in, with a fixed message} Spring Security's login page shows the message,
     * and the session keeps the exception.
     *
     * @param outcome what {@link CognitoJwtDecoder} threw
     */
    static OAuth2AuthenticationException failure(RuntimeException outcome) {
        if (outcome.getCause() instanceof VerificationUnavailableException) {
            return failure(
                    OAuth2ErrorCodes.TEMPORARILY_UNAVAILABLE,
                    "The sign-in can't be completed at the moment: the user pool's keys are unavailable.",
                    outcome);
        }
        return failure(
                "invalid_id_token",
                outcome instanceof JwtException
                        ? "The sign-in failed: the ID token is not valid."
                        : "The sign-in failed: the ID token has no valid claim that names the user.",
                outcome);
    }

    /** Logs which sign-ins are verified here, and warns of settings that have no effect. */
    void announce(Iterable<ClientRegistration> registrations) {
        for (ClientRegistration registration : registrations) {
            if (AuthorizationGrantType.AUTHORIZATION_CODE.equals(registration.getAuthorizationGrantType())) {
                verifierOf(registration)
                        .ifPresentOrElse(
                                verifier -> announce(registration, verifier),
                                () -> LOG.info(
                                        "does not verify sign-ins with client registration {}: its issuer-uri is neither of"
                                                + " Cognito's form nor that of a user pool of this application",
                                        registration.getRegistrationId()));
            }
        }
    }

    private void announce(ClientRegistration registration, CognitoVerifier<IdToken> verifier) {
        String id = registration.getRegistrationId();
        LOG.info("signs users in with client registration {}: {}", id, AcceptedTokens.describe(verifier));
        if (!registration.getScopes().contains(OidcScopes.OPENID)) {
            LOG.warn(
                    "A sign-in with client registration {} brings no ID token, so the user has no groups and no claims:"
                            + " its scopes lack openid.",
                    id);
        }
        String attribute =
                registration.getProviderDetails().getUserInfoEndpoint().getUserNameAttributeName();
        if (attribute != null && !attribute.equals(PrincipalName.SUBJECT.claim()) && !attribute.equals(name.claim())) {
            LOG.warn(
                    "The user-name-attribute of client registration {} has no effect. Write cognito-claims.principal-claim"
                            + " in its place.",
                    id);
        }
    }

    /** An accepted pool may have another URL of its keys, further issuers, and a tenant. */
    private Optional<AcceptedPool> poolOf(String issuer, String client) {
        return acceptedPools.stream()
                .filter(accepted -> accepted.pool().hasIssuer(issuer))
                .findFirst()
                .map(accepted -> {
                    AcceptedPool pool = forClient(accepted.pool(), client);
                    return accepted.tenant().map(pool::withTenant).orElse(pool);
                })
                .or(() -> poolByForm(issuer).map(pool -> forClient(pool, client)));
    }

    private static AcceptedPool forClient(UserPool pool, String client) {
        return requireValid(
                "client-id of the client registration for " + pool.issuer(),
                "Write the id of the app client.",
                () -> AcceptedPool.of(pool, Set.of(client)));
    }

    private static Optional<UserPool> poolByForm(String issuer) {
        try {
            UserPool pool = UserPool.of(issuer.substring(issuer.lastIndexOf('/') + 1));
            return pool.hasIssuer(issuer) ? Optional.of(pool) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Without a cache, because an ID token signs in once. */
    @SuppressWarnings("unchecked")
    private CognitoVerifier<IdToken> verifierOf(AcceptedPool accepted) {
        // A verifier of this kind makes no other tokens.
        CognitoVerifierBuilder<IdToken> verifier =
                (CognitoVerifierBuilder<IdToken>) CognitoVerifier.tokens(TokenUse.ID, List.of(accepted));
        return verifier.clockSkew(properties.clockSkew())
                .maxTokenLength(properties.maxTokenLength())
                .keys(keys)
                .withoutTokenCache()
                .build();
    }

    private static OAuth2AuthenticationException failure(String code, String message, RuntimeException cause) {
        return new OAuth2AuthenticationException(new OAuth2Error(code, message, null), message, cause);
    }

    private record Client(String issuer, String id) {}
}
