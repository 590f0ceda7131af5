package io.cognitoclaims.localuserpool.junit;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Gives the application of a Spring Boot test a {@link LocalUserPool}, which is a bean.
 *
 * <p>It starts before the application context, and sets the application's properties above every other source. It lives as
 * long as the context, which test classes with equal annotations share, and is {@linkplain LocalUserPool#reset() reset}
 * before each test. Tests that run at the same time must not share one: give their annotations different {@link #settings},
 * such as another {@code user-pool.id}, or let them take turns with JUnit's {@code ResourceLock}.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@Documented
public @interface WithLocalUserPool {
    /** {@return the trigger, as for {@link LocalUserPool.Builder#trigger}} The default is none. */
    Class<? extends RequestStreamHandler> trigger() default RequestStreamHandler.class;

    /** {@return settings of the pool, each as {@code user-pool.users[0].username=rex}} The default is none. */
    String[] settings() default {};

    /**
     * {@return the clients whose tokens the application accepts} The default is those that {@link #settings} names, or else the
     * first of the pool's own settings.
     */
    String[] clientIds() default {};

    /** {@return the properties of the application that are set to the issuer} The default is the starter's. */
    String[] issuerProperties() default "cognito-claims.user-pools[0].issuer";

    /** {@return the properties of the application that are set to the client ids} The default is the starter's. */
    String[] clientIdsProperties() default "cognito-claims.user-pools[0].client-ids";
}
