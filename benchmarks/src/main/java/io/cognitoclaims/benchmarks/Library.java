package io.cognitoclaims.benchmarks;

import static io.cognitoclaims.benchmarks.Trial.require;
import static io.cognitoclaims.benchmarks.Trial.requirePresent;
import static io.cognitoclaims.samples.petclaims.PetClaims.PET_PREFERENCE;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.auth0.jwt.JWTVerifier;
import com.auth0.jwt.interfaces.RSAKeyProvider;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.jwt.JwkSetConverter;
import com.google.crypto.tink.jwt.JwtPublicKeyVerify;
import com.google.crypto.tink.jwt.JwtSignatureConfig;
import com.google.crypto.tink.jwt.JwtValidator;
import com.google.crypto.tink.jwt.VerifiedJwt;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import io.cognitoclaims.core.CognitoVerifier;
import io.cognitoclaims.core.CognitoVerifierBuilder;
import io.cognitoclaims.core.IdToken;
import io.cognitoclaims.core.JwksCache;
import io.cognitoclaims.core.UserPool;
import io.fusionauth.jwt.JWTDecoder;
import io.fusionauth.jwt.Verifier;
import io.fusionauth.jwt.rsa.RSAVerifier;
import io.jsonwebtoken.JwtParser;
import io.jsonwebtoken.Jwts;
import io.smallrye.jwt.algorithm.SignatureAlgorithm;
import io.smallrye.jwt.auth.principal.DefaultJWTParser;
import io.smallrye.jwt.auth.principal.JWTAuthContextInfo;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.JWTOptions;
import io.vertx.ext.auth.User;
import io.vertx.ext.auth.authentication.TokenCredentials;
import io.vertx.ext.auth.jwt.JWTAuth;
import io.vertx.ext.auth.jwt.JWTAuthOptions;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.consumer.JwtConsumer;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.keys.resolvers.JwksVerificationKeyResolver;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtValidators;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;

/** The libraries, each set up once as its documentation says, with the keys in memory. */
public enum Library {
    COGNITO_CLAIMS {
        @Override
        Peer over(Trial trial, SecurityProvider provider) {
            CognitoVerifier<IdToken> verifier =
                    verifier(trial, provider).withoutTokenCache().build();
            return token -> verifier.verify(token).get(PET_PREFERENCE).orElseThrow();
        }
    },
    FUSIONAUTH_JWT {
        @Override
        Peer over(Trial trial, SecurityProvider provider) throws Exception {
            Map<String, Verifier> verifiers = new HashMap<>();
            trial.keys().forEach((kid, key) -> verifiers.put(kid, RSAVerifier.newVerifier(key)));
            return token -> {
                io.fusionauth.jwt.domain.JWT jwt = new JWTDecoder().decode(token, verifiers);
                require(jwt.header.algorithm == io.fusionauth.jwt.domain.Algorithm.RS256
                        && trial.issuer().equals(jwt.issuer)
                        && trial.clientId().equals(jwt.audience)
                        && jwt.expiration != null
                        && "id".equals(jwt.getString("token_use")));
                return jwt.getString("pet_preference");
            };
        }
    },
    JAVA_JWT {
        @Override
        Peer over(Trial trial, SecurityProvider provider) throws Exception {
            JWTVerifier verifier = com.auth0
                    .jwt
                    .JWT
                    .require(com.auth0.jwt.algorithms.Algorithm.RSA256(new Keys(trial.keys())))
                    .withIssuer(trial.issuer())
                    .withAudience(trial.clientId())
                    .withClaim("token_use", "id")
                    .withClaimPresence("exp")
                    .build();
            return token -> verifier.verify(token).getClaim("pet_preference").asString();
        }
    },
    JJWT {
        @Override
        Peer over(Trial trial, SecurityProvider provider) throws Exception {
            Map<String, RSAPublicKey> keys = trial.keys();
            JwtParser parser = Jwts.parser()
                    .keyLocator(header -> requirePresent(keys.get(String.valueOf(header.get("kid")))))
                    .sig()
                    .clear()
                    .add(Jwts.SIG.RS256)
                    .and()
                    .requireIssuer(trial.issuer())
                    .requireAudience(trial.clientId())
                    .require("token_use", "id")
                    .build();
            return token -> {
                io.jsonwebtoken.Claims claims = parser.parseSignedClaims(token).getPayload();
                require(claims.getExpiration() != null);
                return claims.get("pet_preference", String.class);
            };
        }
    },
    JOSE4J {
        @Override
        Peer over(Trial trial, SecurityProvider provider) throws Exception {
            JwtConsumer consumer = new JwtConsumerBuilder()
                    .setVerificationKeyResolver(
                            new JwksVerificationKeyResolver(new JsonWebKeySet(trial.jwks()).getJsonWebKeys()))
                    .setJwsAlgorithmConstraints(ConstraintType.PERMIT, "RS256")
                    .setExpectedIssuer(trial.issuer())
                    .setExpectedAudience(trial.clientId())
                    .setRequireExpirationTime()
                    .build();
            return token -> {
                JwtClaims claims = consumer.processToClaims(token);
                require("id".equals(claims.getStringClaimValue("token_use")));
                return claims.getStringClaimValue("pet_preference");
            };
        }
    },
    NIMBUS_JOSE_JWT {
        @Override
        Peer over(Trial trial, SecurityProvider provider) throws Exception {
            DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
            processor.setJWSKeySelector(new JWSVerificationKeySelector<>(
                    JWSAlgorithm.RS256, new ImmutableJWKSet<>(JWKSet.parse(trial.jwks()))));
            processor.setJWTClaimsSetVerifier(new DefaultJWTClaimsVerifier<>(
                    trial.clientId(),
                    new JWTClaimsSet.Builder()
                            .issuer(trial.issuer())
                            .claim("token_use", "id")
                            .build(),
                    Set.of("exp")));
            return token -> processor.process(token, null).getStringClaim("pet_preference");
        }
    },
    SMALLRYE_JWT {
        @Override
        Peer over(Trial trial, SecurityProvider provider) {
            JWTAuthContextInfo settings = new JWTAuthContextInfo();
            settings.setPublicKeyContent(trial.jwks());
            settings.setSignatureAlgorithm(Set.of(SignatureAlgorithm.RS256));
            settings.setIssuedBy(trial.issuer());
            settings.setExpectedAudience(Set.of(trial.clientId()));
            settings.setRequiredClaims(Set.of("exp", "token_use"));
            DefaultJWTParser parser = new DefaultJWTParser(settings);
            return token -> {
                JsonWebToken jwt = parser.parse(token);
                require("id".equals(jwt.getClaim("token_use")));
                return jwt.getClaim("pet_preference");
            };
        }
    },
    SPRING_SECURITY {
        @Override
        Peer over(Trial trial, SecurityProvider provider) throws Exception {
            NimbusJwtDecoder decoder = NimbusJwtDecoder.withJwkSource(new ImmutableJWKSet<>(JWKSet.parse(trial.jwks())))
                    .build();
            decoder.setJwtValidator(JwtValidators.createDefaultWithValidators(List.of(
                    new JwtClaimValidator<>("exp", exp -> exp != null),
                    new JwtClaimValidator<>(
                            "iss", iss -> iss != null && trial.issuer().equals(iss.toString())),
                    new JwtClaimValidator<List<String>>("aud", aud -> aud != null && aud.contains(trial.clientId())),
                    new JwtClaimValidator<>("token_use", "id"::equals))));
            return token -> requirePresent(decoder.decode(token).getClaimAsString("pet_preference"));
        }
    },
    TINK {
        @Override
        Peer over(Trial trial, SecurityProvider provider) throws Exception {
            JwtSignatureConfig.register();
            JwtPublicKeyVerify verify = JwkSetConverter.toPublicKeysetHandle(trial.jwks())
                    .getPrimitive(RegistryConfiguration.get(), JwtPublicKeyVerify.class);
            JwtValidator validator = JwtValidator.newBuilder()
                    .ignoreTypeHeader()
                    .expectIssuer(trial.issuer())
                    .expectAudience(trial.clientId())
                    .build();
            return token -> {
                VerifiedJwt jwt = verify.verifyAndDecode(token, validator);
                require("id".equals(jwt.getStringClaim("token_use")));
                return jwt.getStringClaim("pet_preference");
            };
        }
    },
    VERTX_AUTH_JWT {
        @Override
        Peer over(Trial trial, SecurityProvider provider) {
            JWTAuthOptions options = new JWTAuthOptions()
                    .setJWTOptions(new JWTOptions().setIssuer(trial.issuer()).addAudience(trial.clientId()));
            new JsonObject(trial.jwks()).getJsonArray("keys").forEach(key -> options.addJwk((JsonObject) key));
            JWTAuth auth = JWTAuth.create(Vertx.vertx(), options);
            return token -> {
                // The future is complete: the library computes on the thread that asks.
                Future<User> user = auth.authenticate(new TokenCredentials(token));
                require(user.succeeded());
                JsonObject claims = user.result().attributes().getJsonObject("accessToken");
                require("id".equals(claims.getString("token_use")) && claims.containsKey("exp"));
                return claims.getString("pet_preference");
            };
        }
    };

    /**
     * {@return the library, ready to judge tokens of this pool}
     *
     * @param provider for a library that can be told; the others ask the JVM
     */
    abstract Peer over(Trial trial, SecurityProvider provider) throws Exception;

    /** {@return a verifier of this project that knows the pool's keys} */
    static CognitoVerifierBuilder<IdToken> verifier(Trial trial, SecurityProvider provider) {
        UserPool pool = UserPool.fromIssuer(trial.issuer());
        byte[] jwks = trial.jwks().getBytes(UTF_8);
        JwksCache keys = JwksCache.builder()
                .fetcher(address -> CompletableFuture.completedFuture(jwks))
                .signatureProvider(provider.provider())
                .build();
        keys.preload(pool, trial.jwks());
        return CognitoVerifier.idTokens(pool, Set.of(trial.clientId())).keys(keys);
    }

    private record Keys(Map<String, RSAPublicKey> keys) implements RSAKeyProvider {
        @Override
        public @Nullable RSAPublicKey getPublicKeyById(@Nullable String kid) {
            return kid == null ? null : keys.get(kid);
        }

        @Override
        public @Nullable RSAPrivateKey getPrivateKey() {
            return null;
        }

        @Override
        public @Nullable String getPrivateKeyId() {
            return null;
        }
    }
}
