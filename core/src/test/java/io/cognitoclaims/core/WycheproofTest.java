package io.cognitoclaims.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.Security;
import java.security.spec.RSAPublicKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Project Wycheproof's vectors of RSASSA-PKCS1-v1_5 with SHA-256, in the form in which the sources of Mozilla's NSS carry them.
 * They are not in this repository; {@code .ci/wycheproof} fetches them and says where they are.
 */
@EnabledIfSystemProperty(named = "wycheproof", matches = ".+")
class WycheproofTest {
    private static final String BYTES = "\\{([^{}]*)\\}";
    private static final Pattern BYTE = Pattern.compile("0x[0-9a-f]{2}");
    private static final Pattern KEY = Pattern.compile("(pub_key_\\d+)" + BYTES + ";");
    private static final Pattern VECTOR =
            Pattern.compile("// Comment:([^\n]*)\\s+// tcID: \\d+\\s+\\{SEC_OID_SHA256,\\s+(\\d+),\\s+" + BYTES
                    + ",\\s+(pub_key_\\d+),\\s+" + BYTES + ",\\s+(true|false)\\}");

    @ParameterizedTest
    @CsvSource({"rsa_signature_2048_sha256-vectors.h, 240", "rsa_signature_3072_sha256-vectors.h, 239"})
    void theProviderOfTheJdkAgreesWithWycheproof(String file, int count) throws Exception {
        assertAgrees(Rs256.of(Security.getProvider("SunRsaSign")), file, count);
    }

    @ParameterizedTest
    @Tag("accelerated")
    @CsvSource({"rsa_signature_2048_sha256-vectors.h, 240", "rsa_signature_3072_sha256-vectors.h, 239"})
    void amazonsProviderAgreesWithWycheproof(String file, int count) throws Exception {
        Rs256 fastest = Rs256.fastest();
        assertThat(fastest.toString()).startsWith("AmazonCorrettoCryptoProvider");
        assertAgrees(fastest, file, count);
    }

    private static void assertAgrees(Rs256 rs256, String file, int count) throws Exception {
        String text = Files.readString(Path.of(String.valueOf(System.getProperty("wycheproof")), file));
        Map<String, SigningKey> keys = new HashMap<>();
        for (MatchResult key : KEY.matcher(text).results().toList()) {
            keys.put(key.group(1), new SigningKey(numbers(bytes(key.group(2))), rs256));
        }
        int judged = 0;
        for (MatchResult vector : VECTOR.matcher(text).results().toList()) {
            judged++;
            // Either answer will do, and providers differ: only the key's owner can make one.
            if (vector.group(1).equals(" Legacy:missing NULL")) {
                continue;
            }
            SigningKey key = keys.get(vector.group(4));
            byte[] message = bytes(vector.group(5));
            assertThat(key != null && key.verifies(message, message.length, bytes(vector.group(3))))
                    .as("%s: %s%s", file, vector.group(2), vector.group(1))
                    .isEqualTo(Boolean.parseBoolean(vector.group(6)));
        }
        assertThat(judged).isEqualTo(count);
    }

    private static RSAPublicKeySpec numbers(byte[] der) throws Exception {
        KeyFactory keys = KeyFactory.getInstance("RSA");
        return keys.getKeySpec(keys.generatePublic(new X509EncodedKeySpec(der)), RSAPublicKeySpec.class);
    }

    private static byte[] bytes(String list) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        BYTE.matcher(list).results().forEach(each -> bytes.write(Integer.decode(each.group())));
        return bytes.toByteArray();
    }
}
