package io.cognitoclaims.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** On a class path with this library and nothing else, as a trigger that is packaged without Jackson has it. */
class WithoutJacksonTest {
    private final URLClassLoader alone = new URLClassLoader(
            new URL[] {locationOf(Claim.class), locationOf(WithoutJacksonTest.class)},
            ClassLoader.getPlatformClassLoader());

    @AfterEach
    void close() throws Exception {
        alone.close();
    }

    record Address(String street) {}

    /** All but {@link Claim#ofJson}; runs in the other class loader. */
    static final class Plain {
        static final Claim<String> CITY = Claim.ofString("city");
        static final Claim<Thread.State> STATE = Claim.ofEnum("state", Thread.State.class);

        private Plain() {}

        static String run() {
            return CITY.decode(CITY.encode("Bern"))
                    + STATE.decode("new")
                    + Claim.ofStrings("s").decode("[\"a\"]")
                    + Claim.ofDecimal("d").decode("1.5")
                    + Claim.ofInstant("i").decode(0L)
                    + Claim.ofBoolean("b").decode("true")
                    + Claim.ofLong("l").decode("7")
                    + Claim.ofEnum("e", Thread.State.class, Thread.State.BLOCKED)
                            .decode("another")
                    + Claim.ofString("m").map(String::length, "x"::repeat).decode("four")
                    + Claim.of("o", Object::toString, json -> "own " + json).decode(true);
        }
    }

    /** As in an application: constants of a class. */
    static final class Declared {
        static final Claim<Address> ADDRESS = Claim.ofJson("delivery_address", Address.class);

        private Declared() {}

        static String run() {
            return ADDRESS.name();
        }
    }

    static final class Bound {
        private Bound() {}

        static String run() {
            return Claim.bind(Map.of("street", "a"), Address.class).street();
        }
    }

    @Test
    void bindingAllClaimsWithoutJacksonFailsAndNamesTheLibrary() {
        // Twice: the second time Java says in other words that the class is missing.
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> run(Bound.class))
                    .cause()
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith("Claim.bind to " + Address.class.getName()
                            + " needs com.fasterxml.jackson.core:jackson-databind, and what that depends on")
                    .hasCauseInstanceOf(NoClassDefFoundError.class);
        }
    }

    @Test
    void claimsOfPlainTypesWorkWithoutJackson() throws Exception {
        assertThat(run(Plain.class)).isEqualTo("BernNEW[a]1.51970-01-01T00:00:00Ztrue7BLOCKED4own true");
    }

    @Test
    void aJsonClaimWithoutJacksonFailsWhereItIsDeclaredAndNamesTheLibrary() {
        assertThatThrownBy(() -> run(Declared.class))
                .isInstanceOf(ExceptionInInitializerError.class)
                .cause()
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("claim delivery_address: Claim.ofJson needs"
                        + " com.fasterxml.jackson.core:jackson-databind, and what that depends on, on the class path; ")
                .hasMessageContaining("com/fasterxml/jackson/")
                .hasCauseInstanceOf(NoClassDefFoundError.class);
    }

    private Object run(Class<?> type) throws ReflectiveOperationException {
        Class<?> other = alone.loadClass(type.getName());
        assertThat(other).isNotSameAs(type);
        Method run = other.getDeclaredMethod("run");
        run.setAccessible(true);
        return run.invoke(null);
    }

    private static URL locationOf(Class<?> type) {
        return type.getProtectionDomain().getCodeSource().getLocation();
    }
}
