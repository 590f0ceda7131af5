package io.cognitoclaims.core;

import java.net.URI;

/**
 * One trusted value of {@code iss}, and the URL of its keys. The two methods save some thirty classes, which a JVM would make
 * for those that a record has by itself, before its first verified token.
 */
record Issuer(String value, URI jwksUri) {
    @Override
    public boolean equals(Object other) {
        return other instanceof Issuer issuer && value.equals(issuer.value) && jwksUri.equals(issuer.jwksUri);
    }

    @Override
    public int hashCode() {
        return 31 * value.hashCode() + jwksUri.hashCode();
    }
}
