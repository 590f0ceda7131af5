package io.cognitoclaims.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KeySetTest {
    private final TestUserPool pool = TestUserPool.create();

    @AfterEach
    void closePool() {
        pool.close();
    }

    @Test
    void theKeySetIsAnObjectOfTwoKeysWithSixMembersInAlphabeticalOrder() {
        String key = "\\{\"alg\":\"RS256\",\"e\":\"AQAB\",\"kid\":\"[^\"]{43}=\",\"kty\":\"RSA\","
                + "\"n\":\"[\\w-]{342}\",\"use\":\"sig\"}";

        assertThat(pool.jwks()).matches("\\{\"keys\":\\[" + key + "," + key + "]}");
        assertThat(kids()).containsExactlyInAnyOrder(pool.accessKeyId(), pool.idKeyId());
    }

    @Test
    void keyIdsAreOrdinaryBase64ThatNeverPassesForBase64Url() {
        assertThat(kids()).allSatisfy(kid -> {
            assertThat(Base64.getDecoder().decode(kid)).hasSize(32);
            assertThat(kid).contains("+").contains("/");
        });
    }

    @Test
    void keysHaveModuliOf2048BitsWithoutASignByte() {
        for (JsonNode key : SignedToken.parse(pool.jwks()).required("keys")) {
            byte[] modulus = Base64.getUrlDecoder().decode(key.required("n").textValue());

            assertThat(modulus).hasSize(256);
            assertThat(modulus[0]).isNegative();
        }
    }

    @Test
    void theServedKeySetIsTheOneThatThePoolGives() throws Exception {
        assertThat(Loopback.get(pool.jwksUri()).body()).isEqualTo(pool.jwks());
        pool.rotateKeys();
        assertThat(Loopback.get(pool.jwksUri()).body()).isEqualTo(pool.jwks());
    }

    @Test
    void theKeySetKeepsTheOldKeysWhenNewOnesSign() {
        SignedToken oldAccess = SignedToken.of(pool.accessToken().sign());
        SignedToken oldId = SignedToken.of(pool.idToken().sign());

        pool.rotateKeys();

        SignedToken newAccess = SignedToken.of(pool.accessToken().sign());
        assertThat(newAccess.kid()).isEqualTo(pool.accessKeyId()).isNotEqualTo(oldAccess.kid());
        assertThat(kids()).hasSize(4).doesNotHaveDuplicates();
        assertThat(List.of(oldAccess, oldId, newAccess)).allMatch(token -> token.verifiesAgainst(pool.jwks()));
    }

    @Test
    void theKeySetDropsAllOldKeysWhenTheyAreWithdrawn() {
        SignedToken first = SignedToken.of(pool.accessToken().sign());
        pool.rotateKeys();
        SignedToken second = SignedToken.of(pool.accessToken().sign());
        pool.rotateKeys();
        assertThat(kids()).hasSize(6);

        pool.withdrawOldKeys();

        assertThat(kids()).containsExactlyInAnyOrder(pool.accessKeyId(), pool.idKeyId());
        assertThat(List.of(first, second)).noneMatch(token -> token.verifiesAgainst(pool.jwks()));
        assertThat(SignedToken.of(pool.accessToken().sign()).verifiesAgainst(pool.jwks()))
                .isTrue();
    }

    @Test
    void replacedKeyMaterialHasTheSameKeyIds() {
        SignedToken before = SignedToken.of(pool.accessToken().sign());
        List<String> kids = kids();

        pool.replaceKeyMaterial();

        SignedToken after = SignedToken.of(pool.accessToken().sign());
        assertThat(kids()).isEqualTo(kids);
        assertThat(after.kid()).isEqualTo(before.kid());
        assertThat(before.verifiesAgainst(pool.jwks())).isFalse();
        assertThat(after.verifiesAgainst(pool.jwks())).isTrue();
    }

    @Test
    void oldKeysStayPublishedWhenTheCurrentOnesAreReplaced() {
        SignedToken old = SignedToken.of(pool.accessToken().sign());
        pool.rotateKeys();

        pool.replaceKeyMaterial();

        assertThat(kids()).hasSize(4);
        assertThat(old.verifiesAgainst(pool.jwks())).isTrue();
    }

    @Test
    void theKeySetVerifiesEveryTokenThatWasSignedWhileTheKeysRotated() {
        List<SignedToken> tokens = new ArrayList<>();
        tokens.add(SignedToken.of(pool.accessToken().sign()));
        CompletableFuture<Void> rotations =
                CompletableFuture.runAsync(() -> IntStream.range(0, 3).forEach(i -> pool.rotateKeys()));

        do {
            tokens.add(SignedToken.of(pool.accessToken().sign()));
        } while (!rotations.isDone());
        rotations.join();
        tokens.add(SignedToken.of(pool.accessToken().sign()));

        assertThat(kids()).hasSize(8);
        assertThat(tokens).allMatch(token -> token.verifiesAgainst(pool.jwks()));
        assertThat(tokens.stream().map(SignedToken::kid).distinct()).hasSizeGreaterThanOrEqualTo(2);
    }

    private List<String> kids() {
        return SignedToken.parse(pool.jwks()).required("keys").findValuesAsText("kid");
    }
}
