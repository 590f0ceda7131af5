package io.cognitoclaims.localuserpool;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/**
 * The origin of a web page as a browser writes it into the header {@code Origin}. See <a
 * href="https://www.rfc-editor.org/rfc/rfc6454#section-6.2">RFC 6454, section 6.2</a>.
 */
final class Origin {
    private Origin() {}

    /** {@return the origin of the pages at that address} Empty if no page can be there, as at an app's own scheme. */
    static Optional<String> of(String url) {
        try {
            URI uri = new URI(url);
            String scheme = AsciiCase.lower(String.valueOf(uri.getScheme()));
            boolean web = scheme.equals("http") || scheme.equals("https");
            if (!web || uri.getHost() == null) {
                return Optional.empty();
            }
            int usual = scheme.equals("http") ? 80 : 443;
            String port = uri.getPort() < 0 || uri.getPort() == usual ? "" : ":" + uri.getPort();
            return Optional.of(scheme + "://" + AsciiCase.lower(uri.getHost()) + port);
        } catch (URISyntaxException notAUrl) {
            return Optional.empty();
        }
    }
}
