package io.cognitoclaims.samples.demo;

import java.util.Map;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Headers that tell the browser to run, load and send nothing but what the page is made of; and one host name only. */
final class SecurityHeaders extends Handler.Wrapper {
    private final String website;
    private final Map<String, String> headers;

    /** @param pool where signing out leads, which browsers count as an address that the form is sent to */
    SecurityHeaders(Handler handler, String website, String pool) {
        super(handler);
        this.website = website;
        this.headers = Map.of(
                "Content-Security-Policy",
                "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
                        + "form-action 'self' " + pool + "; base-uri 'none'; frame-ancestors 'none'",
                "X-Content-Type-Options",
                "nosniff",
                "Referrer-Policy",
                "no-referrer",
                "Cross-Origin-Opener-Policy",
                "same-origin",
                "Cross-Origin-Resource-Policy",
                "same-origin",
                "Cache-Control",
                "no-store");
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        HttpFields.Mutable fields = response.getHeaders();
        headers.forEach(fields::put);
        // Another name that was pointed to this machine gets nothing to read, and 127.0.0.1 gets its cookies right.
        if (!website.equals("http://" + request.getHttpURI().getAuthority())) {
            Response.sendRedirect(request, response, callback, website + "/");
            return true;
        }
        return super.handle(request, response, callback);
    }
}
