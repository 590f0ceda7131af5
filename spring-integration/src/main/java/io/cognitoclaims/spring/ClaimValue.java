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
 * <p>The parameter's type says what the claim must be: {@code String}, {@code Boolean}, {@code Integer}, {@code Long},
 * {@code BigDecimal}, {@code Instant} (seconds since 1970), {@code List<String>}, {@code Set<String>}, an enum (its
 * constants in lower case), or a record for the claim's JSON object; or an {@code Optional} of these. On WebFlux it may be
 * a {@code Mono} of any of them. Another type causes an {@link IllegalStateException} that names the parameter, and so 500,
 * at each call: a test that calls the method once finds it. The value is read as {@link io.cognitoclaims.contract.Claim}
 * reads it, so a string of an event of version 1 and JSON of a later version are the same. Without a name, the claims of
 * the whole token are bound as by {@link io.cognitoclaims.core.CognitoToken#claimsAs}.
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
    /** {@return the name of the claim; empty for the whole token} */
    String value() default "";
}
