package io.cognitoclaims.localuserpool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeysFileTest {
    private static final String WRONG =
            "user-pool.keys-file must be a file that can be read, with two RSA private keys of"
                    + " 2048 bits in PEM (PKCS #8), or that can be written";

    @TempDir
    private Path folder;

    @Test
    void theFirstPoolWritesTheKeysThatTheNextOneReads() throws Exception {
        Path file = folder.resolve("keys.pem");

        List<Map<String, String>> written = jwks(file);

        assertThat(jwks(file)).isEqualTo(written).hasSize(2).doesNotHaveDuplicates();
        assertThat(Files.readString(file)).startsWith("Keys of local-user-pool, for tests only\n");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
        if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void aTokenOfTheFirstPoolIsSignedByAKeyOfTheNext() {
        Path file = folder.resolve("keys.pem");
        String token = KeysFile.keys(file).get(1).sign(new byte[] {'{', '}'});

        assertThat(KeysFile.keys(file).get(1).signed(token)).isTrue();
        assertThat(KeysFile.keys(file).get(0).signed(token)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "keys",
                "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
                "-----BEGIN PRIVATE KEY-----\n====\n-----END PRIVATE KEY-----\n",
                "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----\n",
                "\u00fc"
            })
    void aFileWithSomethingElseIsRefusedAndKept(String text) throws Exception {
        Path file = Files.writeString(folder.resolve("keys.pem"), text);

        assertThatExceptionOfType(WrongSettingException.class)
                .isThrownBy(() -> KeysFile.keys(file))
                .withMessage(WRONG);
        assertThat(Files.readString(file)).isEqualTo(text);
    }

    @Test
    void aFileWithThreeKeysIsRefused() throws Exception {
        Path file = folder.resolve("keys.pem");
        KeysFile.keys(file);
        String text = Files.readString(file);
        Files.writeString(file, text + text.substring(text.lastIndexOf("-----BEGIN")));

        assertThatExceptionOfType(WrongSettingException.class)
                .isThrownBy(() -> KeysFile.keys(file))
                .withMessage(WRONG);
    }

    @Test
    void aFileWithTheSameKeyTwiceIsRefused() throws Exception {
        Path file = folder.resolve("keys.pem");
        KeysFile.keys(file);
        String text = Files.readString(file);
        String second = text.substring(text.lastIndexOf("-----BEGIN"));
        Files.writeString(file, second + second);

        assertThatExceptionOfType(WrongSettingException.class)
                .isThrownBy(() -> KeysFile.keys(file))
                .withMessage(WRONG);
    }

    @Test
    void aFileInAFolderThatIsNotThereIsRefused() {
        assertThatExceptionOfType(WrongSettingException.class)
                .isThrownBy(() -> KeysFile.keys(folder.resolve("none/keys.pem")))
                .withMessage("user-pool.keys-file is in a folder that is not there");
    }

    private static List<Map<String, String>> jwks(Path file) {
        return KeysFile.keys(file).stream().map(SigningKey::jwk).toList();
    }
}
