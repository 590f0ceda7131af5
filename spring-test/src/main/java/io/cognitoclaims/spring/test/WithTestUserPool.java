package io.cognitoclaims.spring.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Gives the application of a test a user pool on loopback, which replaces those in its properties.
 *
 * <pre>{@code
 * @SpringBootTest(webEnvironment = RANDOM_PORT)
 * @WithTestUserPool
 * class ApiTest {
 *     @Autowired
 *     TestUserPool pool;
 *
 *     @Test
 *     void answers() {
 *         String token = pool.accessToken().groups("admin").sign();
 *         // send it
 *     }
 * }
 * }</pre>
 *
 * <p>The {@link io.cognitoclaims.testing.TestUserPool} is a bean, and lives as long as the application context. Before any
 * code reads them, {@code cognito-claims.user-pools[0].issuer} and {@code client-ids} are set to its values, above every
 * other property source. Spring Boot takes a list from one source only, so user pools in other sources have no effect: no
 * {@code user-pools[1]}, and no {@code jwks-uri} or {@code replica-regions}. All properties that are not below {@code
 * cognito-claims.user-pools} keep their values: with {@code cognito-claims.token-use=id} sign {@code pool.idToken()}. A
 * {@code CognitoVerifier} bean of the application does not read the properties, and accepts the same tokens as without this
 * annotation.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@Documented
public @interface WithTestUserPool {
    /**
     * {@return the names of the pools' beans, one for each pool} They are {@code cognito-claims.user-pools[0]}, {@code [1]}
     * and so on. With several, inject them by name: {@code @Qualifier("staff") TestUserPool staff}. The default is one pool.
     */
    String[] value() default "testUserPool";

    /**
     * {@return the tenants of the pools, in their order, for an application that requires the tenant of each request} The
     * default is none.
     */
    String[] tenants() default {};
}
