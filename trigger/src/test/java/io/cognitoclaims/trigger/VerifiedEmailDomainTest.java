package io.cognitoclaims.trigger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class VerifiedEmailDomainTest {
    private static final String LABEL = "a".repeat(63);

    static Stream<Arguments> addresses() {
        return Stream.of(
                arguments("rex@amazon.com", "amazon.com"),
                arguments("Jeff@AMAZON.COM", "amazon.com"),
                arguments("rex.o'hara+dogs=1@amazon.com", "amazon.com"),
                arguments("jörg@amazon.com", "amazon.com"),
                arguments("पशु@amazon.com", "amazon.com"),
                arguments("\"a@b\"@amazon.com", "amazon.com"),
                arguments("\"a\\\"@evil.example b\"@amazon.com", "amazon.com"),
                arguments("\"\"@amazon.com", "amazon.com"),
                arguments("rex@amazon.com.evil.example", "amazon.com.evil.example"),
                arguments("rex@notamazon.com", "notamazon.com"),
                arguments("rex@mail.amazon.com", "mail.amazon.com"),
                arguments("rex@TITLE.example", "title.example"),
                arguments("rex@XN--ZRICH-KVA.example", "xn--zrich-kva.example"),
                arguments("rex@a-1.b", "a-1.b"),
                arguments("rex@localhost", "localhost"),
                arguments("r@" + LABEL + ".example", LABEL + ".example"),
                arguments("r@" + (LABEL + ".").repeat(3) + "a".repeat(60), (LABEL + ".").repeat(3) + "a".repeat(60)));
    }

    @ParameterizedTest(name = "{0} is at {1}")
    @MethodSource("addresses")
    void theVerifiedEmailDomainIsWhatFollowsTheLastAtInLowerCase(String email, String domain) {
        assertThat(Invocation.request(Events.withAttribute(Events.V2, "email", email))
                        .verifiedEmailDomain())
                .hasValue(domain);
    }

    @Test
    void theVerifiedEmailDomainDoesNotDependOnTheLanguageOfTheMachine() {
        java.util.Locale before = java.util.Locale.getDefault();
        java.util.Locale.setDefault(java.util.Locale.forLanguageTag("tr"));
        try {
            assertThat(Invocation.request(Events.withAttribute(Events.V2, "email", "a@TITLE.example"))
                            .verifiedEmailDomain())
                    .hasValue("title.example");
        } finally {
            java.util.Locale.setDefault(before);
        }
    }

    static Stream<String> textsThatAreNoAddresses() {
        return Stream.of(
                "",
                "rex",
                "rex@",
                "amazon.com",
                "@",
                "@amazon.com",
                ".eve@amazon.com",
                "eve.@amazon.com",
                "eve..rex@amazon.com",
                ".@amazon.com",
                // Unicode's lower case of these is that of bank, bikini and fuss.example.
                "eve@ban\u212a.example",
                "eve@b\u0130kini.example",
                "eve@bıkini.example",
                "eve@fuſs.example",
                "eve@zürich.example",
                "eve@amazon\uff0ecom",
                "eve@ａｍａｚｏｎ.com",
                "eve@amazon\u3002com",
                "eve@evil.example\uff20amazon.com",
                "eve\uff20evil.example@amazon.com",
                "eve@amazon.com.",
                "eve@amazon.com..",
                "eve@.amazon.com",
                "eve@amazon..com",
                "eve@.",
                "eve@-amazon.com",
                "eve@amazon-.com",
                "eve@amazon_web.com",
                "eve@[127.0.0.1]",
                "eve@[amazon.com]",
                "eve@" + LABEL + "a.example",
                "rr@" + (LABEL + ".").repeat(3) + "a".repeat(60),
                "r".repeat(5_000) + "@amazon.com",
                "\"" + "\\r".repeat(50_000) + "\"@amazon.com",
                "rex@amazon.com@evil.example",
                "rex@evil.example@amazon.com",
                "\"rex@evil.example@amazon.com",
                "\"rex\"@evil.example@amazon.com",
                "\"rex\"\"@amazon.com",
                "\"rex\\\"@amazon.com",
                "\"rex\n\"@amazon.com",
                "<rex@evil.example>@amazon.com",
                "rex(@evil.example)@amazon.com",
                "rex,eve@amazon.com",
                "Rex <rex@amazon.com>",
                " rex@amazon.com",
                "rex @amazon.com",
                "rex@ amazon.com",
                "rex@amazon.com ",
                "rex@amazon.com\n",
                "rex@amazon.com\r\n.evil.example",
                "rex@amazon.com\u0000",
                "rex\u0000@amazon.com",
                "rex\u00a0@amazon.com",
                "rex\u200b@amazon.com",
                "rex\ud83d\ude00@amazon.com",
                "rex@amazon\u00ad.com",
                "rex@\u200bamazon.com");
    }

    @ParameterizedTest(name = "\"{0}\"")
    @MethodSource("textsThatAreNoAddresses")
    void aTextThatIsNoAddressHasNoVerifiedEmailDomain(String email) {
        assertThat(Invocation.request(Events.withAttribute(Events.V2, "email", email))
                        .verifiedEmailDomain())
                .isEmpty();
    }

    @ParameterizedTest(name = "email_verified is \"{0}\"")
    @ValueSource(strings = {"false", "", "TRUE", "True", " true", "1", "yes"})
    void anUnverifiedAddressHasNoVerifiedEmailDomain(String verified) {
        assertThat(Invocation.request(Events.withAttribute(Events.V2, "email_verified", verified))
                        .verifiedEmailDomain())
                .isEmpty();
    }

    @ParameterizedTest(name = "without {0}")
    @ValueSource(strings = {"email", "email_verified"})
    void aUserWithoutOneOfTheEmailAttributesHasNoVerifiedEmailDomain(String attribute) {
        String event =
                Events.with(Events.V2, json -> ((ObjectNode) json.at("/request/userAttributes")).remove(attribute));

        assertThat(Invocation.request(event).verifiedEmailDomain()).isEmpty();
    }

    @ParameterizedTest(name = "email_verified is {0}")
    @CsvSource({"true, dogs.example", "false,", "1,", "null,", "[true],", "{},"})
    void theBooleanTrueVerifiesAnAddressAsTheTextDoes(String json, @Nullable String domain) {
        String event = Events.with(
                Events.V2,
                root -> ((ObjectNode) root.at("/request/userAttributes")).set("email_verified", Events.json(json)));

        assertThat(Invocation.request(event).verifiedEmailDomain()).isEqualTo(Optional.ofNullable(domain));
    }

    @Test
    void aMachineHasNoVerifiedEmailDomain() {
        assertThat(Invocation.request(Events.MACHINE).verifiedEmailDomain()).isEmpty();
        assertThat(Invocation.request(Events.SPARSE_MACHINE).verifiedEmailDomain())
                .isEmpty();
    }
}
