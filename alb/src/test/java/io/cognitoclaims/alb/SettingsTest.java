package io.cognitoclaims.alb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.cognitoclaims.core.UserPool;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
    private static final String ARN =
            "arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/my-load-balancer/50dc6c495c0c9188";

    @ParameterizedTest
    @CsvSource({
        "aws, us-east-1, https://public-keys.auth.elb.us-east-1.amazonaws.com",
        "aws, eu-central-2, https://public-keys.auth.elb.eu-central-2.amazonaws.com",
        "aws, ap-southeast-5, https://public-keys.auth.elb.ap-southeast-5.amazonaws.com",
        "aws-us-gov, us-gov-west-1, https://s3-us-gov-west-1.amazonaws.com/aws-elb-public-keys-prod-us-gov-west-1",
        "aws-us-gov, us-gov-east-1, https://s3-us-gov-east-1.amazonaws.com/aws-elb-public-keys-prod-us-gov-east-1"
    })
    void theAddressOfTheKeysFollowsFromTheArn(String partition, String region, URI expected) {
        assertThat(LoadBalancerArn.of(arn(partition, region)).keysUri()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "aws-cn, cn-north-1",
        "aws-eusc, eusc-de-east-1",
        "aws-iso, us-iso-east-1",
        "aws, us-gov-west-1",
        "aws-us-gov, us-east-1"
    })
    void aPartitionWhoseAddressIsNotDocumentedNeedsOne(String partition, String region) {
        AlbVerifierBuilder builder = builder(arn(partition, region));

        assertThatIllegalArgumentException()
                .isThrownBy(builder::build)
                .withMessageStartingWith("loadBalancerArn: AWS does not document where the keys of " + region)
                .withMessageContaining("give the address with keysUri");
        assertThat(builder.keysUri(URI.create("https://keys.example.com")).build())
                .isNotNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/pets/50dc6c495c0c9188 | ARN of a"
                        + " target group",
                "arn:aws:elasticloadbalancing:us-east-1:123456789012:listener/app/pets/50dc6c495c0c9188/f2f7dc8efc522ab2"
                        + " | ARN of a listener",
                "arn:aws:elasticloadbalancing:us-east-1:123456789012:listener-rule/app/pets/50dc6c495c0c9188/f2f7dc8efc522ab2/9683b2d02a6cabee"
                        + " | ARN of a listener",
                "arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/net/pets/50dc6c495c0c9188 | only"
                        + " Application Load Balancers",
                "arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/pets | must be the ARN of an"
                        + " Application Load Balancer",
                "arn:aws:elasticloadbalancing:us-east-1:1234:loadbalancer/app/pets/50dc6c495c0c9188 | must be the ARN",
                "arn:aws:elasticloadbalancing:*:123456789012:loadbalancer/app/pets/50dc6c495c0c9188 | must be the ARN",
                "arn:aws:elasticloadbalancing:us-east-1.evil.example:123456789012:loadbalancer/app/pets/50dc6c495c0c9188"
                        + " | must be the ARN",
                "pets-1234567890.us-east-1.elb.amazonaws.com | must be the ARN",
                "my-load-balancer | must be the ARN"
            })
    void whatIsNoArnOfALoadBalancerIsRefusedWithItsName(String text, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder(text))
                .withMessageStartingWith("loadBalancerArn: ")
                .withMessageContaining(message)
                .withMessageEndingWith(text);
    }

    @Test
    void aVerifierNeedsALoadBalancerAndAClient() {
        UserPool pool = UserPool.of("us-east-1_EXAMPLE");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> AlbVerifier.builder(Set.of(), pool, Set.of("client")))
                .withMessageStartingWith("loadBalancerArns");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AlbVerifier.builder(Set.of(ARN), pool, Set.of()))
                .withMessageStartingWith("clientIds");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AlbVerifier.builder(Set.of(ARN), pool, Set.of("one,two")))
                .withMessageStartingWith("clientIds");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://keys.example.com",
                "https://keys.example.com/",
                "https://keys.example.com?a=b",
                "https://keys.example.com#a",
                "https://user@keys.example.com",
                "ftp://localhost",
                "file:///keys",
                "http://localhost.example.com",
                "http://127.0.0.1.example.com",
                "/keys"
            })
    void anAddressThatCannotBeTrustedIsRefused(String address) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder(ARN).keysUri(URI.create(address)))
                .withMessageStartingWith("keysUri: ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://keys.example.com",
                "https://keys.example.com:8443/some/path",
                "http://localhost:8080/keys",
                "http://127.0.0.1:8080",
                "http://[::1]:8080"
            })
    void anAddressOverTlsOrOfThisMachineIsAccepted(String address) {
        assertThat(builder(ARN).keysUri(URI.create(address)).build()).isNotNull();
    }

    @Test
    void theTimeLimitOfAFetchHasARange() {
        assertThat(builder(ARN).fetchTimeout(Duration.ofMillis(1)).build()).isNotNull();
        assertThat(builder(ARN).fetchTimeout(Duration.ofSeconds(30)).build()).isNotNull();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder(ARN).fetchTimeout(Duration.ZERO))
                .withMessageStartingWith("fetchTimeout: ");
        assertThatIllegalArgumentException().isThrownBy(() -> builder(ARN).fetchTimeout(Duration.ofMillis(30_001)));
    }

    @Test
    void aVerifierSaysWhatItAccepts() {
        assertThat(builder(ARN).build())
                .hasToString("AlbVerifier[[" + ARN
                        + "] for users of https://cognito-idp.us-east-1.amazonaws.com/us-east-1_EXAMPLE and clients"
                        + " [55pb79dl8gm0i1ho9hdre91r3k]]");
    }

    private static AlbVerifierBuilder builder(String arn) {
        return AlbVerifier.builder(Set.of(arn), UserPool.of("us-east-1_EXAMPLE"), Set.of("55pb79dl8gm0i1ho9hdre91r3k"));
    }

    private static String arn(String partition, String region) {
        return "arn:" + partition + ":elasticloadbalancing:" + region
                + ":123456789012:loadbalancer/app/my-load-balancer/50dc6c495c0c9188";
    }
}
