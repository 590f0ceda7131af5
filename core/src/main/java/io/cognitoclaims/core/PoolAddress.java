package io.cognitoclaims.core;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;

/** The rules for the URLs of issuers and keys. Whoever can answer in the place of such a URL can make up tokens. */
final class PoolAddress {
    /** What follows the name of a setting that names AWS beside the word that allows insecure HTTP. */
    static final String NOT_WITH_AWS =
            "insecure HTTP (allow-insecure-http) is for emulators, and cannot be combined with an issuer of AWS";

    private static final int MAX_PORT = 65_535;
    /** Of all partitions, with the host names of VPC endpoints and of dual-stack endpoints. */
    private static final List<String> AWS_SUFFIXES =
            List.of(".aws", ".amazonaws.eu", ".ic.gov", ".sgov.gov", ".adc-e.uk", ".amazoncognito.com");

    private PoolAddress() {}

    static URI parse(String setting, String url) {
        try {
            return new URI(url);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(setting + ": is no URL, was " + url);
        }
    }

    /**
     * {@return the URL}
     *
     * @param allowsInsecureHttp whether it may be {@code http} on a host that is not this machine
     * @throws IllegalArgumentException if it is not a URL that keys may come from
     */
    static URI require(String setting, URI address, boolean allowsInsecureHttp) {
        requireNonNull(address, setting);
        boolean isHttp = "http".equalsIgnoreCase(address.getScheme());
        if (address.getHost() == null && isHttp && hasUnderscore(address)) {
            throw new IllegalArgumentException(setting + ": a host name has no underscore, was " + address
                    + "; give the container a network alias without one");
        }
        boolean isPlain = address.getHost() != null
                && address.getRawUserInfo() == null
                && address.getRawFragment() == null
                && address.getPort() != 0
                && address.getPort() <= MAX_PORT;
        if (isPlain && ("https".equalsIgnoreCase(address.getScheme()) || (isHttp && isLoopback(address.getHost())))) {
            return address;
        }
        if (isPlain && isHttp && isOfAws(address.getHost())) {
            throw new IllegalArgumentException(
                    setting + ": must be an https address, because its host is one of AWS, was " + address);
        }
        if (isPlain && isHttp && allowsInsecureHttp) {
            return address;
        }
        String refused = setting + ": must be an https address, or http on a loopback address, was " + address;
        throw new IllegalArgumentException(isPlain && isHttp ? refused + adviceFor(setting) : refused);
    }

    /**
     * {@return whether the host looks like one of AWS} Names that only contain AWS's domain count too: no emulator has such
     * a name.
     */
    static boolean isOfAws(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        String bare = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
        return ("." + bare + ".").contains(".amazonaws.com.")
                || AWS_SUFFIXES.stream().anyMatch(bare::endsWith);
    }

    private static String adviceFor(String setting) {
        String word = setting.equals("issuer")
                ? "UserPool.fromInsecureIssuer"
                : setting.equals("jwksUri") ? "UserPool.withInsecureJwksUri" : "insecureIssuersBelow";
        return "; if this is an emulator for development, set allow-insecure-http (in code, " + word + ")";
    }

    private static boolean hasUnderscore(URI address) {
        return address.getRawAuthority() != null && address.getRawAuthority().indexOf('_') >= 0;
    }

    private static boolean isLoopback(String host) {
        return host.equals("localhost") || host.equals("[::1]") || isIpv4Loopback(host);
    }

    private static boolean isIpv4Loopback(String host) {
        return host.startsWith("127.") && host.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'));
    }
}
