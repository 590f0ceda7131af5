package io.cognitoclaims.core;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Recognizes common mistakes in the id of a user pool. It names the mistake and what to write, and guesses nothing. */
final class PoolIdSlip {
    private static final Pattern POOL_ID = Pattern.compile("[a-z]{2,}(?:-[a-z]+)+-[0-9]+_[0-9a-zA-Z]+");
    private static final Pattern REVERSED = Pattern.compile("([0-9a-zA-Z]+)_([a-z]{2,}(?:-[a-z]+)+-[0-9]+)");
    private static final Pattern HYPHENATED = Pattern.compile("([a-z]{2,}(?:-[a-z]+)+-[0-9]+)-([0-9a-zA-Z]+)");
    private static final Pattern ZONE = Pattern.compile("([a-z]{2,}(?:-[a-z]+)+-[0-9]+)[a-z](_[0-9a-zA-Z]+)");
    private static final Pattern IDENTITY_POOL = Pattern.compile("[a-z0-9-]+:[0-9a-fA-F-]{36}");
    private static final Pattern APP_CLIENT = Pattern.compile("[0-9a-z]{20,128}");
    /** The words of which AWS forms region names. New words may be added, but a near miss of one of these is a misspelling. */
    private static final List<String> REGION_WORDS = List.of(
            "north", "south", "east", "west", "central", "northeast", "northwest", "southeast", "southwest", "gov");

    private static final String WHERE = " The console shows it as User pool ID";

    private PoolIdSlip() {}

    /** {@return what is wrong with this malformed id} */
    static String of(String id) {
        String bare = id.strip()
                .replaceAll("^[\"'`<\u201c\u2018]+|[\"'`>\u201d\u2019,;]+$", "")
                .strip();
        String instead = POOL_ID.matcher(bare).matches() ? "; write " + bare : "";
        if (bare.isEmpty()) {
            return "is empty";
        }
        if (!bare.equals(id)) {
            return "has spaces, quotation marks or punctuation around it" + instead;
        }
        if (id.contains("${") || id.contains("{{")) {
            return "is a placeholder that was not replaced";
        }
        if (id.startsWith("arn:")) {
            return "is an ARN" + within(id, "the part after userpool/");
        }
        if (id.contains("/") || id.contains(".")) {
            return ofAddress(id);
        }
        return ofWord(id);
    }

    /** {@return the known region that is most likely meant, if one of the words is misspelt} */
    static Optional<String> intendedRegion(String region) {
        String[] words = region.split("-", -1);
        boolean misspelt = false;
        for (int i = 1; i < words.length - 1; i++) {
            String meant = nearestWord(words[i]);
            misspelt |= !meant.equals(words[i]);
            words[i] = meant;
        }
        return misspelt ? Optional.of(String.join("-", words)) : Optional.empty();
    }

    /** {@return what is wrong with this URL as an issuer, or null} */
    static @Nullable String ofIssuer(String host, String path) {
        String lower = host.toLowerCase(Locale.ROOT);
        if (isSignInHost(lower)) {
            return "is on the domain of the pool's sign-in pages, which no token names;"
                    + " write https://cognito-idp.<region>.amazonaws.com/<user pool id>";
        }
        if (isConsoleHost(lower)) {
            return "is a page of the console; write https://cognito-idp.<region>.amazonaws.com/<user pool id>";
        }
        int wellKnown = path.indexOf("/.well-known/");
        if (wellKnown >= 0) {
            return "is the address of a document below the issuer; leave out " + path.substring(wellKnown);
        }
        return path.length() > 1 && path.endsWith("/") ? "ends with a slash, which no token has; leave it out" : null;
    }

    private static String ofAddress(String id) {
        String address = id.toLowerCase(Locale.ROOT).replaceFirst("^[a-z]+://", "");
        String host = address.replaceFirst("[/?#:].*$", "");
        if (isSignInHost(host)) {
            return "is the domain of the pool's sign-in pages, which does not hold the id." + WHERE;
        }
        if (isConsoleHost(host)) {
            return "is a page of the console" + within(id, "the id in it");
        }
        if (address.contains("/.well-known/")) {
            return "is the address of the pool's " + (address.endsWith("jwks.json") ? "keys" : "discovery document")
                    + within(id, "the id in it");
        }
        if (POOL_ID.matcher(id.replaceAll("/+$", "")).matches()) {
            return "ends with a slash; write " + id.replaceAll("/+$", "");
        }
        if (id.contains("://") || host.contains("cognito-idp.")) {
            return "is the pool's issuer" + within(id, "the id in it") + ", or give the address to UserPool.fromIssuer";
        }
        return "is a path or a host name" + within(id, "the id") + "." + WHERE;
    }

    private static String ofWord(String id) {
        Matcher reversed = REVERSED.matcher(id);
        if (reversed.matches()) {
            return "has its region at the end; write " + reversed.group(2) + "_" + reversed.group(1);
        }
        Matcher zone = ZONE.matcher(id);
        if (zone.matches()) {
            return "names an availability zone; write " + zone.group(1) + zone.group(2);
        }
        Matcher hyphenated = HYPHENATED.matcher(id);
        if (hyphenated.matches()) {
            return "has - where _ belongs; write " + hyphenated.group(1) + "_" + hyphenated.group(2);
        }
        int end = id.indexOf('_');
        String lower = end < 0 ? id : id.substring(0, end).toLowerCase(Locale.ROOT) + id.substring(end);
        if (!lower.equals(id) && POOL_ID.matcher(lower).matches()) {
            return "has capitals in its region; write " + lower;
        }
        if (IDENTITY_POOL.matcher(id).matches()) {
            return "is the id of an identity pool, which issues no such tokens; write that of the user pool";
        }
        if (APP_CLIENT.matcher(id).matches()) {
            return "looks like the id of an app client; write the user pool's, and this one as a client id." + WHERE;
        }
        return "must be a region, _ and letters or digits, such as us-east-1_EXAMPLE, was " + id;
    }

    private static String within(String text, String part) {
        Matcher id = POOL_ID.matcher(text);
        return id.find() ? "; write " + part + ", " + id.group() : "; write " + part + ", such as us-east-1_EXAMPLE";
    }

    private static boolean isSignInHost(String host) {
        return host.endsWith(".amazoncognito.com");
    }

    private static boolean isConsoleHost(String host) {
        return host.endsWith("console.aws.amazon.com") || host.endsWith("console.amazonaws-us-gov.com");
    }

    private static String nearestWord(String word) {
        if (REGION_WORDS.contains(word)) {
            return word;
        }
        return REGION_WORDS.stream()
                .filter(known -> isSlip(word, known))
                .findFirst()
                .orElse(word);
    }

    /** {@return whether one letter is missing, added or different, or two neighbours are exchanged} */
    private static boolean isSlip(String word, String known) {
        int start = 0;
        int shorter = Math.min(word.length(), known.length());
        while (start < shorter && word.charAt(start) == known.charAt(start)) {
            start++;
        }
        String rest = word.substring(start);
        String knownRest = known.substring(start);
        if (rest.length() == knownRest.length()) {
            boolean exchanged = rest.length() > 1
                    && rest.charAt(0) == knownRest.charAt(1)
                    && rest.charAt(1) == knownRest.charAt(0)
                    && rest.substring(2).equals(knownRest.substring(2));
            return exchanged || rest.substring(1).equals(knownRest.substring(1));
        }
        return rest.length() > knownRest.length()
                ? rest.substring(1).equals(knownRest)
                : knownRest.substring(1).equals(rest);
    }
}
