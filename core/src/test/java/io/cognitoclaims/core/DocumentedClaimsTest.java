package io.cognitoclaims.core;

import static io.cognitoclaims.core.Rejections.assertRejected;
import static io.cognitoclaims.core.TokenRejectedException.Reason.INVALID_CLAIM;
import static org.assertj.core.api.Assertions.assertThat;

import io.cognitoclaims.testing.TestUserPool;
import io.cognitoclaims.testing.TokenBuilder;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A token in which a claim has another type than Cognito documents is rejected when it is verified, and not accepted by one
 * part of an application and thrown at by another.
 */
class DocumentedClaimsTest {
    private static final TestUserPool POOL = TestUserPool.create();
    private static final UserPool TRUSTED = UserPool.fromIssuer(POOL.issuer());
    private static final CognitoVerifier<AccessToken> ACCESS =
            CognitoVerifier.accessTokens(TRUSTED, Set.of(POOL.clientId())).build();
    private static final CognitoVerifier<IdToken> ID =
            CognitoVerifier.idTokens(TRUSTED, Set.of(POOL.clientId())).build();

    private static final List<Object> ODD = List.of(
            12_345,
            new BigDecimal("1.5"),
            -1,
            true,
            "",
            "admin",
            "true",
            "[\"admin\"]",
            "1700000000",
            List.of(),
            List.of("admin"),
            List.of("admin", 7),
            Arrays.asList("admin", null),
            List.of(List.of("admin")),
            List.of(Map.of()),
            List.of(Map.of("dateCreated", "yesterday")),
            Map.of(),
            Map.of("admin", true));

    @AfterAll
    static void close() {
        POOL.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jti",
                "origin_jti",
                "event_id",
                "acr",
                "username",
                "scope",
                "device_key",
                "aud",
                "client_id",
                "sub"
            })
    void aTextClaimOfAnAccessTokenTakesOnlyText(String claim) {
        for (Object odd : ODD) {
            if (!(odd instanceof String)) {
                assertNamed(
                        claim,
                        assertRejected(
                                ACCESS, POOL.accessToken().claim(claim, odd).sign(), INVALID_CLAIM));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jti",
                "origin_jti",
                "event_id",
                "acr",
                "cognito:username",
                "email",
                "phone_number",
                "nonce",
                "at_hash",
                "cognito:preferred_role",
                "aud",
                "sub"
            })
    void aTextClaimOfAnIdTokenTakesOnlyText(String claim) {
        for (Object odd : ODD) {
            if (!(odd instanceof String)) {
                assertNamed(
                        claim,
                        assertRejected(ID, POOL.idToken().claim(claim, odd).sign(), INVALID_CLAIM));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"cognito:groups", "amr", "cognito:roles"})
    void aListClaimTakesOnlyArraysOfText(String claim) {
        for (Object odd : ODD) {
            if (!odd.equals(List.of()) && !odd.equals(List.of("admin"))) {
                assertNamed(
                        claim,
                        assertRejected(ID, POOL.idToken().claim(claim, odd).sign(), INVALID_CLAIM));
            }
        }
        for (String shared : Set.of("cognito:groups", "amr")) {
            assertRejected(
                    ACCESS, POOL.accessToken().claim(shared, "[\"admin\"]").sign(), INVALID_CLAIM);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"auth_time", "iat", "nbf", "exp"})
    void aTimeClaimTakesOnlyNumbers(String claim) {
        for (Object odd : ODD) {
            if (!(odd instanceof Number) || odd.equals(-1)) {
                assertRejected(ACCESS, POOL.accessToken().claim(claim, odd).sign(), INVALID_CLAIM);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"email_verified", "phone_number_verified"})
    void aVerificationClaimTakesTrueAsABooleanAndAsText(String claim) {
        for (Object odd : ODD) {
            if (!odd.equals(true) && !odd.equals("true")) {
                assertNamed(
                        claim,
                        assertRejected(ID, POOL.idToken().claim(claim, odd).sign(), INVALID_CLAIM));
            }
        }
        for (Object usual : List.of(true, "true")) {
            IdToken token = ID.verify(POOL.idToken().claim(claim, usual).sign());
            assertThat(claim.equals("email_verified") ? token.isEmailVerified() : token.isPhoneNumberVerified())
                    .isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"identities"})
    void theIdentitiesClaimTakesOnlyArraysOfIdentities(String claim) {
        for (Object odd : ODD) {
            if (!odd.equals(List.of()) && !odd.equals(List.of(Map.of()))) {
                assertNamed(
                        claim,
                        assertRejected(ID, POOL.idToken().claim(claim, odd).sign(), INVALID_CLAIM));
            }
        }
    }

    static Stream<String> claimsWithAccessors() {
        return Stream.of(
                "jti",
                "origin_jti",
                "event_id",
                "acr",
                "amr",
                "cognito:groups",
                "auth_time",
                "username",
                "scope",
                "device_key",
                "cognito:username",
                "email",
                "email_verified",
                "phone_number",
                "phone_number_verified",
                "nonce",
                "at_hash",
                "cognito:roles",
                "cognito:preferred_role",
                "identities",
                "version",
                "cnf",
                "updated_at",
                "address",
                "later");
    }

    @ParameterizedTest
    @MethodSource("claimsWithAccessors")
    void theAccessorsOfAnAcceptedTokenNeverThrow(String claim) throws Exception {
        for (Object odd : ODD) {
            callAccessors(ACCESS, POOL.accessToken().claim(claim, odd));
            callAccessors(ID, POOL.idToken().claim(claim, odd));
        }
        callAccessors(ACCESS, POOL.accessToken().claim(claim, null));
        callAccessors(ID, POOL.idToken().claim(claim, null));
    }

    private static void callAccessors(CognitoVerifier<?> verifier, TokenBuilder draft) throws Exception {
        CognitoToken token;
        try {
            token = verifier.verify(draft.sign());
        } catch (TokenRejectedException rejected) {
            assertThat(rejected.reason()).isEqualTo(INVALID_CLAIM);
            return;
        }
        for (Method accessor : token.getClass().getMethods()) {
            if (accessor.getParameterCount() == 0
                    && !Modifier.isStatic(accessor.getModifiers())
                    && CognitoToken.class.isAssignableFrom(accessor.getDeclaringClass())) {
                try {
                    accessor.invoke(token);
                } catch (InvocationTargetException e) {
                    throw new AssertionError(accessor.getName() + " threw", e.getCause());
                }
            }
        }
    }

    private static void assertNamed(String claim, TokenRejectedException rejection) {
        assertThat(rejection).hasMessage("a claim of the token is missing or has the wrong type: " + claim);
    }
}
