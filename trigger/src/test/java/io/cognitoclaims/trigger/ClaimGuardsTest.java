package io.cognitoclaims.trigger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cognitoclaims.contract.Claim;
import io.cognitoclaims.contract.ClaimValueException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClaimGuardsTest {
    private static final String SECRET = "value-that-must-not-show";

    private final TokenCustomization tokens = Invocation.tokens(Events.V2);

    @ParameterizedTest(name = "{0}: set in ID token {1}, access token {2}; suppress in ID token {3}, access token {4}")
    @CsvSource({
        "pet_preference,         yes, yes, yes, yes",
        "email,                  yes, yes, yes, yes",
        "custom:breed,           yes, yes, yes, yes",
        "dev:custom:breed,       no,  yes, yes, yes",
        "scope,                  yes, no,  yes, no",
        "cognito:groups,         no,  no,  yes, yes",
        "cognito:roles,          no,  no,  no,  no",
        "cognito:preferred_role, no,  no,  no,  no",
        "cognito:username,       no,  no,  no,  no",
        "cognito:anything,       no,  no,  no,  no",
        "identities,             no,  yes, no,  yes",
        "at_hash,                no,  yes, no,  yes",
        "aud,                    no,  no,  no,  no",
        "username,               yes, no,  yes, no",
        "client_id,              yes, no,  yes, no",
        "event_id,               yes, no,  yes, no",
        "device_key,             yes, no,  yes, no",
        "version,                yes, no,  yes, no",
        "sub,                    no,  no,  no,  no",
        "acr,                    no,  no,  no,  no",
        "amr,                    no,  no,  no,  no",
        "auth_time,              no,  no,  no,  no",
        "azp,                    no,  no,  no,  no",
        "exp,                    no,  no,  no,  no",
        "iat,                    no,  no,  no,  no",
        "iss,                    no,  no,  no,  no",
        "jti,                    no,  no,  no,  no",
        "nbf,                    no,  no,  no,  no",
        "nonce,                  no,  no,  no,  no",
        "origin_jti,             no,  no,  no,  no",
        "token_use,              no,  no,  no,  no",
        "Sub,                    yes, yes, yes, yes",
    })
    void theClaimGuardsFollowTheTableOfTheDevelopersGuide(
            String claim, String setInId, String setInAccess, String suppressInId, String suppressInAccess) {
        Claim<String> text = Claim.ofString(claim);

        check(setInId, claim, () -> tokens.idToken().set(text, SECRET));
        check(setInAccess, claim, () -> tokens.accessToken().set(text, SECRET));
        check(both(setInId, setInAccess), claim, () -> tokens.set(text, SECRET));
        check(suppressInId, claim, () -> tokens.idToken().suppress(text));
        check(suppressInId, claim, () -> tokens.idToken().suppress(claim));
        check(suppressInAccess, claim, () -> tokens.accessToken().suppress(text));
        check(suppressInAccess, claim, () -> tokens.accessToken().suppress(claim));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "cognito:groups,         use groups()",
        "cognito:roles,          use groups().replaceRoles",
        "cognito:preferred_role, use groups().preferRole",
        "scope,                  use addScope",
    })
    void theRefusalOfAClaimSaysWhatToDoInstead(String claim, String advice) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> tokens.accessToken().set(Claim.ofString(claim), SECRET))
                .withMessage("claim " + claim + ": can't be set in the access token: " + advice);
    }

    @Test
    void theRefusalOfAClaimForBothTokensSaysWhichTokenRefusesIt() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> tokens.set(Claim.ofString("username"), SECRET))
                .withMessage("claim username: can't be set in the access token: Cognito ignores it");
        assertThat(tokens.isEmpty()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"phone_number_verified", "email_verified", "updated_at", "address"})
    void arraysAndObjectsAreKeptOutOfFourClaimsOfTheIdToken(String claim) {
        Claim<Object> any = any(claim);

        check("no", claim, () -> tokens.idToken().set(any, Map.of("formatted", SECRET)));
        check("no", claim, () -> tokens.idToken().set(any, List.of(SECRET)));
        check("yes", claim, () -> tokens.idToken().set(any, SECRET));
        check("yes", claim, () -> tokens.idToken().set(any, 7));
        check("yes", claim, () -> tokens.accessToken().set(any, Map.of("formatted", SECRET)));
    }

    @Test
    void onlyTheClientMayBeInTheAudienceOfTheAccessToken() {
        Claim<Object> audience = any("aud");
        String clientId = "1example23456789";

        check("yes", "aud", () -> tokens.accessToken().set(audience, clientId));
        check("no", "aud", () -> tokens.accessToken().set(audience, clientId + "x"));
        check("no", "aud", () -> tokens.accessToken().set(audience, ""));
        check("no", "aud", () -> tokens.accessToken().set(audience, List.of(clientId)));
        check("no", "aud", () -> tokens.idToken().set(audience, clientId));
        check("no", "aud", () -> tokens.set(audience, clientId));
    }

    @Test
    void anEmptyAudienceIsRefusedIfTheEventNamesNoClient() {
        TokenCustomization withoutClient = Invocation.tokens("{\"version\":\"2\"}");

        check("no", "aud", () -> withoutClient.accessToken().set(any("aud"), ""));
    }

    static Stream<Arguments> valuesThatAreNotJson() {
        Map<Object, Object> numberAsName = new HashMap<>(Map.of(1, SECRET));
        Map<Object, Object> nullInside = new HashMap<>();
        nullInside.put(SECRET, null);
        List<Object> endless = new ArrayList<>();
        endless.add(endless);
        return Stream.of(
                Arguments.of("a null in a list", Arrays.asList(SECRET, null)),
                Arguments.of("a null in an object", nullInside),
                Arguments.of("a null deep inside", Map.of(SECRET, List.of(nullInside))),
                Arguments.of("a name that is a number", numberAsName),
                Arguments.of("not a number", Double.NaN),
                Arguments.of("infinite", Double.NEGATIVE_INFINITY),
                Arguments.of("infinite, as a float", Float.POSITIVE_INFINITY),
                Arguments.of("half a character", SECRET + "\ud83d"),
                Arguments.of("half a character within", "\ude00" + SECRET),
                Arguments.of("a list within itself", endless),
                Arguments.of("deep lists", deepList(100_000)),
                Arguments.of("an object of Java", java.net.URI.create("x:" + SECRET)),
                Arguments.of("a character", 'c'),
                Arguments.of("an array of Java", new String[] {SECRET}),
                Arguments.of("a number that can change", new AtomicInteger(7)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("valuesThatAreNotJson")
    void aValueThatIsNotJsonIsRefused(String what, Object value) {
        check("no", "pet", () -> tokens.idToken().set(any("pet"), value));
        check("no", "pet", () -> tokens.set(any("pet"), value));
        assertThat(tokens.isEmpty()).isTrue();
    }

    @Test
    void halfACharacterInANameIsRefused() {
        check("no", "pet", () -> tokens.idToken().set(Claim.ofString("pet\ud83d"), SECRET));
        check("no", "pet", () -> tokens.idToken().suppress("pet\ud83d"));
        check("no", "pet", () -> tokens.accessToken().suppress("\ude00pet"));
        check("no", "group", () -> tokens.groups().add("pet\ud83d"));
    }

    @Test
    void theClaimGuardsRefuseTheSameInAnEventOfVersion1() {
        TokenCustomization ofVersion1 = Invocation.tokens(Events.V1);

        check("no", "pet", () -> ofVersion1.idToken().set(any("pet"), Double.NaN));
        check("no", "pet", () -> ofVersion1.accessToken().set(any("pet"), Double.NaN));
        check("no", "username", () -> ofVersion1.accessToken().set(any("username"), SECRET));
        check("no", "address", () -> ofVersion1.idToken().set(any("address"), List.of(SECRET)));
    }

    @Test
    @SuppressWarnings("DataFlowIssue")
    void aNullClaimOrValueIsRefused() {
        check("no", "pet", () -> tokens.set(Claim.ofString("pet"), nothing()));
        check("no", "pet", () -> tokens.idToken().set(Claim.ofLong("pet"), nothing()));
        check("no", "pet", () -> tokens.accessToken().set(Claim.ofStrings("pet"), nothing()));
        assertThatThrownBy(() -> tokens.set(nothing(), "x"))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("claim");
    }

    @Test
    void theExceptionOfAClaimThatCannotEncodeAValueIsPassedOn() {
        Claim<String> broken = Claim.of(
                "pet",
                value -> {
                    throw new IllegalStateException(value);
                },
                String::valueOf);

        assertThatThrownBy(() -> tokens.set(broken, SECRET))
                .isInstanceOf(ClaimValueException.class)
                .hasMessageContaining("pet")
                .hasMessageNotContaining(SECRET);
    }

    @Test
    void theSuppressionOfABlankNameIsRefused() {
        check("no", "claim", () -> tokens.idToken().suppress(""));
        check("no", "claim", () -> tokens.accessToken().suppress(" \t"));
    }

    @ParameterizedTest(name = "[{0}]")
    @ValueSource(
            strings = {"", " ", "pets read", " read", "read ", "a\tb", "a\nb", "a\"b", "a\\b", "é", "\u007f", "a\u00a0b"
            })
    void aTextThatIsNoScopeIsRefused(String scope) {
        check("no", "scope", () -> tokens.accessToken().addScope(scope));
        check("no", "scope", () -> tokens.accessToken().suppressScope(scope));
        assertThat(tokens.isEmpty()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"openid", "pets/read", "https://pets.example/read", "!", "~", "a[b]"})
    void aTextThatIsAScopeIsTaken(String scope) {
        check("yes", "scope", () -> tokens.accessToken().addScope(scope));
        check("yes", "scope", () -> tokens.accessToken().suppressScope(scope));
    }

    @Test
    void bothTokensTogetherTakeFiveThousandAdditionsAndNoMore() {
        for (int i = 0; i < 2_499; i++) {
            tokens.set(Claim.ofLong("claim" + i), 7L);
        }
        tokens.accessToken().addScope("pets/read");
        tokens.idToken().set(Claim.ofString("last"), "x");

        tokens.accessToken().addScope("pets/read");
        tokens.set(Claim.ofLong("claim0"), 8L);
        tokens.idToken().suppress("suppressed");
        tokens.accessToken().suppressScope("pets/write");
        check("no", "more", () -> tokens.idToken().set(Claim.ofString("more"), SECRET));
        check("no", "more", () -> tokens.accessToken().set(Claim.ofString("more"), SECRET));
        check("no", "scope", () -> tokens.accessToken().addScope("pets/write"));
    }

    @Test
    void noHalfOfAClaimIsLeftIfThereIsRoomInOneTokenOnly() {
        for (int i = 0; i < 4_999; i++) {
            tokens.idToken().set(Claim.ofLong("claim" + i), 7L);
        }

        check("no", "pet", () -> tokens.set(Claim.ofString("pet"), SECRET));
        assertThat(tokens.response()).doesNotContain("pet");
        check("yes", "pet", () -> tokens.idToken().set(Claim.ofString("pet"), SECRET));
    }

    @Test
    void numbersOfEveryKindAreTaken() {
        for (Number number :
                List.of((byte) 1, (short) 1, 1, 1L, 1f, 1d, BigDecimal.ONE, BigDecimal.ONE.toBigInteger())) {
            check("yes", "n", () -> tokens.idToken().set(any("n"), number));
        }
    }

    private static void check(
            String allowed, String claim, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        if (allowed.equals("yes")) {
            assertThatCode(call).doesNotThrowAnyException();
            return;
        }
        assertThatIllegalArgumentException()
                .isThrownBy(call)
                .withMessageContaining(claim)
                .withMessageNotContaining(SECRET)
                .withNoCause();
    }

    private static String both(String first, String second) {
        return first.equals("yes") ? second : first;
    }

    private static Claim<Object> any(String name) {
        return Claim.of(name, value -> value, value -> value);
    }

    private static Object deepList(int depth) {
        Object list = List.of();
        for (int i = 0; i < depth; i++) {
            list = Collections.singletonList(list);
        }
        return list;
    }

    /** {@return null, which code without null checks does pass} */
    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
    private static <T> T nothing() {
        return null;
    }
}
