package io.cognitoclaims.trigger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class GroupChangesTest {
    private static final String ROLE = "arn:aws:iam::123456789012:role/keepers";
    private static final String OTHER_ROLE = "arn:aws:iam::123456789012:role/walkers";

    @Test
    void aGroupIsAddedToTheGroupsThatThereAre() {
        assertThat(changed(groups -> groups.add("walkers")))
                .isEqualTo(override("[\"keepers\",\"walkers\"]", "[\"" + ROLE + "\"]", ROLE));
    }

    @Test
    void aGroupIsTakenAwayAndTheRolesAreKept() {
        assertThat(changed(groups -> groups.remove("keepers"))).isEqualTo(override("[]", "[\"" + ROLE + "\"]", ROLE));
    }

    @Test
    void theGroupsAreReplacedAndTheRolesAreKept() {
        assertThat(changed(groups -> groups.replaceGroups(List.of("b", "a"))))
                .isEqualTo(override("[\"b\",\"a\"]", "[\"" + ROLE + "\"]", ROLE));
    }

    @Test
    void theRolesAreReplacedAndTheGroupsAreKept() {
        assertThat(changed(groups -> groups.replaceRoles(List.of(OTHER_ROLE, ROLE))))
                .isEqualTo(override("[\"keepers\"]", "[\"" + OTHER_ROLE + "\",\"" + ROLE + "\"]", ROLE));
    }

    @Test
    void thePreferredRoleIsForgottenIfItIsNoRoleAnyMore() {
        assertThat(changed(groups -> groups.replaceRoles(List.of())))
                .isEqualTo(Events.json("{\"groupsToOverride\":[\"keepers\"],\"iamRolesToOverride\":[]}"));
    }

    @Test
    void anotherRoleCanBePreferred() {
        assertThat(changed(groups -> {
                    groups.replaceRoles(List.of(ROLE, OTHER_ROLE));
                    groups.preferRole(OTHER_ROLE);
                }))
                .isEqualTo(override("[\"keepers\"]", "[\"" + ROLE + "\",\"" + OTHER_ROLE + "\"]", OTHER_ROLE));
    }

    @Test
    void groupsAreNotSentIfNothingChanges() {
        assertThat(Invocation.answer(Events.V1, (request, tokens) -> {
                    tokens.groups().add("keepers");
                    tokens.groups().remove("not there");
                    tokens.groups().preferRole(ROLE);
                }))
                .isEqualTo(Events.V1);
    }

    @Test
    void groupsAreSentIfTheyAreReplacedByTheSame() {
        assertThat(changed(groups -> groups.replaceGroups(List.of("keepers"))))
                .isEqualTo(override("[\"keepers\"]", "[\"" + ROLE + "\"]", ROLE));
    }

    @Test
    void halfASurrogatePairInAGroupIsGivenBackAsItCame() {
        String event = """
                {"request":{"groupConfiguration":{"groupsToOverride":["g\\ud800","\\udc00g","\\ud83d\\ude00"]}}}""";

        assertThat(Invocation.answer(event, (request, tokens) -> tokens.groups().add("x")))
                .contains("\"groupsToOverride\":[\"g\\ud800\",\"\\udc00g\",\"😀\",\"x\"]");
    }

    @Test
    void aGroupIsAddedWithoutAnyGroupConfiguration() {
        JsonNode response = Invocation.response(
                Events.SPARSE_MACHINE, (request, tokens) -> tokens.groups().add("robots"));

        assertThat(response.at("/claimsAndScopeOverrideDetails"))
                .isEqualTo(Events.json(
                        "{\"groupOverrideDetails\":{\"groupsToOverride\":[\"robots\"],\"iamRolesToOverride\":[]}}"));
    }

    @Test
    void blankNamesOfGroupsAndRolesAreRefusedAndChangeNothing() {
        TokenCustomization tokens = Invocation.tokens(Events.V1);

        for (Consumer<GroupChanges> change : List.<Consumer<GroupChanges>>of(
                groups -> groups.add(" "),
                groups -> groups.replaceGroups(List.of("a", "")),
                groups -> groups.replaceRoles(List.of(" ")))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> change.accept(tokens.groups()))
                    .withMessageContaining("is blank or not Unicode");
        }
        assertThat(tokens.isEmpty()).isTrue();
    }

    @Test
    void aRoleThatTheUserDoesNotHaveCannotBePreferred() {
        TokenCustomization tokens = Invocation.tokens(Events.V1);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> tokens.groups().preferRole(OTHER_ROLE))
                .withMessage("claim cognito:preferred_role: not one of the roles; see replaceRoles");
    }

    private static JsonNode changed(Consumer<GroupChanges> change) {
        return Invocation.response(Events.V1, (request, tokens) -> change.accept(tokens.groups()))
                .at("/claimsOverrideDetails/groupOverrideDetails");
    }

    private static JsonNode override(String groups, String roles, String preferred) {
        return Events.json("{\"groupsToOverride\":" + groups + ",\"iamRolesToOverride\":" + roles
                + ",\"preferredRole\":\"" + preferred + "\"}");
    }
}
