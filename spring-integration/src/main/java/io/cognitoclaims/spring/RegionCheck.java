package io.cognitoclaims.spring;

import io.cognitoclaims.spring.CognitoClaimsProperties.Pool;
import java.net.URI;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds a pool of one region with a URL or a replica of another, which is usually a copying mistake. It checks only AWS's
 * own hosts, because the name of a proxy or an emulator says nothing.
 */
final class RegionCheck {
    private static final Pattern AWS_HOST =
            Pattern.compile("(?:issuer-)?cognito-idp(?:-fips)?\\.([a-z0-9-]+)\\.amazonaws\\.com");

    private final String name;
    private final String poolId;
    private final Pool settings;

    private RegionCheck(String name, String poolId, Pool settings) {
        this.name = name;
        this.poolId = poolId;
        this.settings = settings;
    }

    /** @param name the name of the pool's properties */
    static void require(String name, String poolId, Pool settings) {
        RegionCheck check = new RegionCheck(name, poolId, settings);
        check.requireReplicasElsewhere();
        check.requireSamePool(".issuer", settings.issuer());
        check.requireSamePool(".jwks-uri", settings.jwksUri());
    }

    private void requireReplicasElsewhere() {
        if (settings.replicaRegions().contains(region())) {
            throw new WrongSettingException(
                    name + ".replica-regions",
                    region() + " is the region of the user pool " + poolId + " itself",
                    "Write the other regions only; leave it out for a user pool without replicas.");
        }
    }

    private void requireSamePool(String property, @Nullable URI address) {
        Matcher host = AWS_HOST.matcher(address == null || address.getHost() == null ? "" : address.getHost());
        if (address == null || !host.matches()) {
            return;
        }
        String region = host.group(1);
        if (!region.equals(region()) && !settings.replicaRegions().contains(region)) {
            throw new WrongSettingException(
                    name + property,
                    "its region is " + region + ", that of the user pool " + poolId + " is " + region(),
                    "Write an address in " + region() + ", or leave it out and write " + name
                            + ".id. If the user pool has a replica in " + region + ", add that to " + name
                            + ".replica-regions.");
        }
        if (!(address.getRawPath() + "/").startsWith("/" + poolId + "/")) {
            throw new WrongSettingException(
                    name + property,
                    "it is of another user pool than " + poolId,
                    "Write the address of this user pool, or leave it out for the usual one.");
        }
    }

    private String region() {
        return poolId.substring(0, Math.max(0, poolId.indexOf('_')));
    }
}
