package io.cognitoclaims.core;

import java.net.URI;

/** One trusted value of {@code iss}, and the URL of its keys. */
record Issuer(String value, URI jwksUri) {}
