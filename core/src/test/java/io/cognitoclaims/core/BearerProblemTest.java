package io.cognitoclaims.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class BearerProblemTest {
    static List<Arguments> problems() {
        return List.of(
                Arguments.of(BearerProblem.missingToken(), 401, "missing_token", "Bearer"),
                Arguments.of(
                        BearerProblem.malformedToken(),
                        400,
                        "invalid_request",
                        "Bearer error=\"invalid_request\", error_description=\"Exactly one bearer token, in the form"
                                + " of RFC 6750, is required.\""),
                Arguments.of(
                        BearerProblem.invalidToken(),
                        401,
                        "invalid_token",
                        "Bearer error=\"invalid_token\","
                                + " error_description=\"The token is expired, revoked or not valid here.\""),
                Arguments.of(
                        BearerProblem.insufficientScope(Set.of()),
                        403,
                        "insufficient_scope",
                        "Bearer error=\"insufficient_scope\","
                                + " error_description=\"The token does not grant what this request needs.\""),
                Arguments.of(
                        BearerProblem.crossOrigin(),
                        403,
                        "cross_origin_request",
                        "Bearer error=\"cross_origin_request\","
                                + " error_description=\"This request must come from a page of this origin.\""),
                Arguments.of(
                        BearerProblem.insufficientScope(List.of("pets/write", "pets/read")),
                        403,
                        "insufficient_scope",
                        "Bearer error=\"insufficient_scope\","
                                + " error_description=\"The token does not grant what this request needs.\","
                                + " scope=\"pets/read pets/write\""));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("problems")
    void aProblemChallengesTheClient(BearerProblem problem, int status, String code, String challenge) {
        assertThat(problem.status()).isEqualTo(status);
        assertThat(problem.code()).isEqualTo(code);
        assertThat(problem.headers()).isEqualTo(Map.of("WWW-Authenticate", challenge, "Cache-Control", "no-store"));
    }

    static List<Arguments> documents() {
        String tooLittle = "The token does not grant what this request needs.";
        return List.of(
                Arguments.of(
                        BearerProblem.missingToken(),
                        "401 missing_token",
                        "Unauthorized",
                        "A bearer token is required."),
                Arguments.of(
                        BearerProblem.malformedToken(),
                        "400 invalid_request",
                        "Bad Request",
                        "Exactly one bearer token, in the form of RFC 6750, is required."),
                Arguments.of(
                        BearerProblem.invalidToken(),
                        "401 invalid_token",
                        "Unauthorized",
                        "The token is expired, revoked or not valid here."),
                Arguments.of(
                        BearerProblem.insufficientScope(Set.of()), "403 insufficient_scope", "Forbidden", tooLittle),
                Arguments.of(
                        BearerProblem.insufficientScope(Set.of("pets/read")),
                        "403 insufficient_scope",
                        "Forbidden",
                        tooLittle),
                Arguments.of(
                        BearerProblem.unavailable(Duration.ofSeconds(7)),
                        "503 temporarily_unavailable",
                        "Service Unavailable",
                        "The token can't be verified at the moment."));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("documents")
    void aProblemSaysWhatItIsInItsDocumentAndInALog(BearerProblem problem, String logged, String title, String detail) {
        assertThat(problem).hasToString(logged);
        assertThat(problem.title()).isEqualTo(title);
        assertThat(problem.detail()).isEqualTo(detail);
        assertThat(problem.toJson())
                .isEqualTo("{\"title\":\"" + title + "\",\"status\":" + problem.status() + ",\"detail\":\"" + detail
                        + "\"}");
        assertThat(problem.headers()).isUnmodifiable();
    }

    @Test
    void anAnswerFollowsFromTheExceptionOfTheVerifier() {
        assertThat(BearerProblem.of(new TokenRejectedException(TokenRejectedException.Reason.EXPIRED)))
                .isSameAs(BearerProblem.invalidToken());
        assertThat(BearerProblem.of(new TokenRejectedException(TokenRejectedException.Reason.MISSING_GROUP)))
                .isSameAs(BearerProblem.insufficientScope(Set.of()));
        assertThat(challengeOf(BearerProblem.of(new TokenRejectedException(
                        TokenRejectedException.Reason.MISSING_SCOPE, Set.of("pets/write", "pets/read")))))
                .endsWith(", scope=\"pets/read pets/write\"");
        assertThat(BearerProblem.of(VerificationUnavailableException.keys("issuer", "down", Duration.ofSeconds(7)))
                        .headers())
                .containsEntry("Retry-After", "7");
    }

    private static String challengeOf(BearerProblem problem) {
        return String.valueOf(problem.headers().get("WWW-Authenticate"));
    }

    @Test
    void aScopeHasTheCharactersOfRfc6749AndNoOthers() {
        for (char c = 0; c < 0x180; c++) {
            String scope = "a" + c + "b";
            // Section 3.3: %x21 / %x23-5B / %x5D-7E.
            if (scope.matches("a[\\x21\\x23-\\x5b\\x5d-\\x7e]b")) {
                assertThat(challengeOf(BearerProblem.insufficientScope(Set.of(scope))))
                        .endsWith(", scope=\"" + scope + "\"");
            } else {
                assertThatIllegalArgumentException()
                        .as("U+%04x", (int) c)
                        .isThrownBy(() -> BearerProblem.insufficientScope(Set.of(scope)));
            }
        }
        assertThatIllegalArgumentException().isThrownBy(() -> BearerProblem.insufficientScope(Set.of("")));
    }

    @Test
    void aChallengeNamesItsParametersFirstAndInTheirOrder() {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("realm", "a \"b\" \\ c");
        parameters.put("resource_metadata", "https://api.example/.well-known/oauth-protected-resource");
        String expected = "Bearer realm=\"a \\\"b\\\" \\\\ c\","
                + " resource_metadata=\"https://api.example/.well-known/oauth-protected-resource\"";

        assertThat(BearerProblem.missingToken().headers(parameters)).containsEntry("WWW-Authenticate", expected);
        assertThat(BearerProblem.invalidToken().headers(parameters).get("WWW-Authenticate"))
                .startsWith(expected + ", error=\"invalid_token\"");
    }

    @Test
    void anAnswerToARequestWithoutAGoodTokenNamesTheScopesToAskFor() {
        List<String> scopes = List.of("pets/write", "pets/read");

        assertThat(challengeOf(BearerProblem.missingToken().withScopes(scopes)))
                .isEqualTo("Bearer scope=\"pets/read pets/write\"");
        assertThat(challengeOf(BearerProblem.invalidToken().withScopes(scopes)))
                .startsWith("Bearer error=\"invalid_token\", ")
                .endsWith(", scope=\"pets/read pets/write\"");
        assertThat(BearerProblem.unavailable(Duration.ofSeconds(7))
                        .withScopes(scopes)
                        .headers())
                .isEqualTo(Map.of("Retry-After", "7", "Cache-Control", "no-store"));
        assertThat(BearerProblem.insufficientScope(scopes).withScopes(Set.of()))
                .hasToString("403 insufficient_scope")
                .extracting(BearerProblemTest::challengeOf)
                .asString()
                .doesNotContain("scope=");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BearerProblem.missingToken().withScopes(Set.of("a b")));
    }

    @ParameterizedTest
    @CsvSource({"PT0S, 1", "PT0.001S, 1", "PT1S, 1", "PT1.000000001S, 2", "PT9.2S, 10", "PT10S, 10"})
    void aProblemOfUnavailabilitySaysWhenToTryAgainInWholeSeconds(Duration delay, String value) {
        BearerProblem problem = BearerProblem.unavailable(delay);

        assertThat(problem.status()).isEqualTo(503);
        assertThat(problem.code()).isEqualTo("temporarily_unavailable");
        assertThat(problem.headers()).isEqualTo(Map.of("Retry-After", value, "Cache-Control", "no-store"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "a\"b", "a\\b", "a\nb", "\u00e9", "a\r\nSet-Cookie: x"})
    void aProblemTakesNoScopeThatCannotBeOne(String scope) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BearerProblem.insufficientScope(Set.of(scope)))
                .withMessageStartingWith("scopes: ");
    }
}
