package io.cognitoclaims.servlet;

import static io.cognitoclaims.core.TokenSource.authorizationHeader;
import static io.cognitoclaims.core.TokenSource.cookie;
import static io.cognitoclaims.servlet.TestServlets.filter;
import static io.cognitoclaims.servlet.TestServlets.servlet;
import static io.cognitoclaims.servlet.Verifiers.accessTokens;

import io.cognitoclaims.core.VerificationListener;
import io.cognitoclaims.core.VerificationListener.Verified;
import io.cognitoclaims.testing.TestUserPool;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** Paths that are guarded, open, and lead from one to the other. */
final class ContractApplication implements ServletContainerInitializer, AutoCloseable {
    final TestUserPool pool = TestUserPool.create();
    final TestUserPool poolWithoutKeys = TestUserPool.create();

    /** How often a token was found good by the filter of {@code /api}. */
    final AtomicInteger verifications = new AtomicInteger();

    ContractApplication() {
        poolWithoutKeys.answerKeysWith(500, "");
    }

    @Override
    public void onStartup(Set<Class<?>> classes, ServletContext context) {
        addGuardedPaths(context);
        addWays(context);
    }

    @Override
    public void close() {
        pool.close();
        poolWithoutKeys.close();
    }

    private void addGuardedPaths(ServletContext context) {
        CognitoFilter filter =
                CognitoFilter.create(accessTokens(pool).addListener(counter()).build());
        filter(context, "/api/*", filter);
        filter(context, TestServer.ERROR_PAGE, filter);
        filter(
                context,
                "/pets/*",
                CognitoFilter.create(accessTokens(pool)
                        .requireScopes("pets/write", "pets/read")
                        .build()));
        filter(
                context,
                "/outage/*",
                CognitoFilter.create(accessTokens(poolWithoutKeys).build()));
        filter(
                context,
                "/cookie/*",
                CognitoFilter.builder(accessTokens(pool).build())
                        .tokenSources(authorizationHeader(), cookie("access_token"))
                        .build());
        for (String path :
                List.of("/cookie/me", "/api/me", "/pets/me", "/outage/me", "/public/me", TestServer.ERROR_PAGE)) {
            servlet(context, path, TestServlets::whoAmI);
        }
    }

    private static void addWays(ServletContext context) {
        servlet(context, "/", (request, response) -> response.sendError(404));
        servlet(context, "/api/later", TestServlets::answerLater);
        servlet(context, "/api/dispatch", TestServlets.dispatchTo("/api/me"));
        servlet(context, "/api/forward", TestServlets.forwardTo("/api/me"));
        servlet(context, "/api/forward-to-pets", TestServlets.forwardTo("/pets/me"));
        servlet(context, "/api/include", TestServlets.include("/api/me"));
        servlet(context, "/api/send-error", (request, response) -> response.sendError(418));
        servlet(context, "/api/throw", (request, response) -> {
            throw new ServletException("on purpose");
        });
        servlet(context, "/public/forward", TestServlets.forwardTo("/api/me"));
        servlet(context, "/public/include", TestServlets.include("/api/me"));
        servlet(context, "/public/send-error", (request, response) -> response.sendError(418));
    }

    private VerificationListener counter() {
        return new VerificationListener() {
            @Override
            public void verified(Verified event) {
                verifications.incrementAndGet();
            }
        };
    }
}
