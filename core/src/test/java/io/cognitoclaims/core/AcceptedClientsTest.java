package io.cognitoclaims.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.AbstractSet;
import java.util.Collections;
import java.util.Iterator;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AcceptedClientsTest {
    private static final UserPool POOL = UserPool.of("us-east-1_EXAMPLE");

    @Test
    void namedClientsAreAcceptedAndNoOthers() {
        AcceptedClients clients = AcceptedClients.of(Set.of("web", "app"));

        assertThat(clients.accepts("web")).isTrue();
        assertThat(clients.accepts("WEB")).isFalse();
        assertThat(clients.accepts("")).isFalse();
        assertThat(clients.isAny()).isFalse();
        assertThat(clients.ids()).containsExactlyInAnyOrder("web", "app").isUnmodifiable();
    }

    @Test
    void anyClientIsAcceptedWhereThatIsSaid() {
        assertThat(AcceptedClients.any().accepts("whoever")).isTrue();
        assertThat(AcceptedClients.any().isAny()).isTrue();
        assertThat(AcceptedClients.any().ids()).isEmpty();
    }

    @Test
    void acceptedClientsAreComparedByWhatTheyAccept() {
        assertThat(AcceptedClients.of(Set.of("a", "b")))
                .isEqualTo(AcceptedClients.of(Set.of("b", "a")))
                .hasSameHashCodeAs(AcceptedClients.of(Set.of("b", "a")))
                .isNotEqualTo(AcceptedClients.of(Set.of("a")))
                .isNotEqualTo(AcceptedClients.any())
                .isNotEqualTo(Set.of("a", "b"));
        assertThat(AcceptedClients.any()).hasToString("any").isNotEqualTo(AcceptedClients.of(Set.of("any")));
        assertThat(AcceptedClients.of(Set.of("a"))).hasToString("[a]");
    }

    @Test
    void differentClientsHaveDifferentHashCodes() {
        assertThat(Stream.of(AcceptedClients.any(), AcceptedClients.of(Set.of("a")), AcceptedClients.of(Set.of("b")))
                        .map(AcceptedClients::hashCode)
                        .distinct())
                .hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "\t",
                " a",
                "a ",
                "a b",
                "a\n",
                "a\u00a0",
                "\u2003a",
                "a\u0000",
                "a\u0085b",
                "a;b",
                "a,b",
                "\"a\"",
                "'a'"
            })
    void aClientIdWithBlanksOrPunctuationIsRefusedAndTheSettingNamed(String id) {
        assertRefused(CognitoVerifier::idTokens, id);
        assertRefused(CognitoVerifier::accessTokens, id);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CognitoVerifier.accessTokensForAnyClient(POOL)
                        .alsoFrom(UserPool.of("eu-west-1_EXAMPLE"), Set.of("good", id)))
                .withMessageStartingWith("clientIds: ");
    }

    /** Somebody reloads the configuration: the set empties at the worst of moments. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4})
    void aSetThatIsEmptiedMeanwhileIsNeverTakenForAnyClient(int looks) {
        Set<String> live = emptyAfter(looks, "web");
        AcceptedClients clients;
        try {
            clients = AcceptedClients.of(live);
        } catch (IllegalArgumentException e) {
            return;
        }

        assertThat(clients.isAny()).isFalse();
        assertThat(clients.accepts("attackers-client")).isFalse();
        assertThat(clients.ids()).containsExactly("web");
    }

    @Test
    void aVerifierDoesNotChangeWithTheSetOfClientsThatItWasMadeOf() {
        Set<String> live = new java.util.HashSet<>(Set.of("web"));
        CognitoVerifier<AccessToken> verifier =
                CognitoVerifier.accessTokens(POOL, live).build();
        live.clear();

        assertThat(verifier.pools()).containsExactly(AcceptedPool.of(POOL, Set.of("web")));
    }

    private static void assertRefused(Verifiers verifiers, String id) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> verifiers.of(POOL, Set.of(id)))
                .withMessageStartingWith("clientIds: ");
    }

    private interface Verifiers {
        Object of(UserPool pool, Set<String> clientIds);
    }

    /** A set that has its element for so many looks at it, of whatever kind. */
    private static Set<String> emptyAfter(int looks, String element) {
        int[] left = {looks};
        Function<Set<String>, Set<String>> now = full -> left[0]-- > 0 ? full : Set.of();
        return new AbstractSet<>() {
            @Override
            public Iterator<String> iterator() {
                return now.apply(Collections.singleton(element)).iterator();
            }

            @Override
            public int size() {
                return now.apply(Collections.singleton(element)).size();
            }
        };
    }
}
