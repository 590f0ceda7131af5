package io.cognitoclaims.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.cognitoclaims.alb.AlbVerifier;
import io.cognitoclaims.contract.Claim;
import io.cognitoclaims.core.CognitoVerifier;
import io.cognitoclaims.localuserpool.junit.LocalUserPool;
import io.cognitoclaims.revocation.redis.RedisRevocationStore;
import io.cognitoclaims.servlet.CognitoFilter;
import io.cognitoclaims.spring.ClaimValue;
import io.cognitoclaims.spring.test.WithCognitoUser;
import io.cognitoclaims.testing.TestUserPool;
import io.cognitoclaims.trigger.PreTokenGenerationTrigger;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * All that applications can compile against, one line a type or member, as it was agreed: a file an artifact in {@code
 * src/test/resources/api}. What is package-private is not API.
 */
class PublicApiTest {
    private static final Path AGREED = Path.of("src/test/resources/api");

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void thePublicApiIsAsAgreed(String artifact, Class<?> one) throws IOException {
        List<String> present = api(one);
        Path file = AGREED.resolve(artifact + ".txt");
        if (Boolean.getBoolean("api.accept")) {
            Files.write(file, present, UTF_8);
        }

        assertThat(present)
                .as(
                        "the public API of %s; if the change is meant, write %s anew with"
                                + " mvn -pl conformance -am test -Dtest=PublicApiTest -Dapi.accept=true"
                                + " -Dsurefire.failIfNoSpecifiedTests=false",
                        artifact, file)
                .containsExactlyElementsOf(Files.readAllLines(file, UTF_8));
    }

    static Stream<Arguments> thePublicApiIsAsAgreed() {
        return Stream.of(
                Arguments.of("cognito-claims-contract", Claim.class),
                Arguments.of("cognito-claims-core", CognitoVerifier.class),
                Arguments.of("cognito-claims-testing", TestUserPool.class),
                Arguments.of("cognito-claims-revocation-redis", RedisRevocationStore.class),
                Arguments.of("cognito-claims-alb", AlbVerifier.class),
                Arguments.of("cognito-claims-servlet-filter", CognitoFilter.class),
                Arguments.of("cognito-claims-spring-boot-starter", ClaimValue.class),
                Arguments.of("cognito-claims-spring-boot-starter-test", WithCognitoUser.class),
                Arguments.of("cognito-claims-trigger", PreTokenGenerationTrigger.class),
                Arguments.of("cognito-claims-local-user-pool-junit", LocalUserPool.class));
    }

    /** {@return the lines of the artifact that this class is of} */
    private static List<String> api(Class<?> one) throws IOException {
        return classesBeside(one).stream()
                .filter(PublicApiTest::isOpen)
                .flatMap(type -> Stream.concat(Stream.of(describe(type)), members(type)))
                .sorted()
                .toList();
    }

    private static List<? extends Class<?>> classesBeside(Class<?> one) throws IOException {
        Path place = placeOf(one);
        if (Files.isDirectory(place)) {
            return classesIn(place.resolve("io"), place, one.getClassLoader());
        }
        try (FileSystem jar = FileSystems.newFileSystem(URI.create("jar:" + place.toUri()), Map.of())) {
            return classesIn(jar.getPath("/io"), jar.getPath("/"), one.getClassLoader());
        }
    }

    private static List<? extends Class<?>> classesIn(Path start, Path root, ClassLoader loader) throws IOException {
        try (Stream<Path> files = Files.walk(start)) {
            return files.map(file -> root.relativize(file).toString())
                    .filter(name -> name.endsWith(".class") && !name.endsWith("package-info.class"))
                    .map(name -> load(name, loader))
                    .toList();
        }
    }

    private static Class<?> load(String file, ClassLoader loader) {
        String name = file.substring(0, file.length() - ".class".length()).replace('/', '.');
        try {
            return Class.forName(name, false, loader);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Path placeOf(Class<?> one) {
        try {
            return Path.of(
                    one.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new UncheckedIOException(new IOException(e));
        }
    }

    private static boolean isOpen(Class<?> type) {
        Class<?> outer = type.getDeclaringClass();
        return !type.isSynthetic()
                && !type.isAnonymousClass()
                && isOpen(type.getModifiers())
                && (outer == null || isOpen(outer));
    }

    private static boolean isOpen(int modifiers) {
        return Modifier.isPublic(modifiers) || Modifier.isProtected(modifiers);
    }

    private static String describe(Class<?> type) {
        String parents = Stream.concat(
                        Stream.ofNullable(type.getGenericSuperclass()), Arrays.stream(type.getGenericInterfaces()))
                .map(parent -> parent.getTypeName())
                .collect(Collectors.joining(", "));
        String permitted = type.isSealed()
                ? Arrays.stream(type.getPermittedSubclasses())
                        .map(Class::getName)
                        .sorted()
                        .collect(Collectors.joining(", ", " permits ", ""))
                : "";
        // JDK 17 does not say "sealed" here, later ones do; what is permitted says it.
        String declaration = type.toGenericString().replace("non-sealed ", "").replace("sealed ", "");
        return type.getName() + ": " + declaration + (parents.isEmpty() ? "" : " of " + parents) + permitted;
    }

    private static Stream<String> members(Class<?> type) {
        Stream<String> fields = Arrays.stream(type.getDeclaredFields())
                .filter(PublicApiTest::isOffered)
                .map(Field::toGenericString);
        Stream<String> constructors = Arrays.stream(type.getDeclaredConstructors())
                .filter(PublicApiTest::isOffered)
                .map(Constructor::toGenericString);
        Stream<String> methods = Arrays.stream(type.getDeclaredMethods())
                .filter(PublicApiTest::isOffered)
                .map(method -> method.toGenericString() + defaultOf(method));
        return Stream.of(fields, constructors, methods)
                .flatMap(members -> members)
                .map(member -> type.getName() + "# " + member);
    }

    private static <M extends Member & AnnotatedElement> boolean isOffered(M member) {
        return isOpen(member.getModifiers()) && !member.isSynthetic();
    }

    private static String defaultOf(Method method) {
        Object value = method.getDefaultValue();
        return value == null ? "" : " default " + Arrays.deepToString(new Object[] {value});
    }
}
