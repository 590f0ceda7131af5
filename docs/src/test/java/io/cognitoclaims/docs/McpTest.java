package io.cognitoclaims.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.cognitoclaims.core.CognitoVerifier;
import io.cognitoclaims.core.UserPool;
import io.cognitoclaims.spring.CognitoVerifierCustomizer;
import io.cognitoclaims.spring.CurrentToken;
import io.cognitoclaims.spring.RequireScope;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.Bean;

/** The code of mcp.md that is for Spring. */
class McpTest {
    static class Customized {
        @Bean
        CognitoVerifierCustomizer readScope() {
            return verifier -> verifier.requireScopes("https://api.example.com/mcp/read");
        }
    }

    static class Walks {
        private final CurrentToken token;

        Walks(CurrentToken token) {
            this.token = token;
        }

        @RequireScope("https://api.example.com/mcp/walk")
        String walk() {
            return "We had a walk.";
        }

        String feed(boolean expensively) {
            if (expensively) {
                token.requireScopes("https://api.example.com/mcp/spend");
            }
            return "It was hungry.";
        }
    }

    @Test
    void theCustomizedVerifierSaysWhatChallengesAskFor() {
        var builder = CognitoVerifier.accessTokens(UserPool.of("us-east-1_EXAMPLE"), Set.of("web"));
        new Customized().readScope().customize(builder);

        assertThat(builder.build().requiredScopes()).containsExactly("https://api.example.com/mcp/read");
    }
}
