package io.cognitoclaims.alb;

import java.net.URI;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The ARN of an Application Load Balancer, {@code arn:<partition>:elasticloadbalancing:<region>:<account>:loadbalancer/app/<name>/<id>}. */
record LoadBalancerArn(String value, String partition, String region) {
    private static final String SETTING = "loadBalancerArn: ";
    private static final String EXAMPLE =
            "arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/my-load-balancer/50dc6c495c0c9188";
    private static final Pattern FORM =
            Pattern.compile("arn:(aws[a-z-]{0,20}):elasticloadbalancing:([a-z]{2,5}(?:-[a-z]+)+-[0-9]+)"
                    + ":[0-9]{12}:loadbalancer/app/[A-Za-z0-9-]{1,32}/[0-9a-f]{1,32}");

    /** @throws IllegalArgumentException if this is not such an ARN; the message says what it is instead, if that is known */
    static LoadBalancerArn of(String arn) {
        Matcher form = FORM.matcher(arn);
        if (!form.matches()) {
            throw new IllegalArgumentException(SETTING + slipOf(arn) + ", was " + arn);
        }
        return new LoadBalancerArn(arn, form.group(1), form.group(2));
    }

    /**
     * {@return where AWS publishes the keys of the region's load balancers}
     *
     * @throws IllegalArgumentException if AWS does not document the address
     */
    URI keysUri() {
        boolean inGovCloud = region.startsWith("us-gov-");
        if (partition.equals("aws") && !inGovCloud) {
            return URI.create("https://public-keys.auth.elb." + region + ".amazonaws.com");
        } else if (partition.equals("aws-us-gov") && inGovCloud) {
            return URI.create("https://s3-" + region + ".amazonaws.com/aws-elb-public-keys-prod-" + region);
        }
        throw new IllegalArgumentException(SETTING + "AWS does not document where the keys of " + region
                + " in the partition " + partition + " are; give the address with keysUri");
    }

    private static String slipOf(String arn) {
        if (arn.contains(":targetgroup/")) {
            return "this is the ARN of a target group; give that of its load balancer";
        } else if (arn.contains(":listener/") || arn.contains(":listener-rule/")) {
            return "this is the ARN of a listener; give that of its load balancer";
        } else if (arn.contains(":loadbalancer/net/") || arn.contains(":loadbalancer/gwy/")) {
            return "only Application Load Balancers sign users in";
        }
        return "must be the ARN of an Application Load Balancer, such as " + EXAMPLE;
    }
}
