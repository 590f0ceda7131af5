package io.cognitoclaims.spring;

import io.cognitoclaims.core.JwksCache;
import io.cognitoclaims.core.JwksCacheBuilder;

/**
 * Adds to the cache of signing keys that the {@code cognito-claims.keys.*} properties describe what no property says, such
 * as a {@linkplain JwksCacheBuilder#fetcher fetcher} that goes through a proxy. Each bean of this type is called once, in
 * the order of {@code @Order}, after the properties. An application with a {@link JwksCache} bean of its own builds that
 * itself, and no customizer is called.
 */
@FunctionalInterface
public interface JwksCacheCustomizer {
    /** Changes the builder. What it throws ends the start. */
    void customize(JwksCacheBuilder keys);
}
