package io.cognitoclaims.trigger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.LambdaLogger;
import com.amazonaws.services.lambda.runtime.logging.LogLevel;
import com.fasterxml.jackson.databind.JsonNode;
import io.cognitoclaims.contract.Claim;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FailureTest {
    private static final String SECRET = "rex@dogs.example";
    private static final String TEXT_FOR_USERS = "the tokens could not be prepared";

    private static final Claim<String> UNENCODABLE = Claim.of(
            "pet",
            value -> {
                throw new IllegalStateException(value);
            },
            String::valueOf);

    private final Invocation invocation = new Invocation();

    static Stream<Arguments> waysToFail() {
        return Stream.of(
                failing("an exception", (request, tokens) -> {
                    throw new IllegalArgumentException("no pets for " + SECRET);
                }),
                failing("an error", (request, tokens) -> {
                    throw new AssertionError(SECRET);
                }),
                failing("a checked exception", (request, tokens) -> throwUnchecked(new IOException(SECRET))),
                failing("an exception that overrides its texts", (request, tokens) -> {
                    throw new Talkative();
                }),
                failing("a stack overflow", (request, tokens) -> recurseWhile(true)),
                failing("a refused claim", (request, tokens) -> tokens.set(Claim.ofString("sub"), SECRET)),
                failing("a value that does not encode", (request, tokens) -> tokens.set(UNENCODABLE, SECRET)),
                failing("a suppressed exception", (request, tokens) -> {
                    IllegalStateException failure = new IllegalStateException();
                    failure.addSuppressed(new IllegalStateException(SECRET));
                    throw failure;
                }),
                failing("an exception that is its cause's cause", (request, tokens) -> {
                    IllegalStateException failure = new IllegalStateException(SECRET);
                    failure.initCause(new IllegalStateException(SECRET, failure));
                    throw failure;
                }));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("waysToFail")
    void aFailureTellsTheUserAFixedTextAndTheLogNoValue(
            String what, BiConsumer<TokenRequest, TokenCustomization> customizer) {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();

        assertThatIllegalStateException()
                .isThrownBy(() -> Invocation.trigger(customizer)
                        .handleRequest(new ByteArrayInputStream(Events.V2.getBytes(UTF_8)), answer, invocation))
                .withMessage(TEXT_FOR_USERS)
                .withNoCause()
                .satisfies(failure -> assertThat(failure.getSuppressed()).isEmpty());
        assertThat(answer.size()).isZero();
        assertThat(invocation.levels).containsExactly(LogLevel.ERROR);
        assertThat(invocation.lines.get(0)).doesNotContain(SECRET, "dogs.example", "rex", "\n");
    }

    @Test
    void theLogHasClassesAndStackFramesOfTheExceptionAndItsCauses() {
        fail((request, tokens) -> {
            throw new IllegalStateException(SECRET, new IOException(SECRET));
        });

        JsonNode line = Events.json(invocation.lines.get(0));
        assertThat(line.get("level").asText()).isEqualTo("ERROR");
        assertThat(line.get("message").asText()).isNotEmpty();
        assertThat(line.get("trigger").asText()).startsWith("io.cognitoclaims.trigger.Invocation$");
        assertThat(line.get("exception").asText()).isEqualTo("java.lang.IllegalStateException");
        assertThat(line.get("at").get(0).asText()).contains("FailureTest.", "(FailureTest.java:");
        assertThat(line.get("at").size()).isBetween(2, 30);
        assertThat(line.at("/cause/exception").asText()).isEqualTo("java.io.IOException");
        assertThat(line.at("/cause/at").get(0).asText()).contains("(FailureTest.java:");
        assertThat(line.has("reason")).isFalse();
    }

    @Test
    void theLogHasTheReasonIfItIsOneOfThisLibrary() {
        fail((request, tokens) -> tokens.idToken().set(Claim.ofString("sub"), SECRET));

        assertThat(Events.json(invocation.lines.get(0)).get("reason").asText())
                .isEqualTo("claim sub: can't be set in the ID token: Cognito ignores it");
    }

    @Test
    void theLogHasTheReasonIfAClaimCannotEncodeAValue() {
        fail((request, tokens) -> tokens.set(UNENCODABLE, SECRET));

        assertThat(Events.json(invocation.lines.get(0)).get("reason").asText()).startsWith("claim pet: expected ");
    }

    static Stream<Throwable> linkageErrors() {
        return Stream.of(
                new NoClassDefFoundError("com/fasterxml/jackson/databind/Module"),
                new NoClassDefFoundError("Could not initialize class shop.Claims"),
                new NoSuchMethodError("'java.util.List shop.Claims.of(java.lang.String, int[])'"),
                new NoSuchFieldError("CITY"),
                new IllegalAccessError("tried to access private field shop.Claims.CITY"),
                new UnsupportedClassVersionError(
                        "shop/Claims has been compiled by a more recent version of the Java Runtime (class file version"
                                + " 69.0), this version of the Java Runtime only recognizes class file versions up to 61.0"));
    }

    @ParameterizedTest
    @MethodSource("linkageErrors")
    void theLogNamesTheCodeThatIsMissing(Throwable failure) {
        fail((request, tokens) -> throwUnchecked(failure));
        fail((request, tokens) -> {
            throw new IllegalStateException(SECRET, failure);
        });

        assertThat(Events.json(invocation.lines.get(0)).get("reason").asText()).isEqualTo(failure.getMessage());
        assertThat(Events.json(invocation.lines.get(1)).at("/cause/reason").asText())
                .isEqualTo(failure.getMessage());
        assertThat(Events.json(invocation.lines.get(1)).has("reason")).isFalse();
    }

    /** Messages that a program has put there, or may have. */
    static Stream<Throwable> errorsThatMayQuote() {
        return Stream.of(
                new NoClassDefFoundError(SECRET),
                new NoClassDefFoundError("x".repeat(501)),
                new NoClassDefFoundError("one\ntwo"),
                new NoClassDefFoundError(null),
                new LinkageError("shop/Claims"),
                new UnsatisfiedLinkError("no shop in java.library.path"),
                new ExceptionInInitializerError("Exception java.lang.IllegalStateException: shop.Claims"),
                new ClassNotFoundException("shop.Claims"),
                new OwnLinkageError("shop/Claims"));
    }

    @ParameterizedTest
    @MethodSource("errorsThatMayQuote")
    void theLogHasNoMessageThatMayQuoteAValue(Throwable failure) {
        fail((request, tokens) -> throwUnchecked(failure));

        assertThat(Events.json(invocation.lines.get(0)).has("reason")).isFalse();
    }

    @Test
    void theLogStopsAtAFewCauses() {
        Throwable cause = new IllegalStateException("innermost");
        for (int i = 0; i < 100; i++) {
            cause = new IllegalStateException("outer", cause);
        }
        RuntimeException deep = new IllegalStateException("outermost", cause);

        fail((request, tokens) -> {
            throw deep;
        });

        assertThat(Events.json(invocation.lines.get(0)).findValues("exception")).hasSizeLessThan(10);
    }

    @Test
    void aFailureIsLoggedToStandardOutputIfThereIsNoContext() throws IOException {
        PrintStream before = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, UTF_8));
        try {
            assertThatIllegalStateException()
                    .isThrownBy(() -> Invocation.trigger(
                                    (request, tokens) -> tokens.idToken().suppress("sub"))
                            .handleRequest(
                                    new ByteArrayInputStream(Events.V2.getBytes(UTF_8)),
                                    OutputStream.nullOutputStream(),
                                    null))
                    .withMessage(TEXT_FOR_USERS);
        } finally {
            System.setOut(before);
        }
        assertThat(printed.toString(UTF_8)).endsWith("}\n");
        assertThat(Events.json(printed.toString(UTF_8)).get("reason").asText()).startsWith("claim sub: ");
    }

    @Test
    void failuresOfTheVirtualMachineAreLeftToLambda() {
        for (VirtualMachineError broken : List.of(new OutOfMemoryError(), new InternalError())) {
            PreTokenGenerationTrigger trigger = Invocation.trigger((request, tokens) -> {
                throw broken;
            });

            assertThatThrownBy(() -> invocation.answer(trigger, Events.V2)).isSameAs(broken);
        }
        assertThat(invocation.lines).isEmpty();
    }

    @Test
    void theNextEventIsServedAfterAFailure() {
        PreTokenGenerationTrigger trigger = Invocation.trigger((request, tokens) -> {
            if (request.form() == EventForm.V1) {
                throw new IllegalStateException(SECRET);
            }
            tokens.set(Claim.ofString("pet"), "dog");
        });

        assertThatIllegalStateException().isThrownBy(() -> invocation.answer(trigger, Events.V1));
        assertThat(invocation.answer(trigger, Events.V2)).contains("\"pet\":\"dog\"");
    }

    @Test
    void theExceptionOfAnAnswerThatCannotBeWrittenIsPassedOn() {
        OutputStream closed = OutputStream.nullOutputStream();

        assertThatExceptionOfType(IOException.class).isThrownBy(() -> {
            closed.close();
            Invocation.trigger((request, tokens) -> {})
                    .handleRequest(new ByteArrayInputStream(Events.V2.getBytes(UTF_8)), closed, invocation);
        });
        assertThat(invocation.lines).isEmpty();
    }

    private void fail(BiConsumer<TokenRequest, TokenCustomization> customizer) {
        assertThatIllegalStateException()
                .isThrownBy(() -> invocation.answer(Invocation.trigger(customizer), Events.V2))
                .withMessage(TEXT_FOR_USERS);
    }

    private static Arguments failing(String what, BiConsumer<TokenRequest, TokenCustomization> customizer) {
        return Arguments.of(what, customizer);
    }

    private static int recurseWhile(boolean deeper) {
        return deeper ? 1 + recurseWhile(deeper) : 0;
    }

    @SuppressWarnings("unchecked")
    private static <E extends Throwable> void throwUnchecked(Throwable e) throws E {
        throw (E) e;
    }

    private static final class OwnLinkageError extends IncompatibleClassChangeError {
        private static final long serialVersionUID = 1L;

        OwnLinkageError(String message) {
            super(message);
        }
    }

    private static final class Talkative extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @Override
        public String getMessage() {
            return SECRET;
        }

        @Override
        public String getLocalizedMessage() {
            return SECRET;
        }

        @Override
        public String toString() {
            return SECRET;
        }
    }

    static Stream<Arguments> faultyLogs() {
        LambdaLogger broken = new LambdaLogger() {
            @Override
            public void log(String message) {
                throw new IllegalStateException(SECRET);
            }

            @Override
            public void log(byte[] message) {
                throw new IllegalStateException(SECRET);
            }
        };
        return Stream.of(
                Arguments.of("a logger that throws", contextWith(() -> broken)),
                Arguments.of("a context that throws", contextWith(() -> {
                    throw new IllegalStateException(SECRET);
                })),
                Arguments.of("a context without a logger", contextWith(() -> null)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faultyLogs")
    void aFailureTellsTheUserTheSameIfTheLogFails(String what, Context context) {
        assertThatIllegalStateException()
                .isThrownBy(() -> Invocation.trigger((request, tokens) -> {
                            throw new IllegalArgumentException(SECRET);
                        })
                        .handleRequest(
                                new ByteArrayInputStream(Events.V2.getBytes(UTF_8)),
                                new ByteArrayOutputStream(),
                                context))
                .withMessage(TEXT_FOR_USERS)
                .withNoCause();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faultyLogs")
    void theAnswerIsTheSameIfTheLogOfAWarningFails(String what, Context context) throws IOException {
        BiConsumer<TokenRequest, TokenCustomization> customizer =
                (request, tokens) -> tokens.set(Claim.ofString("pet"), "dogs");
        ByteArrayOutputStream answer = new ByteArrayOutputStream();

        Invocation.trigger(customizer)
                .handleRequest(new ByteArrayInputStream(Events.V1.getBytes(UTF_8)), answer, context);

        assertThat(answer.toString(UTF_8)).isEqualTo(Invocation.answer(Events.V1, customizer));
    }

    @Test
    void theLogNamesTheClassOfAnExceptionWhoseMethodsThrow() {
        fail((request, tokens) -> {
            throw new Unreadable();
        });

        assertThat(Events.json(invocation.lines.get(0)).get("exception").asText())
                .isEqualTo(Unreadable.class.getName());
        assertThat(invocation.lines.get(0)).doesNotContain(SECRET);
    }

    private static Context contextWith(Supplier<@Nullable LambdaLogger> logger) {
        return (Context) Proxy.newProxyInstance(
                FailureTest.class.getClassLoader(),
                new Class<?>[] {Context.class},
                (proxy, method, arguments) -> method.getName().equals("getLogger") ? logger.get() : null);
    }

    private static final class Unreadable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @Override
        public String getMessage() {
            throw new IllegalStateException(SECRET);
        }
    }
}
