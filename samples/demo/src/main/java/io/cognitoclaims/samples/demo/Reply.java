package io.cognitoclaims.samples.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;

/**
 * What the website answers.
 *
 * @param content the body, or for a redirect the address
 */
record Reply(int status, String type, String content, List<Cookie> cookies) {
    static Reply page(int status, Html page) {
        return new Reply(status, "text/html;charset=UTF-8", page.text(), List.of());
    }

    /** {@return a redirect that turns a POST into a GET} See RFC 9110, section 15.4.4. */
    static Reply redirect(String address) {
        return new Reply(HttpServletResponse.SC_SEE_OTHER, "", address, List.of());
    }

    static Reply file(String type, String text) {
        return new Reply(HttpServletResponse.SC_OK, type, text, List.of());
    }

    Reply with(Cookie cookie) {
        return new Reply(status, type, content, List.of(cookie));
    }

    void send(HttpServletResponse response) throws IOException {
        response.setStatus(status);
        cookies.forEach(response::addCookie);
        if (status == HttpServletResponse.SC_SEE_OTHER) {
            response.setHeader("Location", content);
        } else {
            response.setContentType(type);
            response.getOutputStream().write(content.getBytes(UTF_8));
        }
    }
}
