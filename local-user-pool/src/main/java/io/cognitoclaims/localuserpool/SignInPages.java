package io.cognitoclaims.localuserpool;

import io.cognitoclaims.localuserpool.AuthorizeRequest.Refused;
import io.cognitoclaims.localuserpool.UserPoolSettings.Client;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Signing in and out in the browser. See
 * <a href="https://docs.aws.amazon.com/cognito/latest/developerguide/login-endpoint.html">Login endpoint</a> and
 * <a href="https://docs.aws.amazon.com/cognito/latest/developerguide/logout-endpoint.html">Logout endpoint</a>.
 */
@RestController
final class SignInPages implements ErrorController {
    private final UserPoolSettings settings;
    private final Clients clients;

    SignInPages(UserPoolSettings settings, Clients clients) {
        this.settings = settings;
        this.clients = clients;
    }

    @GetMapping("/login")
    void signIn(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try {
            AuthorizeRequest.read(request, settings, clients);
            Pages.signIn(request, response, null, false);
        } catch (Refused e) {
            AuthorizeEndpoint.refuse(request, response, e);
        }
    }

    /** Tells people that nobody was sent to the client, since its address may be anyone's. */
    @RequestMapping("/error")
    void error(HttpServletRequest request, HttpServletResponse response) throws IOException {
        boolean failed =
                request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer status && status >= 500;
        Pages.refused(response, failed ? 500 : 400);
    }

    /** Ends the session, then goes to {@code logout_uri} or, with {@code redirect_uri}, to the sign-in form. */
    @GetMapping("/logout")
    void signOut(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String leave = allowed(request, "logout_uri", Client::logoutUrls);
        String signInAgain = request.getParameter("logout_uri") == null
                ? allowed(request, "redirect_uri", Client::callbackUrls)
                : null;
        if (leave == null && signInAgain == null) {
            Pages.refused(response, 400);
            return;
        }
        HttpSession session = request.getSession(false);
        if (session != null) {
            session.invalidate();
        }
        response.sendRedirect(leave != null ? leave : "/login?" + request.getQueryString());
    }

    /** {@return the address that the request names, or null if its client does not have it} */
    private @Nullable String allowed(HttpServletRequest request, String name, Function<Client, List<String>> urls) {
        String url = request.getParameter(name);
        List<String> known =
                clients.find(request.getParameter("client_id")).map(urls).orElse(List.of());
        return url != null && known.contains(url) ? url : null;
    }
}
