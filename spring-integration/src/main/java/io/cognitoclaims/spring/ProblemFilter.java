package io.cognitoclaims.spring;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.cognitoclaims.core.BearerProblem;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.PrintWriter;
import org.springframework.http.HttpHeaders;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Adds what Spring Security's answers lack. First, 503 and {@code Retry-After} if a token cannot be verified because its
 * issuer's keys are unavailable: Spring Security passes that exception on to the container, which would answer 500. Second,
 * a problem document as the body of a refusal with a challenge of the scheme {@code Bearer}, unless other code, such as an
 * entry point of the application, has begun to write a body. Third, it watches the answer for {@link ScopeDemands}.
 */
final class ProblemFilter extends OncePerRequestFilter {
    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        boolean isOutermost = Operation.of(request) == null;
        Operation operation = Operation.of(request, response);
        WatchedResponse watched = new WatchedResponse(response, operation);
        HttpServletRequest before = JudgedRequest.enter(request);
        try {
            chain.doFilter(request, watched);
        } catch (AuthenticationServiceException e) {
            BearerProblem problem = BearerProblems.of(e).orElse(null);
            if (problem == null || response.isCommitted()) {
                throw e;
            }
            response.setStatus(problem.status());
            problem.headers().forEach(response::setHeader);
            write(problem, response);
            return;
        } catch (IOException | ServletException | RuntimeException e) {
            if (!operation.isRefused()) {
                throw e;
            }
            logger.debug("after a refusal: " + e.getClass().getName());
            operation.complete(request);
        } finally {
            JudgedRequest.restore(before);
            if (isOutermost) {
                operation.endWith(request);
            }
        }
        if (operation.isRefused()) {
            // A filter before this one may hold the refusal back: then the response is not committed.
            return;
        }
        BearerProblem problem = BearerProblems.of(
                        response.getStatus(), response.getHeader(HttpHeaders.WWW_AUTHENTICATE))
                .orElse(null);
        if (problem != null && !watched.isAskedFor() && !response.isCommitted() && !request.isAsyncStarted()) {
            write(problem, response);
        }
    }

    static void write(BearerProblem problem, HttpServletResponse response) throws IOException {
        byte[] body = problem.toJson().getBytes(UTF_8);
        response.setContentType(BearerProblem.MEDIA_TYPE);
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    /** Knows whether other code writes a body, or leaves it to the container's error page. */
    private static final class WatchedResponse extends LateResponse {
        private boolean isAskedFor;

        WatchedResponse(HttpServletResponse response, Operation operation) {
            super(response, operation);
        }

        boolean isAskedFor() {
            return isAskedFor;
        }

        @Override
        public ServletOutputStream getOutputStream() throws IOException {
            isAskedFor = true;
            return super.getOutputStream();
        }

        @Override
        public PrintWriter getWriter() throws IOException {
            isAskedFor = true;
            return super.getWriter();
        }

        @Override
        public void sendError(int status) throws IOException {
            isAskedFor = true;
            super.sendError(status);
        }

        @Override
        public void sendError(int status, String message) throws IOException {
            isAskedFor = true;
            super.sendError(status, message);
        }
    }
}
