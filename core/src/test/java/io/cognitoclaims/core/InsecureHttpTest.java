package io.cognitoclaims.core;

import static io.cognitoclaims.core.TokenRejectedException.Reason.WRONG_ISSUER;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import com.sun.net.httpserver.HttpServer;
import io.cognitoclaims.testing.TestUserPool;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.URI;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Issuers and keys at {@code http} on a host that is not this machine: of emulators in containers. */
class InsecureHttpTest {
    private static final TestUserPool SIGNER = TestUserPool.create();
    private static final Set<String> CLIENTS = Set.of(SIGNER.clientId());
    private static final String EMULATOR = "http://cognito:9229/local_x";
    private static final URI KEYS = URI.create("http://cognito:9229/local_x/.well-known/jwks.json");
    private static final UserPool AWS = UserPool.of("us-east-1_EXAMPLE");

    @AfterAll
    static void close() {
        SIGNER.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                EMULATOR,
                "http://cognito/local_x",
                "http://localhost.localstack.cloud:4566/us-east-1_abc",
                "http://cognito-idp.localhost.localstack.cloud:4566/us-east-1_abc",
                "http://host.docker.internal:9000/us-east-1_LocalPool",
                "http://172.17.0.2:9229/local_x",
                "http://[fd00::2]:9229/local_x",
                "http://[::ffff:127.0.0.1]:9229/local_x",
                "http://0.0.0.0:9229/local_x",
                "http://cognito.:9229/local_x",
                "http://cognito:65535/local_x",
                "HTTP://Cognito:9229/local_x"
            })
    void anHttpIssuerOfAnotherHostNeedsAWord(String issuer) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> UserPool.fromIssuer(issuer))
                .withMessage("issuer: must be an https address, or http on a loopback address, was " + issuer
                        + "; if this is an emulator for development, set allow-insecure-http"
                        + " (in code, UserPool.fromInsecureIssuer)");
        assertThat(UserPool.fromInsecureIssuer(issuer).issuer()).isEqualTo(issuer);
    }

    @Test
    void theWordForKeysIsAnother() {
        UserPool pool = UserPool.fromIssuer("http://localhost:9000/us-east-1_LocalPool");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> pool.withJwksUri(KEYS))
                .withMessage("jwksUri: must be an https address, or http on a loopback address, was " + KEYS
                        + "; if this is an emulator for development, set allow-insecure-http"
                        + " (in code, UserPool.withInsecureJwksUri)");
        assertThat(pool.withInsecureJwksUri(KEYS).issuers())
                .containsExactly(new Issuer("http://localhost:9000/us-east-1_LocalPool", KEYS));
    }

    @Test
    void theWordForAnIssuerIsNoWordForKeysElsewhere() {
        UserPool pool = UserPool.fromInsecureIssuer(EMULATOR);

        assertThatIllegalArgumentException().isThrownBy(() -> pool.withJwksUri(KEYS));
        assertThat(pool.withInsecureJwksUri(KEYS)).isEqualTo(pool);
    }

    @Test
    void issuersBelowAnHttpUrlNeedAWordToo() {
        UserPoolCacheBuilder builder = UserPoolCache.builder(issuer -> Optional.empty());

        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.issuersBelow("http://cognito:9229/"))
                .withMessage("issuersBelow: must be an https address, or http on a loopback address,"
                        + " was http://cognito:9229/; if this is an emulator for development,"
                        + " set allow-insecure-http (in code, insecureIssuersBelow)");
        assertThat(IssuersBelow.of("http://cognito:*/", true).contain(EMULATOR)).isTrue();
        assertThat(IssuersBelow.of("http://cognito:9229/", true)).hasToString("http://cognito:9229/");
        assertThat(IssuersBelow.of("http://cognito:*/a/", true)).hasToString("http://cognito:*/a/");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://cognito-idp.us-east-1.amazonaws.com/us-east-1_EXAMPLE",
                "http://cognito-idp.us-east-1.amazonaws.com:80/us-east-1_EXAMPLE",
                "http://COGNITO-IDP.us-east-1.AmazonAWS.com/us-east-1_EXAMPLE",
                "http://cognito-idp.us-east-1.amazonaws.com./us-east-1_EXAMPLE",
                "http://cognito-idp.us-east-1.amazonaws.com.evil:80/us-east-1_EXAMPLE",
                "http://cognito-idp.cn-north-1.amazonaws.com.cn/cn-north-1_EXAMPLE",
                "http://cognito-idp.eusc-de-east-1.amazonaws.eu/eusc-de-east-1_EXAMPLE",
                "http://cognito-idp.us-iso-east-1.c2s.ic.gov/us-iso-east-1_EXAMPLE",
                "http://cognito-idp.us-isob-east-1.sc2s.sgov.gov/us-isob-east-1_EXAMPLE",
                "http://cognito-idp.us-east-1.api.aws/us-east-1_EXAMPLE",
                "http://vpce-1.cognito-idp.us-east-1.vpce.amazonaws.com/us-east-1_EXAMPLE"
            })
    void noWordMakesHttpSafeForAHostOfAws(String address) {
        for (String url : new String[] {address, address.replaceFirst("[^/]*$", "")}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> IssuersBelow.of(url, true))
                    .withMessageContaining("must ");
        }
        String problem = "must be an https address, because its host is one of AWS, was " + address;
        assertThatIllegalArgumentException()
                .isThrownBy(() -> UserPool.fromInsecureIssuer(address))
                .withMessage("issuer: " + problem);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> UserPool.fromIssuer(address))
                .withMessage("issuer: " + problem);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> UserPool.fromInsecureIssuer(EMULATOR).withInsecureJwksUri(URI.create(address)))
                .withMessage("jwksUri: " + problem);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_EXAMPLE",
                "https://issuer-cognito-idp.us-east-1.amazonaws.com/us-east-1_EXAMPLE",
                "https://COGNITO-IDP.us-east-1.amazonaws.com./us-east-1_EXAMPLE",
                "https://cognito-idp.cn-north-1.amazonaws.com.cn/cn-north-1_EXAMPLE"
            })
    void theWordGoesWithNoIssuerOfAws(String issuer) {
        String problem = "issuer: insecure HTTP (allow-insecure-http) is for emulators, and cannot be combined with an"
                + " issuer of AWS, was " + issuer;

        assertThatIllegalArgumentException()
                .isThrownBy(() -> UserPool.fromInsecureIssuer(issuer))
                .withMessage(problem);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> UserPool.fromIssuer(issuer).withInsecureJwksUri(KEYS))
                .withMessage(problem);
    }

    @Test
    void theWordGoesWithNoPoolOfAws() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AWS.withInsecureJwksUri(KEYS))
                .withMessageContaining("allow-insecure-http");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> UserPool.fromInsecureIssuer(EMULATOR).withReplicaRegions(Set.of("us-west-2")))
                .withMessageContaining("allow-insecure-http");
    }

    @Test
    void aVerifierTakesNoEmulatorBesideAPoolOfAws() {
        UserPool emulator = UserPool.fromInsecureIssuer(EMULATOR);
        UserPool https = UserPool.fromIssuer("https://emulator.example/local_x");
        UserPoolCache ofAws = UserPoolCache.builder(issuer -> Optional.empty()).build();
        UserPoolCache ofEmulators = UserPoolCache.builder(issuer -> Optional.empty())
                .insecureIssuersBelow("http://cognito:9229/")
                .build();

        assertNotTogether(CognitoVerifier.accessTokens(AWS, CLIENTS).alsoFrom(emulator, CLIENTS));
        assertNotTogether(CognitoVerifier.accessTokens(emulator, CLIENTS).alsoFrom(AWS, CLIENTS));
        assertNotTogether(CognitoVerifier.accessTokens(ofAws).alsoFrom(emulator, CLIENTS));
        assertNotTogether(CognitoVerifier.accessTokens(ofEmulators).alsoFrom(AWS, CLIENTS));
        assertThat(CognitoVerifier.accessTokens(ofEmulators)
                        .alsoFrom(emulator, CLIENTS)
                        .alsoFrom(https, CLIENTS)
                        .build())
                .isNotNull();
    }

    private static void assertNotTogether(CognitoVerifierBuilder<?> builder) {
        assertThatIllegalArgumentException()
                .isThrownBy(builder::build)
                .withMessage(
                        "userPool: insecure HTTP (allow-insecure-http) is for emulators, and cannot be combined with an"
                                + " issuer of AWS, in one verifier");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://me@cognito:9229/local_x",
                "http://me:secret@cognito:9229/local_x",
                "http://localhost@cognito:9229/local_x",
                "http://cognito:9229/local_x?x=1",
                "http://cognito:9229/local_x#x",
                "http://cognito:9229/local_x/",
                "http://cognito:9229/",
                "http://cognito:9229",
                "http://cognito:9229/local_x/.well-known/jwks.json",
                "http://cognito:0/local_x",
                "http://localhost:0/local_x",
                "https://cognito:0/local_x",
                "http://cognito:65536/local_x",
                "http://cognito:-1/local_x",
                "http://cognito:9229:9229/local_x",
                "http://fd00::2:9229/local_x",
                "http://[fd00::2:9229/local_x",
                "http://cognito pool:9229/local_x",
                "http:///local_x",
                "http:/local_x",
                "http:cognito/local_x",
                "http:\\\\cognito\\local_x",
                "//cognito:9229/local_x",
                "cognito:9229/local_x",
                "ftp://cognito:9229/local_x",
                "ws://cognito:9229/local_x",
                "file:///local_x",
                "jar:http://cognito:9229/a.jar!/local_x",
                ""
            })
    void whatIsNoPlainAddressIsRefusedWithTheWordToo(String issuer) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> UserPool.fromInsecureIssuer(issuer))
                .withMessageStartingWith("issuer: ")
                .withMessageNotContaining("allow-insecure-http");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> UserPool.fromIssuer(issuer))
                .withMessageStartingWith("issuer: ");
    }

    @Test
    void aContainerWhoseNameHasAnUnderscoreNeedsAnother() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> UserPool.fromInsecureIssuer("http://my_pool:9229/local_x"))
                .withMessage("issuer: a host name has no underscore, was http://my_pool:9229/local_x;"
                        + " give the container a network alias without one");
    }

    @Test
    void httpsEmulatorsNeedNoWordAndMayHaveIt() {
        String issuer = "https://localhost.localstack.cloud:4566/us-east-1_abc";

        assertThat(UserPool.fromIssuer(issuer)).isEqualTo(UserPool.fromInsecureIssuer(issuer));
        assertThat(IssuersBelow.of("https://localhost.localstack.cloud:4566/", true)
                        .contain(issuer))
                .isTrue();
    }

    @Test
    void everyVerifierThatIsBuiltWarns() {
        try (Log log = Log.of(JwksCache.class)) {
            for (int start = 0; start < 2; start++) {
                CognitoVerifier.accessTokens(UserPool.fromInsecureIssuer(EMULATOR), CLIENTS)
                        .build();
            }

            assertThat(log.events()).hasSize(2).allSatisfy(event -> {
                assertThat(event.getLevel()).isEqualTo(Level.WARN);
                assertThat(event.getFormattedMessage())
                        .isEqualTo("The user pool of " + EMULATOR + " is trusted over insecure HTTP"
                                + " (allow-insecure-http). This is for emulators in development only: others on the"
                                + " network can replace the keys, and so make up tokens");
            });
        }
    }

    @Test
    void theWordWarnsWhereverTheKeysAre() {
        try (Log log = Log.of(JwksCache.class)) {
            UserPool loopback = UserPool.fromIssuer("http://localhost:9000/us-east-1_LocalPool");
            CognitoVerifier.accessTokens(loopback, CLIENTS).build();
            assertThat(log.events()).isEmpty();

            CognitoVerifier.accessTokens(loopback.withInsecureJwksUri(KEYS), CLIENTS)
                    .build();
            CognitoVerifier.accessTokens(UserPool.fromInsecureIssuer(loopback.issuer()), CLIENTS)
                    .build();

            assertThat(log.events()).extracting(ILoggingEvent::getLevel).containsExactly(Level.WARN, Level.WARN);
        }
    }

    @Test
    void aCacheOfLookedUpPoolsWarnsWhenItIsBuilt() {
        try (Log log = Log.of(UserPoolCache.class)) {
            UserPoolCache.builder(issuer -> Optional.empty())
                    .insecureIssuersBelow("http://cognito:9229/")
                    .issuersBelow("http://localhost:*/")
                    .build();

            assertThat(log.events()).hasSize(1).allSatisfy(event -> {
                assertThat(event.getLevel()).isEqualTo(Level.WARN);
                assertThat(event.getFormattedMessage())
                        .startsWith("User pools below [http://cognito:9229/, http://localhost:*/] may be trusted over"
                                + " insecure HTTP (allow-insecure-http).");
            });
        }
    }

    @Test
    void aCacheOfLookedUpPoolsTakesNoHostOfAwsBesideEmulators() {
        UserPoolCacheBuilder builder = UserPoolCache.builder(issuer -> Optional.empty())
                .issuersBelow("https://cognito-idp.cn-north-1.amazonaws.com.cn/")
                .insecureIssuersBelow("http://cognito:9229/");

        assertThatIllegalArgumentException()
                .isThrownBy(builder::build)
                .withMessage(
                        "issuersBelow: insecure HTTP (allow-insecure-http) is for emulators, and cannot be combined"
                                + " with an issuer of AWS");
    }

    @Test
    void besideEmulatorsNoIssuerOfAwsIsLookedUp() {
        UserPoolCache pools = UserPoolCache.builder(issuer -> {
                    throw new AssertionError("looked up " + issuer);
                })
                .insecureIssuersBelow("http://cognito:9229/")
                .build();
        CognitoVerifier<AccessToken> verifier =
                CognitoVerifier.accessTokens(pools).build();

        assertThatExceptionOfType(TokenRejectedException.class)
                .isThrownBy(() -> verifier.verify(
                        SIGNER.accessToken().issuer(AWS.issuer()).sign()))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(WRONG_ISSUER));
    }

    @Test
    void aLookUpThatReturnsAnInsecurePoolIsNotTrustedWithoutTheWord() {
        String issuer = "https://emulator.example/local_x";
        UserPoolCache pools = UserPoolCache.builder(
                        asked -> Optional.of(AcceptedPool.of(UserPool.fromInsecureIssuer(issuer), CLIENTS)))
                .issuersBelow("https://emulator.example/")
                .build();
        CognitoVerifier<AccessToken> verifier =
                CognitoVerifier.accessTokens(pools).build();

        assertThatExceptionOfType(TokenRejectedException.class)
                .isThrownBy(() ->
                        verifier.verify(SIGNER.accessToken().issuer(issuer).sign()))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(WRONG_ISSUER));
        assertThat(pools.keys().ages()).isEmpty();
    }

    @Test
    void aStoredPoolKeepsTheWord() throws Exception {
        ByteArrayOutputStream stored = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(stored)) {
            out.writeObject(UserPool.fromInsecureIssuer(EMULATOR));
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(stored.toByteArray()))) {
            UserPool read = (UserPool) in.readObject();

            assertThat(read.allowsInsecureHttp()).isTrue();
        }
    }

    @Test
    void tokensOfAPoolOnANetworkAddressAreVerified() throws IOException {
        try (Emulator emulator = Emulator.start(200)) {
            String issuer = emulator.issuer();
            CognitoVerifier<AccessToken> verifier = CognitoVerifier.accessTokens(
                            UserPool.fromInsecureIssuer(issuer), CLIENTS)
                    .build();
            CognitoVerifier<AccessToken> byKeys = CognitoVerifier.accessTokens(
                            UserPool.fromIssuer(SIGNER.issuer())
                                    .withInsecureJwksUri(URI.create(issuer + "/.well-known/jwks.json")),
                            CLIENTS)
                    .build();
            UserPoolCache pools = UserPoolCache.builder(
                            asked -> Optional.of(AcceptedPool.of(UserPool.fromInsecureIssuer(asked), CLIENTS)))
                    .insecureIssuersBelow(issuer.replaceFirst("[^/]*$", ""))
                    .build();
            String token = SIGNER.accessToken().issuer(issuer).sign();

            assertThat(verifier.verify(token).issuer()).isEqualTo(issuer);
            assertThat(byKeys.verify(SIGNER.accessToken().sign()).issuer()).isEqualTo(SIGNER.issuer());
            assertThat(CognitoVerifier.accessTokens(pools).build().verify(token).issuer())
                    .isEqualTo(issuer);
        }
    }

    @Test
    void aRedirectOfAnEmulatorIsNotFollowed() throws IOException {
        try (Emulator emulator = Emulator.start(302)) {
            CognitoVerifier<AccessToken> verifier = CognitoVerifier.accessTokens(
                            UserPool.fromInsecureIssuer(emulator.issuer()), CLIENTS)
                    .build();
            int fetches = SIGNER.keyFetches();

            assertThatExceptionOfType(VerificationUnavailableException.class)
                    .isThrownBy(() -> verifier.verify(
                            SIGNER.accessToken().issuer(emulator.issuer()).sign()));
            assertThat(SIGNER.keyFetches()).isEqualTo(fetches);
        }
    }

    /** The signer's keys on an address of this machine that is not loopback. */
    private record Emulator(HttpServer server, String issuer) implements AutoCloseable {
        static Emulator start(int status) throws IOException {
            Optional<InetAddress> address = NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(candidate -> !candidate.isLoopbackAddress()
                            && !candidate.isLinkLocalAddress()
                            && candidate.getAddress().length == 4)
                    .findFirst();
            assumeTrue(address.isPresent(), "this machine has no address but loopback");
            HttpServer server = HttpServer.create(new InetSocketAddress(address.get(), 0), 0);
            server.createContext("/", exchange -> {
                byte[] keys = SIGNER.jwks().getBytes(UTF_8);
                exchange.getResponseHeaders().add("Location", SIGNER.jwksUri().toString());
                exchange.sendResponseHeaders(status, keys.length);
                exchange.getResponseBody().write(keys);
                exchange.close();
            });
            server.start();
            String host = address.get().getHostAddress();
            return new Emulator(
                    server, "http://" + host + ":" + server.getAddress().getPort() + "/local_x");
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }
}
