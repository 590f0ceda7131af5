package io.cognitoclaims.spring;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Lets only callers whose token has a certain claim use a method, or all methods of a class.
 *
 * <pre>{@code
 * @RequireClaim(name = "pet_preference", anyOf = "dogs")
 * List<Walk> walks() { … }
 * }</pre>
 *
 * <p>It names either the accepted values or {@link #anyValue}. With neither, the start fails, because {@code
 * @RequireClaim(name = "is_admin")} would also admit a caller with {@code is_admin: false}.
 *
 * <p>On a method it replaces the rule of the class, as {@code @PreAuthorize} does. An inherited method has the rule of the
 * class that declares it, or, if that has none, the rule of the bean's class. The class's rule does not cover {@code
 * toString}, {@code equals} and {@code hashCode}. On an annotation of the application, such as {@code @DogLoversOnly}, it
 * keeps name and value in one place.
 *
 * <p>It works without {@code @EnableMethodSecurity}, for controllers and for beans below them. A proxy of the bean enforces
 * it, so calls within the object itself are not checked, and objects that are not beans have no rules. If the proxy cannot
 * enforce a rule, the start fails with a report that names the method: the method is {@code private}, {@code static} or
 * {@code final}, its class is {@code final}, or the bean has no proxy. Private and static methods that only the class's
 * rule would cover are treated as helpers and have no rule, unless they handle requests. In an application on Spring
 * WebFlux the method must return a {@code Mono}, a {@code Flux} or another publisher. A method that does not fails whenever
 * it is called, and a warning at the start names it.
 *
 * <p>A caller without the claim is denied: 403 with {@code insufficient_scope}, or 401 for a caller without a token. The
 * logger {@code io.cognitoclaims} names method and claim at level {@code DEBUG}.
 */
@Target({ElementType.METHOD, ElementType.TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@Documented
public @interface RequireClaim {
    /** {@return the name of the claim} */
    String name();

    /**
     * {@return the values of which one must be present} They are compared letter by letter with the claim's value: a string
     * as it is, a boolean as {@code true} or {@code false}, a number by its digits without an exponent ({@code 7} is not
     * {@code 7.0}). In an array each element counts, whether the array is JSON or, from an event of version 1, JSON in a
     * string. In the claim {@code scope} each scope counts. Objects, arrays in arrays and null equal no value.
     */
    String[] anyOf() default {};

    /**
     * {@return whether every value of the claim is accepted, also {@code false}, {@code 0}, an empty string and an empty
     * array} The claim must be present, and not null. The default is {@code false}.
     */
    boolean anyValue() default false;
}
