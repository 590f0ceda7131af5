package io.cognitoclaims.servlet;

import static io.cognitoclaims.servlet.TestServlets.filter;
import static io.cognitoclaims.servlet.TestServlets.servlet;
import static io.cognitoclaims.servlet.Verifiers.accessTokens;
import static org.assertj.core.api.Assertions.assertThat;

import io.cognitoclaims.core.AccessToken;
import io.cognitoclaims.core.CognitoVerifier;
import io.cognitoclaims.testing.TestUserPool;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An outcome that comes when its request is over. Containers use the object again, for the request of somebody else. */
class PendingVerificationTest {
    private final TestUserPool pool = TestUserPool.create();
    private final CognitoVerifier<AccessToken> verifier = accessTokens(pool).build();
    private final CompletableFuture<AccessToken> verification = new CompletableFuture<>();
    private final List<String> uses = new CopyOnWriteArrayList<>();
    private final List<AsyncEvent> events = new CopyOnWriteArrayList<>();
    private final List<AsyncListener> listeners = new CopyOnWriteArrayList<>();
    private final CountDownLatch completed = new CountDownLatch(1);

    @AfterEach
    void stop() {
        pool.close();
    }

    @ParameterizedTest
    @EnumSource
    void aLateOutcomeTouchesNoRequestThatWasAnsweredInTheMeantime(Container container) throws Exception {
        try (TestServer server = start(container, context -> context.setTimeout(50))) {
            assertThat(server.wire().get("/").status()).isEqualTo(503);
            assertNotUsedAgain();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aLateOutcomeTouchesNoRequestThatEndedInAnotherWay(Container container) throws Exception {
        try (TestServer server = start(container, AsyncContext::complete)) {
            assertThat(server.wire().get("/").status()).isEqualTo(200);
            assertNotUsedAgain();
        }
    }

    @ParameterizedTest
    @EnumSource
    void anOutcomeInTimeSendsTheRequestThroughTheFiltersAgain(Container container) throws Exception {
        verification.complete(goodToken());
        try (TestServer server = start(container, context -> {})) {
            assertThat(server.wire().get("/").body()).contains("token=AccessToken");
            assertThat(uses).isNotEmpty();
        }
    }

    /** The container may tell of a time-out while the refusal is being written. */
    @ParameterizedTest
    @EnumSource
    void aTimeoutAfterTheOutcomeCausesNoSecondAnswer(Container container) throws Exception {
        verification.complete(goodToken());
        try (TestServer server = start(container, context -> {})) {
            assertThat(server.wire().get("/").status()).isEqualTo(200);
            uses.clear();

            listeners.get(0).onTimeout(events.get(0));

            assertThat(uses).isEmpty();
        }
    }

    private void assertNotUsedAgain() throws Exception {
        assertThat(completed.await(20, TimeUnit.SECONDS)).isTrue();
        uses.clear();

        verification.complete(goodToken());

        assertThat(uses).isEmpty();
    }

    private AccessToken goodToken() {
        return verifier.verify(pool.accessToken().sign());
    }

    private TestServer start(Container container, Interruption interruption) throws Exception {
        CognitoFilter filter = CognitoFilter.create(verifier);
        return container.start((classes, context) -> {
            filter(context, "/*", (request, response, chain) -> {
                HttpServletRequest http = (HttpServletRequest) request;
                if (Caller.of(request) != null) {
                    chain.doFilter(request, response);
                    return;
                }
                PendingVerification.start(filter, verification, watched(http), watched((HttpServletResponse) response));
                AsyncContext suspension = request.getAsyncContext();
                suspension.addListener(new EndOfRequest(completed));
                interruption.interrupt(suspension);
            });
            servlet(context, "/", TestServlets::whoAmI);
        });
    }

    private HttpServletRequest watched(HttpServletRequest request) {
        return new HttpServletRequestWrapper(request) {
            @Override
            public void setAttribute(String name, Object value) {
                uses.add(name);
                super.setAttribute(name, value);
            }

            @Override
            public AsyncContext startAsync(ServletRequest given, ServletResponse response) {
                return listening(super.startAsync(given, response));
            }
        };
    }

    private HttpServletResponse watched(HttpServletResponse response) {
        return new HttpServletResponseWrapper(response) {
            @Override
            public void setStatus(int status) {
                uses.add("status " + status);
                super.setStatus(status);
            }
        };
    }

    /** {@return the same, but that it remembers its listeners} */
    private AsyncContext listening(AsyncContext context) {
        return (AsyncContext) Proxy.newProxyInstance(
                AsyncContext.class.getClassLoader(),
                new Class<?>[] {AsyncContext.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("addListener")) {
                        events.add(new AsyncEvent(context));
                        listeners.add((AsyncListener) arguments[0]);
                    }
                    return method.invoke(context, arguments);
                });
    }

    /** What happens to the request before the outcome is known. */
    @FunctionalInterface
    private interface Interruption {
        void interrupt(AsyncContext suspension);
    }
}
