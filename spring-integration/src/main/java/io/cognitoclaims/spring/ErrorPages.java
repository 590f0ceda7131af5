package io.cognitoclaims.spring;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.security.authorization.AuthorityAuthorizationDecision;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.authorization.AuthorizationResult;
import org.springframework.security.config.ObjectPostProcessor;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.annotation.web.configurers.AuthorizeHttpRequestsConfigurer;

/**
 * Lets the servlet container answer an error with its status. The container requests the error page in a separate dispatch,
 * which Spring Security would check by the path of that page. So the answer to a request without a token that was let
 * through, and ended with 404 or 500, would be 401.
 *
 * <p>It also notes the scopes that the rule of a request asks for, for challenges.
 *
 * <p>A request that is refused is not affected, because Spring Security answers it without an error page. A client's
 * request for {@code /error} itself is not affected either, because it is not such a dispatch.
 */
final class ErrorPages extends AbstractHttpConfigurer<ErrorPages, HttpSecurity> {
    private final ScopeAuthorities scopes;

    ErrorPages(ScopeAuthorities scopes) {
        this.scopes = scopes;
    }

    /** Before the rules are built, and after the application has written them. */
    @Override
    @SuppressWarnings("unchecked")
    public void init(HttpSecurity http) {
        AuthorizeHttpRequestsConfigurer<HttpSecurity> rules = http.getConfigurer(AuthorizeHttpRequestsConfigurer.class);
        if (rules != null) {
            rules.addObjectPostProcessor(new OpenedRules(scopes));
        }
    }

    /**
     * A deployed WAR has no dispatch of type {@code ERROR}: there, Spring Boot's filter forwards to the error page. An
     * error page may itself forward to a view, or include one.
     */
    private static boolean isAskedForByServer(HttpServletRequest request) {
        return request.getDispatcherType() == DispatcherType.ERROR
                || (request.getDispatcherType() != DispatcherType.REQUEST
                        && request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) != null);
    }

    private record OpenedRules(ScopeAuthorities scopes)
            implements ObjectPostProcessor<AuthorizationManager<HttpServletRequest>> {
        @Override
        @SuppressWarnings("unchecked")
        public <O extends AuthorizationManager<HttpServletRequest>> O postProcess(O rules) {
            AuthorizationManager<HttpServletRequest> opened = (caller, request) -> {
                if (isAskedForByServer(request)) {
                    return new AuthorizationDecision(true);
                }
                AuthorizationResult result = rules.authorize(caller, request);
                Operation operation = Operation.of(request);
                if (operation != null && result instanceof AuthorityAuthorizationDecision decision) {
                    operation.demand(scopes.askedBy(decision, CognitoJwt.tokenOf(caller.get())));
                }
                return result;
            };
            return (O) opened;
        }
    }
}
