package io.cognitoclaims.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written in place of a pool's id is named, with what to write instead. */
class UserPoolSlipTest {
    static Stream<Arguments> slips() {
        String issuer = "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_EXAMPLE";
        return Stream.of(
                slip("", "is empty"),
                slip(" \t", "is empty"),
                slip("us-east-1_EXAMPLE/", "ends with a slash; write us-east-1_EXAMPLE"),
                slip(
                        " us-east-1_EXAMPLE",
                        "has spaces, quotation marks or punctuation around it; write us-east-1_EXAMPLE"),
                slip(
                        "us-east-1_EXAMPLE\n",
                        "has spaces, quotation marks or punctuation around it; write us-east-1_EXAMPLE"),
                slip(
                        "\"us-east-1_EXAMPLE\"",
                        "has spaces, quotation marks or punctuation around it; write us-east-1_EXAMPLE"),
                slip(
                        "'us-east-1_EXAMPLE'",
                        "has spaces, quotation marks or punctuation around it; write us-east-1_EXAMPLE"),
                slip(
                        "\u201cus-east-1_EXAMPLE\u201d",
                        "has spaces, quotation marks or punctuation around it; write us-east-1_EXAMPLE"),
                slip(
                        "us-east-1_EXAMPLE,",
                        "has spaces, quotation marks or punctuation around it; write us-east-1_EXAMPLE"),
                slip("<user pool id>", "has spaces, quotation marks or punctuation around it"),
                slip("${USER_POOL_ID}", "is a placeholder that was not replaced"),
                slip(
                        "arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_EXAMPLE",
                        "is an ARN; write the part after userpool/, us-east-1_EXAMPLE"),
                slip(
                        issuer,
                        "is the pool's issuer; write the id in it, us-east-1_EXAMPLE, or give the address to UserPool.fromIssuer"),
                slip(
                        issuer.substring(8),
                        "is the pool's issuer; write the id in it, us-east-1_EXAMPLE, or give the address to UserPool.fromIssuer"),
                slip(
                        issuer.replace("cognito-idp", "issuer-cognito-idp"),
                        "is the pool's issuer; write the id in it, us-east-1_EXAMPLE, or give the address to UserPool.fromIssuer"),
                slip(
                        issuer + "/.well-known/jwks.json",
                        "is the address of the pool's keys; write the id in it, us-east-1_EXAMPLE"),
                slip(
                        issuer + "/.well-known/openid-configuration",
                        "is the address of the pool's discovery document; write the id in it, us-east-1_EXAMPLE"),
                slip(
                        "https://pets.auth.us-east-1.amazoncognito.com",
                        "is the domain of the pool's sign-in pages, which does not hold the id. The console shows it as User pool ID"),
                slip(
                        "pets.auth.us-east-1.amazoncognito.com/login?client_id=x",
                        "is the domain of the pool's sign-in pages, which does not hold the id. The console shows it as User pool ID"),
                slip(
                        "https://us-east-1.console.aws.amazon.com/cognito/v2/idp/user-pools/us-east-1_EXAMPLE/info",
                        "is a page of the console; write the id in it, us-east-1_EXAMPLE"),
                slip(
                        "auth.example.com",
                        "is a path or a host name; write the id, such as us-east-1_EXAMPLE. The console shows it as User pool ID"),
                slip(
                        "55pb79dl8gm0i1ho9hdre91r3k",
                        "looks like the id of an app client; write the user pool's, and this one as a client id. The console shows it as User pool ID"),
                slip(
                        "us-east-1:11111111-2222-3333-4444-555555555555",
                        "is the id of an identity pool, which issues no such tokens; write that of the user pool"),
                slip("EXAMPLE_us-east-1", "has its region at the end; write us-east-1_EXAMPLE"),
                slip("us-east-1-EXAMPLE", "has - where _ belongs; write us-east-1_EXAMPLE"),
                slip("us-east-1a_EXAMPLE", "names an availability zone; write us-east-1_EXAMPLE"),
                slip("US-EAST-1_EXAMPLE", "has capitals in its region; write us-east-1_EXAMPLE"),
                slip(
                        "us-east-1",
                        "must be a region, _ and letters or digits, such as us-east-1_EXAMPLE, was us-east-1"),
                slip(
                        "us-east-1_",
                        "must be a region, _ and letters or digits, such as us-east-1_EXAMPLE, was us-east-1_"),
                slip("EXAMPLE", "must be a region, _ and letters or digits, such as us-east-1_EXAMPLE, was EXAMPLE"));
    }

    @ParameterizedTest
    @MethodSource("slips")
    void aSlipInAPoolIdIsNamed(String id, String expected) {
        assertThatIllegalArgumentException().isThrownBy(() -> UserPool.of(id)).withMessage("userPoolId: " + expected);
    }

    static Stream<Arguments> misspelt() {
        return Stream.of(
                arguments("us-eats-1", "us-east-1"),
                arguments("us-esat-1", "us-east-1"),
                arguments("us-wst-2", "us-west-2"),
                arguments("eu-wesst-1", "eu-west-1"),
                arguments("eu-cemtral-1", "eu-central-1"),
                arguments("ca-cental-1", "ca-central-1"),
                arguments("ap-northeas-1", "ap-northeast-1"),
                arguments("us-gvo-west-1", "us-gov-west-1"),
                arguments("us-gov-wets-1", "us-gov-west-1"),
                arguments("us-gvo-wets-1", "us-gov-west-1"),
                arguments("us-ast-1", "us-east-1"),
                arguments("us-eas-1", "us-east-1"),
                arguments("us-xeast-1", "us-east-1"),
                arguments("us-eastt-1", "us-east-1"),
                arguments("us-easr-1", "us-east-1"),
                arguments("us-oast-1", "us-east-1"),
                arguments("us-aest-1", "us-east-1"));
    }

    @ParameterizedTest
    @MethodSource("misspelt")
    void aMisspeltRegionIsNamedWithTheOneThatIsMeant(String region, String meant) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> UserPool.of(region + "_EXAMPLE"))
                .withMessage("userPoolId: there is no region " + region + "; did you mean " + meant
                        + "? If AWS has opened it, give the pool's issuer in place of its id");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> UserPool.of("us-east-1_EXAMPLE").withReplicaRegions(Set.of(region)))
                .withMessageStartingWith("replicaRegions: there is no region " + region + "; did you mean " + meant);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "us-east-1",
                "us-east-9",
                "us-west-2",
                "eu-east-1",
                "eu-southwest-1",
                "ap-southeast-12",
                "ap-northwest-1",
                "mx-central-1",
                "nz-north-1",
                "us-gov-central-1",
                "xx-harbour-1",
                "me-south-1",
                "af-south-1",
                "sa-west-1",
                "us-ea-1",
                "us-eastxx-1",
                "us-xxeast-1",
                "us-eaxx-1",
                "us-axst-1",
                "us-xsuth-1",
                "us-oxuth-1",
                "us-osutx-1",
                "us-tase-1",
                "us-asex-1",
                "est-harbour-1"
            })
    void aRegionThatAwsMayOpenTomorrowIsAccepted(String region) {
        assertThat(UserPool.of(region + "_EXAMPLE").issuer())
                .hasToString("https://cognito-idp." + region + ".amazonaws.com/" + region + "_EXAMPLE");
    }

    static Stream<Arguments> issuerSlips() {
        String issuer = "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_EXAMPLE";
        return Stream.of(
                arguments(issuer + "/.well-known/jwks.json", "leave out /.well-known/jwks.json"),
                arguments(issuer + "/.well-known/openid-configuration", "leave out /.well-known/openid-configuration"),
                arguments("https://pools.example/.well-known/jwks.json", "leave out /.well-known/jwks.json"),
                arguments(issuer + "/", "ends with a slash, which no token has; leave it out"),
                arguments("https://pools.example/", "must end with the user pool's id, was https://pools.example/"),
                arguments("https://pets.auth.us-east-1.amazoncognito.com", "on the domain of the pool's sign-in pages"),
                arguments(
                        "https://pets.auth.us-east-1.amazoncognito.com/us-east-1_EXAMPLE",
                        "on the domain of the pool's sign-in pages"),
                arguments(
                        "https://us-east-1.console.aws.amazon.com/cognito/v2/idp/user-pools/us-east-1_EXAMPLE",
                        "is a page of the console"));
    }

    @ParameterizedTest
    @MethodSource("issuerSlips")
    void aSlipInAnIssuerIsNamed(String issuer, String expected) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> UserPool.fromIssuer(issuer))
                .withMessageStartingWith("issuer: ")
                .withMessageContaining(expected);
    }

    @Test
    void noSlipIsFoundInTheIssuerOfAnEmulator() {
        assertThat(UserPool.fromIssuer("http://localhost:9229/local_1AB2").id()).isEqualTo("local_1AB2");
    }

    private static Arguments slip(String id, String expected) {
        return arguments(id, expected);
    }
}
