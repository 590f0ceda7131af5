package io.cognitoclaims.localuserpool;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.web.util.HtmlUtils;

/** The pages that people see. */
final class Pages {
    private static final String FRAME = """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width">
            <title>%1$s - local user pool</title>
            <style>
            body { font: 1rem/1.5 system-ui, sans-serif; max-width: 22rem; margin: 4rem auto; padding: 0 1rem; }
            label, input, button { display: block; width: 100%%; box-sizing: border-box; font: inherit; }
            input, button { padding: .5rem; margin: .25rem 0 1rem; }
            [role=alert] { color: #b00020; }
            </style>
            </head>
            <body>
            <main>
            <h1>%1$s</h1>
            %2$s</main>
            </body>
            </html>
            """;

    private static final String NEW_PASSWORD = """
            <label for="new_password">New password</label>
            <input id="new_password" name="new_password" type="password" autocomplete="new-password" required>
            """;

    private Pages() {}

    /**
     * Writes the sign-in form, which posts to this request's address.
     *
     * @param problem why it is shown again; null the first time
     * @param newPassword whether to ask for another password, too
     */
    static void signIn(
            HttpServletRequest request, HttpServletResponse response, @Nullable String problem, boolean newPassword)
            throws IOException {
        CsrfToken csrf = (CsrfToken) request.getAttribute(CsrfToken.class.getName());
        String alert = problem == null ? "" : "<p id=\"problem\" role=\"alert\">" + problem + "</p>\n";
        String wrong = problem == null ? "" : " aria-invalid=\"true\" aria-describedby=\"problem\"";
        String query = request.getQueryString() == null ? "" : request.getQueryString();
        String form = """
                %1$s<form method="post" action="/login?%2$s">
                <input type="hidden" name="_csrf" value="%3$s">
                <label for="username">Username or e-mail address</label>
                <input id="username" name="username" autocomplete="username" autocapitalize="none" required autofocus%4$s>
                <label for="password">Password</label>
                <input id="password" name="password" type="password" autocomplete="current-password" required%4$s>
                %5$s<button type="submit">Sign in</button>
                </form>
                """.formatted(
                        alert,
                        HtmlUtils.htmlEscape(query),
                        HtmlUtils.htmlEscape(csrf.getToken()),
                        wrong,
                        newPassword ? NEW_PASSWORD : "");
        write(response, 200, FRAME.formatted(problem == null ? "Sign in" : "Sign in: try again", form));
    }

    /** Writes the page for requests whose client or callback URL is not known, so that nobody is sent there. */
    static void refused(HttpServletResponse response, int status) throws IOException {
        String why = status == 400
                ? "<p>The request's client_id, redirect_uri or logout_uri is missing or is not one of the pool's.</p>\n"
                : "<p>The pool failed; its output says more.</p>\n";
        write(response, status, FRAME.formatted("An error was encountered with the requested page", why));
    }

    private static void write(HttpServletResponse response, int status, String page) throws IOException {
        response.setStatus(status);
        response.setContentType("text/html;charset=UTF-8");
        response.getOutputStream().write(page.getBytes(UTF_8));
    }
}
