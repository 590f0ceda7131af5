package io.cognitoclaims.spring.test;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.cognitoclaims.spring.CognitoResourceServer;
import io.cognitoclaims.spring.ReactiveCognitoResourceServer;
import io.cognitoclaims.spring.ReactiveTenantResolver;
import io.cognitoclaims.spring.TenantResolver;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationContext;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.ReactiveJwtDecoder;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationConverter;
import org.springframework.security.oauth2.server.resource.authentication.ReactiveJwtAuthenticationConverter;
import org.springframework.security.test.context.support.WithSecurityContextFactory;

/** Authenticates the user of {@link WithCognitoUser} with the beans of the application. */
final class CognitoUserSecurityContext implements WithSecurityContextFactory<WithCognitoUser> {
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(JsonReadFeature.ALLOW_SINGLE_QUOTES).build();

    private final ApplicationContext application;

    CognitoUserSecurityContext(ApplicationContext application) {
        this.application = application;
    }

    @Override
    public SecurityContext createSecurityContext(WithCognitoUser annotation) {
        UserToken user = tokenOf(annotation);
        String token = user.signFor(application);
        SecurityContext context = SecurityContextHolder.createEmptyContext();
        context.setAuthentication(
                isReactive() ? Reactive.authenticate(token, user, application) : authenticate(token, user));
        return context;
    }

    private static UserToken tokenOf(WithCognitoUser user) {
        UserToken token = UserToken.PLAIN.ofPool(user.pool()).verifiedBy(user.verifier());
        token = token.withGroups(List.of(user.groups()));
        token = token.withScopes(List.of(user.scopes()));
        for (Map.Entry<String, JsonNode> claim : claimsOf(user).properties()) {
            Object value = JSON.convertValue(claim.getValue(), Object.class);
            token = token.with(builder -> builder.claim(claim.getKey(), value));
        }
        return token;
    }

    private static JsonNode claimsOf(WithCognitoUser user) {
        try {
            JsonNode claims = JSON.readTree(user.claims());
            if (claims.isObject()) {
                return claims;
            }
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("@WithCognitoUser: claims is not a JSON object", e);
        }
        throw new IllegalArgumentException("@WithCognitoUser: claims is not a JSON object");
    }

    private boolean isReactive() {
        return application.getBeanProvider(ReactiveJwtDecoder.class).getIfUnique() != null;
    }

    private @Nullable Authentication authenticate(String token, UserToken user) {
        boolean isOfRequest = application.getBeanProvider(TenantResolver.class).getIfAvailable() != null;
        JwtDecoder decoder = user.verifier().isEmpty() && !isOfRequest
                ? application.getBean(JwtDecoder.class)
                : application.getBean(CognitoResourceServer.class).decoder(user.verifierIn(application));
        return application.getBean(JwtAuthenticationConverter.class).convert(decoder.decode(token));
    }

    /** A separate class, because an application on servlets may have no Reactor. */
    private static final class Reactive {
        static @Nullable Authentication authenticate(String token, UserToken user, ApplicationContext application) {
            ReactiveJwtAuthenticationConverter converter =
                    application.getBean(ReactiveJwtAuthenticationConverter.class);
            boolean isOfRequest =
                    application.getBeanProvider(ReactiveTenantResolver.class).getIfAvailable() != null;
            ReactiveJwtDecoder decoder = user.verifier().isEmpty() && !isOfRequest
                    ? application.getBean(ReactiveJwtDecoder.class)
                    : application.getBean(ReactiveCognitoResourceServer.class).decoder(user.verifierIn(application));
            return decoder.decode(token)
                    .flatMap(jwt -> requireNonNull(converter.convert(jwt)))
                    .block();
        }
    }
}
