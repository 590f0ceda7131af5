package io.cognitoclaims.core;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.cognitoclaims.testing.TestUserPool;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Which classes a JVM loads before its first verified token. Each costs a function that starts often. */
class FirstTokenTest {
    private static final Pattern LOADED = Pattern.compile("(\\S+) source: .*");

    private static List<String> loaded;
    private static List<String> loadedWithoutTokenCache;

    @BeforeAll
    static void start() throws Exception {
        loaded = classesOf("with");
        loadedWithoutTokenCache = classesOf("without");
    }

    @AfterAll
    static void forget() {
        loaded = List.of();
        loadedWithoutTokenCache = List.of();
    }

    @Test
    void noJsonLibraryButOurOwnReaderIsLoaded() {
        assertThat(loaded)
                .contains(Json.class.getName())
                .noneMatch(name -> name.contains(".gson.") || name.startsWith("com.fasterxml."));
    }

    @Test
    void ofNimbusOnlyTheNumbersOfKeysAreLoaded() {
        assertThat(loaded)
                .contains("com.nimbusds.jose.util.Base64URL")
                .noneMatch(name -> name.startsWith("com.nimbusds.jose.jwk."));
    }

    @Test
    void theJvmMakesNoMethodsOfRecords() {
        assertThat(loaded).contains(Issuer.class.getName()).doesNotContain("java.lang.runtime.ObjectMethods");
    }

    @Test
    void withoutATokenCacheNoClassOfCaffeineIsLoaded() {
        assertThat(loaded).anyMatch(name -> name.startsWith("com.github.benmanes."));
        assertThat(loadedWithoutTokenCache).noneMatch(name -> name.startsWith("com.github.benmanes."));
    }

    private static List<String> classesOf(String mode) throws Exception {
        try (TestUserPool pool = TestUserPool.create()) {
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xlog:class+load",
                            "-cp",
                            System.getProperty("java.class.path"),
                            FirstToken.class.getName(),
                            mode,
                            pool.issuer(),
                            pool.clientId(),
                            pool.jwks(),
                            pool.accessToken().sign())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            List<String> lines = new String(process.getInputStream().readAllBytes(), UTF_8)
                    .lines()
                    .toList();
            assertThat(process.waitFor()).isZero();
            assertThat(lines).contains("verified");
            return lines.stream()
                    .map(LOADED::matcher)
                    .filter(matcher -> matcher.find())
                    .map(matcher -> matcher.group(1))
                    .toList();
        }
    }

    /** What the JVM does. */
    static final class FirstToken {
        private FirstToken() {}

        public static void main(String[] arguments) {
            UserPool pool = UserPool.fromIssuer(arguments[1]);
            JwksCache keys = JwksCache.create();
            keys.preload(pool, arguments[3]);
            CognitoVerifierBuilder<AccessToken> builder =
                    CognitoVerifier.accessTokens(pool, Set.of(arguments[2])).keys(keys);
            (arguments[0].equals("without") ? builder.withoutTokenCache() : builder)
                    .build()
                    .verify(arguments[4]);
            System.out.println("verified");
        }
    }
}
