package io.cognitoclaims.localuserpool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.cognitoclaims.core.CognitoVerifier;
import io.cognitoclaims.core.UserPool;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.URI;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A pool that listens on the network, for an API in a container beside it. */
class OtherMachineTest {
    @Test
    void anApiFetchesTheKeysFromAnAddressOfTheNetwork() throws IOException {
        Optional<String> address = NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(candidate -> !candidate.isLoopbackAddress()
                        && !candidate.isLinkLocalAddress()
                        && candidate.getAddress().length == 4)
                .map(InetAddress::getHostAddress)
                .findFirst();
        assumeTrue(address.isPresent(), "this machine has no address but loopback");

        assertVerified(address.orElseThrow());
    }

    @Test
    void anApiFetchesTheKeysFromTheNameOfTheMachine() throws IOException {
        String name = InetAddress.getLocalHost().getHostName();
        assumeTrue(!name.equals("localhost") && !name.startsWith("127."), "this machine has no name but localhost");

        assertVerified(name);
    }

    private static void assertVerified(String host) {
        try (RunningPool pool = RunningPool.start("--server.address=0.0.0.0", "--user-pool.hosts=" + host)) {
            int port = URI.create(pool.domain()).getPort();
            URI keys = URI.create("http://" + host + ":" + port + "/us-east-1_LocalPool/.well-known/jwks.json");
            UserPool issuer = UserPool.fromIssuer(pool.issuer());
            String token =
                    RunningPool.json(pool.machineToken()).path("access_token").stringValue();

            assertThatIllegalArgumentException()
                    .isThrownBy(() -> issuer.withJwksUri(keys))
                    .withMessageContaining("allow-insecure-http");
            assertThat(CognitoVerifier.accessTokens(issuer.withInsecureJwksUri(keys), Set.of(RunningPool.MACHINE))
                            .build()
                            .verify(token)
                            .hasScopes("pets/read"))
                    .isTrue();
        }
    }
}
