package io.cognitoclaims.core;

import java.net.URI;
import java.util.concurrent.CompletableFuture;

/**
 * Fetches a JWKS document. The default, {@link #overHttp}, is nearly always right. Write another one for keys that come
 * from elsewhere, such as a file or a company's own HTTP client.
 *
 * <p>A fetcher must be safe for use by many threads and must not block the caller. {@link JwksCache} limits the time: it
 * fails the future itself when {@link JwksCacheBuilder#fetchTimeout} is over.
 */
@FunctionalInterface
public interface JwksFetcher {
    /** {@return a future of the document, or of the failure} */
    CompletableFuture<byte[]> fetch(URI jwksUri);

    /**
     * {@return a fetcher on the JDK's HTTP client} It accepts only status 200, follows no redirects (RFC 8725, section
     * 3.10), requests no content encoding and refuses any, and stops reading after 262,144 bytes; a Cognito key set has
     * about 1,000. It sets no separate connect timeout: the time limit of the fetch covers everything. It uses the JDK's
     * default proxy selector and TLS settings.
     */
    static JwksFetcher overHttp() {
        return new HttpJwksFetcher();
    }
}
