package io.cognitoclaims.localuserpool;

import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The filter of {@code ListUsers}: {@code <attribute> = "<value>"}, or {@code ^=} for the beginning. See <a href=
 * "https://docs.aws.amazon.com/cognito/latest/developerguide/how-to-manage-user-accounts.html">Managing and searching for
 * user accounts</a>.
 */
final class UserFilter {
    private static final int MOST = 256;
    private static final Pattern FORM =
            Pattern.compile("\\s*\"?([\\w:]+)\"?\\s*(\\^?=)\\s*\"((?:[^\"\\\\]|\\\\.)*+)\"\\s*", Pattern.DOTALL);
    /** Custom attributes can't be searched. */
    private static final Set<String> SEARCHABLE = Set.of(
            "username",
            "email",
            "phone_number",
            "name",
            "given_name",
            "family_name",
            "preferred_username",
            "cognito:user_status",
            "status",
            "sub");

    private UserFilter() {}

    static Predicate<User> parse(String filter) throws ApiException {
        if (filter.isBlank()) {
            return user -> true;
        }
        Matcher form = FORM.matcher(filter);
        if (filter.length() > MOST || !form.matches()) {
            throw ApiException.invalidParameter("Error while parsing filter");
        }
        String name = form.group(1);
        if (!SEARCHABLE.contains(name)) {
            throw ApiException.invalidParameter("Filter must name one of the attributes that can be searched");
        }
        String value = form.group(3).replaceAll("\\\\(.)", "$1");
        // These two are compared in either case.
        boolean anyCase = name.equals("status") || name.equals("cognito:user_status");
        String wanted = anyCase ? value.toUpperCase(Locale.ROOT) : value;
        return form.group(2).equals("=")
                ? user -> value(user, name).equals(wanted)
                : user -> value(user, name).startsWith(wanted);
    }

    private static String value(User user, String name) {
        return switch (name) {
            case "username" -> user.username();
            case "status" -> user.enabled() ? "ENABLED" : "DISABLED";
            case "cognito:user_status" -> user.status().name();
            default -> user.allAttributes().getOrDefault(name, "");
        };
    }
}
