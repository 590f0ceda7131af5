package io.cognitoclaims.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A type that no value of a claim could be bound to is refused where the claim is declared. */
class JsonDeclarationTest {
    record Address(
            String street, BigDecimal longitude, @Nullable List<Address> others, Map<String, UUID> keys) {}

    record Strict(String name) {
        Strict {
            throw new AssertionError("a declaration makes no value");
        }
    }

    enum Pet {
        DOGS
    }

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
    @JsonSubTypes(@JsonSubTypes.Type(value = Circle.class, name = "circle"))
    interface Shape {}

    record Circle(int radius) implements Shape {}

    static final class Tenant {
        final String id;

        @JsonCreator
        Tenant(String id) {
            this.id = id;
        }

        @JsonValue
        String id() {
            return id;
        }
    }

    /** Can be read only, which is enough for a resource server. */
    static final class ReadOnly {
        @JsonCreator
        ReadOnly(String text) {
            assertThat(text).isNotNull();
        }
    }

    @ParameterizedTest
    @ValueSource(
            classes = {
                Address.class,
                Strict.class,
                Pet.class,
                Shape.class,
                Circle.class,
                Tenant.class,
                ReadOnly.class,
                String.class,
                Boolean.class,
                Long.class,
                UUID.class,
                Object.class,
                Map.class,
                List.class,
                Iterable.class,
                int[].class,
                Instant.class,
                WithTime.class,
                JsonNode.class
            })
    void aDeclarationTakesATypeThatJacksonCanBind(Class<?> type) {
        assertThatCode(() -> Claim.ofJson("c", type)).doesNotThrowAnyException();
    }

    static final class Empty {}

    static final class WithoutConstructor {
        public String name = "";

        WithoutConstructor(int number, int other) {
            name += number + other;
        }
    }

    interface Plain {
        String name();
    }

    abstract static class Unfinished {
        public String name = "";
    }

    record WithTime(String name, Instant since) {}

    record WithOptional(Optional<String> name) {}

    record Outer(Map<String, List<Inner>> inner) {}

    record Inner(Plain plain) {}

    @ParameterizedTest
    @ValueSource(
            classes = {
                Empty.class,
                WithoutConstructor.class,
                Plain.class,
                Unfinished.class,
                WithOptional.class,
                Outer.class,
                Runnable.class
            })
    void aDeclarationRefusesATypeThatJacksonCannotBind(Class<?> type) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Claim.ofJson("c", type))
                .withMessageStartingWith("claim c: Jackson can't bind " + type.getName());
    }

    @ParameterizedTest
    @ValueSource(classes = Outer.class)
    void aRefusedDeclarationSaysWhereInTheTypeTheFaultIs(Class<?> type) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Claim.ofJson("c", type))
                .withMessage("claim c: Jackson can't bind " + type.getName() + ".inner.plain: " + Plain.class.getName()
                        + " is abstract");
    }
}
