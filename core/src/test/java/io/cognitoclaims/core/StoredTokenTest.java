package io.cognitoclaims.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cognitoclaims.testing.TestUserPool;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamConstants;
import java.io.Serializable;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tokens in sessions that are stored. */
class StoredTokenTest {
    private static final TestUserPool POOL = TestUserPool.create();

    @AfterAll
    static void closePool() {
        POOL.close();
    }

    @ParameterizedTest
    @EnumSource
    void aStoredTokenIsReadAsItWas(TokenUse use) throws Exception {
        CognitoToken token = verifier(use)
                .verify((use == TokenUse.ID ? POOL.idToken() : POOL.accessToken())
                        .groups("admin")
                        .claim("none", null)
                        .claim("size", new BigDecimal("1.50"))
                        .claim("pets", List.of(Map.of("name", "Rex", "age", 3), "cat"))
                        .sign());

        CognitoToken read = (CognitoToken) read(written(token));

        assertThat(read).isInstanceOf(token.getClass());
        assertThat(read.claims()).isEqualTo(token.claims()).isUnmodifiable();
        assertThat(read.userPool()).isEqualTo(token.userPool());
        assertThat(read.tenant()).contains("acme");
        assertThat(read.hasGroups("admin")).isTrue();
        assertThat(read.expiresAt()).isEqualTo(token.expiresAt());
    }

    @Test
    void aStoredTokenWithAnInvalidClaimIsNotRead() throws Exception {
        byte[] stored = written(new StoredToken(TokenUse.ID, Map.of("sub", "somebody", "exp", "later"), accepted()));

        assertThatThrownBy(() -> read(stored))
                .isInstanceOf(InvalidObjectException.class)
                .hasMessage("a stored token has an invalid claim");
    }

    @Test
    void aTokenIsNotReadInAnotherForm() throws Exception {
        // The class as it is written, turned into an object of the class.
        byte[] forged = written(IdToken.class);
        assertThat(forged[4]).isEqualTo(ObjectStreamConstants.TC_CLASS);
        forged[4] = ObjectStreamConstants.TC_OBJECT;

        assertThatThrownBy(() -> read(forged))
                .isInstanceOf(InvalidObjectException.class)
                .hasMessage("a token is stored in another form");
    }

    private static CognitoVerifier<?> verifier(TokenUse use) {
        return CognitoVerifier.tokens(use, List.of(accepted())).build();
    }

    private static AcceptedPool accepted() {
        return AcceptedPool.of(UserPool.fromIssuer(POOL.issuer()), AcceptedClients.any())
                .withTenant("acme");
    }

    private static byte[] written(Serializable value) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream stream = new ObjectOutputStream(bytes)) {
            stream.writeObject(value);
        }
        return bytes.toByteArray();
    }

    private static Object read(byte[] bytes) throws IOException, ClassNotFoundException {
        try (ObjectInputStream stream = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
            return stream.readObject();
        }
    }
}
