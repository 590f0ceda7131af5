package io.cognitoclaims.trigger;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VerifiedEmailDomainTest {
    @ParameterizedTest(name = "{0} is at {1}")
    @CsvSource({
        "rex@amazon.com, amazon.com",
        "Jeff@AMAZON.COM, amazon.com",
        "'\"a@b\"@amazon.com', amazon.com",
        "rex@amazon.com@evil.example, evil.example",
        "rex@evil.example@amazon.com, amazon.com",
        "rex@amazon.com.evil.example, amazon.com.evil.example",
        "rex@notamazon.com, notamazon.com",
        "rex@mail.amazon.com, mail.amazon.com",
        "rex@amazon.com., amazon.com.",
        "'rex@amazon.com ', 'amazon.com '",
        "rex@TITLE.example, title.example",
        "@amazon.com, amazon.com",
    })
    void isWhatFollowsTheLastAtInLowerCase(String email, String domain) {
        assertThat(Invocation.request(Events.withAttribute(Events.V2, "email", email))
                        .verifiedEmailDomain())
                .hasValue(domain);
    }

    @Test
    void doesNotDependOnTheLanguageOfTheMachine() {
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

    @ParameterizedTest(name = "\"{0}\"")
    @ValueSource(strings = {"", "rex", "rex@", "amazon.com", "@"})
    void isEmptyWithoutADomain(String email) {
        assertThat(Invocation.request(Events.withAttribute(Events.V2, "email", email))
                        .verifiedEmailDomain())
                .isEmpty();
    }

    @ParameterizedTest(name = "email_verified is \"{0}\"")
    @ValueSource(strings = {"false", "", "TRUE", "True", " true", "1", "yes"})
    void isEmptyUnlessTheAddressIsVerified(String verified) {
        assertThat(Invocation.request(Events.withAttribute(Events.V2, "email_verified", verified))
                        .verifiedEmailDomain())
                .isEmpty();
    }

    @ParameterizedTest(name = "without {0}")
    @ValueSource(strings = {"email", "email_verified"})
    void isEmptyWithoutTheAttribute(String attribute) {
        String event =
                Events.with(Events.V2, json -> ((ObjectNode) json.at("/request/userAttributes")).remove(attribute));

        assertThat(Invocation.request(event).verifiedEmailDomain()).isEmpty();
    }

    @Test
    void isEmptyForAMachine() {
        assertThat(Invocation.request(Events.MACHINE).verifiedEmailDomain()).isEmpty();
        assertThat(Invocation.request(Events.SPARSE_MACHINE).verifiedEmailDomain())
                .isEmpty();
    }
}
