package io.cognitoclaims.trigger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.cognitoclaims.contract.Claim;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class ByteBudgetTest {
    private static final Claim<String> PET = Claim.string("pet");

    private final TokenCustomization tokens = within(300);

    @Test
    void isSpentByTheEncodedNameAndValueOfAClaim() {
        String added = ",\"pet\":\"" + "x".repeat(216) + "\"";
        assertThat(Base64.getUrlEncoder().encodeToString(added.getBytes(UTF_8))).hasSize(300);

        tokens.idToken().set(PET, "x".repeat(216));
        assertThatNothingMoreFits(() -> tokens.idToken().set(PET, "x".repeat(217)), "pet");
    }

    @Test
    void countsBytesAndNotCharacters() {
        tokens.idToken().set(PET, "é".repeat(108));
        assertThatNothingMoreFits(() -> tokens.idToken().set(PET, "é".repeat(109)), "pet");
    }

    @Test
    void isThatOfEachTokenAlone() {
        tokens.idToken().set(PET, "x".repeat(216));
        tokens.accessToken().set(PET, "x".repeat(216));

        assertThatNothingMoreFits(() -> tokens.idToken().set(Claim.bool("b"), true), "b");
        assertThatNothingMoreFits(() -> tokens.accessToken().set(Claim.bool("b"), true), "b");
    }

    @Test
    void isGivenBackByAValueThatIsReplaced() {
        tokens.set(PET, "x".repeat(216));
        tokens.set(PET, "short");
        tokens.set(Claim.string("other"), "x".repeat(200));

        assertThat(tokens.response()).contains("short", "other");
    }

    @Test
    void isSpentByScopes() {
        tokens.accessToken().addScope("s".repeat(200));
        tokens.accessToken().addScope("s".repeat(200));

        assertThatNothingMoreFits(() -> tokens.accessToken().addScope("t".repeat(30)), "scope");
        tokens.idToken().set(PET, "x".repeat(216));
    }

    @Test
    void isAskedForBothTokensBeforeAClaimIsInEither() {
        tokens.accessToken().addScope("s".repeat(200));

        assertThatNothingMoreFits(() -> tokens.set(PET, "x".repeat(100)), "pet");
        assertThat(tokens.response()).doesNotContain("pet");
    }

    @Test
    void isNotSpentByWhatAnEventOfVersion1CannotCarry() {
        TokenCustomization ofVersion1 = new TokenCustomization(Invocation.request(Events.V1), 300);

        ofVersion1.accessToken().set(PET, "x".repeat(1_000));
        assertThatNothingMoreFits(() -> ofVersion1.idToken().set(PET, "x".repeat(1_000)), "pet");
    }

    @Test
    void failsTheSignInOfATriggerThatExceedsIt() {
        Invocation invocation = new Invocation();
        PreTokenGenerationTrigger trigger = new PreTokenGenerationTrigger() {
            @Override
            protected void customize(TokenRequest request, TokenCustomization changes) {
                changes.set(PET, "x".repeat(request.groups().isEmpty() ? 10 : 1_000));
            }

            @Override
            protected int tokenByteBudget() {
                return 300;
            }
        };

        assertThat(invocation.answer(trigger, Events.SPARSE_MACHINE)).contains("pet");
        assertThatIllegalStateException().isThrownBy(() -> invocation.answer(trigger, Events.V2));
        assertThat(Events.json(invocation.lines.get(0)).get("reason").asText())
                .isEqualTo("claim pet: more than the budget of 300 bytes would be added to the token");
    }

    private static void assertThatNothingMoreFits(
            org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String claim) {
        assertThatIllegalArgumentException()
                .isThrownBy(call)
                .withMessage("claim " + claim + ": more than the budget of 300 bytes would be added to the token");
    }

    private static TokenCustomization within(int budget) {
        return new TokenCustomization(Invocation.request(Events.V2), budget);
    }
}
