package io.cognitoclaims.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import java.time.Duration;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UserPoolTest {
    @Test
    void aUserPoolTrustsBothOfItsIssuers() {
        UserPool pool = UserPool.of("us-east-1_EXAMPLE");

        assertThat(pool.issuers())
                .containsExactly(
                        issuer("https://cognito-idp.us-east-1.amazonaws.com/us-east-1_EXAMPLE"),
                        issuer("https://issuer-cognito-idp.us-east-1.amazonaws.com/us-east-1_EXAMPLE"));
        assertThat(pool.issuer()).hasToString("https://cognito-idp.us-east-1.amazonaws.com/us-east-1_EXAMPLE");
        assertThat(pool.id()).isEqualTo("us-east-1_EXAMPLE");
    }

    @Test
    void aUserPoolTrustsReplicasWhenTold() {
        UserPool pool = UserPool.of("us-east-1_EXAMPLE").withReplicaRegions(Set.of("us-west-2", "us-east-1"));

        assertThat(pool.issuers())
                .hasSize(3)
                .contains(issuer("https://cognito-idp.us-west-2.amazonaws.com/us-east-1_EXAMPLE"));
    }

    @Test
    void aUserPoolTakesKeysFromAnotherAddressWhenTold() {
        URI keys = URI.create("https://proxy.example/keys.json");

        assertThat(UserPool.of("us-east-1_EXAMPLE").withJwksUri(keys).issuers())
                .extracting(Issuer::jwksUri)
                .containsExactly(keys, keys);
    }

    @Test
    void aUserPoolTakesKeysFromAnotherAddressForReplicasTooInEitherOrder() {
        URI keys = URI.create("https://proxy.example/keys.json");
        UserPool pool = UserPool.of("us-east-1_EXAMPLE");
        Set<String> regions = Set.of("us-west-2", "us-east-1");

        assertThat(pool.withJwksUri(keys).withReplicaRegions(regions))
                .isEqualTo(pool.withReplicaRegions(regions).withJwksUri(keys));
        assertThat(pool.withJwksUri(keys).withReplicaRegions(regions).issuers())
                .hasSize(3)
                .allMatch(issuer -> issuer.jwksUri().equals(keys));
    }

    @Test
    void aBuilderStaysAsItWasWhenItRefusesAPool() {
        UserPool pool = UserPool.of("us-east-1_EXAMPLE");
        CognitoVerifierBuilder<AccessToken> builder = CognitoVerifier.accessTokens(pool, Set.of("a"));

        assertThatIllegalArgumentException().isThrownBy(() -> builder.alsoFrom(pool, Set.of("b")));

        assertThat(builder.pools()).containsExactly(AcceptedPool.of(pool, Set.of("a")));
    }

    @Test
    void aUserPoolTrustsExactlyTheIssuerThatItIsGiven() {
        UserPool pool = UserPool.fromIssuer("http://localhost:9000/us-east-1_LocalPool");

        assertThat(pool.issuers()).containsExactly(issuer("http://localhost:9000/us-east-1_LocalPool"));
        assertThat(pool.id()).isEqualTo("us-east-1_LocalPool");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "us-east-1_a",
                "us-gov-west-1_AbC123",
                "ap-southeast-12_9",
                "mx-central-1_EXAMPLE",
                "il-central-1_X"
            })
    void aPoolIdOfAnyRegionIsTaken(String id) {
        assertThat(UserPool.of(id).id()).isEqualTo(id);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "_",
                "us-east-1",
                "us-east-1_",
                "_EXAMPLE",
                "EXAMPLE",
                "us-east-1_EX-AMPLE",
                "us-east-1_EX_AMPLE",
                "us-east-1_EXÄMPLE",
                "us-east_EXAMPLE",
                "us-east-1 _EXAMPLE",
                "US-EAST-1_EXAMPLE",
                "us--1_EXAMPLE",
                "us-east-1.evil.example/_EXAMPLE",
                "us-east-1_EXAMPLE\n",
                "us-east-1_abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvw",
                "cn-north-1_EXAMPLE",
                "eusc-de-east-1_EXAMPLE",
                "us-iso-east-1_EXAMPLE"
            })
    void whatIsNoPoolIdOfAKnownPartitionIsRefused(String id) {
        assertThatIllegalArgumentException().isThrownBy(() -> UserPool.of(id)).withMessageStartingWith("userPoolId: ");
    }

    @Test
    void aPoolIdEndsInLettersAndDigitsOfAscii() {
        for (char c = 0; c < 0x180; c++) {
            String id = "us-east-1_A" + c + "b";

            if (String.valueOf(c).matches("[A-Za-z0-9]")) {
                assertThat(UserPool.of(id).id()).isEqualTo(id);
            } else {
                assertThatIllegalArgumentException()
                        .as("U+%04x", (int) c)
                        .isThrownBy(() -> UserPool.of(id))
                        .withMessageStartingWith("userPoolId: ");
            }
        }
    }

    @Test
    void aRegionIsWordsOfSmallLettersAndANumber() {
        for (char c = 0; c < 0x180; c++) {
            String word = "xx-harb" + c + "ur-1";
            String number = "xx-harbour-1" + c;

            assertRegion(word, String.valueOf(c).matches("[a-z-]"));
            assertRegion(number, String.valueOf(c).matches("[0-9]"));
        }
    }

    private static void assertRegion(String region, boolean expected) {
        UserPool pool = UserPool.of("us-east-1_EXAMPLE");
        if (expected) {
            assertThat(UserPool.of(region + "_EXAMPLE").issuer())
                    .isEqualTo("https://cognito-idp." + region + ".amazonaws.com/" + region + "_EXAMPLE");
            assertThat(pool.withReplicaRegions(Set.of(region)).issuers()).hasSize(3);
        } else {
            assertThatIllegalArgumentException()
                    .as(region)
                    .isThrownBy(() -> UserPool.of(region + "_EXAMPLE"))
                    .withMessageStartingWith("userPoolId: ");
            assertThatIllegalArgumentException()
                    .as(region)
                    .isThrownBy(() -> pool.withReplicaRegions(Set.of(region)))
                    .withMessageStartingWith("replicaRegions: ");
        }
    }

    @Test
    void aPoolIdHas55CharactersAtMost() {
        String longest = "us-east-1_" + "a".repeat(45);

        assertThat(UserPool.of(longest).id()).isEqualTo(longest);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> UserPool.of(longest + "a"))
                .withMessageStartingWith("userPoolId: ");
    }

    @Test
    void anIssuerBelowAUrlIsOneMoreSegmentOfPlainCharacters() {
        String url = "https://pools.example/";
        for (char c = 0; c < 0x180; c++) {
            assertThat(IssuersBelow.of(url, false).contain(url + "a" + c + "b"))
                    .as("U+%04x", (int) c)
                    .isEqualTo(String.valueOf(c).matches("[A-Za-z0-9_-]"));
        }
        assertThat(IssuersBelow.of(url, false).contain(url)).isFalse();
        assertThat(IssuersBelow.of(url, false).contain(url + "a")).isTrue();
        assertThat(IssuersBelow.of(url, false).contain(url + "a".repeat(128))).isTrue();
        assertThat(IssuersBelow.of(url, false).contain(url + "a".repeat(129))).isFalse();
        assertThat(IssuersBelow.of(url, false).contain("https://other.example/abc"))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1/us-east-1_EXAMPLE",
                "http://127.0.0.9:8080/us-east-1_EXAMPLE",
                "http://127.9.8.0/us-east-1_EXAMPLE",
                "http://localhost/us-east-1_EXAMPLE",
                "http://[::1]/us-east-1_EXAMPLE",
                "HTTP://localhost/us-east-1_EXAMPLE",
                "https://host.example/us-east-1_EXAMPLE"
            })
    void aPlainHttpIssuerMayBeOnAnyLoopbackAddress(String issuer) {
        assertThat(UserPool.fromIssuer(issuer).issuer()).isEqualTo(issuer);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://126.0.0.1/us-east-1_EXAMPLE",
                "http://128.0.0.1/us-east-1_EXAMPLE",
                "http://127.0.0.a/us-east-1_EXAMPLE",
                "http://127.0.0.z9/us-east-1_EXAMPLE",
                "http://127.0.0.a-1/us-east-1_EXAMPLE"
            })
    void aHostThatOnlyLooksLikeALoopbackAddressNeedsHttps(String issuer) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> UserPool.fromIssuer(issuer))
                .withMessageStartingWith(
                        "issuer: must be an https address, or http on a loopback address, was " + issuer);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://cognito-idp.us-east-1.amazonaws.com/us-east-1_EXAMPLE",
                "http://127.0.0.1.evil.example/us-east-1_EXAMPLE",
                "http://localhost.evil.example/us-east-1_EXAMPLE",
                "ftp://localhost/us-east-1_EXAMPLE",
                "us-east-1_EXAMPLE",
                "//localhost/us-east-1_EXAMPLE",
                "https:///us-east-1_EXAMPLE",
                "https://me@host.example/us-east-1_EXAMPLE",
                "https://host.example/us-east-1_EXAMPLE#x",
                "https://host.example/us-east-1_EXAMPLE?x",
                "https://host.example/us-east-1_EXAMPLE/",
                "https://host.example",
                "https://host.example/"
            })
    void anIssuerThatIsNoSafeAddressIsRefused(String issuer) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> UserPool.fromIssuer(issuer))
                .withMessageStartingWith("issuer: ");
    }

    @Test
    void keysOverPlainHttpAreRefusedExceptOnLoopback() {
        UserPool pool = UserPool.of("us-east-1_EXAMPLE");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> pool.withJwksUri(URI.create("http://proxy.example/keys")))
                .withMessageStartingWith("jwksUri: ");
        assertThat(pool.withJwksUri(URI.create("http://127.0.0.1:8080/keys"))).isNotEqualTo(pool);
        assertThat(pool.withJwksUri(URI.create("http://[::1]:8080/keys"))).isNotNull();
    }

    @Test
    void aRefusalNamesTheSettingThatIsWrong() {
        assertRefused("replicaRegions", b -> UserPool.of("us-east-1_EXAMPLE").withReplicaRegions(Set.of("moon")));
        assertRefused("clientIds", b -> CognitoVerifier.accessTokens(UserPool.of("us-east-1_EXAMPLE"), Set.of()));
        assertRefused("clientIds", b -> CognitoVerifier.idTokens(UserPool.of("us-east-1_EXAMPLE"), Set.of(" ")));
        assertRefused("userPool", b -> b.alsoFrom(UserPool.of("us-east-1_EXAMPLE"), Set.of("b")));
        assertRefused("clockSkew", b -> b.clockSkew(Duration.ofSeconds(-1)));
        assertRefused("clockSkew", b -> b.clockSkew(Duration.ofMinutes(5).plusMillis(1)));
        assertRefused("requireScopes", b -> b.requireScopes());
        assertRefused("requireGroups", b -> b.requireGroups("a", " "));
        assertRefused("requireScopes", b -> b.requireScopes("a b"));
        assertRefused(
                "acceptResources, requireAnyResource",
                b -> b.acceptResources("a").requireAnyResource("b").build());
        assertRefused("replicaRegions", b -> UserPool.of("us-east-1_EXAMPLE").withReplicaRegions(Set.of("cn-north-1")));
        assertRefused("maxSignInAge", b -> b.maxSignInAge(Duration.ofDays(3651)));
        assertRefused(
                "cooldown",
                b -> JwksCache.builder().refreshAfter(Duration.ofSeconds(9)).build());
        assertRefused("maxSignInAge", b -> b.maxSignInAge(Duration.ZERO));
        assertRefused("tokenCacheBytes", b -> b.tokenCacheBytes(65_535));
        assertRefused("fetchTimeout", b -> JwksCache.builder().fetchTimeout(Duration.ZERO));
        assertRefused("cooldown", b -> JwksCache.builder().cooldown(Duration.ofMillis(999)));
        assertRefused(
                "cooldown, refreshAfter",
                b -> JwksCache.builder().maxAge(Duration.ofMinutes(9)).build());
        assertRefused(
                "cooldown, refreshAfter",
                b -> JwksCache.builder().staleLimit(Duration.ofMinutes(59)).build());
        assertRefused("jwks", b -> JwksCache.create().preload(UserPool.of("us-east-1_EXAMPLE"), "{\"keys\":[]}"));
    }

    private static void assertRefused(String setting, Consumer<CognitoVerifierBuilder<AccessToken>> call) {
        CognitoVerifierBuilder<AccessToken> builder =
                CognitoVerifier.accessTokens(UserPool.of("us-east-1_EXAMPLE"), Set.of("a"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> call.accept(builder))
                .withMessageStartingWith(setting);
    }

    private static Issuer issuer(String value) {
        return new Issuer(value, URI.create(value + "/.well-known/jwks.json"));
    }
}
