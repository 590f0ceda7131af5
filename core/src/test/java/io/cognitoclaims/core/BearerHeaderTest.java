package io.cognitoclaims.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BearerHeaderTest {
    @ParameterizedTest
    @ValueSource(strings = {"Bearer a.b-c_d~e+f/g==", "bearer a.b-c_d~e+f/g==", "BEARER   a.b-c_d~e+f/g=="})
    void theTokenOfABearerHeaderIsFound(String value) {
        BearerHeader header = BearerHeader.of(List.of(value));

        assertThat(header.token()).hasValue("a.b-c_d~e+f/g==");
        assertThat(header.problem()).isEmpty();
        assertThat(header.isMalformed()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Bearer",
                "Bearer ",
                "Bearer\ta",
                "Bearer =",
                "Bearer a=b",
                "Bearer a b",
                "Bearer a,b",
                "Bearer \"a\"",
                "Bearer: a",
                "Bearer a ",
                "Bearer a\u00e9",
                "Bearer,a",
                "Bearer=a",
                "Bearer\u00a0a",
                "Bearer Bearer a"
            })
    void aHeaderIsMalformedIfItsSchemeIsNotFollowedByOneToken(String value) {
        BearerHeader header = BearerHeader.of(List.of(value));

        assertThat(header.token()).isEmpty();
        assertThat(header.isMalformed()).isTrue();
        assertThat(header.problem()).contains(BearerProblem.malformedToken());
    }

    @Test
    void aTokenHasTheCharactersOfRfc6750AndNoOthers() {
        for (char c = 0; c < 0x180; c++) {
            BearerHeader header = BearerHeader.of(List.of("Bearer a" + c + "b"));

            if (String.valueOf(c).matches("[A-Za-z0-9._~+/-]")) {
                assertThat(header.token()).as("U+%04x", (int) c).contains("a" + c + "b");
            } else {
                assertThat(header.problem()).as("U+%04x", (int) c).contains(BearerProblem.malformedToken());
            }
        }
    }

    /** What a name of a scheme can have in it is the rule {@code token} of RFC 9110, section 5.6.2. */
    @Test
    void aSchemeThatOnlyBeginsWithBearerIsAnotherOne() {
        for (char c = 0; c < 0x180; c++) {
            BearerHeader header = BearerHeader.of(List.of("Bearer" + c + "a"));

            if (String.valueOf(c).matches("[A-Za-z0-9!#$%&'*+.^_`|~-]")) {
                assertThat(header.problem()).as("U+%04x", (int) c).contains(BearerProblem.missingToken());
            } else if (c != ' ') {
                assertThat(header.problem()).as("U+%04x", (int) c).contains(BearerProblem.malformedToken());
            }
        }
    }

    @Test
    void twoAuthorizationHeadersAreMalformed() {
        assertThat(BearerHeader.of(List.of("Bearer a", "Bearer a")).isMalformed())
                .isTrue();
        assertThat(BearerHeader.of(List.of("Basic YTpi", "Bearer a")).isMalformed())
                .isTrue();
        assertThat(BearerHeader.of(List.of("", "")).isMalformed()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "Basic YTpi", "BearerX a", "Bearer-X a", "Bear a", "Token Bearer a", "a.b.c"})
    void aHeaderOfAnotherSchemeHasNoToken(String value) {
        BearerHeader header = BearerHeader.of(List.of(value));

        assertThat(header.token()).isEmpty();
        assertThat(header.isMalformed()).isFalse();
        assertThat(header.problem()).contains(BearerProblem.missingToken());
    }

    @Test
    void aRequestWithoutTheHeaderHasNoToken() {
        assertThat(BearerHeader.of(List.of()).problem()).contains(BearerProblem.missingToken());
    }

    @Test
    void aHeaderDescribesWhatItIsWithoutItsContent() {
        assertThat(BearerHeader.of(List.of())).hasToString("no bearer token");
        assertThat(BearerHeader.of(List.of("Bearer secret"))).hasToString("a bearer token");
        assertThat(BearerHeader.of(List.of("Basic secret")).description())
                .isEqualTo("the scheme of the Authorization header is not Bearer");
        assertThat(BearerHeader.of(List.of("aaa.bbb.ccc")).description())
                .isEqualTo("the Authorization header has a token without a scheme; write Bearer and a space before it");
    }
}
