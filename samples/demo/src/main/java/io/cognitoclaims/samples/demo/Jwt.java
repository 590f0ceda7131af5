package io.cognitoclaims.samples.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Base64;

/**
 * The three parts of a token, to be looked at and to be spoilt. Nothing is verified here; that is what {@code
 * CognitoVerifier} is for.
 */
record Jwt(String header, String payload, String signature) {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    static Jwt of(String token) {
        int first = token.indexOf('.');
        int last = token.lastIndexOf('.');
        return new Jwt(token.substring(0, first), token.substring(first + 1, last), token.substring(last + 1));
    }

    ObjectNode headerMembers() {
        return decode(header);
    }

    ObjectNode claims() {
        return decode(payload);
    }

    /** {@return this with another {@code kid}; the signature stays, and no longer fits} */
    Jwt withKeyId(String kid) {
        return new Jwt(encode(headerMembers().put("kid", kid)), payload, signature);
    }

    /** {@return this with another value of a claim; the signature stays, and no longer fits} */
    Jwt with(String claim, Object value) {
        return new Jwt(header, encode(claims().set(claim, MAPPER.valueToTree(value))), signature);
    }

    /** {@return this with another character in the middle of the signature} */
    Jwt withOtherSignature() {
        int middle = signature.length() / 2;
        char other = signature.charAt(middle) == 'A' ? 'B' : 'A';
        return new Jwt(header, payload, signature.substring(0, middle) + other + signature.substring(middle + 1));
    }

    String token() {
        return header + "." + payload + "." + signature;
    }

    /** Says nothing: who has a token's text can use it. */
    @Override
    public String toString() {
        return "Jwt";
    }

    private static ObjectNode decode(String part) {
        try {
            return MAPPER.readValue(new String(Base64.getUrlDecoder().decode(part), UTF_8), ObjectNode.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not a token", e);
        }
    }

    private static String encode(ObjectNode json) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(json.toString().getBytes(UTF_8));
    }
}
