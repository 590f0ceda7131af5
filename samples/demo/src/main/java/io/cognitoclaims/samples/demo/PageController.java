package io.cognitoclaims.samples.demo;

import static jakarta.servlet.http.HttpServletResponse.SC_OK;

import io.cognitoclaims.core.AccessToken;
import io.cognitoclaims.core.CognitoVerifier;
import io.cognitoclaims.core.Explanation;
import io.cognitoclaims.samples.demo.Api.Answer;
import io.cognitoclaims.samples.demo.Api.Path;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What visitors can do on the website. Who they are is in their session, which lives on this server only. */
final class PageController {
    private static final int SECONDS_SIGNED_IN = 3600;

    private final Http http;
    private final AppClient client;
    private final PoolControl pool;
    private final CognitoVerifier<AccessToken> accessTokens;
    private final List<Api> apis;
    private final boolean isShared;

    /**
     * @param accessTokens a verifier with the settings that the APIs have
     * @param isShared whether the APIs share what is revoked
     */
    PageController(
            Http http,
            AppClient client,
            PoolControl pool,
            CognitoVerifier<AccessToken> accessTokens,
            List<Api> apis,
            boolean isShared) {
        this.http = http;
        this.client = client;
        this.pool = pool;
        this.accessTokens = accessTokens;
        this.apis = List.copyOf(apis);
        this.isShared = isShared;
    }

    Reply home(HttpServletRequest request) throws IOException {
        SignedInSession signedIn = signedIn(request);
        if (signedIn == null) {
            return Reply.page(SC_OK, Pages.welcome());
        }
        TokenVariant variant = TokenVariant.of(request.getParameter("token"));
        Path path = Path.of(request.getParameter("ask"));
        Optional<Command> done = Command.of(request.getParameter("done"));
        return Reply.page(
                SC_OK,
                new SignedInPage(signedIn, pool.publishedKeys(), isShared, outcome(signedIn, variant, path), done)
                        .html());
    }

    Reply signIn(HttpServletRequest request) {
        SignIn signIn = SignIn.begin();
        return Reply.redirect(client.signInAddress(signIn)).with(signIn.cookie());
    }

    Reply callback(HttpServletRequest request) throws IOException, Problem {
        SignIn signIn = SignIn.of(request)
                .filter(begun -> SignIn.same(begun.state(), request.getParameter("state")))
                .orElseThrow(() -> new Problem(
                        400, "This sign-in was not begun here", "Or it took longer than ten minutes. Sign in again."));
        String code = request.getParameter("code");
        if (code == null) {
            throw new Problem(400, "The pool did not sign you in", "It sent an error in place of a code.");
        }
        SignedInSession signedIn = client.redeem(signIn, code);
        begin(request).setAttribute(SignedInSession.class.getName(), signedIn);
        return Reply.redirect("/").with(SignIn.noCookie());
    }

    /** A new session, so that an id which somebody planted before is worth nothing. */
    private static HttpSession begin(HttpServletRequest request) {
        HttpSession before = request.getSession(false);
        if (before != null) {
            before.invalidate();
        }
        HttpSession session = request.getSession();
        session.setMaxInactiveInterval(SECONDS_SIGNED_IN);
        return session;
    }

    Reply execute(HttpServletRequest request) throws IOException, Problem {
        SignedInSession signedIn = requireOwnForm(request);
        Command command = Command.of(request.getParameter("command"))
                .orElseThrow(() -> new Problem(400, "There is no such command", "Go back and try again."));
        boolean done = true;
        switch (command) {
            case ROTATE_KEYS -> pool.rotateKeys();
            case STOP_KEYS -> pool.stopKeys();
            case START_KEYS -> pool.startKeys();
            case REFRESH_TOKENS ->
                request.getSession()
                        .setAttribute(
                                SignedInSession.class.getName(), signedIn.with(client.refresh(signedIn.tokens())));
            case END_SIGN_IN -> done = signOut("/api/sign-out", signedIn);
            case END_ALL_SIGN_INS -> done = signOut("/api/sign-out-everywhere", signedIn);
        }
        return Reply.redirect((done ? "/?done=" + command.id() : "/") + "#" + command.section());
    }

    /**
     * Asks the first API alone, and waits until the others know of it: as a rule some milliseconds, and a second at most.
     *
     * @return whether that API revoked the token
     */
    private boolean signOut(String path, SignedInSession signedIn) throws IOException {
        String token = signedIn.tokens().accessToken();
        boolean done = apis.get(0).signOut(http, path, token);
        long start = System.nanoTime();
        while (done && isAccepted(token) && System.nanoTime() - start < TimeUnit.SECONDS.toNanos(1)) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
        return done;
    }

    private boolean isAccepted(String token) throws IOException {
        for (Api api : apis) {
            if (api.ask(http, Path.ME, token).isGood()) {
                return true;
            }
        }
        return isShared && accessTokens.explain(token).isAccepted();
    }

    Reply signOut(HttpServletRequest request) throws Problem {
        requireOwnForm(request);
        request.getSession().invalidate();
        return Reply.redirect(client.signOutAddress());
    }

    private Outcome outcome(SignedInSession signedIn, TokenVariant variant, Path path) throws IOException {
        String token = variant.token(signedIn.tokens(), pool, Clock.systemUTC());
        List<Answer> answers = new ArrayList<>();
        for (Api api : apis) {
            answers.add(api.ask(http, path, token));
        }
        return new Outcome(variant, path, accessTokens.explain(token), answers);
    }

    private static SignedInSession requireOwnForm(HttpServletRequest request) throws Problem {
        SignedInSession signedIn = signedIn(request);
        if (signedIn == null || !SignIn.same(signedIn.csrf(), request.getParameter("csrf"))) {
            throw new Problem(403, "This page is out of date", "You may have signed in or out elsewhere meanwhile.");
        }
        return signedIn;
    }

    private static @Nullable SignedInSession signedIn(HttpServletRequest request) {
        HttpSession session = request.getSession(false);
        return session == null ? null : (SignedInSession) session.getAttribute(SignedInSession.class.getName());
    }

    /** What became of a token that was shown to everybody. */
    record Outcome(TokenVariant variant, Path path, Explanation explanation, List<Answer> answers) {
        /** {@return what the APIs answered, in a sentence} */
        String summary() {
            return answers.stream()
                    .map(answer -> answer.api().name() + " answers " + answer.status())
                    .collect(Collectors.joining(", ", "", "."));
        }
    }
}
