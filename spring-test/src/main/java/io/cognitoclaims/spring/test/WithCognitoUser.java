package io.cognitoclaims.spring.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.security.test.context.support.WithSecurityContext;

/**
 * Runs a test as a user with a Cognito token: for services with method security, and for all requests of a
 * {@code MockMvc} or {@code WebTestClient} without a server.
 *
 * <pre>{@code
 * @Test
 * @WithCognitoUser(groups = "admin", scopes = "pets/read", claims = "{'pet_preference': 'dogs'}")
 * void letsAnAdministratorWalkTheDog() { … }
 * }</pre>
 *
 * <p>{@link CognitoUser} describes the token. The application's {@code JwtDecoder} bean verifies it, and its {@code
 * JwtAuthenticationConverter} bean converts it (in a reactive application their reactive counterparts). With a {@link
 * #verifier}, and in an application that requires the tenant of each request, the verifier itself verifies it.
 *
 * <p><b>No filter chain takes part in this.</b> A decoder or converter that only a chain was given, with {@code jwt(jwt ->
 * jwt.jwtAuthenticationConverter(..))}, is not used: the test's user then has other authorities than in production, and a
 * wrong rule can pass the test. Make it a bean, or use {@code with(cognitoUser())}, whose requests the chain authenticates.
 * For the same reason a request that changes something needs a CSRF token here, if the application requires one.
 */
@Target({ElementType.METHOD, ElementType.TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@Documented
@WithSecurityContext(factory = CognitoUserSecurityContext.class)
public @interface WithCognitoUser {
    /** {@return the id or issuer of the user pool} The default is the first one that the application accepts. */
    String pool() default "";

    /**
     * {@return the name of the {@code CognitoVerifier} bean that accepts the token} The default is the application's default
     * verifier.
     */
    String verifier() default "";

    /** {@return the groups of the user} The default is none. */
    String[] groups() default {};

    /** {@return the scopes of the token} The default is none. */
    String[] scopes() default {};

    /**
     * {@return further claims, or other values for existing ones, as a JSON object} Names and strings may be in single
     * quotes. The default is none.
     */
    String claims() default "{}";
}
