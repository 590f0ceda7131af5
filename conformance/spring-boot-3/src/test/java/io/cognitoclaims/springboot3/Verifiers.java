package io.cognitoclaims.springboot3;

import io.cognitoclaims.core.AccessToken;
import io.cognitoclaims.core.CognitoVerifier;
import io.cognitoclaims.core.UserPool;
import java.util.Set;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The verifier of both recipes. */
@Configuration(proxyBeanMethods = false)
class Verifiers {
    @Bean
    CognitoVerifier<AccessToken> verifier() {
        return CognitoVerifier.accessTokens(UserPool.of("us-east-1_EXAMPLE"), Set.of("55pb79dl8gm0i1ho9hdre91r3k"))
                .build();
    }
}
