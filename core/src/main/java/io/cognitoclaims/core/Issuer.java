package io.cognitoclaims.core;

import java.net.URI;

/** One value of {@code iss} that is trusted, and where its keys are. */
record Issuer(String value, URI jwksUri) {}
