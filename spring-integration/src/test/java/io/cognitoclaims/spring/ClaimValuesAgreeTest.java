package io.cognitoclaims.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.cognitoclaims.contract.Claim;
import io.cognitoclaims.contract.ClaimValueException;
import io.cognitoclaims.core.AccessToken;
import io.cognitoclaims.core.CognitoVerifier;
import io.cognitoclaims.core.UserPool;
import io.cognitoclaims.testing.TestUserPool;
import java.lang.reflect.Method;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.core.MethodParameter;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;

/** A parameter with {@link ClaimValue} reads a claim as {@code claimsAs} and {@link Claim} read it, or none of them does. */
class ClaimValuesAgreeTest {
    private static final TestUserPool POOL = TestUserPool.create();
    private static final CognitoVerifier<AccessToken> VERIFIER = CognitoVerifier.accessTokens(
                    UserPool.fromIssuer(POOL.issuer()), Set.of(POOL.clientId()))
            .build();

    enum Pet {
        DOGS,
        CATS
    }

    record OfBoolean(boolean v) {}

    record OfInt(int v) {}

    record OfLong(Long v) {}

    record OfShort(Short v) {}

    record OfDouble(double v) {}

    record OfDecimal(BigDecimal v) {}

    record OfBigInteger(BigInteger v) {}

    record OfString(String v) {}

    record OfInstant(Instant v) {}

    record OfPet(Pet v) {}

    record OfList(List<String> v) {}

    interface Controller {
        void take(@ClaimValue("v") boolean v, @ClaimValue OfBoolean all);

        void take(@ClaimValue("v") int v, @ClaimValue OfInt all);

        void take(@ClaimValue("v") Optional<Long> v, @ClaimValue OfLong all);

        void take(@ClaimValue("v") Short v, @ClaimValue OfShort all);

        void take(@ClaimValue("v") double v, @ClaimValue OfDouble all);

        void take(@ClaimValue("v") BigDecimal v, @ClaimValue OfDecimal all);

        void take(@ClaimValue("v") BigInteger v, @ClaimValue OfBigInteger all);

        void take(@ClaimValue("v") String v, @ClaimValue OfString all);

        void take(@ClaimValue("v") Instant v, @ClaimValue OfInstant all);

        void take(@ClaimValue("v") Pet v, @ClaimValue OfPet all);

        void take(@ClaimValue("v") List<String> v, @ClaimValue OfList all);
    }

    static Stream<Method> methods() {
        return Arrays.stream(Controller.class.getDeclaredMethods());
    }

    static final List<Object> VALUES = List.of(
            true,
            false,
            0,
            1,
            2,
            -1,
            7,
            32_768,
            2_147_483_648L,
            new BigDecimal("5.0"),
            new BigDecimal("5.5"),
            new BigDecimal("1e400"),
            1_700_000_000,
            "true",
            "True",
            "TRUE",
            " true",
            "1",
            "0",
            "yes",
            "",
            " ",
            "null",
            "5",
            " 5",
            "5 ",
            "+5",
            "05",
            "5.",
            "1e2",
            "1e400",
            "1e10000000",
            "NaN",
            "Infinity",
            "dogs",
            "DOGS",
            " dogs",
            "birds",
            "2026-11-22T12:00:00Z",
            "[]",
            "[\"a\"]",
            "[\"a\"] x",
            "[7]",
            "{}",
            List.of(),
            List.of("a"),
            List.of("dogs"),
            List.of(7),
            List.of(true),
            Map.of("v", 1));

    @AfterAll
    static void close() {
        POOL.close();
    }

    @ParameterizedTest
    @MethodSource("methods")
    void orRefuseAlike(Method method) {
        ClaimValues values = new ClaimValues();
        MethodParameter single = new MethodParameter(method, 0);
        MethodParameter all = new MethodParameter(method, 1);
        Claim<?> claim = claimOf(single.nestedIfOptional().getNestedParameterType());
        for (Object value : VALUES) {
            AccessToken token =
                    VERIFIER.verify(POOL.accessToken().claim("v", value).sign());
            Authentication caller = new JwtAuthenticationToken(new CognitoJwt("text", token, token.subject()));
            Object expected = outcome(() -> token.get(claim).orElseThrow());

            assertThat(outcome(() -> values.read(caller, single)))
                    .as("%s as %s", value, method)
                    .isEqualTo(expected);
            assertThat(outcome(() -> member(values.read(caller, all))))
                    .as("%s in %s", value, method)
                    .isEqualTo(expected);
        }
    }

    private static Claim<?> claimOf(Class<?> type) {
        return Map.<Class<?>, Claim<?>>of(
                        boolean.class, Claim.ofBoolean("v"),
                        Long.class, Claim.ofLong("v"),
                        BigDecimal.class, Claim.ofDecimal("v"),
                        String.class, Claim.ofString("v"),
                        Instant.class, Claim.ofInstant("v"),
                        Pet.class, Claim.ofEnum("v", Pet.class),
                        List.class, Claim.ofStrings("v"))
                .getOrDefault(type, Claim.ofJson("v", type));
    }

    private static Object outcome(Supplier<@Nullable Object> reader) {
        try {
            Object value = reader.get();
            return Objects.requireNonNull(value instanceof Optional<?> optional ? optional.orElseThrow() : value);
        } catch (ClaimValueException refused) {
            return "refused";
        }
    }

    private static @Nullable Object member(@Nullable Object all) {
        try {
            Method accessor = Objects.requireNonNull(all).getClass().getDeclaredMethod("v");
            accessor.setAccessible(true);
            return accessor.invoke(all);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }
}
