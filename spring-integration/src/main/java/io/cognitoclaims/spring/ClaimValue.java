package io.cognitoclaims.spring;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Passes the value of one claim of the caller's token to a controller's parameter, or the whole token as a record.
 *
 * <pre>{@code
 * @GetMapping("/walks")
 * List<Walk> walks(@ClaimValue("pet_preference") PetPreference pet, @ClaimValue("city") Optional<String> city) { … }
 *
 * @GetMapping("/me")
 * PetOwner me(@ClaimValue PetOwner owner) { … }
 * }</pre>
 *
 * <p><b>Without a declaration</b> the parameter's type says what the claim must be: {@code String}, {@code Boolean}, {@code
 * Integer}, {@code Long}, {@code BigDecimal}, {@code Instant} (seconds since 1970), {@code List<String>}, {@code
 * Set<String>}, an enum, or a record for the claim's JSON object; or an {@code Optional} of these. On WebFlux it may be a
 * {@code Mono} of any of them. The constants of an enum are in lower case; if Jackson's annotations are on the enum, Jackson
 * reads it. The value is read as {@link io.cognitoclaims.contract.Claim} reads it, so a string of an event of version 1 and
 * JSON of a later version are the same. Without a name, the claims of the whole token are bound to a record as by {@link
 * io.cognitoclaims.core.CognitoToken#claimsAs}.
 *
 * <p><b>A {@code Claim} bean</b> declares a claim for the parameters of all controllers, its name and its type:
 *
 * <pre>{@code
 * @Bean
 * Claim<PetPreference> petPreference() {
 *     return PET_PREFERENCE;
 * }
 *
 * @GetMapping("/walks")
 * List<Walk> walks(@ClaimValue PetPreference pet) { … }
 * }</pre>
 *
 * <ul>
 *   <li>A parameter that names the claim is read as the bean reads it, for example by {@link
 *       io.cognitoclaims.contract.Claim#map}. Its type must be able to take the claim's values.
 *   <li>A parameter without a name takes the one declared claim whose values have exactly its type. For a record, too: only
 *       a record that no declared claim has is bound to the whole token.
 *   <li>The type of a claim's values is that of the bean's definition, such as the return type of its method. A bean that
 *       leaves it open, such as a {@code Claim<?>}, is found by name only. Its value is checked when it is read, so that
 *       the parameter's type can't be generic.
 *   <li>Beans of parent contexts count too. A {@code @Bean(defaultCandidate = false)} does not.
 *   <li>All these beans are created at the end of the start, lazy ones too, because only a claim knows its name.
 * </ul>
 *
 * <p><b>The start fails</b>, with a report that names the method, the parameter and what to write, if no token can fill a
 * parameter: it has another type than these, its type can't take the values of the declared claim, or it names no claim and
 * several have its type. It also fails if two beans declare claims of one name. A method that is mapped after the start
 * causes an {@link IllegalStateException} at each call in place of this.
 *
 * <p>A claim that is absent or null gives an empty {@code Optional}, or null for a {@code @Nullable} parameter. Any other
 * parameter causes a {@link MissingClaimException}: 403, or 401 for a caller without a token. A {@code Mono} of a value
 * fails with it on subscription. A claim of another type causes a {@link io.cognitoclaims.contract.ClaimValueException}:
 * the pool and the API disagree, which the caller cannot correct, so if it is not handled the answer is 500.
 */
@Target({ElementType.PARAMETER, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface ClaimValue {
    /** {@return the name of the claim; empty for the declared claim of the parameter's type, or for the whole token} */
    String value() default "";
}
