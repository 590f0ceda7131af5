package io.cognitoclaims.core;

import java.time.Clock;
import java.time.Duration;

/** The settings of a {@link JwksCache}, in the form that is read for every token. {@link JwksCacheBuilder} explains them. */
record KeySettings(
        JwksFetcher fetcher,
        Duration fetchTimeout,
        long refreshAfterMillis,
        long maxAgeMillis,
        long staleAfterMillis,
        long cooldownMillis,
        Clock clock,
        Listeners listener,
        Rs256 rs256) {}
