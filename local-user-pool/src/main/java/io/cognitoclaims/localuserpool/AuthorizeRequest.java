package io.cognitoclaims.localuserpool;

import io.cognitoclaims.localuserpool.UserPoolSettings.Client;
import io.cognitoclaims.localuserpool.UserPoolSettings.Flow;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a client asks of {@code /oauth2/authorize} or {@code /login}, checked. Parameters that Cognito has and the
 * stand-in does not are ignored. See
 * <a href="https://docs.aws.amazon.com/cognito/latest/developerguide/authorization-endpoint.html">Authorize
 * endpoint</a>.
 *
 * @param scopes those of the client that were asked for, in the client's order; all of them if none was
 * @param codeChallenge of the method S256, RFC 7636
 * @param maxAge how long ago the user may have signed in
 * @param resource the API that the access token is for, RFC 8707
 */
record AuthorizeRequest(
        Client client,
        String redirectUri,
        Flow flow,
        Set<String> scopes,
        @Nullable String state,
        @Nullable String nonce,
        @Nullable String codeChallenge,
        Set<String> prompts,
        @Nullable Duration maxAge,
        @Nullable String resource) {
    private static final Set<String> PROMPTS = Set.of("none", "login", "select_account", "consent");

    /** @throws Refused if the request can't be granted, whoever signs in */
    static AuthorizeRequest read(HttpServletRequest request, UserPoolSettings settings, Clients clients)
            throws Refused {
        String redirectUri = request.getParameter("redirect_uri");
        Client client = clients.find(request.getParameter("client_id"))
                .filter(known -> redirectUri != null && known.callbackUrls().contains(redirectUri))
                .orElseThrow(() -> new Refused(Refused.REDIRECT_MISMATCH));
        require(request.getParameterMap().values().stream().allMatch(values -> values.length == 1), "invalid_request");
        String resource = request.getParameter("resource");
        require(resource == null || settings.resourceServers().containsKey(resource), "invalid_request");
        return new AuthorizeRequest(
                client,
                redirectUri,
                flow(request, client),
                scopes(request, client),
                request.getParameter("state"),
                request.getParameter("nonce"),
                codeChallenge(request),
                prompts(request),
                maxAge(request),
                resource);
    }

    /** {@return whether a user who signed in so long ago has to do it again} */
    boolean wantsNewSignIn(Duration ago) {
        return prompts.contains("login") || (maxAge != null && ago.compareTo(maxAge) > 0);
    }

    private static Flow flow(HttpServletRequest request, Client client) throws Refused {
        String type = request.getParameter("response_type");
        require("code".equals(type) || "token".equals(type), "invalid_request");
        Flow flow = "code".equals(type) ? Flow.CODE : Flow.IMPLICIT;
        require(client.flow().contains(flow), "unauthorized_client");
        return flow;
    }

    private static Set<String> scopes(HttpServletRequest request, Client client) throws Refused {
        Set<String> asked = words(request, "scope");
        require(client.scopes().containsAll(asked), "invalid_scope");
        require(
                asked.contains("openid") || Collections.disjoint(asked, Set.of("email", "phone", "profile")),
                "invalid_scope");
        Set<String> scopes = new LinkedHashSet<>(client.scopes());
        if (!asked.isEmpty()) {
            scopes.retainAll(asked);
        }
        return scopes;
    }

    private static @Nullable String codeChallenge(HttpServletRequest request) throws Refused {
        String challenge = request.getParameter("code_challenge");
        String method = request.getParameter("code_challenge_method");
        require(challenge == null ? method == null : "S256".equals(method), "invalid_request");
        return challenge;
    }

    private static Set<String> prompts(HttpServletRequest request) throws Refused {
        Set<String> prompts = words(request, "prompt");
        require(PROMPTS.containsAll(prompts), "invalid_request");
        require(!prompts.contains("none") || prompts.size() == 1, "invalid_request");
        return prompts;
    }

    private static @Nullable Duration maxAge(HttpServletRequest request) throws Refused {
        String seconds = request.getParameter("max_age");
        require(seconds == null || seconds.matches("[0-9]{1,9}"), "invalid_request");
        return seconds == null ? null : Duration.ofSeconds(Long.parseLong(seconds));
    }

    private static Set<String> words(HttpServletRequest request, String parameter) {
        String text = request.getParameter(parameter);
        return text == null
                ? Set.of()
                : Arrays.stream(text.split(" ", -1))
                        .filter(word -> !word.isEmpty())
                        .collect(Collectors.toSet());
    }

    private static void require(boolean rule, String error) throws Refused {
        if (!rule) {
            throw new Refused(error);
        }
    }

    /** The request can't be granted. Its message is the error code for the client. */
    static final class Refused extends Exception {
        /** The client is unknown or the address is none of its own, so that nobody may be sent there. */
        static final String REDIRECT_MISMATCH = "redirect_mismatch";

        private static final long serialVersionUID = 1L;

        Refused(String error) {
            super(error, null, false, false);
        }

        String error() {
            return String.valueOf(getMessage());
        }
    }
}
