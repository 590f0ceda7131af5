package io.cognitoclaims.cli;

import io.cognitoclaims.core.UserPool;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.OptionSpec;

/** The options that say which pools are trusted; {@code --pool} itself is the command's. */
final class Pools {
    /** What a shell takes as it is. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9:/._-]{1,300}");

    private static final Pattern LIBRARYS_WORDS =
            Pattern.compile("set allow-insecure-http \\(in code, [^)]*\\)|allow-insecure-http");

    private final OptionSpec allowsInsecureHttp = Syntax.flag(
            "--allow-insecure-http",
            "The issuer may be an http URL of any host, and then none of AWS. For emulators in containers.");

    /** For a command that takes one pool, and needs it. */
    static OptionSpec onePool() {
        return Syntax.value("--pool", "ID|ISSUER", "The user pool: its id, or its issuer's URL.")
                .required(true)
                .build();
    }

    OptionSpec allowsInsecureHttp() {
        return allowsInsecureHttp;
    }

    /** {@return the pools of these ids or issuers} */
    List<UserPool> of(List<String> options) {
        List<UserPool> pools = new ArrayList<>();
        for (String option : options) {
            UserPool pool = of(option);
            if (pools.stream().anyMatch(other -> other.hasIssuer(pool.issuer()) || pool.hasIssuer(other.issuer()))) {
                throw new UnusableInputException("--pool: " + pool.id() + " is given twice");
            }
            pools.add(pool);
        }
        return pools;
    }

    UserPool of(String option) {
        boolean isIssuer = option.contains("://");
        boolean insecure = allowsInsecureHttp.getValue();
        if (insecure && !isIssuer) {
            throw new UnusableInputException("--allow-insecure-http: is for emulators: name their issuer as --pool");
        }
        try {
            return !isIssuer
                    ? UserPool.of(option)
                    : insecure ? UserPool.fromInsecureIssuer(option) : UserPool.fromIssuer(option);
        } catch (IllegalArgumentException e) {
            // It may be a password at the wrong place, so it is not repeated.
            String message = String.valueOf(e.getMessage())
                    .replace(", was " + option, "")
                    .replaceFirst("^(?:userPoolId|issuer): ", "");
            String words = LIBRARYS_WORDS
                    .matcher(message)
                    .replaceAll(found ->
                            found.group().startsWith("set ") ? "add --allow-insecure-http" : "--allow-insecure-http");
            throw new UnusableInputException("--pool: " + words);
        }
    }

    /** {@return whether others on the way to this issuer can answer in its place} */
    static boolean isInsecure(String issuer) {
        try {
            UserPool.fromIssuer(issuer);
            return false;
        } catch (IllegalArgumentException e) {
            return "http".equalsIgnoreCase(URI.create(issuer).getScheme());
        }
    }

    /**
     * {@return the options by which this issuer is trusted; null if it cannot be, or if its text is not one to be copied into
     * a shell}
     */
    static @Nullable String optionsFor(@Nullable Object issuer) {
        if (!(issuer instanceof String text) || !PLAIN.matcher(text).matches()) {
            return null;
        }
        try {
            UserPool.fromInsecureIssuer(text);
            return "--pool " + text + (isInsecure(text) ? " --allow-insecure-http" : "");
        } catch (IllegalArgumentException e) {
            // It may be one of AWS.
        }
        try {
            UserPool.fromIssuer(text);
            return "--pool " + text;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
