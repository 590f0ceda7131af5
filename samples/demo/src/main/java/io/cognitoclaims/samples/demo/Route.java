package io.cognitoclaims.samples.demo;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One address of the website, for one method. */
final class Route extends HttpServlet {
    private static final long serialVersionUID = 1L;

    /** What is done there. */
    @FunctionalInterface
    interface Action {
        Reply act(HttpServletRequest request) throws IOException, Problem;
    }

    private static final Logger LOG = LoggerFactory.getLogger(Route.class);

    private final String method;
    private final transient Action action;

    Route(String method, Action action) {
        this.method = method;
        this.action = action;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (method.equals(request.getMethod())) {
            reply(request).send(response);
        } else {
            response.setHeader("Allow", method);
            response.sendError(HttpServletResponse.SC_METHOD_NOT_ALLOWED);
        }
    }

    private Reply reply(HttpServletRequest request) {
        try {
            return action.act(request);
        } catch (Problem problem) {
            return Reply.page(problem.status(), Pages.problem(problem.title(), problem.advice()));
        } catch (IOException e) {
            LOG.warn("a part of the demo did not answer: {}", e.toString());
            return Reply.page(
                    502,
                    Pages.problem("A part of the demo does not answer", "Does the pool still run, and both APIs?"));
        }
    }
}
