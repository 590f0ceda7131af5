package io.cognitoclaims.trigger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.amazonaws.services.lambda.runtime.logging.LogLevel;
import com.fasterxml.jackson.databind.JsonNode;
import io.cognitoclaims.contract.Claim;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class VersionOneTest {
    private static final Claim<String> PET = Claim.ofString("pet");

    enum Pet {
        DOG,
        CAT
    }

    record Collar(String colour, int size, List<String> tags) {}

    static Stream<Arguments> claimsOfEveryKind() {
        return Stream.of(
                Arguments.of(Claim.ofString("c"), "dog", "dog"),
                Arguments.of(Claim.ofString("c"), "", ""),
                Arguments.of(Claim.ofString("c"), "\"quoted\" \\ \n é😀", "\"quoted\" \\ \n é😀"),
                Arguments.of(Claim.ofString("c"), "true", "true"),
                Arguments.of(Claim.ofBoolean("c"), true, "true"),
                Arguments.of(Claim.ofBoolean("c"), false, "false"),
                Arguments.of(Claim.ofLong("c"), 7L, "7"),
                Arguments.of(Claim.ofLong("c"), Long.MAX_VALUE, "9223372036854775807"),
                Arguments.of(Claim.ofLong("c"), Long.MIN_VALUE, "-9223372036854775808"),
                Arguments.of(Claim.ofDecimal("c"), new BigDecimal("1.50"), "1.50"),
                Arguments.of(Claim.ofDecimal("c"), new BigDecimal("1.7976931348623157E308"), "1.7976931348623157E+308"),
                Arguments.of(Claim.ofDecimal("c"), new BigDecimal("-1E-9"), "-1E-9"),
                Arguments.of(Claim.ofInstant("c"), Instant.ofEpochSecond(1_700_000_000), "1700000000"),
                Arguments.of(Claim.ofInstant("c"), Instant.ofEpochSecond(-1, 1), "-0.999999999"),
                Arguments.of(Claim.ofStrings("c"), List.of(), "[]"),
                Arguments.of(Claim.ofStrings("c"), List.of("a", "b"), "[\"a\",\"b\"]"),
                Arguments.of(Claim.ofStrings("c"), List.of("\"\\\n\u0001é😀"), "[\"\\\"\\\\\\n\\u0001é😀\"]"),
                Arguments.of(Claim.ofEnum("c", Pet.class), Pet.DOG, "dog"),
                Arguments.of(
                        Claim.ofJson("c", Collar.class),
                        new Collar("\"red\"", 3, List.of("x")),
                        "{\"colour\":\"\\\"red\\\"\",\"size\":3,\"tags\":[\"x\"]}"),
                Arguments.of(
                        Claim.of("c", (Pet pet) -> Map.of("cat", pet == Pet.CAT), VersionOneTest::catOrDog),
                        Pet.CAT,
                        "{\"cat\":true}"));
    }

    @ParameterizedTest(name = "{1} as {2}")
    @MethodSource("claimsOfEveryKind")
    <V> void anAnswerOfVersion1CarriesEveryClaimAsTextThatReadsBack(Claim<V> claim, V value, String text) {
        JsonNode written = Invocation.response(
                        Events.V1, (request, tokens) -> tokens.idToken().set(claim, value))
                .at("/claimsOverrideDetails/claimsToAddOrOverride/c");

        assertThat(written.isTextual()).isTrue();
        assertThat(written.asText()).isEqualTo(text);
        assertThat(claim.decode(written.asText())).isEqualTo(value);
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("claimsOfEveryKind")
    <V> void everyClaimReadsBackFromTheJsonOfVersion2(Claim<V> claim, V value, String text) {
        JsonNode written = Invocation.response(
                        Events.V2, (request, tokens) -> tokens.idToken().set(claim, value))
                .at("/claimsAndScopeOverrideDetails/idTokenGeneration/claimsToAddOrOverride/c");

        if (value instanceof BigDecimal number) {
            assertThat((BigDecimal) claim.decode(Events.plain(written))).isEqualByComparingTo(number);
        } else {
            assertThat(claim.decode(Events.plain(written))).isEqualTo(value);
        }
    }

    @Test
    void anAnswerOfVersion1HasAClaimForBothTokensInTheIdTokenAndTheLogSaysSo() {
        Invocation invocation = new Invocation();

        String answer = invocation.answer(
                Invocation.trigger((request, tokens) -> {
                    tokens.set(PET, "value-that-must-not-show");
                    tokens.accessToken().set(Claim.ofLong("age"), 7L);
                    tokens.accessToken().addScope("scope-that-must-not-show");
                }),
                Events.V1);

        assertThat(Events.json(answer).get("response")).isEqualTo(Events.json("""
                {"claimsOverrideDetails":{"claimsToAddOrOverride":{"pet":"value-that-must-not-show"}}}
                """));
        assertThat(invocation.levels).containsExactly(LogLevel.WARN);
        assertThat(Events.json(invocation.lines.get(0)).get("claims"))
                .isEqualTo(Events.json("[\"pet\",\"age\",\"scope\"]"));
        assertThat(invocation.lines.get(0)).doesNotContain("that-must-not-show", "\n");
    }

    @Test
    void theLogSaysNothingIfOnlyTheIdTokenOrTheGroupsChange() {
        Invocation invocation = new Invocation();

        invocation.answer(
                Invocation.trigger((request, tokens) -> {
                    tokens.idToken().set(PET, "dog");
                    tokens.groups().add("walkers");
                }),
                Events.V1);

        assertThat(invocation.lines).isEmpty();
    }

    @Test
    void theEventIsGivenBackIfNothingIsLeftOfTheChanges() {
        assertThat(Invocation.answer(
                        Events.V1, (request, tokens) -> tokens.accessToken().set(PET, "dog")))
                .isEqualTo(Events.V1);
    }

    @Test
    void anEventOfVersion1FailsIfTheTriggerRequiresTheAccessToken() {
        Invocation invocation = new Invocation();
        PreTokenGenerationTrigger strict = requiringAccessToken((request, tokens) -> tokens.set(PET, "dog"));

        assertThatIllegalStateException().isThrownBy(() -> invocation.answer(strict, Events.V1));
        assertThat(invocation.levels).containsExactly(LogLevel.ERROR);
        assertThat(Events.json(invocation.lines.get(0)).get("reason").asText()).contains("[pet]", "version 1");
    }

    @Test
    void aTriggerThatRequiresTheAccessTokenSucceedsIfItCanBeOrNeedNotBeChanged() {
        PreTokenGenerationTrigger strict = requiringAccessToken((request, tokens) -> tokens.set(PET, "dog"));
        PreTokenGenerationTrigger idTokenOnly =
                requiringAccessToken((request, tokens) -> tokens.idToken().set(PET, "dog"));

        assertThat(new Invocation().answer(strict, Events.V2)).contains("accessTokenGeneration");
        assertThat(new Invocation().answer(idTokenOnly, Events.V1)).contains("\"pet\":\"dog\"");
    }

    @Test
    void theSuppressionOfWhatWouldStayInTheAccessTokenOfVersion1IsRefused() {
        TokenCustomization tokens = Invocation.tokens(Events.V1);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> tokens.accessToken().suppressScope("aws.cognito.signin.user.admin"))
                .withMessageStartingWith("claim scope: ");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> tokens.accessToken().suppress("cognito:groups"))
                .withMessageStartingWith("claim cognito:groups: ");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> tokens.accessToken().suppress(PET))
                .withMessageStartingWith("claim pet: ");
    }

    private static Pet catOrDog(Object json) {
        return json.toString().contains("true") ? Pet.CAT : Pet.DOG;
    }

    private static PreTokenGenerationTrigger requiringAccessToken(
            BiConsumer<TokenRequest, TokenCustomization> customizer) {
        return new PreTokenGenerationTrigger() {
            @Override
            protected void customize(TokenRequest request, TokenCustomization tokens) {
                customizer.accept(request, tokens);
            }

            @Override
            protected boolean requiresAccessToken() {
                return true;
            }
        };
    }
}
