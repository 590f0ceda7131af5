package io.cognitoclaims.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The annotations of a member hold for JSON that comes as text, too. */
class JsonAsTextTest {
    static final class Role extends StdDeserializer<String> {
        private static final long serialVersionUID = 1L;

        Role() {
            super(String.class);
        }

        @Override
        public String deserialize(JsonParser in, DeserializationContext context) throws IOException {
            return "role:" + in.getText();
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // what is tested
    record Roles(
            @JsonDeserialize(contentUsing = Role.class) String[] array,
            @JsonDeserialize(contentUsing = Role.class) List<String> list) {}

    record Labels(@JsonSetter(contentNulls = Nulls.FAIL) Map<String, String> labels) {}

    static final class Profile {
        public @Nullable String name;
        public @Nullable Boolean admin;
    }

    record Account(
            @JsonIgnoreProperties("admin") Map<String, Object> map,
            @JsonIgnoreProperties("admin") Profile profile) {}

    record Employee(String fullName, @Nullable Employee reportsTo) {}

    @Test
    void theAnnotatedReaderOfElementsIsUsedForJsonAsTextToo() {
        Map<String, Object> text = Map.of("array", "[\"a\"]", "list", "[\"a\"]");
        Map<String, Object> json = Map.of("array", List.of("a"), "list", List.of("a"));
        for (Map<String, Object> claims : List.of(text, json)) {
            Roles roles = Claim.bind(claims, Roles.class);
            assertThat(roles.array()).containsExactly("role:a");
            assertThat(roles.list()).containsExactly("role:a");
        }
    }

    @Test
    void anAnnotationThatForbidsNullHoldsForJsonAsText() {
        assertThat(Claim.bind(Map.of("labels", "{\"a\":\"b\"}"), Labels.class).labels())
                .containsEntry("a", "b");
        assertThatExceptionOfType(ClaimValueException.class)
                .isThrownBy(() -> Claim.bind(Map.of("labels", "{\"a\":null}"), Labels.class));
    }

    @Test
    void membersToBeIgnoredAreIgnoredInJsonAsTextToo() {
        String text = "{\"name\":\"n\",\"admin\":true}";
        Map<String, Object> ignored = Map.of("name", "n", "admin", true);
        for (Object json : List.of(text, ignored)) {
            Account account = Claim.ofJson("c", Account.class).decode(Map.of("map", json, "profile", json));
            assertThat(account.map()).containsOnlyKeys("name");
            assertThat(account.profile().name).isEqualTo("n");
            assertThat(account.profile().admin).isNull();
        }
    }

    @Test
    void aTypeThatHasItselfInItKeepsItsNamesInJsonAsTextToo() {
        Map<String, Object> boss = Map.of("full_name", "b");
        Employee expected = new Employee("a", new Employee("b", null));
        assertThat(Claim.bind(Map.of("full_name", "a", "reports_to", boss), Employee.class))
                .isEqualTo(expected);
        assertThat(Claim.bind(Map.of("full_name", "a", "reports_to", "{\"full_name\":\"b\"}"), Employee.class))
                .isEqualTo(expected);
    }
}
