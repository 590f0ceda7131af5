package io.cognitoclaims.trigger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.cognitoclaims.contract.Claim;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

class ByteBudgetTest {
    private static final Claim<String> PET = Claim.ofString("pet");

    private final TokenCustomization tokens = within(300);

    @Test
    void theByteBudgetIsSpentByTheEncodedNameAndValueOfAClaim() {
        String added = ",\"pet\":\"" + "x".repeat(216) + "\"";
        assertThat(Base64.getUrlEncoder().encodeToString(added.getBytes(UTF_8))).hasSize(300);

        tokens.idToken().set(PET, "x".repeat(216));
        assertThatNothingMoreFits(() -> tokens.idToken().set(PET, "x".repeat(217)), "pet");
    }

    @Test
    void theByteBudgetCountsBytesAndNotCharacters() {
        tokens.idToken().set(PET, "é".repeat(108));
        assertThatNothingMoreFits(() -> tokens.idToken().set(PET, "é".repeat(109)), "pet");
    }

    @Test
    void eachTokenHasAByteBudgetOfItsOwn() {
        tokens.idToken().set(PET, "x".repeat(216));
        tokens.accessToken().set(PET, "x".repeat(216));

        assertThatNothingMoreFits(() -> tokens.idToken().set(Claim.ofBoolean("b"), true), "b");
        assertThatNothingMoreFits(() -> tokens.accessToken().set(Claim.ofBoolean("b"), true), "b");
    }

    @Test
    void theByteBudgetIsGivenBackByAValueThatIsReplaced() {
        tokens.set(PET, "x".repeat(216));
        tokens.set(PET, "short");
        tokens.set(Claim.ofString("other"), "x".repeat(200));

        assertThat(tokens.response()).contains("short", "other");
    }

    @Test
    void theByteBudgetIsSpentByScopes() {
        tokens.accessToken().addScope("s".repeat(200));
        tokens.accessToken().addScope("s".repeat(200));

        assertThatNothingMoreFits(() -> tokens.accessToken().addScope("t".repeat(30)), "scope");
        tokens.idToken().set(PET, "x".repeat(216));
    }

    @Test
    void theByteBudgetCountsSlashesAsCognitoWritesThem() {
        tokens.idToken().set(PET, "/".repeat(108));
        assertThatNothingMoreFits(() -> tokens.idToken().set(PET, "/".repeat(109)), "pet");

        tokens.accessToken().addScope("/".repeat(112));
        assertThatNothingMoreFits(() -> tokens.accessToken().addScope("s"), "scope");
    }

    @Test
    void theByteBudgetIsCountedRoundedUpSoThatNoTokenGrowsByMore() {
        // 226 bytes are 301.3 characters; in a token they can become 302.
        TokenCustomization within301 = within(301);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> within301.idToken().set(PET, "x".repeat(217)));
        within(302).idToken().set(PET, "x".repeat(217));
    }

    @Test
    void theByteBudgetIsNotSpentByScopesThatTheTokenHasAnyway() {
        for (int i = 0; i < 300; i++) {
            tokens.accessToken().addScope("openid");
        }
        tokens.accessToken().addScope("s".repeat(224));
        assertThatNothingMoreFits(() -> tokens.accessToken().addScope("t"), "scope");
    }

    @Test
    void theByteBudgetIsGivenBackByWhatIsSuppressed() {
        tokens.set(PET, "x".repeat(216));
        tokens.idToken().suppress(PET);
        tokens.idToken().suppress("pet");
        tokens.idToken().set(Claim.ofString("tep"), "x".repeat(216));
        assertThatNothingMoreFits(() -> tokens.idToken().set(Claim.ofBoolean("b"), true), "b");
        assertThatNothingMoreFits(() -> tokens.accessToken().set(Claim.ofBoolean("b"), true), "b");

        TokenCustomization others = within(300);
        others.accessToken().addScope("s".repeat(200));
        others.accessToken().suppressScope("s".repeat(200));
        others.accessToken().suppressScope("s".repeat(200));
        others.accessToken().suppressScope("openid");
        others.accessToken().suppress("email");
        others.accessToken().addScope("t".repeat(224));
        assertThatNothingMoreFits(() -> others.accessToken().addScope("u"), "scope");
    }

    @Test
    void theByteBudgetIsNotSpentByWhatIsSuppressedAlready() {
        tokens.idToken().suppress(PET);
        tokens.idToken().set(PET, "x".repeat(1_000));
        tokens.idToken().set(PET, "x".repeat(2_000));
        tokens.accessToken().suppressScope("s".repeat(1_000));
        tokens.accessToken().addScope("s".repeat(1_000));

        assertThatNothingMoreFits(() -> tokens.set(PET, "x".repeat(217)), "pet");
        tokens.set(PET, "x".repeat(216));
    }

    @Test
    void theByteBudgetIsSpentByGroupsInBothTokens() {
        // The user is in one group: ,"group".
        tokens.groups().add("g".repeat(222));

        for (TokenChanges token : List.of(tokens.idToken(), tokens.accessToken())) {
            assertThatNothingMoreFits(() -> token.set(Claim.ofBoolean("b"), true), "b");
        }
        assertThatNothingMoreFits(() -> tokens.groups().add("h"), "cognito:groups");
        assertThat(tokens.response()).doesNotContain("\"h\"");

        TokenCustomization none = within(300);
        assertThatNothingMoreFits(() -> none.groups().add("g".repeat(223)), "cognito:groups");
        assertThatNothingMoreFits(
                () -> none.groups().replaceGroups(List.of("keepers", "g".repeat(223))), "cognito:groups");
        assertThat(none.isEmpty()).isTrue();
    }

    @Test
    void theByteBudgetIsSpentByManyGroupsToo() {
        TokenCustomization within1000 = within(1_000);
        int added = 0;
        try {
            for (; added < 120; added++) {
                within1000.groups().add("a-group-with-a-long-name-" + "x".repeat(30) + added);
            }
        } catch (IllegalArgumentException e) {
            assertThat(e).hasMessageContaining("claim cognito:groups: more than the budget of 1000 bytes");
        }

        assertThat(added).isEqualTo(12);
        assertThat(within1000.response()).hasSizeLessThan(1_000);
    }

    @Test
    void groupsAndClaimsShareOneByteBudget() {
        tokens.idToken().set(PET, "x".repeat(100));

        assertThatNothingMoreFits(() -> tokens.groups().add("g".repeat(150)), "cognito:groups");
        assertThat(tokens.accessToken().addedBytes()).isZero();
        tokens.idToken().suppress("cognito:groups");
        tokens.groups().add("g".repeat(150));
        assertThat(tokens.accessToken().addedBytes()).isEqualTo(153);
        assertThatNothingMoreFits(() -> tokens.groups().add("h".repeat(80)), "cognito:groups");
        tokens.accessToken().suppress("cognito:groups");
        tokens.groups().add("h".repeat(8_000));
        tokens.groups().replaceRoles(List.of("r".repeat(8_000)));
    }

    @Test
    void theByteBudgetIsGivenBackByGroupsThatAreTakenAwayAgain() {
        tokens.groups().add("g".repeat(222));
        tokens.groups().remove("g".repeat(222));
        tokens.groups().remove("not there");
        tokens.groups().add("h".repeat(222));
        tokens.groups().replaceGroups(List.of());

        tokens.idToken().set(PET, "x".repeat(216));
        assertThatNothingMoreFits(() -> tokens.idToken().set(Claim.ofBoolean("b"), true), "b");
    }

    @Test
    void theByteBudgetIsSpentByRolesInTheIdTokenOnly() {
        String role = "r".repeat(180);
        tokens.groups().replaceRoles(List.of(role));

        assertThat(tokens.accessToken().addedBytes()).isZero();
        long before = tokens.idToken().addedBytes();
        assertThatNothingMoreFits(() -> tokens.groups().preferRole(role), "cognito:preferred_role");
        assertThat(tokens.response()).doesNotContain("preferredRole");
        assertThatNothingMoreFits(() -> tokens.groups().replaceRoles(List.of(role, "s".repeat(150))), "cognito:roles");
        assertThat(tokens.idToken().addedBytes()).isEqualTo(before);
        tokens.idToken().suppress("cognito:groups");
        tokens.groups().preferRole(role);
        assertThat(tokens.response()).contains("preferredRole");
    }

    @Test
    void theByteBudgetIsNotSpentByGroupsOfAMachineNorByItsIdToken() {
        TokenCustomization ofAMachine = new TokenCustomization(Invocation.request(Events.MACHINE), 300);

        ofAMachine.groups().add("g".repeat(8_000));
        ofAMachine.idToken().set(PET, "x".repeat(8_000));
        assertThatNothingMoreFits(() -> ofAMachine.accessToken().set(PET, "x".repeat(217)), "pet");
        ofAMachine.accessToken().set(PET, "x".repeat(216));
    }

    @Test
    void theByteBudgetIsSpentByGroupsOfVersion1InTheAccessTokenToo() {
        TokenCustomization ofVersion1 = new TokenCustomization(Invocation.request(Events.V1), 300);
        ofVersion1.groups().add("g".repeat(200));

        assertThat(ofVersion1.accessToken().addedBytes()).isEqualTo(203);
        assertThatNothingMoreFits(() -> ofVersion1.groups().add("h".repeat(80)), "cognito:groups");
    }

    @Test
    void theByteBudgetIsAskedForBothTokensBeforeAClaimIsInEither() {
        tokens.accessToken().addScope("s".repeat(200));

        assertThatNothingMoreFits(() -> tokens.set(PET, "x".repeat(100)), "pet");
        assertThat(tokens.response()).doesNotContain("pet");
    }

    @Test
    void theByteBudgetIsNotSpentByWhatAnEventOfVersion1CannotCarry() {
        TokenCustomization ofVersion1 = new TokenCustomization(Invocation.request(Events.V1), 300);

        ofVersion1.accessToken().set(PET, "x".repeat(1_000));
        assertThatNothingMoreFits(() -> ofVersion1.idToken().set(PET, "x".repeat(1_000)), "pet");
    }

    @Test
    void aTriggerThatExceedsTheByteBudgetFailsTheSignIn() {
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
