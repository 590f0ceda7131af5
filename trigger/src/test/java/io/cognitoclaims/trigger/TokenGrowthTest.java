package io.cognitoclaims.trigger;

import static org.assertj.core.api.Assertions.assertThat;

import io.cognitoclaims.contract.Claim;
import io.cognitoclaims.testing.TestEvent;
import io.cognitoclaims.testing.TestUserPool;
import io.cognitoclaims.testing.TokenBuilder;
import io.cognitoclaims.testing.TriggerResult;
import io.cognitoclaims.testing.TriggerTester;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the byte budget is compared with is what signed tokens really grow by. */
class TokenGrowthTest {
    private static final TestUserPool POOL = TestUserPool.create();
    private static final String ROLE = "arn:aws:iam::123456789012:role/keepers";

    private static final TestEvent PLAIN = TestEvent.version2();
    private static final TestEvent WITH_GROUPS =
            PLAIN.groups("keepers", "gro/ups").roles(ROLE, ROLE + "2");
    private static final Claim<Object> ANY = Claim.of("any/claim", value -> value, value -> value);

    @AfterAll
    static void close() {
        POOL.close();
    }

    static Stream<Arguments> changes() {
        return Stream.of(
                of("nothing", PLAIN, tokens -> {}),
                of("a claim", PLAIN, tokens -> tokens.set(Claim.ofString("pet"), "dogs")),
                of("an odd text", PLAIN, tokens -> tokens.set(Claim.ofString("ü/\""), "\\\"/\u0001😀é")),
                of("numbers", PLAIN, tokens -> tokens.set(ANY, List.of(1, 2.5, true, Map.of("a/b", "c/d")))),
                of("a replaced claim", PLAIN, tokens -> {
                    tokens.set(Claim.ofString("pet"), "a long value that goes");
                    tokens.set(Claim.ofString("pet"), "/");
                }),
                of("a suppressed claim", PLAIN, tokens -> {
                    tokens.set(Claim.ofString("pet"), "dogs");
                    tokens.idToken().suppress("pet");
                }),
                of("a claim suppressed before", PLAIN, tokens -> {
                    tokens.accessToken().suppress("pet");
                    tokens.set(Claim.ofString("pet"), "dogs");
                }),
                of("scopes", PLAIN, tokens -> {
                    tokens.accessToken().addScope("pets/read");
                    tokens.accessToken().addScope("openid");
                    tokens.accessToken().addScope("pets/feed");
                    tokens.accessToken().suppressScope("pets/feed");
                }),
                of("the first group", PLAIN, tokens -> tokens.groups().add("a/b")),
                of("first groups", PLAIN, tokens -> tokens.groups().replaceGroups(List.of("a", "b/c", "ü"))),
                of("further groups", WITH_GROUPS, tokens -> {
                    tokens.groups().add("keepers");
                    tokens.groups().add("walk\"ers");
                    tokens.groups().add("more");
                    tokens.groups().remove("more");
                }),
                of("first roles", PLAIN, tokens -> {
                    tokens.groups().replaceRoles(List.of(ROLE, ROLE + "3"));
                    tokens.groups().preferRole(ROLE + "3");
                }),
                of("longer roles", WITH_GROUPS, tokens -> {
                    tokens.groups().replaceRoles(List.of(ROLE, ROLE + "2", ROLE + "/x"));
                    tokens.groups().preferRole(ROLE + "/x");
                }),
                of(
                        "a longer preferred role",
                        WITH_GROUPS,
                        tokens -> tokens.groups().preferRole(ROLE + "2")),
                of("groups that are suppressed in the ID token", PLAIN, tokens -> {
                    tokens.groups().add("a/b");
                    tokens.groups().replaceRoles(List.of(ROLE));
                    tokens.idToken().suppress("cognito:groups");
                }),
                of("groups that are suppressed in the access token", PLAIN, tokens -> {
                    tokens.accessToken().suppress("cognito:groups");
                    tokens.groups().add("a/b");
                }),
                of("claims and groups of version 1", TestEvent.version1(), tokens -> {
                    tokens.idToken().set(Claim.ofBoolean("good"), true);
                    tokens.groups().add("a/b");
                }));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("changes")
    void theGrowthOfATokenIsCountedToTheByte(String what, TestEvent event, Consumer<TokenCustomization> change) {
        TriggerResult before = run(event, tokens -> {});
        TriggerResult after = run(event, change);
        TokenCustomization counted = Invocation.tokens(event.json());
        change.accept(counted);

        assertThat(payload(after.idToken(POOL)) - payload(before.idToken(POOL)))
                .isEqualTo(counted.idToken().addedBytes());
        assertThat(payload(after.accessToken(POOL)) - payload(before.accessToken(POOL)))
                .isEqualTo(counted.accessToken().addedBytes());
    }

    static Stream<Arguments> changesThatTakeSomethingAway() {
        return Stream.of(
                of(
                        "a claim of Cognito's that is replaced",
                        PLAIN,
                        tokens -> tokens.idToken().set(Claim.ofString("email"), "x")),
                of(
                        "a claim of Cognito's that is suppressed",
                        PLAIN,
                        tokens -> tokens.idToken().suppress("email")),
                of(
                        "a scope of Cognito's that is suppressed",
                        PLAIN,
                        tokens -> tokens.accessToken().suppressScope("openid")),
                of("fewer groups", WITH_GROUPS, tokens -> tokens.groups().remove("keepers")),
                of("no roles", WITH_GROUPS, tokens -> tokens.groups().replaceRoles(List.of())),
                of("no groups", WITH_GROUPS, tokens -> tokens.groups().replaceGroups(List.of())),
                of("suppressed groups", WITH_GROUPS, tokens -> tokens.idToken().suppress("cognito:groups")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("changesThatTakeSomethingAway")
    void theCountedGrowthOfATokenIsNeverMadeUpForByWhatItLoses(
            String what, TestEvent event, Consumer<TokenCustomization> change) {
        TokenCustomization counted = Invocation.tokens(event.json());
        change.accept(counted);

        assertThat(counted.idToken().addedBytes()).isNotNegative();
        assertThat(counted.accessToken().addedBytes()).isZero();
        assertThat(payload(run(event, change).idToken(POOL))
                        - payload(run(event, tokens -> {}).idToken(POOL)))
                .isLessThanOrEqualTo((int) counted.idToken().addedBytes());
    }

    private static TriggerResult run(TestEvent event, Consumer<TokenCustomization> change) {
        return TriggerTester.of(Invocation.trigger((request, tokens) -> change.accept(tokens)))
                .run(event);
    }

    private static int payload(TokenBuilder token) {
        return Base64.getUrlDecoder().decode(token.sign().split("\\.", -1)[1]).length;
    }

    private static Arguments of(String what, TestEvent event, Consumer<TokenCustomization> change) {
        return Arguments.of(what, event, change);
    }
}
