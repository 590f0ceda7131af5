package io.cognitoclaims.samples.trigger;

import static io.cognitoclaims.samples.petclaims.PetClaims.PET_PREFERENCE;
import static io.cognitoclaims.samples.petclaims.PetPreference.CATS;
import static io.cognitoclaims.samples.petclaims.PetPreference.DOGS;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.cognitoclaims.core.AccessToken;
import io.cognitoclaims.core.CognitoVerifier;
import io.cognitoclaims.core.IdToken;
import io.cognitoclaims.core.UserPool;
import io.cognitoclaims.samples.petclaims.PetPreference;
import io.cognitoclaims.testing.TestEvent;
import io.cognitoclaims.testing.TestUserPool;
import io.cognitoclaims.testing.TriggerResult;
import io.cognitoclaims.testing.TriggerTester;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PetPreferenceTriggerTest {
    private static TestUserPool pool;

    private final TriggerTester trigger = TriggerTester.of(new PetPreferenceTrigger());

    @BeforeAll
    static void startPool() {
        pool = TestUserPool.create();
    }

    @AfterAll
    static void stopPool() {
        pool.close();
    }

    @ParameterizedTest(name = "{0} gets {1}")
    @CsvSource({
        "rex@amazon.com, DOGS",
        "Jeff@Amazon.COM, DOGS",
        "'\"rex@home\"@amazon.com', DOGS",
        "rex@dogs.example, CATS",
        "rex@notamazon.com, CATS",
        "rex@amazon.com.evil.example, CATS",
        "rex@mail.amazon.com, CATS",
        "rex@amazon.co, CATS",
    })
    void theTriggerWritesThePreferenceOfTheDomainIntoBothTokens(String email, PetPreference preference) {
        TriggerResult result = trigger.run(TestEvent.version2().attribute("email", email));

        assertThat(result.idToken(PET_PREFERENCE)).hasValue(preference);
        assertThat(result.accessToken(PET_PREFERENCE)).hasValue(preference);
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"rex@amazon.com@evil.example", "rex@amazon.com.", "rex@", "@amazon.com", "amazon.com"})
    void theTriggerWritesNoPreferenceForWhatIsNoAddress(String email) {
        TriggerResult result = trigger.run(TestEvent.version2().attribute("email", email));

        assertThat(result.idToken(PET_PREFERENCE)).isEmpty();
        assertThat(result.accessToken(PET_PREFERENCE)).isEmpty();
    }

    @Test
    void whoVerifiesTheTokensReadsThePreference() {
        TriggerResult result = trigger.run(TestEvent.version2().attribute("email", "rex@amazon.com"));
        UserPool userPool = UserPool.fromIssuer(pool.issuer());
        IdToken idToken = CognitoVerifier.idTokens(userPool, Set.of(pool.clientId()))
                .build()
                .verify(result.idToken(pool).sign());
        AccessToken accessToken = CognitoVerifier.accessTokens(userPool, Set.of(pool.clientId()))
                .requireScopes("openid")
                .build()
                .verify(result.accessToken(pool).sign());

        assertThat(idToken.get(PET_PREFERENCE)).hasValue(DOGS);
        assertThat(idToken.email()).hasValue("rex@amazon.com");
        assertThat(accessToken.get(PET_PREFERENCE)).hasValue(DOGS);
        assertThat(accessToken.subject()).isEqualTo(idToken.subject());
    }

    @Test
    void theTriggerWritesIntoTheIdTokenOnlyInAnEventOfVersion1AndSaysSo() {
        TriggerResult result = trigger.run(TestEvent.version1());

        assertThat(result.idToken(PET_PREFERENCE)).hasValue(CATS);
        assertThat(result.accessToken(PET_PREFERENCE)).isEmpty();
        assertThat(result.log()).singleElement().asString().contains("\"claims\":[\"pet_preference\"]");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"email", "email_verified"})
    void theTriggerLeavesTheClaimOutWithoutAnAddressOrItsVerification(String missing) {
        assertThatNothingIsAdded(TestEvent.version2().withoutAttribute(missing));
    }

    @ParameterizedTest(name = "email_verified is \"{0}\"")
    @ValueSource(strings = {"false", "", "TRUE"})
    void theTriggerLeavesTheClaimOutIfTheAddressIsNotVerified(String verified) {
        assertThatNothingIsAdded(TestEvent.version2().attribute("email_verified", verified));
    }

    @Test
    void theTriggerWritesNoPreferenceIntoTokensOfMachines() {
        assertThat(trigger.run(TestEvent.machine()).accessToken(PET_PREFERENCE)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "v1-authentication.json, 1",
        "v2-hosted-auth.json, 2",
        "v2-doc-odd-shapes.json, 2",
    })
    void theTriggerReadsRecordedEvents(String file, int version) throws IOException {
        TriggerResult result = trigger.run(TestEvent.fromJson(text(file)));

        assertThat(result.idToken(PET_PREFERENCE)).hasValue(CATS);
        assertThat(result.accessToken(PET_PREFERENCE).isPresent()).isEqualTo(version > 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"v3-client-credentials.json", "v3-client-credentials-sparse.json"})
    void theTriggerReadsRecordedEventsOfMachines(String file) throws IOException {
        TriggerResult result = trigger.run(TestEvent.fromJson(text(file)));

        assertThat(result.accessToken(PET_PREFERENCE)).isEmpty();
        assertThat(result.scopes()).containsExactly("pets/read");
    }

    private void assertThatNothingIsAdded(TestEvent event) {
        TriggerResult result = trigger.run(event);

        assertThat(result.idToken(PET_PREFERENCE)).isEmpty();
        assertThat(result.accessToken(PET_PREFERENCE)).isEmpty();
    }

    private static String text(String file) throws IOException {
        try (InputStream in = PetPreferenceTriggerTest.class.getResourceAsStream("/events/" + file)) {
            return new String(Objects.requireNonNull(in, file).readAllBytes(), UTF_8);
        }
    }
}
