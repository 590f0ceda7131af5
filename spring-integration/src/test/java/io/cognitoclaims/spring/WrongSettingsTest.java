package io.cognitoclaims.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** A start that ends, with a report that names the property and says what to write. */
@ExtendWith(OutputCaptureExtension.class)
class WrongSettingsTest {
    private static final String POOL = "cognito-claims.user-pools[0].";
    private static final String ID = POOL + "id=us-east-1_EXAMPLE";
    private static final String INSECURE = "cognito-claims.allow-insecure-http";
    private static final String CLIENT = POOL + "client-ids=web";

    private final WebApplicationContextRunner runner = new WebApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(CognitoClaimsAutoConfiguration.class));

    static Stream<Arguments> wrongSettings() {
        return Stream.of(
                wrong("no pool at all", "cognito-claims.user-pools", "client-ids: "),
                wrong("no client", POOL + "client-ids", "ids of the app clients", ID),
                wrong(
                        "a blank client",
                        POOL + "client-ids",
                        "Look for a comma too many.",
                        ID,
                        POOL + "client-ids=web,,app"),
                wrong(
                        "a client that nobody filled in",
                        POOL + "client-ids",
                        "ids of the app clients",
                        ID,
                        POOL + "client-ids=${CLIENT_IDS_THAT_NOBODY_SET}"),
                wrong(
                        "a comma too many",
                        POOL + "client-ids",
                        "Look for a comma too many.",
                        ID,
                        POOL + "client-ids=web,"),
                wrong(
                        "a blank in a client",
                        POOL + "client-ids",
                        "separated by commas",
                        ID,
                        POOL + "client-ids=web mobile"),
                wrong(
                        "clients in quotation marks",
                        POOL + "client-ids",
                        "letters and digits only",
                        ID,
                        POOL + "client-ids=\"web\""),
                wrong(
                        "a semicolon between clients",
                        POOL + "client-ids",
                        "separated by commas",
                        ID,
                        POOL + "client-ids=web;app"),
                wrong(
                        "groups that could pass for scopes",
                        "cognito-claims.authorities.group-prefix",
                        "does not begin like the other one",
                        ID,
                        CLIENT,
                        "cognito-claims.authorities.group-prefix=SCOPE_"),
                wrong(
                        "groups of a longer prefix",
                        "cognito-claims.authorities.group-prefix",
                        "does not begin like the other one",
                        ID,
                        CLIENT,
                        "cognito-claims.authorities.group-prefix=SCOPE_GROUP_"),
                wrong(
                        "groups that could pass for ways to authenticate",
                        "cognito-claims.authorities.group-prefix",
                        "does not begin like",
                        ID,
                        CLIENT,
                        "cognito-claims.authorities.group-prefix=FACTOR_"),
                wrong(
                        "scopes that could pass for ways to authenticate",
                        "cognito-claims.authorities.scope-prefix",
                        "does not begin like",
                        ID,
                        CLIENT,
                        "cognito-claims.authorities.scope-prefix=FACTOR_"),
                wrong(
                        "groups of a pool that could pass for ways to authenticate",
                        POOL + "group-prefix",
                        "does not begin like",
                        ID,
                        CLIENT,
                        POOL + "group-prefix=FACTOR_"),
                wrong(
                        "a blank behind the claim of the name",
                        "cognito-claims.principal-claim",
                        "the name of a claim alone",
                        ID,
                        CLIENT,
                        "cognito-claims.principal-claim=username\u2003"),
                wrong(
                        "a blank behind the claim of authorities",
                        "cognito-claims.authorities.claims[0].name",
                        "the name of a claim",
                        ID,
                        CLIENT,
                        "cognito-claims.authorities.claims[0].name=tier\u2003",
                        "cognito-claims.authorities.claims[0].prefix=TIER_"),
                wrong(
                        "a pool without an index",
                        "cognito-claims.user-pools",
                        "user-pools[0].id",
                        "cognito-claims.user-pools.id=us-east-1_EXAMPLE"),
                wrong(
                        "scopes that could pass for groups",
                        "cognito-claims.authorities.scope-prefix",
                        "does not begin like the other one",
                        ID,
                        CLIENT,
                        "cognito-claims.authorities.scope-prefix=ROLE_"),
                wrong(
                        "keys of another region",
                        POOL + "jwks-uri",
                        "Write an address in us-east-1",
                        ID,
                        CLIENT,
                        POOL + "jwks-uri=https://cognito-idp.us-west-2.amazonaws.com/us-east-1_EXAMPLE/keys"),
                wrong(
                        "keys of another region, from a FIPS endpoint",
                        POOL + "jwks-uri",
                        "replica-regions",
                        ID,
                        CLIENT,
                        POOL + "jwks-uri=https://cognito-idp-fips.us-west-2.amazonaws.com/us-east-1_EXAMPLE/keys"),
                wrong(
                        "keys of another pool",
                        POOL + "jwks-uri",
                        "Write the address of this user pool",
                        ID,
                        CLIENT,
                        POOL + "jwks-uri=https://cognito-idp.us-east-1.amazonaws.com/us-east-1_EXAMPLES/keys"),
                wrong(
                        "an issuer of another region",
                        POOL + "issuer",
                        POOL + "id",
                        CLIENT,
                        POOL + "issuer=https://issuer-cognito-idp.us-west-2.amazonaws.com/us-east-1_EXAMPLE"),
                wrong(
                        "a replica where the pool is",
                        POOL + "replica-regions",
                        "the other regions only",
                        ID,
                        CLIENT,
                        POOL + "replica-regions=us-west-2,us-east-1"),
                wrong("neither id nor issuer", "cognito-claims.user-pools[0]", "id: us-east-1_EXAMPLE", CLIENT),
                wrong("clients apart from the id", "cognito-claims.user-pools[0]", "does not merge lists", CLIENT),
                wrong("an id apart from the clients", POOL + "client-ids", "does not merge lists", ID),
                wrong(
                        "id and issuer",
                        "cognito-claims.user-pools[0]",
                        "Leave out one of them",
                        ID,
                        CLIENT,
                        POOL + "issuer=https://cognito-idp.us-east-1.amazonaws.com/us-east-1_EXAMPLE"),
                wrong("no pool id", POOL + "id", "as the Cognito console shows it", POOL + "id=my-pool", CLIENT),
                wrong("a region in China", POOL + "id", POOL + "issuer", POOL + "id=cn-north-1_EXAMPLE", CLIENT),
                wrong(
                        "an http issuer",
                        POOL + "issuer",
                        "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_EXAMPLE",
                        POOL + "issuer=http://pools.example/us-east-1_EXAMPLE",
                        CLIENT),
                wrong(
                        "an http issuer of an emulator",
                        POOL + "issuer",
                        "write cognito-claims.allow-insecure-http: true",
                        POOL + "issuer=http://cognito:9229/local_x",
                        CLIENT),
                wrong(
                        "http keys of an emulator",
                        POOL + "jwks-uri",
                        "write cognito-claims.allow-insecure-http: true",
                        POOL + "issuer=http://localhost:9229/local_x",
                        CLIENT,
                        POOL + "jwks-uri=http://cognito:9229/keys"),
                wrong(
                        "insecure HTTP and the id of a pool",
                        INSECURE,
                        "Leave out " + INSECURE,
                        ID,
                        CLIENT,
                        INSECURE + "=true"),
                wrong(
                        "insecure HTTP for keys of a pool of AWS",
                        INSECURE,
                        "Leave out " + INSECURE,
                        ID,
                        CLIENT,
                        POOL + "jwks-uri=http://cognito:9229/keys",
                        INSECURE + "=true"),
                wrong(
                        "insecure HTTP and an issuer of AWS",
                        POOL + "issuer",
                        "For a user pool of AWS leave out " + INSECURE,
                        POOL + "issuer=https://cognito-idp.us-east-1.amazonaws.com/us-east-1_EXAMPLE",
                        CLIENT,
                        INSECURE + "=true"),
                wrong(
                        "insecure HTTP and a replica in AWS",
                        POOL + "replica-regions",
                        "us-west-2",
                        POOL + "issuer=http://cognito:9229/local_x",
                        CLIENT,
                        POOL + "replica-regions=us-west-2",
                        INSECURE + "=true"),
                wrong(
                        "an emulator beside a pool of AWS",
                        INSECURE,
                        "Leave out " + INSECURE,
                        POOL + "issuer=http://cognito:9229/local_x",
                        CLIENT,
                        "cognito-claims.user-pools[1].id=us-east-1_EXAMPLE",
                        "cognito-claims.user-pools[1].client-ids=app",
                        INSECURE + "=true"),
                wrong(
                        "an issuer of AWS over insecure HTTP",
                        POOL + "issuer",
                        "For a user pool of AWS leave out " + INSECURE,
                        POOL + "issuer=http://cognito-idp.us-east-1.amazonaws.com/us-east-1_EXAMPLE",
                        CLIENT,
                        INSECURE + "=true"),
                wrong(
                        "an http key address",
                        POOL + "jwks-uri",
                        "https",
                        ID,
                        CLIENT,
                        POOL + "jwks-uri=http://keys.example"),
                wrong("no region", POOL + "replica-regions", "us-west-2", ID, CLIENT, POOL + "replica-regions=Oregon"),
                wrong(
                        "a pool twice",
                        "cognito-claims.user-pools[1]",
                        "once",
                        ID,
                        CLIENT,
                        "cognito-claims.user-pools[1].id=us-east-1_EXAMPLE",
                        "cognito-claims.user-pools[1].client-ids=app"),
                wrong(
                        "a token length that no token has",
                        "cognito-claims.max-token-length",
                        "16384",
                        ID,
                        CLIENT,
                        "cognito-claims.max-token-length=4095"),
                wrong("too much skew", "cognito-claims.clock-skew", "30s", ID, CLIENT, "cognito-claims.clock-skew=6m"),
                wrong(
                        "a resource of ID tokens",
                        "cognito-claims.resources",
                        "leave it out",
                        ID,
                        CLIENT,
                        "cognito-claims.token-use=id",
                        "cognito-claims.resources=https://pets.example"),
                wrong(
                        "a resource that is no address",
                        "cognito-claims.resource-metadata.resource",
                        "https://api.example.com/pets",
                        ID,
                        CLIENT,
                        "cognito-claims.resource-metadata.resource=pets"),
                wrong(
                        "a resource with a fragment",
                        "cognito-claims.resource-metadata.resource",
                        "https://api.example.com/pets",
                        ID,
                        CLIENT,
                        "cognito-claims.resource-metadata.resource=https://api.example.com/#pets"),
                wrong(
                        "a cache of nothing",
                        "cognito-claims.token-cache.max-size",
                        "enabled: false",
                        ID,
                        CLIENT,
                        "cognito-claims.token-cache.max-size=1KB"),
                wrong(
                        "no cooldown",
                        "cognito-claims.keys.cooldown",
                        "10s",
                        ID,
                        CLIENT,
                        "cognito-claims.keys.cooldown=0s"),
                wrong(
                        "key ages in the wrong order",
                        "cognito-claims.keys",
                        "refresh-after is the shortest",
                        ID,
                        CLIENT,
                        "cognito-claims.keys.refresh-after=2h"),
                boots("issuer-uri", "https://pools.example"),
                boots("jwk-set-uri", "https://pools.example/keys"),
                boots("audiences", "web"),
                boots("principal-claim-name", "username", "Write cognito-claims.principal-claim"),
                boots("authorities-claim-name", "roles", "Write cognito-claims.authorities.claims"),
                boots("authorities-claim-delimiter", ",", "Write cognito-claims.authorities.claims"),
                boots("authority-prefix", "TIER_", "Write cognito-claims.authorities.claims"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("wrongSettings")
    void aWrongSettingEndsTheStart(String name, String property, String advice, List<String> settings) {
        runner.withPropertyValues(settings.toArray(String[]::new)).run(context -> {
            Throwable failure = context.getStartupFailure();
            assertThat(failure).isNotNull();
            FailureAnalysis analysis = new WrongSettingAnalyzer().analyze(failure);

            assertThat(analysis).isNotNull();
            assertThat(analysis.getDescription()).startsWith("The property '" + property + "' can't be used: ");
            assertThat(analysis.getAction()).contains(advice);
        });
    }

    @ParameterizedTest
    @CsvSource({
        "cognito-claims.token-use, acess, it must be access or id.",
        "cognito-claims.revocations.when-stale, refuse, it must be accept or unavailable."
    })
    void aWordThatThereIsNotIsReportedWithThoseThatThereAre(
            String property, String value, String advice, CapturedOutput output) {
        assertThatThrownBy(() -> RunningApi.start(Greeter.class, ID, CLIENT, property + "=" + value))
                .isInstanceOf(Exception.class);

        String report = output.getAll().substring(output.getAll().indexOf("APPLICATION FAILED TO START"));
        assertThat(report)
                .contains("The property '" + property + "' can't be used: ", advice)
                .doesNotContain("\"" + value + "\"", "failed to convert", "at org.springframework");
    }

    @Test
    void wordsOfOtherPropertiesAreLeftToBoot(CapturedOutput output) {
        assertThatThrownBy(() -> RunningApi.start(Greeter.class, ID, CLIENT, "server.forward-headers-strategy=some"))
                .isInstanceOf(Exception.class);

        assertThat(output).contains("APPLICATION FAILED TO START", "FRAMEWORK");
    }

    @Test
    void aWrongSettingIsReportedWithoutAStackTrace(CapturedOutput output) {
        assertThatThrownBy(() -> RunningApi.start(Greeter.class, ID))
                .hasRootCauseInstanceOf(WrongSettingException.class);

        assertThat(output)
                .contains("APPLICATION FAILED TO START")
                .contains("The property '" + POOL + "client-ids' can't be used: no app client is given.")
                .contains("Write the ids of the app clients whose tokens this application accepts")
                .doesNotContain("WrongSettingException");
    }

    @Test
    void areNotAddressesOfEmulatorsThatAreAllowed(CapturedOutput output) {
        runner.withPropertyValues(
                        POOL + "issuer=http://cognito:9229/local_x",
                        POOL + "jwks-uri=http://host.docker.internal:9229/keys",
                        CLIENT,
                        INSECURE + "=true")
                .run(context -> assertThat(context).hasNotFailed());

        assertThat(output)
                .containsOnlyOnce(" WARN ")
                .contains(
                        "The user pool of http://cognito:9229/local_x is trusted over insecure HTTP (allow-insecure-http)");
    }

    @Test
    void anAddressThatOnlyLooksUnusualIsNoWrongSetting() {
        runner.withPropertyValues(
                        ID,
                        CLIENT,
                        POOL + "replica-regions=us-west-2",
                        POOL + "jwks-uri=https://cognito-idp.us-west-2.amazonaws.com/us-east-1_EXAMPLE/keys")
                .run(context -> assertThat(context).hasNotFailed());
        runner.withPropertyValues(ID, CLIENT, POOL + "jwks-uri=https://proxy.example/us-west-2_OTHER/keys")
                .run(context -> assertThat(context).hasNotFailed());
    }

    private static Arguments boots(String name, String value) {
        return boots(name, value, "Leave it out");
    }

    private static Arguments boots(String name, String value, String advice) {
        String property = "spring.security.oauth2.resourceserver.jwt." + name;
        return wrong("Boot's " + name, property, advice, ID, CLIENT, property + "=" + value);
    }

    private static Arguments wrong(String name, String property, String advice, String... settings) {
        return Arguments.of(name, property, advice, List.of(settings));
    }
}
