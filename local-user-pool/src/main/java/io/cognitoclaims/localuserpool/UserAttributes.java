package io.cognitoclaims.localuserpool;

import io.cognitoclaims.localuserpool.UserPoolSettings.User;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Which attributes of a user a client gets to see. */
final class UserAttributes {
    private static final Set<String> EMAIL = Set.of("email", "email_verified");
    private static final Set<String> PHONE = Set.of("phone_number", "phone_number_verified");

    private UserAttributes() {}

    /**
     * {@return those that the scopes release, as strings} {@code openid} alone releases all, and so does a sign-in without
     * scopes of OpenID Connect. See <a href=
     * "https://docs.aws.amazon.com/cognito/latest/developerguide/userinfo-endpoint.html">UserInfo endpoint</a>.
     */
    static Map<String, String> released(User user, Set<String> scopes) {
        Map<String, String> attributes = new LinkedHashMap<>(user.values());
        if (!Collections.disjoint(scopes, Set.of("email", "phone", "profile"))) {
            attributes.keySet().removeIf(name -> !scopes.contains(scopeOf(name)));
        }
        return attributes;
    }

    /** {@return the attributes in the types that they have in ID tokens} Custom ones are strings, whatever they hold. */
    static Map<String, Object> claims(Map<String, String> attributes) {
        Map<String, Object> claims = new LinkedHashMap<>(attributes);
        for (String name : Set.of("email_verified", "phone_number_verified")) {
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
