package io.cognitoclaims.localuserpool;

import static io.cognitoclaims.localuserpool.Browser.encode;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpHeaders;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DomainHeadersTest {
    private static RunningPool pool;

    @BeforeAll
    static void start() {
        pool = RunningPool.start();
    }

    @AfterAll
    static void stop() {
        pool.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/oauth2/authorize", "/login", "/oauth2/userInfo", "/logout", "/error"})
    void answersToABrowserHaveTheHeadersOfCognitosDomain(String endpoint) {
        isFromTheDomain(pool.browser()
                .get(endpoint + "?" + encode(RunningPool.authorize()))
                .headers());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/oauth2/token", "/oauth2/revoke"})
    void answersToAClientHaveTheHeadersOfCognitosDomain(String endpoint) {
        isFromTheDomain(pool.browser()
                .post(endpoint, Browser.parameters("client_id", "nobody"))
                .headers());
    }

    @Test
    void anAnswerOfTheIssuersHostHasNoXFrameOptionsHeader() {
        assertThat(pool.browser().get("/").headers().firstValue("X-Frame-Options"))
                .isEmpty();
    }

    private static void isFromTheDomain(HttpHeaders headers) {
        assertThat(headers.firstValue("Cache-Control")).hasValue("no-cache, no-store, max-age=0, must-revalidate");
        assertThat(headers.firstValue("Pragma")).hasValue("no-cache");
        assertThat(headers.firstValue("Expires")).hasValue("0");
        assertThat(headers.firstValue("X-Content-Type-Options")).hasValue("nosniff");
        assertThat(headers.firstValue("X-Frame-Options")).hasValue("DENY");
        assertThat(headers.firstValue("X-XSS-Protection")).hasValue("1; mode=block");
        assertThat(headers.firstValue("x-amz-cognito-request-id")).isPresent();
    }
}
