package io.cognitoclaims.localuserpool;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The file that keeps two keys over restarts: for ID tokens and for access tokens, in PEM as of RFC 7468, section 10. */
final class KeysFile {
    private static final Pattern PRIVATE_KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

    private KeysFile() {}

    /** {@return the two keys of the file, which is written with new ones if it is not there} */
    static List<SigningKey> keys(Path file) {
        try {
            if (!Files.exists(file)) {
                write(file, List.of(SigningKey.create(), SigningKey.create()));
            }
            return read(Files.readString(file, US_ASCII));
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            throw new WrongSettingException(
                    "user-pool.keys-file",
                    e instanceof NoSuchFileException
                            ? "is in a folder that is not there"
                            : "must be a file that can be read, with two RSA private keys of 2048 bits in PEM (PKCS #8), or that"
                                    + " can be written");
        }
    }

    private static List<SigningKey> read(String text) throws GeneralSecurityException {
        List<SigningKey> keys = new ArrayList<>();
        Matcher pem = PRIVATE_KEY.matcher(text);
        while (pem.find()) {
            keys.add(SigningKey.decode(Base64.getMimeDecoder().decode(pem.group(1))));
        }
        if (keys.size() != 2 || keys.get(0).jwk().equals(keys.get(1).jwk())) {
            throw new InvalidKeyException("not two keys");
        }
        return keys;
    }

    /** Writes all or nothing: another pool may start at the same time. */
    private static void write(Path file, List<SigningKey> keys) throws IOException {
        StringBuilder text = new StringBuilder("Keys of local-user-pool, for tests only\n");
        Base64.Encoder base64 = Base64.getMimeEncoder(64, new byte[] {'\n'});
        for (SigningKey key : keys) {
            text.append("-----BEGIN PRIVATE KEY-----\n")
                    .append(base64.encodeToString(key.encode()))
                    .append("\n-----END PRIVATE KEY-----\n");
        }
        // Such a file can be read by its owner only.
        Path draft = Files.createTempFile(file.toAbsolutePath().getParent(), "keys", ".tmp");
        try {
            Files.writeString(draft, text, US_ASCII);
            Files.move(draft, file);
        } catch (FileAlreadyExistsException anotherPoolWasFaster) {
            // Its keys are read.
        } finally {
            Files.deleteIfExists(draft);
        }
    }
}
