package io.cognitoclaims.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenSourceTest {
    @Test
    void aSourceIsReadAsItIsWritten() {
        assertThat(TokenSource.of("authorization")).isEqualTo(TokenSource.authorizationHeader());
        assertThat(TokenSource.of("header:x-token")).isEqualTo(TokenSource.header("X-Token"));
        assertThat(TokenSource.of("cookie:__Host-token")).isEqualTo(TokenSource.cookie("__Host-token"));
        assertThat(TokenSource.of("amplify-cookies")).isEqualTo(TokenSource.amplifyCookies());
        assertThat(TokenSource.of("websocket-protocol")).isEqualTo(TokenSource.webSocketProtocol());
        assertThat(TokenSource.of("header:X-Token")).hasToString("header:x-token");
    }

    @Test
    void aCookieHasACaseAndAHeaderHasNone() {
        assertThat(TokenSource.cookie("token")).isNotEqualTo(TokenSource.cookie("Token"));
        assertThat(TokenSource.header("token"))
                .isEqualTo(TokenSource.header("TOKEN"))
                .hasSameHashCodeAs(TokenSource.header("TOKEN"))
                .isNotEqualTo(TokenSource.cookie("token"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "query",
                "authorization:x",
                "Authorization",
                "header",
                "cookie",
                "amplify-cookies:x",
                "cookies",
                " cookie:a"
            })
    void anotherTextIsNoSource(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TokenSource.of(text))
                .withMessageStartingWith("must be authorization, header:<name>, cookie:<name>, amplify-cookies or");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "a;b", "a=b", "a\nb", "\u00e9", "a:b", "(a)"})
    void aNameThatNoHeaderOrCookieHasIsRefused(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TokenSource.cookie(name))
                .withMessage("cookie: not the name of a cookie");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TokenSource.header(name))
                .withMessage("header: not the name of a header");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Authorization", "COOKIE", "sec-websocket-protocol"})
    void aHeaderWithAFormOfItsOwnIsRefused(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TokenSource.header(name))
                .withMessageContaining("is read by a token source of its own");
    }
}
