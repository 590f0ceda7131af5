package io.cognitoclaims.samples.servletapi;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.cognitoclaims.core.CognitoToken;
import io.cognitoclaims.core.RevocationNotStoredException;
import io.cognitoclaims.core.Revocations;
import io.cognitoclaims.servlet.CognitoFilter;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Answers {@code POST}: the caller's tokens are refused from now on. */
final class SignOutServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    private final transient Predicate<CognitoToken> isPossible;
    private final transient Consumer<CognitoToken> revoke;

    private SignOutServlet(Predicate<CognitoToken> isPossible, Consumer<CognitoToken> revoke) {
        this.isPossible = isPossible;
        this.revoke = revoke;
    }

    /** Revokes all tokens of the caller's sign-in. A token of no sign-in is revoked alone. */
    static SignOutServlet ofThisSignIn(Revocations revocations) {
        return new SignOutServlet(
                token -> token.originTokenId().isPresent() || token.tokenId().isPresent(), token -> {
                    if (token.originTokenId().isPresent()) {
                        revocations.revokeSignIn(token);
                    } else {
                        revocations.revokeToken(token);
                    }
                });
    }

    /** Revokes all tokens of all sign-ins that the caller has made so far. */
    static SignOutServlet everywhere(Revocations revocations) {
        return new SignOutServlet(token -> true, revocations::revokeUser);
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        CognitoToken token = CognitoFilter.token(request).orElseThrow();
        if (!isPossible.test(token)) {
            answer(
                    response,
                    409,
                    "Conflict",
                    "The token has no origin_jti and no jti, so it can't be revoked alone."
                            + " /api/sign-out-everywhere revokes it.");
            return;
        }
        try {
            revoke.accept(token);
            response.setStatus(HttpServletResponse.SC_NO_CONTENT);
        } catch (RevocationNotStoredException e) {
            response.setHeader("Retry-After", "1");
            answer(
                    response,
                    503,
                    "Service Unavailable",
                    "This server refuses the token from now on. The others will when the store can be reached again,"
                            + " if this server runs until then.");
        }
    }

    private static void answer(HttpServletResponse response, int status, String title, String detail)
            throws IOException {
        response.setStatus(status);
        response.setContentType("application/problem+json");
        response.getOutputStream()
                .write("{\"title\":\"%s\",\"status\":%d,\"detail\":\"%s\"}"
                        .formatted(title, status, detail)
                        .getBytes(US_ASCII));
    }
}
