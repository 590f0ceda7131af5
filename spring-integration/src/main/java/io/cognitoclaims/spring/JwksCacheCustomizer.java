package io.cognitoclaims.spring;

import io.cognitoclaims.core.JwksCache;
import io.cognitoclaims.core.JwksCacheBuilder;

/**
 * Adds settings that have no property to the cache of signing keys that the {@code cognito-claims.keys.*} properties
 * describe, such as a {@linkplain JwksCacheBuilder#fetcher fetcher} that uses a proxy. Each bean of this type is called
 * once, in the order of {@code @Order}, after the properties. If the application has its own {@link JwksCache} bean, no
 * customizer is called.
 */
@FunctionalInterface
public interface JwksCacheCustomizer {
    /** Changes the builder. If it throws, the start fails. */
    void customize(JwksCacheBuilder keys);
}
