package io.cognitoclaims.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a verifier says of what it was built to accept. */
class VerifierDescriptionTest {
    private static final UserPool FIRST = UserPool.of("us-east-1_EXAMPLE");
    private static final UserPool SECOND = UserPool.of("eu-west-1_EXAMPLE");

    @Test
    void aVerifierNamesItsPoolsInTheirOrderAndTheirClients() {
        CognitoVerifier<?> verifier = CognitoVerifier.accessTokens(FIRST, Set.of("web", "app"))
                .alsoFrom(SECOND, Set.of("batch"))
                .build();

        assertThat(verifier.pools())
                .containsExactly(
                        AcceptedPool.of(FIRST, Set.of("web", "app")), AcceptedPool.of(SECOND, Set.of("batch")));
    }

    @Test
    void aVerifierSaysThatItAcceptsAnyClient() {
        assertThat(CognitoVerifier.accessTokensForAnyClient(FIRST).build().pools())
                .containsExactly(AcceptedPool.of(FIRST, AcceptedClients.any()));
    }

    @Test
    void aVerifierNamesItsKindOfToken() {
        assertThat(CognitoVerifier.accessTokensForAnyClient(FIRST).build().tokenUse())
                .isEqualTo(TokenUse.ACCESS);
        assertThat(CognitoVerifier.idTokens(FIRST, Set.of("web")).build().tokenUse())
                .isEqualTo(TokenUse.ID);
    }

    @Test
    void aVerifierNamesTheResourcesThatItRequiresNotThoseThatItAccepts() {
        assertThat(CognitoVerifier.accessTokensForAnyClient(FIRST)
                        .requireAnyResource("https://api.example.com", "https://api.example.org")
                        .build()
                        .requiredResources())
                .containsExactly("https://api.example.com", "https://api.example.org");
        assertThat(CognitoVerifier.accessTokensForAnyClient(FIRST)
                        .acceptResources("https://api.example.com")
                        .build()
                        .requiredResources())
                .isEmpty();
    }

    @Test
    void aVerifierNamesTheKeysThatItWasGiven() {
        JwksCache keys = JwksCache.create();

        assertThat(CognitoVerifier.accessTokensForAnyClient(FIRST)
                        .keys(keys)
                        .build()
                        .keys())
                .isSameAs(keys);
    }
}
