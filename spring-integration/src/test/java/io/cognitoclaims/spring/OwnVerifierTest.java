package io.cognitoclaims.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.cognitoclaims.core.AccessToken;
import io.cognitoclaims.core.CognitoVerifier;
import io.cognitoclaims.core.JwksCache;
import io.cognitoclaims.core.UserPool;
import io.cognitoclaims.testing.TestUserPool;
import java.net.http.HttpResponse;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/** An application that makes the verifier itself, to require more than the properties can say. */
@ParameterizedClass
@EnumSource(WebStack.class)
class OwnVerifierTest {
    private static final TestUserPool POOL = TestUserPool.create();
    private static RunningApi api;

    @Parameter
    WebStack stack;

    @BeforeParameterizedClassInvocation
    static void start(WebStack stack) {
        api = stack.start(Application.class);
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        api.close();
    }

    @AfterAll
    static void closePools() {
        POOL.close();
    }

    static String issuer() {
        return POOL.issuer();
    }

    @Test
    void aVerifierOfTheApplicationIsUsedWithoutAnyProperty() throws Exception {
        String token = POOL.accessToken()
                .scopes("pets/write", "pets/read")
                .groups("staff")
                .sign();

        assertThat(api.get("/hello", token).statusCode()).isEqualTo(200);
    }

    @Test
    void a403NamesTheScopesThatAreNeeded() throws Exception {
        HttpResponse<String> answer =
                api.get("/hello", POOL.accessToken().groups("staff").sign());

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(RunningApi.challengeOf(answer))
                .isEqualTo(api.challenge("error=\"insufficient_scope\","
                        + " error_description=\"The token does not grant what this request needs.\","
                        + " error_uri=\"https://tools.ietf.org/html/rfc6750#section-3.1\","
                        + " scope=\"pets/read pets/write\""));
    }

    @Test
    void a403NamesNoScopesWhereAGroupIsMissing() throws Exception {
        HttpResponse<String> answer = api.get(
                "/hello", POOL.accessToken().scopes("pets/write", "pets/read").sign());

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(RunningApi.challengeOf(answer))
                .startsWith("Bearer error=\"insufficient_scope\"")
                .doesNotContain(" scope=");
    }

    @Test
    void aBadTokenIsAnsweredWith401AllTheSame() throws Exception {
        assertThat(api.get("/hello", "opaque").statusCode()).isEqualTo(401);
    }

    @Import(Greeter.class)
    static class Application {
        @Bean
        CognitoVerifier<AccessToken> verifier(JwksCache keys) {
            return CognitoVerifier.accessTokens(UserPool.fromIssuer(POOL.issuer()), Set.of(POOL.clientId()))
                    .requireScopes("pets/write", "pets/read")
                    .requireGroups("staff")
                    .keys(keys)
                    .build();
        }
    }
}
