package io.cognitoclaims.contract;

import static java.util.Objects.requireNonNull;

import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The claims of a token as API Gateway writes them into the event of a Lambda function: of a REST API with an authorizer of
 * the type {@code COGNITO_USER_POOLS}, or of an HTTP API with a JWT authorizer. Immutable and safe for use by many threads.
 *
 * <pre>{@code
 * GatewayClaims claims = GatewayClaims.ofEvent(event);
 * Optional<PetPreference> pet = claims.get(PET_PREFERENCE);
 * }</pre>
 *
 * <p><b>This verifies nothing.</b> API Gateway has verified the token, and this trusts the event. So nobody but API Gateway
 * may be allowed to invoke the function. The authorizer of a REST API accepts tokens of every app client of the pool, and
 * both authorizers accept ID tokens and access tokens. Compare {@code token_use} and {@code client_id}, or {@code aud} in ID
 * tokens, with what you expect.
 *
 * <p>Every value arrives as a string. {@link #get} reads it as {@link Claim#decode} reads strings, and knows the forms that
 * API Gateway gives to other values:
 *
 * <ul>
 *   <li>an array is {@code a,b} in a REST API, and {@code [a b]} in an HTTP API. An element with a comma, a space, a bracket
 *       or a quotation mark, or an empty one, makes the value an error where it can be noticed. A single element {@code a b}
 *       cannot be told from two in an HTTP API, and {@code a,b} cannot in a REST API. So do not decide by arrays of which
 *       users write a part, and give no group a name with a comma
 *   <li>{@code exp} and {@code iat} may be dates such as {@code Fri Jul 29 18:52:53 UTC 2016} in a REST API
 *   <li>an object in the token is an error, because an HTTP API's form of it is ambiguous
 * </ul>
 *
 * <p>Emulators may pass an array, a number or a boolean as such; that is read too.
 *
 * @see <a href="https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-integrate-with-cognito.html">Control
 *     access to REST APIs using Amazon Cognito user pools as an authorizer</a>
 * @see <a href="https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html">Control access to
 *     HTTP APIs with JWT authorizers</a>
 */
public final class GatewayClaims {
    private static final Claim<List<String>> GROUPS = Claim.ofStrings("cognito:groups");

    private final Map<String, @Nullable Object> claims;

    private GatewayClaims(Map<?, ? extends @Nullable Object> claims) {
        Map<String, @Nullable Object> copy = new HashMap<>();
        claims.forEach((name, value) -> copy.put(String.valueOf(name), value));
        this.claims = Collections.unmodifiableMap(copy);
    }

    /**
     * {@return the claims in this map}
     *
     * @param claims {@code requestContext.authorizer.claims} of a REST API's event, or {@code
     *     requestContext.authorizer.jwt.claims} of an HTTP API's
     */
    public static GatewayClaims of(Map<String, ? extends @Nullable Object> claims) {
        return new GatewayClaims(requireNonNull(claims, "claims"));
    }

    /**
     * {@return the claims in this event}
     *
     * @param event the event as JSON is read into maps: that of a REST API, or of an HTTP API with either version of its
     *     payload
     * @throws IllegalArgumentException if it has none, because the route has no such authorizer
     */
    public static GatewayClaims ofEvent(Map<String, ? extends @Nullable Object> event) {
        @Nullable Object authorizer = member(member(requireNonNull(event, "event"), "requestContext"), "authorizer");
        @Nullable Object jwt = member(authorizer, "jwt");
        if (member(jwt == null ? authorizer : jwt, "claims") instanceof Map<?, ?> claims) {
            return new GatewayClaims(claims);
        }
        throw new IllegalArgumentException(
                "event: has no claims; the route needs an authorizer of the type COGNITO_USER_POOLS or JWT");
    }

    /**
     * {@return the value of a claim; empty if it is absent or null}
     *
     * @throws ClaimValueException if it is not of the claim's type, or not in a form that can be read with certainty
     */
    public <V> Optional<V> get(Claim<V> claim) {
        @Nullable Object value = claims.get(claim.name());
        if (value == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(claim.decode(value));
        } catch (ClaimValueException e) {
            @Nullable Object otherForm = value instanceof String text ? otherForm(claim.name(), text) : null;
            if (otherForm == null) {
                throw e;
            }
            return Optional.of(claim.decode(otherForm));
        }
    }

    /**
     * {@return the groups of the user ({@code cognito:groups}), in the token's order} Empty for a user without groups.
     *
     * @throws ClaimValueException if the value is not in a form that can be read with certainty
     */
    public Set<String> groups() {
        return get(GROUPS)
                .<Set<String>>map(groups -> Collections.unmodifiableSet(new LinkedHashSet<>(groups)))
                .orElse(Set.of());
    }

    /** {@return a fixed string; never anything of the claims} */
    @Override
    public String toString() {
        return "GatewayClaims[not shown]";
    }

    private static @Nullable Object member(@Nullable Object object, String name) {
        return object instanceof Map<?, ?> map ? map.get(name) : null;
    }

    /** {@return the value that API Gateway wrote as this text; null if that is not certain} */
    private static @Nullable Object otherForm(String name, String text) {
        return name.equals("exp") || name.equals("iat") ? RestDate.secondsOf(text) : elements(text);
    }

    private static @Nullable List<String> elements(String text) {
        boolean isBracketed = text.length() > 1 && text.startsWith("[") && text.endsWith("]");
        String inside = isBracketed ? text.substring(1, text.length() - 1) : text;
        // What the other kind of API would separate by, or JSON would write, leaves the form in doubt.
        String doubtful = isBracketed ? ",[]\"" : " []\"";
        if (inside.chars().anyMatch(c -> c < ' ' || doubtful.indexOf(c) >= 0)) {
            return null;
        }
        List<String> elements = Arrays.asList(inside.split(isBracketed ? " " : ",", -1));
        return elements.contains("") ? null : elements;
    }

    /** Its formatter is made when it is first needed, which in most functions is never. */
    private static final class RestDate {
        private static final String EXAMPLE = "Fri Jul 29 18:52:53 UTC 2016";
        private static final DateTimeFormatter FORMAT = DateTimeFormatter.ofPattern(
                        "EEE MMM dd HH:mm:ss 'UTC' uuuu", Locale.ENGLISH)
                .withResolverStyle(ResolverStyle.STRICT);

        private RestDate() {}

        static @Nullable Long secondsOf(String text) {
            // The formatter also takes a year with a sign and more digits.
            if (text.length() != EXAMPLE.length()) {
                return null;
            }
            try {
                return LocalDateTime.parse(text, FORMAT).toEpochSecond(ZoneOffset.UTC);
            } catch (DateTimeParseException e) {
                return null;
            }
        }
    }
}
