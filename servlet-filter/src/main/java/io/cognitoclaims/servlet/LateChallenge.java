package io.cognitoclaims.servlet;

import io.cognitoclaims.core.AccessToken;
import io.cognitoclaims.core.CognitoToken;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The token of a request, for code that finds out late which scopes the request needs, such as a tool of an MCP server:
 *
 * <pre>{@code
 * LateChallenge caller = LateChallenge.of(request);
 * …
 * caller.require("https://api.example.com/mcp/walk");
 * }</pre>
 *
 * <p>As long as nothing of the answer was written, a missing scope makes the whole answer a 403 {@code insufficient_scope}
 * (<a href="https://www.rfc-editor.org/rfc/rfc6750#section-3.1">RFC 6750, section 3.1</a>). The challenge names all scopes
 * that the request needs: what the verifier requires, what each {@link RequireFilter} on the way required, and what was
 * demanded here. A client can then get all of them at once. What the application writes afterwards, such as an error of its
 * own, is dropped. If something was written before, the answer is the application's, and the exception is its error.
 *
 * <p>It may be used by any thread until the request has been answered. After that, it only throws; so it does for code that
 * was included in another answer. The end of the request waits for a refusal that is being written, so that it never reaches
 * the next request of the connection. But a container may begin to end an asynchronous request as soon as {@link
 * jakarta.servlet.AsyncContext#complete} is called: if another thread demands a scope meanwhile, the answer to this request
 * may be an error. If the application writes to the response of an {@link jakarta.servlet.AsyncContext} instead of the one
 * that its servlet was given, it counts as written once the response is committed.
 */
public final class LateChallenge {
    private final Caller caller;
    private final Operation operation;
    private final HttpServletRequest request;
    private final boolean isIncluded;

    private LateChallenge(Caller caller, Operation operation, HttpServletRequest request) {
        this.caller = caller;
        this.operation = operation;
        this.request = request;
        this.isIncluded = request.getDispatcherType() == DispatcherType.INCLUDE;
    }

    /**
     * {@return the token of this request}
     *
     * @throws IllegalStateException if no {@link CognitoFilter} let this request through
     */
    public static LateChallenge of(HttpServletRequest request) {
        Caller caller = Caller.of(request);
        Operation operation = Operation.of(request);
        if (caller == null || operation == null) {
            throw new IllegalStateException("LateChallenge: no CognitoFilter ran before; map one to this path too");
        }
        return new LateChallenge(caller, operation, request);
    }

    /** {@return the verified token; empty if the request has none and was let through} */
    public Optional<CognitoToken> token() {
        return Optional.ofNullable(caller.token());
    }

    /**
     * Demands all of these scopes. ID tokens have none.
     *
     * @throws MissingScopeException if the token lacks one of them, or there is no token
     * @throws IllegalArgumentException if none is named, or one has a character that no scope can have (RFC 6749, section
     *     3.3)
     */
    public void require(String... scopes) {
        Set<String> needed = RequireFilter.scopeNames(scopes);
        operation.demand(needed);
        @Nullable CognitoToken token = caller.token();
        if (token instanceof AccessToken access && access.scopes().containsAll(needed)) {
            return;
        }
        if (operation.isOpen() && !isIncluded) {
            refuse(needed);
        }
        throw new MissingScopeException(new TreeSet<>(needed));
    }

    /** The answer is made before the lock, because its format is the application's code. */
    private void refuse(Set<String> needed) {
        CognitoFilter filter = caller.filter();
        Refusal refusal = caller.token() == null
                ? filter.askForToken(request)
                : filter.forbid("all of the scopes " + new TreeSet<>(needed), operation, request);
        try {
            operation.refuse(request, refusal);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
