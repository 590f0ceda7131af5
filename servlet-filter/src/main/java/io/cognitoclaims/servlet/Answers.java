package io.cognitoclaims.servlet;

import io.cognitoclaims.core.KeysUnavailableException;
import io.cognitoclaims.core.TokenRejectedException;
import io.cognitoclaims.core.VerificationException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a {@link CognitoFilter} answers in place of the application. The reason goes to the log, at {@code DEBUG}. */
record Answers(Challenge challenge, ProblemFormat format) {
    private static final Logger LOG = LoggerFactory.getLogger(CognitoFilter.class);

    void askForToken(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (LOG.isDebugEnabled()) {
            LOG.debug("refused: {}", BearerToken.whatIsMissingIn(request));
        }
        send(Refusal.unauthenticated(challenge), request, response);
    }

    void forbid(Set<String> scopes, HttpServletRequest request, HttpServletResponse response) throws IOException {
        LOG.debug("refused: the token does not grant what is required here");
        send(Refusal.forbidden(challenge, scopes), request, response);
    }

    void refuse(MalformedCredentialsException reason, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        LOG.debug("refused: {}", reason.getMessage());
        send(Refusal.malformedCredentials(challenge), request, response);
    }

    void refuse(VerificationException reason, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        if (reason instanceof TokenRejectedException rejected) {
            LOG.debug("refused: {}: {}", rejected.reason(), rejected.getMessage());
        } else {
            LOG.debug("unavailable: {}", reason.getMessage());
        }
        send(refusalFor(reason), request, response);
    }

    /** For keys that did not come in the time that the container gives an asynchronous request. */
    void refuseLateKeys(HttpServletRequest request, HttpServletResponse response) throws IOException {
        LOG.debug("unavailable: the keys did not come in time");
        send(Refusal.unavailable(Duration.ofSeconds(1)), request, response);
    }

    private void send(Refusal refusal, HttpServletRequest request, HttpServletResponse response) throws IOException {
        refusal.send(request, response, format);
    }

    private Refusal refusalFor(VerificationException failure) {
        if (failure instanceof KeysUnavailableException unavailable) {
            return Refusal.unavailable(unavailable.retryAfter());
        }
        if (failure instanceof TokenRejectedException rejected) {
            return rejected.reason().isForbidden()
                    ? Refusal.forbidden(challenge, rejected.requiredScopes())
                    : Refusal.invalidToken(challenge);
        }
        throw new IllegalStateException("unknown outcome: " + failure.getClass().getName());
    }
}
