package io.cognitoclaims.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Claims in events of Lambda functions behind API Gateway's own authorizers. */
class GatewayClaimsTest {
    private static final Claim<List<String>> PETS = Claim.ofStrings("pets");
    private static final Claim<Pet> PET = Claim.ofEnum("pet_preference", Pet.class);

    enum Pet {
        DOGS,
        CATS
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "admin          | admin",
                "admin,keepers  | admin keepers",
                "[admin]        | admin",
                "[admin keepers]| admin keepers",
                "[]             | ``",
                "[\"a b\",\"c,d\"] | a b;c,d",
                "[1 2]          | 1 2",
                "1,2            | 1 2",
                "true           | true",
                "7              | 7",
            })
    void anArrayIsReadInTheFormOfEitherApi(String text, String elements) {
        List<String> expected =
                elements.isEmpty() ? List.of() : List.of(elements.split(elements.contains(";") ? ";" : " ", -1));

        assertThat(GatewayClaims.of(Map.of("pets", text)).get(PETS)).contains(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                ",",
                "admin,",
                ",admin",
                "a,,b",
                "a, b",
                "a b",
                "[",
                "]",
                "[a b",
                "a b]",
                "[a",
                "a]",
                "[a,b]",
                "[a, b]",
                "[ a]",
                "[a ]",
                "[a  b]",
                " [a b]",
                "[a b] ",
                "[[a b] c]",
                "[a [b]]",
                "[map[a:b]]",
                "map[a:b]",
                "[\"a\" b]",
                "[\"a\",1]",
                "[\"a\"",
                "\"a\"",
                "a\",\"b",
                "{\"a\":\"b\"}",
                "a\nb",
                "a,\u0000b",
                "[a\tb]"
            })
    void anArrayInDoubtIsAnError(String text) {
        assertThatExceptionOfType(ClaimValueException.class)
                .isThrownBy(() -> GatewayClaims.of(Map.of("pets", text)).get(PETS))
                .withMessage("claim pets: expected an array of strings");
        assertThatExceptionOfType(ClaimValueException.class)
                .isThrownBy(
                        () -> GatewayClaims.of(Map.of("cognito:groups", text)).groups());
    }

    @Test
    void groupsAreThoseOfTheToken() {
        assertThat(GatewayClaims.of(Map.of("cognito:groups", "keepers,admin")).groups())
                .containsExactly("keepers", "admin");
        assertThat(GatewayClaims.of(Map.of("cognito:groups", "[keepers admin]")).groups())
                .containsExactly("keepers", "admin");
        assertThat(GatewayClaims.of(Map.of("sub", "somebody")).groups()).isEmpty();
        assertThat(GatewayClaims.of(Map.of("cognito:groups", "administrators")).groups())
                .doesNotContain("admin");
    }

    static Stream<Arguments> textOfOtherTypes() {
        return Stream.of(
                Arguments.of(Claim.ofBoolean("c"), "true", true),
                Arguments.of(Claim.ofBoolean("c"), "false", false),
                Arguments.of(Claim.ofLong("c"), "1674162806", 1674162806L),
                Arguments.of(Claim.ofLong("c"), "1.674162806e+09", 1674162806L),
                Arguments.of(Claim.ofDecimal("c"), "5.5", new BigDecimal("5.5")),
                Arguments.of(Claim.ofInstant("exp"), "1469818373", Instant.parse("2016-07-29T18:52:53Z")),
                Arguments.of(
                        Claim.ofInstant("exp"), "Fri Jul 29 18:52:53 UTC 2016", Instant.parse("2016-07-29T18:52:53Z")),
                Arguments.of(Claim.ofInstant("iat"), "Thu Jan 01 00:00:00 UTC 1970", Instant.EPOCH),
                Arguments.of(Claim.ofLong("exp"), "Fri Jul 29 18:52:53 UTC 2016", 1469818373L),
                Arguments.of(Claim.ofString("c"), "[a b]", "[a b]"),
                Arguments.of(Claim.ofString("c"), "", ""),
                Arguments.of(PET, "dogs", Pet.DOGS),
                Arguments.of(PETS.map(List::size, size -> List.of()), "a,b", 2));
    }

    @ParameterizedTest
    @MethodSource
    void textOfOtherTypes(Claim<?> claim, String text, Object expected) {
        assertThat(GatewayClaims.of(Map.of(claim.name(), text)).get(claim)).isEqualTo(Optional.of(expected));
    }

    static Stream<Arguments> textOfNoSuchType() {
        return Stream.of(
                Arguments.of(Claim.ofBoolean("c"), "True"),
                Arguments.of(Claim.ofBoolean("c"), "1"),
                Arguments.of(Claim.ofBoolean("c"), "[true]"),
                Arguments.of(Claim.ofLong("c"), " 7"),
                Arguments.of(Claim.ofLong("c"), "7,8"),
                Arguments.of(Claim.ofLong("c"), "1e400000"),
                Arguments.of(Claim.ofInstant("auth_time"), "Fri Jul 29 18:52:53 UTC 2016"),
                Arguments.of(Claim.ofInstant("exp"), "Fri Jul 29 18:52:53 GMT 2016"),
                Arguments.of(Claim.ofInstant("exp"), "Mon Jul 29 18:52:53 UTC 2016"),
                Arguments.of(Claim.ofInstant("exp"), "Fri Jul 29 24:00:00 UTC 2016"),
                Arguments.of(Claim.ofInstant("exp"), "Fri Jul 29 18:52:53 UTC 2016 "),
                Arguments.of(Claim.ofInstant("exp"), "Fri Jul 29 18:52:53 UTC +12016"),
                Arguments.of(Claim.ofInstant("exp"), "fri jul 29 18:52:53 utc 2016"),
                Arguments.of(Claim.ofStrings("exp"), "a,b"),
                Arguments.of(PET, "DOGS"),
                Arguments.of(PET, "dogs,cats"),
                Arguments.of(PET, "[dogs]"));
    }

    @ParameterizedTest
    @MethodSource
    void textOfNoSuchType(Claim<?> claim, String text) {
        assertThatExceptionOfType(ClaimValueException.class)
                .isThrownBy(() -> GatewayClaims.of(Map.of(claim.name(), text)).get(claim))
                .satisfies(e -> assertThat(e.claim()).isEqualTo(claim.name()))
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain(text));
    }

    @Test
    void whatAnEmulatorDoesNotMakeTextIsReadToo() {
        GatewayClaims claims = GatewayClaims.of(
                Map.of("pets", List.of("a b", "c,d"), "cognito:groups", List.of("admin"), "n", 7, "b", true));

        assertThat(claims.get(PETS)).contains(List.of("a b", "c,d"));
        assertThat(claims.groups()).containsExactly("admin");
        assertThat(claims.get(Claim.ofLong("n"))).contains(7L);
        assertThat(claims.get(Claim.ofBoolean("b"))).contains(true);
        assertThatExceptionOfType(ClaimValueException.class)
                .isThrownBy(() -> GatewayClaims.of(Map.of("pets", List.of(1))).get(PETS));
    }

    @Test
    void whatIsMissingIsEmpty() {
        Map<String, @Nullable Object> withNull = new HashMap<>();
        withNull.put("pets", null);

        assertThat(GatewayClaims.of(withNull).get(PETS)).isEmpty();
        assertThat(GatewayClaims.of(Map.of()).get(PETS)).isEmpty();
        assertThat(GatewayClaims.of(Map.of("Pets", "a")).get(PETS)).isEmpty();
    }

    @Test
    void eventsOfEveryApiAreRead() {
        Map<String, ?> claims = Map.of("sub", "somebody");
        Map<String, ?> rest = Map.of("requestContext", Map.of("authorizer", Map.of("claims", claims)));
        Map<String, ?> http =
                Map.of("requestContext", Map.of("authorizer", Map.of("jwt", Map.of("claims", claims, "scopes", ""))));

        for (Map<String, ?> event : List.of(rest, http)) {
            assertThat(GatewayClaims.ofEvent(event).get(Claim.ofString("sub"))).contains("somebody");
        }
    }

    static Stream<Arguments> eventsWithoutClaims() {
        return Stream.of(
                Arguments.of("an empty event", Map.of()),
                Arguments.of("claims beside the context", Map.of("authorizer", Map.of("claims", Map.of("sub", "x")))),
                Arguments.of("a route without an authorizer", event(Map.of())),
                Arguments.of("claims that are null", event(Collections.singletonMap("claims", null))),
                Arguments.of("claims that are text", event(Map.of("claims", "{\"sub\":\"x\"}"))),
                Arguments.of("claims that are a list", event(Map.of("claims", List.of()))),
                Arguments.of("a JWT that is text", event(Map.of("jwt", "x", "claims", Map.of("sub", "x")))),
                Arguments.of("a JWT without claims", event(Map.of("jwt", Map.of(), "claims", Map.of("sub", "x")))),
                Arguments.of("an authorizer of one's own", event(Map.of("lambda", Map.of("sub", "x")))),
                Arguments.of("an authorizer of IAM", event(Map.of("iam", Map.of("userId", "x")))),
                Arguments.of("a context that is text", Map.of("requestContext", "x")),
                Arguments.of("a body that looks like a context", Map.of("body", Map.of("requestContext", Map.of()))));
    }

    private static Map<String, ?> event(Map<String, ?> authorizer) {
        return Map.of("requestContext", Map.of("authorizer", authorizer));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void eventsWithoutClaims(String name, Map<String, ?> event) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> GatewayClaims.ofEvent(event))
                .withMessage(
                        "event: has no claims; the route needs an authorizer of the type COGNITO_USER_POOLS or JWT");
    }

    @Test
    void nothingOfThemIsPrinted() {
        assertThat(GatewayClaims.of(Map.of("sub", "somebody"))).hasToString("GatewayClaims[not shown]");
    }

    @Test
    void laterChangesOfTheEventDoNotReachThem() {
        Map<String, Object> event = new HashMap<>(Map.of("sub", "somebody"));
        GatewayClaims claims = GatewayClaims.of(event);

        event.put("sub", "somebody else");

        assertThat(claims.get(Claim.ofString("sub"))).contains("somebody");
    }
}
