package io.cognitoclaims.spring;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JacksonAnnotationsInside;
import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonValue;
import io.cognitoclaims.contract.Claim;
import io.cognitoclaims.contract.ClaimValueException;
import io.cognitoclaims.core.AccessToken;
import io.cognitoclaims.core.CognitoVerifier;
import io.cognitoclaims.core.UserPool;
import io.cognitoclaims.testing.TestUserPool;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.reflect.Method;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.core.MethodParameter;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;

/** A parameter with {@link ClaimValue} reads a claim as {@code claimsAs} and {@link Claim} read it, or none of them does. */
@Tag("slow")
class ClaimValuesAgreeTest {
    private static final TestUserPool POOL = TestUserPool.create();
    private static final CognitoVerifier<AccessToken> VERIFIER = CognitoVerifier.accessTokens(
                    UserPool.fromIssuer(POOL.issuer()), Set.of(POOL.clientId()))
            .build();

    enum Pet {
        DOGS,
        CATS
    }

    /** Named in other words by Jackson's annotation. */
    enum Colour {
        @JsonProperty("rosso")
        RED,
        @JsonAlias("azure")
        BLUE
    }

    /** Made of text by a method of its own. */
    enum Grade {
        LOW,
        HIGH;

        @JsonCreator
        static Grade of(String text) {
            return switch (text) {
                case "1", "true" -> LOW;
                case "5", "dogs" -> HIGH;
                default -> throw new IllegalArgumentException("no grade");
            };
        }
    }

    /** Made of a number. */
    enum Level {
        FIRST,
        SECOND;

        @JsonCreator
        static Level of(int number) {
            return values()[number - 1];
        }
    }

    interface Coded {
        @JsonValue
        default String code() {
            return "code-" + this;
        }
    }

    /** Written as an interface's method says. */
    enum Kind implements Coded {
        A,
        B
    }

    @Retention(RetentionPolicy.RUNTIME)
    @JacksonAnnotationsInside
    @JsonProperty("uno")
    @interface Uno {}

    /** Named by the application's own annotation. */
    enum Rank {
        @Uno
        ONE,
        TWO
    }

    record OfColour(Colour v) {}

    record OfGrade(Grade v) {}

    record OfLevel(Level v) {}

    record OfKind(Kind v) {}

    record OfRank(Rank v) {}

    @SuppressWarnings("ArrayRecordComponent") // what is tested
    record OfBytes(byte[] v) {}

    record OfUri(URI v) {}

    record OfUuid(UUID v) {}

    record OfLocale(Locale v) {}

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

        void take(@ClaimValue("v") Optional<Colour> v, @ClaimValue OfColour all);

        void take(@ClaimValue("v") Grade v, @ClaimValue OfGrade all);

        void take(@ClaimValue("v") Level v, @ClaimValue OfLevel all);

        void take(@ClaimValue("v") Kind v, @ClaimValue OfKind all);

        void take(@ClaimValue("v") Rank v, @ClaimValue OfRank all);

        void take(@ClaimValue("v") byte[] v, @ClaimValue OfBytes all);

        void take(@ClaimValue("v") URI v, @ClaimValue OfUri all);

        void take(@ClaimValue("v") UUID v, @ClaimValue OfUuid all);

        void take(@ClaimValue("v") Locale v, @ClaimValue OfLocale all);
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
            "red",
            "rosso",
            "RED",
            " rosso",
            "blue",
            "azure",
            "low",
            "first",
            "a",
            "A",
            "code-A",
            "code-a",
            "one",
            "uno",
            "two",
            "2026-11-22T12:00:00Z",
            "file:/a-b",
            " file:/a-b",
            "a b",
            "123e4567-e89b-12d3-a456-426614174000",
            "123e4567-e89b-12d3-a456-426614174000 ",
            "de-CH",
            " de-CH",
            "aGk=",
            "aG k=",
            "[104,105]",
            List.of(104, 105),
            List.of(200),
            List.of("104"),
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
    void everyReaderReadsOrRefusesAClaimAlike(Method method) {
        ClaimValues values = new ClaimValues(new DefaultListableBeanFactory());
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

    static Stream<Arguments> constants() {
        return Stream.of(
                Arguments.of("rosso", new OfColour(Colour.RED)),
                Arguments.of("blue", new OfColour(Colour.BLUE)),
                Arguments.of("dogs", new OfGrade(Grade.HIGH)),
                Arguments.of(2, new OfLevel(Level.SECOND)),
                Arguments.of("code-A", new OfKind(Kind.A)),
                Arguments.of("uno", new OfRank(Rank.ONE)),
                Arguments.of("two", new OfRank(Rank.TWO)));
    }

    /** The table above would also hold if all readers refused everything. */
    @ParameterizedTest
    @MethodSource("constants")
    void constantsAreReadByWhatTheyAreCalled(Object value, Record all) {
        assertThat(Claim.bind(Map.of("v", value), all.getClass())).isEqualTo(all);
    }

    @Test
    void numbersAndOtherNamesOfAnnotatedConstantsAreRefused() {
        for (Object other : List.of(0, 1, "0", "RED", "red", true)) {
            assertThat(outcome(() -> Claim.bind(Map.of("v", other), OfColour.class)))
                    .as("%s", other)
                    .isEqualTo("refused");
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
