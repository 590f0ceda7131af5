package io.cognitoclaims.localuserpool;

import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/** Where the pool is: one address stands for both hosts that Cognito has, the issuer's and the pool's domain. */
@Component
final class PoolAddress {
    private final Environment environment;
    private final String poolId;

    PoolAddress(Environment environment, UserPoolSettings settings) {
        this.environment = environment;
        this.poolId = settings.id();
    }

    /** {@return the address that the endpoints hang on} It is known once the server listens, since the port may be 0. */
    String domain() {
        return "http://localhost:" + environment.getRequiredProperty("local.server.port");
    }

    String issuer() {
        return domain() + "/" + poolId;
    }
}
