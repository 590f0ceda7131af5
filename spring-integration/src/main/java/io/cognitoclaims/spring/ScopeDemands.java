package io.cognitoclaims.spring;

import io.cognitoclaims.core.AccessToken;
import io.cognitoclaims.core.BearerProblem;
import io.cognitoclaims.core.CognitoToken;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Scopes that code behind the filter chain demands, such as a tool of an MCP server. As long as nothing of the answer was
 * written, a missing scope makes the whole answer a 403, because the code's own error may never become one: an MCP server
 * reports it with status 200.
 */
final class ScopeDemands {
    private ScopeDemands() {}

    /**
     * Records that the current request needs these scopes, and refuses it if the token lacks one. Outside of a request, and
     * once the answer has begun, the caller's exception is all there is.
     */
    static void demand(Set<String> scopes, @Nullable CognitoToken token) {
        HttpServletRequest request = JudgedRequest.current();
        if (request == null) {
            return;
        }
        Operation operation = Operation.of(request);
        if (operation == null) {
            return;
        }
        operation.demand(scopes);
        // Without a token, Spring Security asks for one.
        if (token == null || has(scopes, token)) {
            return;
        }
        // Code that is included in another answer cannot replace it.
        if (request.getDispatcherType() == DispatcherType.INCLUDE) {
            return;
        }
        try {
            operation.refuse(ScopeDemands::refuse);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static boolean has(Set<String> scopes, @Nullable CognitoToken token) {
        return token instanceof AccessToken access && access.scopes().containsAll(scopes);
    }

    /** {@link LeadingResponse} adds the scopes to the challenge. */
    private static void refuse(HttpServletResponse response) throws IOException {
        BearerProblem problem = BearerProblem.insufficientScope(Set.of());
        ReplacedAnswer.clear(response);
        response.setStatus(problem.status());
        problem.headers().forEach(response::setHeader);
        ProblemFilter.write(problem, response);
    }
}
