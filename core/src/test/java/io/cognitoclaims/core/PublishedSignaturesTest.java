package io.cognitoclaims.core;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The RS256 examples of the RFCs: keys and signatures that others made, checked as a token's are. */
class PublishedSignaturesTest {
    /** <a href="https://www.rfc-editor.org/rfc/rfc7515#appendix-A.2">RFC 7515, appendix A.2</a>. */
    @Test
    void theSignatureOfRfc7515Verifies() throws Exception {
        SigningKey key = key(
                "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-y"
                        + "RT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXB"
                        + "dQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaG"
                        + "Nj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ");

        assertVerifies(
                key,
                "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290"
                        + "Ijp0cnVlfQ",
                "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF"
                        + "9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9"
                        + "383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5A"
                        + "XLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw");
    }

    /** <a href="https://www.rfc-editor.org/rfc/rfc7520#section-4.1">RFC 7520, section 4.1</a>. */
    @Test
    void theSignatureOfRfc7520Verifies() throws Exception {
        SigningKey key = key(
                "n4EPtAOCc9AlkeQHPzHStgAbgs7bTZLwUBZdR8_KuKPEHLd4rHVTeT-O-XV2jRojdNhxJWTDvNd7nqQ0VEiZQHz_AJmSCpMaJMR"
                        + "BSFKrKb2wqVwGU_NsYOYL-QtiWN2lbzcEe6XC0dApr5ydQLrHqkHHig3RBordaZ6Aj-oBHqFEHYpPe7Tpe-OfVfHd1E6cS6M1FZcD"
                        + "1NNLYD5lFHpPI9bTwJlsde3uhGqC0ZCuEHg8lhzwOHrtIQbS0FVbb9k3-tVTU4fg_3L_vniUFAKwuCLqKnS2BYwdq_mzSnbLY7h_q"
                        + "ixoR7jig3__kRhuaxwUkRz5iaiQkqgc5gHdrNP5zw");

        assertVerifies(
                key,
                "eyJhbGciOiJSUzI1NiIsImtpZCI6ImJpbGJvLmJhZ2dpbnNAaG9iYml0b24uZXhhbXBsZSJ9.SXTigJlzIGEgZGFuZ2Vyb3VzIGJ1c2l"
                        + "uZXNzLCBGcm9kbywgZ29pbmcgb3V0IHlvdXIgZG9vci4gWW91IHN0ZXAgb250byB0aGUgcm9hZCwgYW5kIGlmIHlvdSBkb24ndC"
                        + "BrZWVwIHlvdXIgZmVldCwgdGhlcmXigJlzIG5vIGtub3dpbmcgd2hlcmUgeW91IG1pZ2h0IGJlIHN3ZXB0IG9mZiB0by4",
                "MRjdkly7_-oTPTS3AXP41iQIGKa80A0ZmTuV5MEaHoxnW2e5CZ5NlKtainoFmKZopdHM1O2U4mwzJdQx996ivp83xuglII7PNDi84wnB-"
                        + "BDkoBwA78185hX-Es4JIwmDLJK3lfWRa-XtL0RnltuYv746iYTh_qHRD68BNt1uSNCrUCTJDt5aAE6x8wW1Kt9eRo4QPocSadnH"
                        + "XFxnt8Is9UzpERV0ePPQdLuW3IS_de3xyIrDaLGdjluPxUAhb6L2aXic1U12podGU0KLUQSE_oI-ZnmKJ3F4uOZDnd6QZWJushZ"
                        + "41Axf_fcIe8u9ipH84ogoree7vjbU5y18kDquDg");
    }

    private static SigningKey key(String modulus) throws MalformedJsonException {
        String jwks = "{\"keys\":[{\"kty\":\"RSA\",\"kid\":\"a\",\"n\":\"" + modulus + "\",\"e\":\"AQAB\"}]}";
        @Nullable
        SigningKey key = KeySet.parse(jwks.getBytes(US_ASCII), new KeyFetch.Moment(0, 0), KeySet.EMPTY, Rs256.fastest())
                .get("a");
        if (key == null) {
            throw new AssertionError("the key was left out");
        }
        return key;
    }

    private static void assertVerifies(SigningKey key, String input, String signature) {
        byte[] text = input.getBytes(US_ASCII);
        byte[] bytes = Base64.getUrlDecoder().decode(signature);
        assertThat(key.verifies(text, text.length, bytes)).isTrue();
        assertThat(key.verifies(text, text.length - 1, bytes)).isFalse();
        text[0] ^= 1;
        assertThat(key.verifies(text, text.length, bytes)).isFalse();
    }
}
