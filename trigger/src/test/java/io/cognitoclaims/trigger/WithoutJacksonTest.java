package io.cognitoclaims.trigger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import io.cognitoclaims.contract.Claim;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Triggers on the class path of a function that was packaged without Jackson. */
class WithoutJacksonTest {
    private final URLClassLoader function = new URLClassLoader(
            Stream.of(PreTokenGenerationTrigger.class, Claim.class, WithoutJacksonTest.class)
                    .map(WithoutJacksonTest::locationOf)
                    .toArray(URL[]::new),
            new LambdaOnly());

    private final Invocation invocation = new Invocation();

    @AfterEach
    void close() throws Exception {
        function.close();
    }

    /** The claims of a shop, as an application declares them. */
    static final class ShopClaims {
        static final Claim<Address> ADDRESS = Claim.ofJson("delivery_address", Address.class);

        record Address(String street) {}

        private ShopClaims() {}
    }

    /** Makes the declaration where the function starts. */
    static final class ReadyTrigger extends PreTokenGenerationTrigger {
        ReadyTrigger() {
            ShopClaims.ADDRESS.encode(new ShopClaims.Address("Bahnhofstrasse 1"));
        }

        @Override
        protected void customize(TokenRequest request, TokenCustomization tokens) {
            tokens.set(ShopClaims.ADDRESS, new ShopClaims.Address("Bahnhofstrasse 1"));
        }
    }

    /** Comes to the declaration with the first event. */
    static final class LateTrigger extends PreTokenGenerationTrigger {
        @Override
        protected void customize(TokenRequest request, TokenCustomization tokens) {
            tokens.set(ShopClaims.ADDRESS, new ShopClaims.Address("Bahnhofstrasse 1"));
        }
    }

    static final class PlainTrigger extends PreTokenGenerationTrigger {
        @Override
        protected void customize(TokenRequest request, TokenCustomization tokens) {
            tokens.set(Claim.ofString("city"), "Bern");
        }
    }

    @Test
    void aTriggerThatDeclaresAJsonClaimAtTheStartDoesNotStartWithoutJackson() {
        assertThatThrownBy(() -> start(ReadyTrigger.class))
                .isInstanceOf(ExceptionInInitializerError.class)
                .cause()
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("claim delivery_address")
                .hasMessageContaining("com.fasterxml.jackson.core:jackson-databind");
    }

    @Test
    void aJsonClaimThatIsDeclaredLaterWithoutJacksonNamesTheMissingClassInTheLog() throws Throwable {
        RequestStreamHandler late = start(LateTrigger.class);

        for (int i = 0; i < 2; i++) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> answer(late))
                    .withMessage("the tokens could not be prepared");
        }

        assertThat(Events.json(invocation.lines.get(0))
                        .at("/cause/cause/reason")
                        .asText())
                .startsWith("com/fasterxml/jackson/");
        assertThat(Events.json(invocation.lines.get(1)).get("reason").asText())
                .isEqualTo("Could not initialize class " + ShopClaims.class.getName());
    }

    @Test
    void aTriggerWithPlainClaimsRunsWithoutJackson() throws Throwable {
        assertThat(answer(start(PlainTrigger.class))).contains("\"city\":\"Bern\"");
    }

    private String answer(RequestStreamHandler trigger) throws Exception {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        trigger.handleRequest(new ByteArrayInputStream(Events.V2.getBytes(UTF_8)), answer, invocation);
        return answer.toString(UTF_8);
    }

    private RequestStreamHandler start(Class<?> trigger) throws Throwable {
        Class<?> deployed = function.loadClass(trigger.getName());
        assertThat(deployed).isNotSameAs(trigger);
        Constructor<?> constructor = deployed.getDeclaredConstructor();
        constructor.setAccessible(true);
        try {
            return (RequestStreamHandler) constructor.newInstance();
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static URL locationOf(Class<?> type) {
        return type.getProtectionDomain().getCodeSource().getLocation();
    }

    /** What Lambda has on its side: its own interface and the Java platform. */
    private static final class LambdaOnly extends ClassLoader {
        LambdaOnly() {
            super(ClassLoader.getPlatformClassLoader());
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            if (name.startsWith("com.amazonaws.services.lambda.runtime.")) {
                return WithoutJacksonTest.class.getClassLoader().loadClass(name);
            }
            throw new ClassNotFoundException(name);
        }
    }
}
