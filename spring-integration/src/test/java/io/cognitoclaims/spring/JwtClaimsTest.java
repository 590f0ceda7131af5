package io.cognitoclaims.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cognitoclaims.core.CognitoToken;
import io.cognitoclaims.core.CognitoVerifier;
import io.cognitoclaims.core.UserPool;
import io.cognitoclaims.testing.TestUserPool;
import io.cognitoclaims.testing.TokenBuilder;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.security.oauth2.jwt.JwtClaimNames;
import org.springframework.security.oauth2.jwt.MappedJwtClaimSetConverter;

class JwtClaimsTest {
    private static final TestUserPool POOL = TestUserPool.create();
    private static final CognitoVerifier<?> VERIFIER = CognitoVerifier.accessTokens(
                    UserPool.fromIssuer(POOL.issuer()), Set.of(POOL.clientId()))
            .build();
    private static final List<String> REGISTERED = List.of(
            JwtClaimNames.ISS,
            JwtClaimNames.SUB,
            JwtClaimNames.AUD,
            JwtClaimNames.EXP,
            JwtClaimNames.NBF,
            JwtClaimNames.IAT,
            JwtClaimNames.JTI);

    @AfterAll
    static void closePool() {
        POOL.close();
    }

    static Stream<Named<TokenBuilder>> tokens() {
        return Stream.of(
                Named.of("as Cognito issues it", POOL.accessToken()),
                Named.of("with groups", POOL.accessToken().groups("admins", "dog-owners")),
                Named.of("one audience", POOL.accessToken().claim("aud", POOL.clientId())),
                Named.of("no time of issue", POOL.accessToken().without("iat")),
                Named.of("nbf", POOL.accessToken().claim("nbf", 1_700_000_000)),
                Named.of("no jti", POOL.accessToken().without("jti")),
                Named.of("a claim is null", POOL.accessToken().claim("nothing", null)),
                Named.of("jti is null", POOL.accessToken().claim("jti", null)),
                Named.of(
                        "numbers",
                        POOL.accessToken().claim("a", 1).claim("b", 1.5).claim("c", BigInteger.TEN.pow(30))),
                Named.of("objects", POOL.accessToken().claim("o", Map.of("p", List.of(1, "two", false)))),
                Named.of("bound to a key", POOL.accessToken().claim("cnf", Map.of("jkt", "abc"))));
    }

    @ParameterizedTest
    @MethodSource("tokens")
    void theyEqualWhatSpringSecurityConverts(TokenBuilder builder) {
        CognitoToken token = VERIFIER.verify(builder.sign());
        Map<String, Object> expected = convertedBySpringSecurity(token);

        assertThat(new JwtClaims(token)).isEqualTo(expected);
        assertThat(new JwtClaims(token).hashCode()).isEqualTo(expected.hashCode());
        assertThat(expected).isEqualTo(new JwtClaims(token));
    }

    @ParameterizedTest
    @MethodSource("tokens")
    void eachEqualsWhatSpringSecurityConvertsAlsoIfItIsTheFirstThatSomebodyAsksFor(TokenBuilder builder) {
        CognitoToken token = VERIFIER.verify(builder.sign());
        Map<String, Object> expected = convertedBySpringSecurity(token);

        Stream.of(token.claims().keySet().stream(), REGISTERED.stream(), Stream.of("other", "cnf"))
                .flatMap(names -> names)
                .forEach(name -> {
                    assertThat(new JwtClaims(token).get(name)).as(name).isEqualTo(expected.get(name));
                    assertThat(new JwtClaims(token).containsKey(name)).as(name).isEqualTo(expected.containsKey(name));
                });
    }

    @Test
    void aKeyThatATokenIsBoundToAndThatIsNoObjectIsLeftOut() {
        CognitoToken token =
                VERIFIER.verify(POOL.accessToken().claim("cnf", "text").sign());

        assertThat(new JwtClaims(token))
                .doesNotContainKey("cnf")
                .hasSize(token.claims().size() - 1);
        assertThat(new JwtClaims(token).get("cnf")).isNull();
    }

    @Test
    void whatIsNoNameHasNoClaim() {
        Map<?, ?> claims = new JwtClaims(VERIFIER.verify(POOL.accessToken().sign()));

        assertThat(claims.get(null)).isNull();
        assertThat(claims.get(1)).isNull();
        assertThat(claims.containsKey(null)).isFalse();
    }

    @Test
    void nobodyChangesThem() {
        Map<String, Object> claims =
                new JwtClaims(VERIFIER.verify(POOL.accessToken().sign()));

        assertThatThrownBy(() -> claims.put("sub", "other")).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> claims.remove("sub")).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(claims::clear).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> claims.entrySet().iterator().next().setValue("other"))
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void aTokenInASessionKeepsThem() throws Exception {
        String text = POOL.accessToken().claim("pet_preference", "dogs").sign();
        CognitoJwt jwt = new CognitoJwt(text, VERIFIER.verify(text), "somebody");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(jwt);
        }

        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            CognitoJwt stored = (CognitoJwt) in.readObject();
            assertThat(stored.getClaims()).isEqualTo(jwt.getClaims()).containsEntry("pet_preference", "dogs");
            assertThat(stored).isEqualTo(jwt);
        }
    }

    private static Map<String, Object> convertedBySpringSecurity(CognitoToken token) {
        Map<String, Object> given = new LinkedHashMap<>();
        token.claims().forEach((name, value) -> {
            if (value != null) {
                given.put(name, value);
            }
        });
        return MappedJwtClaimSetConverter.withDefaults(Map.of()).convert(given);
    }
}
