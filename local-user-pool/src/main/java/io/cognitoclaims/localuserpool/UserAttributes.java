package io.cognitoclaims.localuserpool;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Which attributes there are, and which of them a client gets to see. */
final class UserAttributes {
    private static final Set<String> EMAIL = Set.of("email", "email_verified");
    private static final Set<String> PHONE = Set.of("phone_number", "phone_number_verified");

    private static final Set<String> VERIFIED = Set.of("email_verified", "phone_number_verified");
    private static final Set<String> STANDARD = Set.of(
            "name",
            "given_name",
            "family_name",
            "middle_name",
            "nickname",
            "preferred_username",
            "profile",
            "picture",
            "website",
            "gender",
            "birthdate",
            "zoneinfo",
            "locale",
            "updated_at",
            "email",
            "email_verified",
            "phone_number",
            "phone_number_verified");
    private static final Pattern CUSTOM = Pattern.compile("custom:[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}&&[^=]]{1,20}");
    private static final Pattern EMAIL_ADDRESS = Pattern.compile("[^@\\s]+@[^@\\s]+");
    private static final Pattern PHONE_NUMBER = Pattern.compile("\\+[0-9]{2,15}");
    private static final Pattern TRUE_OR_FALSE = Pattern.compile("true|false");
    private static final int MOST_CUSTOM = 50;
    private static final int MOST_CHARACTERS = 2048;

    private UserAttributes() {}

    /** Refuses attributes that a user may not write for themselves. */
    static void requireOwn(Map<String, String> changes) throws ApiException {
        if (!Collections.disjoint(changes.keySet(), VERIFIED)) {
            throw ApiException.notAuthorized("A client attempted to write unauthorized attribute");
        }
    }

    /**
     * {@return the attributes after the changes} An empty value takes one away; a new address or number is not verified
     * unless the changes say so.
     */
    static Map<String, String> changed(Map<String, String> before, Map<String, String> changes) throws ApiException {
        Map<String, String> after = new LinkedHashMap<>(before);
        for (Map.Entry<String, String> change : changes.entrySet()) {
            requireGood(change.getKey(), change.getValue());
            after.put(change.getKey(), change.getValue());
        }
        for (String name : List.of("email", "phone_number")) {
            String flag = name + "_verified";
            if (!changes.containsKey(flag) && !after.getOrDefault(name, "").equals(before.getOrDefault(name, ""))) {
                after.put(flag, "false");
            }
            if (after.getOrDefault(name, "").isEmpty()) {
                after.remove(flag);
            }
        }
        after.values().removeIf(String::isEmpty);
        if (after.keySet().stream().filter(name -> !STANDARD.contains(name)).count() > MOST_CUSTOM) {
            throw ApiException.invalidParameter("A user has " + MOST_CUSTOM + " custom attributes at most");
        }
        return after;
    }

    private static void requireGood(String name, String value) throws ApiException {
        if (!STANDARD.contains(name) && !CUSTOM.matcher(name).matches()) {
            throw ApiException.invalidParameter(
                    name.equals("sub")
                            ? "Cannot modify the non-mutable attribute sub"
                            : "Attributes did not conform to the schema: Attribute does not exist in the schema.");
        }
        if (value.length() > MOST_CHARACTERS) {
            throw ApiException.invalidParameter("Attributes did not conform to the schema: " + name
                    + ": String must be shorter than " + MOST_CHARACTERS + " characters");
        }
        require(VERIFIED, name, value, TRUE_OR_FALSE, "Invalid value for attribute " + name);
        require(Set.of("email"), name, value, EMAIL_ADDRESS, "Invalid email address format.");
        require(Set.of("phone_number"), name, value, PHONE_NUMBER, "Invalid phone number format.");
    }

    private static void require(Set<String> names, String name, String value, Pattern form, String problem)
            throws ApiException {
        if (names.contains(name) && !value.isEmpty() && !form.matcher(value).matches()) {
            throw ApiException.invalidParameter(problem);
        }
    }

    /**
     * {@return those that the scopes release, as strings} {@code openid} alone releases all, and so does a sign-in without
     * scopes of OpenID Connect. See <a href=
     * "https://docs.aws.amazon.com/cognito/latest/developerguide/userinfo-endpoint.html">UserInfo endpoint</a>.
     */
    static Map<String, String> released(User user, Set<String> scopes) {
        Map<String, String> attributes = new LinkedHashMap<>(user.attributes());
        if (!Collections.disjoint(scopes, Set.of("email", "phone", "profile"))) {
            attributes.keySet().removeIf(name -> !scopes.contains(scopeOf(name)));
        }
        return attributes;
    }

    /** {@return the attributes in the types that they have in ID tokens} Custom ones are strings, whatever they hold. */
    static Map<String, Object> claims(Map<String, String> attributes) {
        Map<String, Object> claims = new LinkedHashMap<>(attributes);
        for (String name : VERIFIED) {
            claims.computeIfPresent(name, (verified, value) -> Boolean.valueOf(value.toString()));
        }
        return claims;
    }

    private static String scopeOf(String name) {
        if (EMAIL.contains(name)) {
            return "email";
        }
        return PHONE.contains(name) ? "phone" : "profile";
    }
}
