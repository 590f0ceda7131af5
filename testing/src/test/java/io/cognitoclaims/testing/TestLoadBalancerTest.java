package io.cognitoclaims.testing;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cognitoclaims.contract.Claim;
import java.net.URI;
import java.net.http.HttpResponse;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TestLoadBalancerTest {
    private static final Instant NOW = Instant.parse("2026-11-22T10:15:30.999Z");
    private static final TestUserPool POOL = TestUserPool.create();

    private final TestLoadBalancer loadBalancer = TestLoadBalancer.create(POOL, TestClock.at(NOW));

    @AfterEach
    void closeLoadBalancer() {
        loadBalancer.close();
    }

    @AfterAll
    static void closePool() {
        POOL.close();
    }

    @Test
    void aTokenIsThreePaddedPartsAndASignatureOf64Bytes() {
        String[] parts = loadBalancer.oidcData().sign().split("\\.", -1);

        assertThat(parts)
                .hasSize(3)
                .allSatisfy(part -> assertThat(part.length() % 4).isZero());
        assertThat(parts[2]).matches("[\\w-]{86}==");
    }

    @Test
    void aTokenHasTheMembersOfARealOne() throws Exception {
        String data = loadBalancer.oidcData().sign();

        assertThat(names(json(data, 0))).containsExactly("typ", "kid", "alg", "iss", "client", "signer", "exp");
        assertThat(names(json(data, 1))).containsExactly("sub", "email_verified", "email", "username", "iss", "exp");
        assertThat(json(data, 0).required("alg").textValue()).isEqualTo("ES256");
        assertThat(json(data, 0).required("signer").textValue()).isEqualTo(loadBalancer.arn());
        assertThat(json(data, 0).required("client").textValue()).isEqualTo(POOL.clientId());
        assertThat(json(data, 1).required("email_verified").textValue()).isEqualTo("true");
        for (int part = 0; part < 2; part++) {
            assertThat(json(data, part).required("exp").longValue()).isEqualTo(NOW.getEpochSecond() + 120);
            assertThat(json(data, part).required("iss").textValue()).isEqualTo(POOL.issuer());
            assertThat(text(data, part)).doesNotContain("\\/");
        }
    }

    @Test
    void aTokenVerifiesWithTheServedKey() throws Exception {
        assertThat(isSignedWithTheServedKey(loadBalancer.oidcData().sign())).isTrue();
        assertThat(isSignedWithTheServedKey(loadBalancer.sign("{}", "no JSON"))).isTrue();
        try (TestLoadBalancer other = TestLoadBalancer.create(POOL)) {
            assertThat(isSignedWithTheServedKey(
                            loadBalancer.oidcData().signedBy(other).sign()))
                    .isFalse();
        }
    }

    @Test
    void eachFactCanBeChanged() throws Exception {
        String data = loadBalancer
                .oidcData()
                .subject("s")
                .username("u")
                .email("e")
                .clientId("c")
                .signer("a")
                .issuer("https://i/\\/")
                .expiresAt(Instant.EPOCH)
                .claim(Claim.ofLong("custom:floor"), 7L)
                .without("email_verified")
                .withoutHeader("typ")
                .sign();

        assertThat(text(data, 0))
                .isEqualTo(
                        "{\"kid\":\"" + loadBalancer.keyId()
                                + "\",\"alg\":\"ES256\",\"iss\":\"https://i/\\\\/\",\"client\":\"c\",\"signer\":\"a\",\"exp\":0}");
        assertThat(text(data, 1))
                .isEqualTo(
                        "{\"sub\":\"s\",\"email\":\"e\",\"username\":\"u\",\"iss\":\"https://i/\\\\/\",\"exp\":0,\"custom:floor\":7}");
    }

    @Test
    void keysCanBeRotatedAndWithdrawn() throws Exception {
        String old = loadBalancer.keyId();
        loadBalancer.rotateKey();

        assertThat(loadBalancer.keyId()).isNotEqualTo(old);
        assertThat(key(old).statusCode()).isEqualTo(200);
        assertThat(key(loadBalancer.keyId()).body()).isEqualTo(loadBalancer.pem());
        loadBalancer.withdrawOldKeys();
        assertThat(key(old).statusCode()).isEqualTo(404);
        assertThat(key(loadBalancer.keyId()).statusCode()).isEqualTo(200);
        assertThat(loadBalancer.keyFetches()).isEqualTo(4);
    }

    @Test
    void theKeyEndpointFailsOnRequest() throws Exception {
        loadBalancer.answerKeysWith(500, "broken");
        assertThat(key(loadBalancer.keyId()).statusCode()).isEqualTo(500);
        assertThat(key(loadBalancer.keyId()).body()).isEqualTo("broken");
        loadBalancer.resumeKeys();
        assertThat(key(loadBalancer.keyId()).statusCode()).isEqualTo(200);
        assertThatIllegalArgumentException().isThrownBy(() -> loadBalancer.answerKeysWith(100, ""));
    }

    private HttpResponse<String> key(String kid) throws Exception {
        return Loopback.get(URI.create(loadBalancer.keysUri() + "/" + kid));
    }

    private boolean isSignedWithTheServedKey(String data) throws Exception {
        String pem = key(loadBalancer.keyId()).body();
        assertThat(pem).startsWith("-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE");
        ECPublicKey key = (ECPublicKey) KeyFactory.getInstance("EC")
                .generatePublic(
                        new X509EncodedKeySpec(Base64.getMimeDecoder().decode(pem.replaceAll("-----.*-----", ""))));
        Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
        signature.initVerify(key);
        signature.update(data.substring(0, data.lastIndexOf('.')).getBytes(US_ASCII));
        return signature.verify(Base64.getUrlDecoder().decode(data.substring(data.lastIndexOf('.') + 1)));
    }

    private static JsonNode json(String data, int part) throws Exception {
        return new ObjectMapper().readTree(text(data, part));
    }

    private static String text(String data, int part) {
        return new String(Base64.getUrlDecoder().decode(data.split("\\.", -1)[part]), UTF_8);
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
