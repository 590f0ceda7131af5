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
 * @RequireClaim(name = "pet_preference", anyOf = "dogs")
 * List<Walk> walks() { … }
 * }</pre>
 *
 * <p>It says either which values are accepted or {@link #anyValue}; a rule with neither ends the start, because
 * {@code @RequireClaim(name = "is_admin")} would also let in whom {@code is_admin: false} describes.
 *
 * <p>On a method it replaces what the class says, as {@code @PreAuthorize} does. An inherited method has the rule of the
 * class that declares it, or, where that has none, the rule of the bean's class. The class's rule does not cover
 * {@code toString}, {@code equals} and {@code hashCode}. On an annotation of the application's, such as
 * {@code @DogLoversOnly}, it keeps name and value in one place.
 *
 * <p>It holds without {@code @EnableMethodSecurity}, for controllers and for beans below them. A proxy of the bean enforces
 * it, so calls within the object itself pass, and objects that are no beans have no rules. A rule that the proxy can't
 * enforce ends the start, with a report that names the method: the method is {@code private}, {@code static} or
 * {@code final}, its class is {@code final}, or the bean has no proxy. Private and static methods that only the class's rule
 * would cover are helpers, and left alone, unless they handle requests. In an application on Spring WebFlux the method must
 * return a {@code Mono}, a {@code Flux} or another publisher; one that does not fails whenever it is called, and a warning
 * at the start names it.
 *
 * <p>Who lacks the claim is denied: 403 with {@code insufficient_scope}, or 401 for a caller without a token. The logger
 * {@code io.cognitoclaims} names method and claim at level {@code DEBUG}.
 */
@Target({ElementType.METHOD, ElementType.TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@Documented
public @interface RequireClaim {
    /** {@return the name of the claim} */
    String name();

    /**
     * {@return the values of which one must be there} They are compared letter by letter with the value of the claim: a
     * string with its text, a boolean with {@code true} or {@code false}, a number with its digits without an exponent
     * ({@code 7} is not {@code 7.0}). Of an array each element counts, be it JSON or, from an event of version 1, its text.
     * Objects, arrays in arrays and null equal no value.
     */
    String[] anyOf() default {};

    /**
     * {@return whether every value of the claim will do: {@code false}, {@code 0}, an empty string and an empty array too}
     * The claim must be present, and not null. The default is {@code false}.
     */
    boolean anyValue() default false;
}
