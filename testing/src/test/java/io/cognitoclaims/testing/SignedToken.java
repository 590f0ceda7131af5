package io.cognitoclaims.testing;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.RSAPublicKeySpec;
import java.util.Base64;

/** A token as a stranger sees it: taken apart by Jackson, checked by {@code java.security}. */
final class SignedToken {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private final String[] parts;

    private SignedToken(String[] parts) {
        this.parts = parts;
    }

    static SignedToken of(String token) {
        return new SignedToken(token.split("\\.", -1));
    }

    static JsonNode parse(String json) {
        try {
            return MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            throw new AssertionError("not JSON: " + json, e);
        }
    }

    String headerText() {
        return new String(headerBytes(), UTF_8);
    }

    String payloadText() {
        return new String(payloadBytes(), UTF_8);
    }

    byte[] headerBytes() {
        return Base64.getUrlDecoder().decode(parts[0]);
    }

    byte[] payloadBytes() {
        return Base64.getUrlDecoder().decode(parts[1]);
    }

    JsonNode header() {
        return parse(headerText());
    }

    JsonNode claims() {
        return parse(payloadText());
    }

    String kid() {
        return header().required("kid").textValue();
    }

    /** {@return whether the set has a key of this token's kid, and that key verifies the signature} */
    boolean verifiesAgainst(String jwks) {
        for (JsonNode jwk : parse(jwks).required("keys")) {
            if (jwk.required("kid").textValue().equals(kid())) {
                return verifiesWith(toPublicKey(jwk));
            }
        }
        return false;
    }

    boolean verifiesWith(PublicKey key) {
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initVerify(key);
            signature.update((parts[0] + "." + parts[1]).getBytes(US_ASCII));
            return parts.length == 3 && signature.verify(Base64.getUrlDecoder().decode(parts[2]));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static PublicKey toPublicKey(JsonNode jwk) {
        try {
            return KeyFactory.getInstance("RSA")
                    .generatePublic(new RSAPublicKeySpec(number(jwk, "n"), number(jwk, "e")));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static BigInteger number(JsonNode jwk, String member) {
        return new BigInteger(
                1, Base64.getUrlDecoder().decode(jwk.required(member).textValue()));
    }
}
