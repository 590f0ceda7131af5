package io.cognitoclaims.spring;

import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;
import org.springframework.web.util.pattern.PathPatternParser;
import org.springframework.web.util.pattern.PatternParseException;

/**
 * The paths of {@code cognito-claims.open-paths}. One that could never match, or not what it seems to, ends the start. So
 * does one that is a pattern for Spring, and would fail at each request.
 */
final class OpenPaths {
    private static final String SETTING = CognitoClaimsProperties.PREFIX + ".open-paths";
    private static final String ADVICE =
            "Write paths such as /public/hello, or Spring's path patterns such as /public/** and /pets/{id}/photo.";

    private static final String COMMAS =
            " A comma ends a path, also within braces: write a pattern with a comma as open-paths[0].";

    /** A variable of a pattern, with the expression that its value must match, if there is one. */
    private static final Pattern VARIABLE = Pattern.compile("\\{[^:{}]*(?::((?:\\\\.|[^{}\\\\]|\\{[^{}]*\\})*))?\\}");

    private static final Pattern ESCAPED_BACKSLASH = Pattern.compile("\\G(?:[^\\\\]|\\\\[^\\\\])*\\\\\\\\");

    /** What makes a path one that no request has, or not the one that was meant. */
    private static final List<Slip> SLIPS = List.of(
            slip(
                    "\\s",
                    "has a blank in it, so it may be two paths",
                    "Separate paths with commas. A ? in a path stands for any one character, a blank too."),
            slip(
                    "\\?.*=",
                    "looks like a path with a query, but ? stands for any one character",
                    "Leave out the query: a path is open with every query."),
            slip("#", "has a fragment, which never comes to a server", "Leave out the fragment."),
            slip(
                    "%",
                    "is encoded, but paths are compared decoded",
                    "Write every character as it is: /café in place of /caf%C3%A9."),
            slip(
                    "[\\\\;]|//|/\\.{1,2}(/|$)",
                    "matches no request, as Spring Security refuses paths with \\, ;, // and the segments . and ..",
                    ADVICE));

    private OpenPaths() {}

    /** @param sign in a path that has a letter in place of each variable */
    private record Slip(Pattern sign, String problem, String advice) {}

    private static Slip slip(String sign, String problem, String advice) {
        return new Slip(Pattern.compile(sign), problem, advice);
    }

    /** {@return the patterns as they are given} */
    static String[] of(CognitoClaimsProperties properties) {
        List<String> paths = properties.openPaths();
        for (int i = 0; i < paths.size(); i++) {
            String setting = SETTING + "[" + i + "]";
            requireUsable(setting, paths.get(i));
            if (paths.indexOf(paths.get(i)) < i) {
                throw new WrongSettingException(setting, "the path is there twice", "Write every path once.");
            }
        }
        return paths.toArray(String[]::new);
    }

    private static void requireUsable(String setting, String path) {
        refuseIf(path.isBlank(), setting, path, "is blank", ADVICE);
        refuseIf(path.contains("${"), setting, path, "has a placeholder without a value", ADVICE);
        refuseIf(!path.startsWith("/"), setting, path, "does not begin with a slash", ADVICE + COMMAS);
        requirePattern(setting, path);
        String text = VARIABLE.matcher(path).replaceAll("x");
        SLIPS.forEach(slip -> refuseIf(slip.sign.matcher(text).find(), setting, path, slip.problem, slip.advice));
        VARIABLE.matcher(path)
                .results()
                .flatMap(variable -> Stream.ofNullable(variable.group(1)))
                .forEach(expression -> requireMatchable(setting, path, expression));
    }

    private static void requirePattern(String setting, String path) {
        try {
            PathPatternParser.defaultInstance.parse(path);
        } catch (PatternParseException e) {
            refuseIf(true, setting, path, "is no path pattern: " + e.getMessage(), ADVICE + COMMAS);
        }
    }

    private static void requireMatchable(String setting, String path, String expression) {
        refuseIf(
                ESCAPED_BACKSLASH.matcher(expression).find(),
                setting,
                path,
                "asks for a backslash, for which two of them stand, but Spring Security refuses paths with one",
                "Write \\d in YAML, and \\\\d in a properties file only.");
        refuseIf(
                hasGroup(expression),
                setting,
                path,
                "has a capturing group, with which Spring's path patterns fail at every request",
                "Write (?:a|b) in place of (a|b).");
    }

    private static boolean hasGroup(String expression) {
        try {
            return Pattern.compile(expression).matcher("").groupCount() > 0;
        } catch (PatternSyntaxException e) {
            // Such as a)(b, around which Spring puts brackets.
            return true;
        }
    }

    private static void refuseIf(boolean isWrong, String setting, String path, String problem, String advice) {
        if (isWrong) {
            throw new WrongSettingException(setting, "'" + path + "' " + problem, advice);
        }
    }
}
