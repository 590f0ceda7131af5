package io.cognitoclaims.spring.test;

import static io.cognitoclaims.spring.test.MockMvcCognitoUser.cognitoUser;
import static org.assertj.core.api.Assertions.assertThat;

import io.cognitoclaims.testing.TestUserPool;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.webmvc.test.autoconfigure.WebMvcTest;
import org.springframework.context.annotation.Import;
import org.springframework.test.web.servlet.assertj.MockMvcTester;

/** Both ways in one test: they share the keys, so neither spoils the other's tokens. */
@WebMvcTest
@WithTestUserPool
@Import(PetsApplication.Api.class)
class TestUserPoolInASliceTest {
    private final MockMvcTester mvc;
    private final TestUserPool pool;

    @Autowired
    TestUserPoolInASliceTest(MockMvcTester mvc, TestUserPool pool) {
        this.mvc = mvc;
        this.pool = pool;
    }

    @Test
    void aSliceAcceptsTokensOfThePoolAndTheUserOfARequest() {
        String token = pool.accessToken().sign();
        for (int round = 0; round < 3; round++) {
            assertThat(mvc.get().uri("/me").header("Authorization", "Bearer " + token))
                    .hasStatusOk();
            assertThat(mvc.get().uri("/token").with(cognitoUser()))
                    .hasStatusOk()
                    .hasBodyTextEqualTo(pool.issuer() + " " + pool.clientId() + " null");
        }
    }
}
