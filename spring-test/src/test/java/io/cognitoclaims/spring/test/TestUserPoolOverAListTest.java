package io.cognitoclaims.spring.test;

import static org.assertj.core.api.Assertions.assertThat;

import io.cognitoclaims.core.AcceptedPool;
import io.cognitoclaims.core.CognitoVerifier;
import io.cognitoclaims.core.UserPool;
import io.cognitoclaims.testing.TestUserPool;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.webmvc.test.autoconfigure.WebMvcTest;
import org.springframework.context.annotation.Import;
import org.springframework.test.web.servlet.assertj.MockMvcTester;

/** Of an application whose file lists several user pools, with several clients. */
@WebMvcTest(properties = "spring.config.additional-location=classpath:/two-pools.yaml")
@WithTestUserPool
@Import(PetsApplication.Api.class)
class TestUserPoolOverAListTest {
    private final TestUserPool pool;

    @Autowired
    TestUserPoolOverAListTest(TestUserPool pool) {
        this.pool = pool;
    }

    @Test
    void theTestUserPoolReplacesTheWholeList(@Autowired CognitoVerifier<?> verifier) {
        assertThat(verifier.pools())
                .containsExactly(AcceptedPool.of(UserPool.fromIssuer(pool.issuer()), Set.of(pool.clientId())));
    }

    @Test
    void theTestUserPoolLeavesOtherSettingsAsTheyAre(@Autowired MockMvcTester mvc) {
        String token = pool.accessToken().groups("admin").scopes().sign();

        assertThat(mvc.get().uri("/authorities").header("Authorization", "Bearer " + token))
                .hasBodyTextEqualTo("FACTOR_BEARER GROUP_admin");
    }
}
