package io.cognitoclaims.core;

import static java.util.Objects.requireNonNull;

import java.net.URI;

/**
 * The issuers directly below a URL: one more segment, of at most 128 letters, digits, underscores and hyphens.
 *
 * @param start the URL up to its path, or up to its port if every port is meant
 * @param path from the slash that follows {@code start} to the one at the end
 */
record IssuersBelow(String start, boolean isEveryPort, String path, boolean isOfAws) {
    private static final int MAX_SEGMENT_LENGTH = 128;
    private static final int MAX_PORT_DIGITS = 5;
    private static final String EVERY_PORT = ":*/";

    static IssuersBelow of(String url, boolean allowsInsecureHttp) {
        int wildcard = requireNonNull(url, "issuersBelow").indexOf(EVERY_PORT);
        URI address = PoolAddress.parse("issuersBelow", wildcard < 0 ? url : url.replace(EVERY_PORT, ":1/"));
        PoolAddress.require("issuersBelow", address, allowsInsecureHttp);
        if (wildcard >= 0 && !"http".equalsIgnoreCase(address.getScheme())) {
            throw new IllegalArgumentException("issuersBelow: only http may be on every port, was " + url);
        }
        if (!address.getRawPath().endsWith("/") || address.getRawQuery() != null) {
            throw new IllegalArgumentException("issuersBelow: must end with a slash, was " + url);
        }
        int path = url.length() - address.getRawPath().length();
        return new IssuersBelow(
                url.substring(0, wildcard < 0 ? path : wildcard + 1),
                wildcard >= 0,
                url.substring(path),
                PoolAddress.isOfAws(address.getHost()));
    }

    boolean contain(String issuer) {
        if (!issuer.startsWith(start)) {
            return false;
        }
        int at = start.length();
        if (isEveryPort) {
            int port = at;
            while (at < issuer.length() && at - port < MAX_PORT_DIGITS && UserPool.isDigit(issuer.charAt(at))) {
                at++;
            }
            if (at == port) {
                return false;
            }
        }
        int segment = at + path.length();
        return issuer.startsWith(path, at)
                && issuer.length() > segment
                && issuer.length() <= segment + MAX_SEGMENT_LENGTH
                && issuer.chars().skip(segment).allMatch(c -> UserPool.isLetterOrDigit(c) || c == '_' || c == '-');
    }

    @Override
    public String toString() {
        return start + (isEveryPort ? "*" : "") + path;
    }
}
