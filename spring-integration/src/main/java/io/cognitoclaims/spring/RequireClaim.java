package io.cognitoclaims.spring;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Lets only callers use a method, or all methods of a class, whose token has a claim.
 *
 * <pre>{@code
 * @RequireClaim(name = "pet_preference", value = "dogs")
 * List<Walk> walks() { … }
 * }</pre>
 *
 * <p>On a method it replaces what the class says, as {@code @PreAuthorize} does. On an annotation of the application's, such
 * as {@code @DogLoversOnly}, it keeps name and value in one place. It holds without {@code @EnableMethodSecurity}, for
 * controllers and for beans below them; as with every proxy, calls within the object itself and private methods pass. In an
 * application on Spring WebFlux the method must return a {@code Mono}, a {@code Flux} or another publisher.
 *
 * <p>Who lacks the claim is denied: 403 with {@code insufficient_scope}, or 401 for a caller without a token.
 */
@Target({ElementType.METHOD, ElementType.TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@Documented
public @interface RequireClaim {
    /** {@return the name of the claim} */
    String name();

    /**
     * {@return the values of which one must be there} The value of a claim that is a string, number or boolean is its
     * text; of an array each element counts, be it JSON or, from an event of version 1, its text. Without any the claim must
     * only be present, and not null.
     */
    String[] value() default {};
}
