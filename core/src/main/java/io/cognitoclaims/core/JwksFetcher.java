package io.cognitoclaims.core;

import java.net.URI;
import java.util.concurrent.CompletableFuture;

/**
 * Fetches a JWKS document. The default, {@link #overHttp}, is right nearly always; another one is for keys that come
 * from elsewhere, a file or a company's own HTTP client.
 *
 * <p>A fetcher must be safe for use by many threads and must not block the caller. {@link JwksCache} bounds the time: it
 * completes the future itself when {@link JwksCacheBuilder#fetchTimeout} is over.
 */
@FunctionalInterface
public interface JwksFetcher {
    /** {@return the future document, or failure} */
    CompletableFuture<byte[]> fetch(URI jwksUri);

    /**
     * {@return a fetcher on the JDK's HTTP client} It takes status 200 only, follows no redirects (RFC 8725, section
     * 3.10), asks for no content encoding and refuses any, and stops reading after 262,144 bytes; a Cognito key set has
     * about 1,000. It sets no limit to connecting: the fetch's own time covers all. It uses the JDK's default proxy selector and TLS settings.
     */
    static JwksFetcher overHttp() {
        return new HttpJwksFetcher();
    }
}
