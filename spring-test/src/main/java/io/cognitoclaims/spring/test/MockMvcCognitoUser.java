package io.cognitoclaims.spring.test;

import org.springframework.http.HttpHeaders;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.test.web.servlet.request.RequestPostProcessor;
import org.springframework.web.context.support.WebApplicationContextUtils;

/**
 * The user of a request of {@code MockMvc} or {@code MockMvcTester}, in a {@code @WebMvcTest} or in a whole application:
 *
 * <pre>{@code
 * mvc.perform(get("/walks").with(cognitoUser().groups("admin").scopes("pets/read").claim(PET_PREFERENCE, DOGS)))
 *         .andExpect(status().isOk());
 * }</pre>
 *
 * <p>The token comes in the {@code Authorization} header, so no CSRF token is needed, as in production.
 */
public final class MockMvcCognitoUser extends CognitoUser<MockMvcCognitoUser> implements RequestPostProcessor {
    private MockMvcCognitoUser(UserToken token) {
        super(token);
    }

    /** {@return a user in no group, with no scopes} */
    public static MockMvcCognitoUser cognitoUser() {
        return new MockMvcCognitoUser(UserToken.PLAIN);
    }

    /**
     * {@return the request, with the token}
     *
     * @throws IllegalStateException if the application does not accept Cognito tokens, or not this one
     */
    @Override
    public MockHttpServletRequest postProcessRequest(MockHttpServletRequest request) {
        String token = token().signFor(
                        WebApplicationContextUtils.getRequiredWebApplicationContext(request.getServletContext()));
        request.removeHeader(HttpHeaders.AUTHORIZATION);
        request.addHeader(HttpHeaders.AUTHORIZATION, "Bearer " + token);
        return request;
    }

    @Override
    MockMvcCognitoUser of(UserToken token) {
        return new MockMvcCognitoUser(token);
    }
}
