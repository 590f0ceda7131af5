package io.cognitoclaims.spring;

import java.util.List;
import java.util.regex.Pattern;
import org.springframework.web.util.pattern.PathPatternParser;
import org.springframework.web.util.pattern.PatternParseException;

/**
 * The paths of {@code cognito-claims.open-paths}. The start fails if a path could never match, or does not match what it
 * seems to.
 */
final class OpenPaths {
    private static final String SETTING = CognitoClaimsProperties.PREFIX + ".open-paths";
    private static final String ADVICE =
            "Write paths such as /public/hello, or Spring's path patterns such as /public/** and /pets/{id}/photo.";

    /** What the path of a request never contains when it is compared: it is decoded and has no query. */
    private static final Pattern FOREIGN = Pattern.compile("[\\s\\\\%;#]|//|/\\.{1,2}(/|$)|\\?.*=");

    private OpenPaths() {}

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
        if (path.isBlank()) {
            throw new WrongSettingException(setting, "it is blank", ADVICE);
        }
        if (path.contains("${")) {
            throw new WrongSettingException(setting, "the placeholder in it has no value", ADVICE);
        }
        if (!path.startsWith("/")) {
            throw new WrongSettingException(setting, "it does not begin with a slash", ADVICE);
        }
        if (FOREIGN.matcher(path).find()) {
            throw new WrongSettingException(
                    setting,
                    "no request has such a path",
                    ADVICE + " Leave out queries and fragments, and write every character decoded.");
        }
        try {
            PathPatternParser.defaultInstance.parse(path);
        } catch (PatternParseException e) {
            throw new WrongSettingException(setting, "it is no path pattern: " + e.getMessage(), ADVICE);
        }
    }
}
