package io.cognitoclaims.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.cognitoclaims.cli.JsonText.Member;
import io.cognitoclaims.cli.JsonText.Members;
import io.cognitoclaims.core.TokenUse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The one token in what somebody pasted.
 *
 * @param notes what stood around it and was left out, a sentence each
 */
record Pasted(String token, List<String> notes) {
    private static final Pattern HEADER_NAME =
            Pattern.compile("(?i)^[\"'`]*(?:proxy-)?authorization[\"'`]?\\s*[:=]\\s*[\"'`]*");
    private static final Pattern COOKIE_HEADER =
            Pattern.compile("(?i)(?:^|[\\s\"'`])(?:set-)?cookie[\"'`]?\\s*[:=]\\s*[\"'`]*");
    private static final Pattern AUTHORIZATION = Pattern.compile("(?i)authorization[\"'`]?\\s*[:=]");
    private static final Pattern BARE_PARAMETER = Pattern.compile("(?:^|[#?&])(?:access_token|id_token)=|://");
    /** A cookie whose value may be a token, also without the header's name before it. */
    private static final Pattern COOKIE =
            Pattern.compile("(?:^|[;\\s])([!#$%&'*+.^_|~\\w-]{1,400}+)=\"?(eyJ[\\w+/=-]*+\\.[\\w+/=.-]*+)");

    private static final Pattern SCHEME = Pattern.compile("(?i)^bearer(?:\\s+|$)");
    private static final Pattern PARAMETER = Pattern.compile("(?:^|[#?&\\s])(access_token|id_token)=([^&\\s\"'#]+)");
    private static final Pattern CODE = Pattern.compile("[?&]code=");
    private static final Pattern URL = Pattern.compile("(?i)^[a-z][a-z0-9+.-]{0,30}://");
    private static final String QUOTES = "\"'`\u2018\u2019\u201c\u201d\u00ab\u00bb";
    /** A text of Bearer only must not take for ever. */
    private static final int MAX_SCHEMES = 10;

    private static final Pattern BETWEEN = Pattern.compile("[\\s,;\"'`<>()]+");
    private static final Pattern WHOLE =
            Pattern.compile("eyJ[\\w+/=-]*+\\.[\\w+/=-]*+\\.[\\w+/=-]*+(?:\\.[\\w+/=-]*+\\.[\\w+/=-]*+)?");
    private static final List<String> ACCESS = List.of("access_token", "AccessToken", "accessToken");
    private static final List<String> ID = List.of("id_token", "IdToken", "idToken");

    /**
     * {@return the token in the text}
     *
     * @param use which of several to take; null for the access token, or else the ID token
     * @throws UnusableInputException if there is none, or if there are several
     */
    static Pasted of(String text, @Nullable TokenUse use) {
        String rest = text.strip();
        if (rest.isEmpty()) {
            throw new UnusableInputException("there is no token: give it on standard input, or name a file with it");
        }
        if (rest.startsWith("{") || rest.startsWith("[")) {
            return ofJson(rest, use);
        }
        // Where both are, an API reads Authorization.
        Optional<Pasted> cookie = AUTHORIZATION.matcher(rest).find() ? Optional.empty() : ofCookieHeader(rest, use);
        if (cookie.isPresent()) {
            return cookie.get();
        }
        if (PARAMETER.matcher(rest).find()) {
            return ofParameters(rest, use);
        }
        if (URL.matcher(rest).find()) {
            throw new UnusableInputException(
                    CODE.matcher(rest).find()
                            ? "this is a URL with a code, as it comes after a sign-in: redeem the code at the token"
                                    + " endpoint"
                            : "this is a URL without a token in it");
        }
        return ofHeader(rest);
    }

    private static Optional<Pasted> ofCookieHeader(String text, @Nullable TokenUse use) {
        Matcher header = COOKIE_HEADER.matcher(text);
        if (header.find()) {
            Optional<Pasted> cookie = ofCookies(text.substring(header.end()), use);
            if (cookie.isEmpty() && !text.contains("eyJ")) {
                throw new UnusableInputException("this is a Cookie header without a token in it");
            }
            return cookie;
        }
        return BARE_PARAMETER.matcher(text).find() ? Optional.empty() : ofCookies(text, use);
    }

    private static Optional<Pasted> ofCookies(String text, @Nullable TokenUse use) {
        Map<String, String> ofUse = new LinkedHashMap<>();
        Map<String, String> names = new LinkedHashMap<>();
        Matcher cookies = COOKIE.matcher(text);
        while (cookies.find()) {
            String token = cookies.group(2);
            String kind = WHOLE.matcher(token).matches() && token.split("\\.", -1).length == 3
                    ? String.valueOf(TokenContent.of(token).claim("token_use"))
                    : "other";
            String other = ofUse.putIfAbsent(kind, token);
            if (other != null && !other.equals(token) && !kind.equals("other")) {
                throw new UnusableInputException(
                        "there are two tokens of one kind in these cookies: give one at a time");
            }
            names.putIfAbsent(kind, cookies.group(1));
        }
        List<String> preferred = use == TokenUse.ID ? List.of("id", "access") : List.of("access", "id");
        String kind = Stream.concat(preferred.stream(), ofUse.keySet().stream())
                .filter(ofUse::containsKey)
                .findFirst()
                .orElse("");
        return Optional.ofNullable(ofUse.get(kind))
                .map(token -> new Pasted(
                        token,
                        List.of("This is a cookie, or a header with cookies. Of what is in it, " + names.get(kind)
                                + " is explained. An API reads a cookie only if its settings name it.")));
    }

    private static Pasted ofJson(String text, @Nullable TokenUse use) {
        Map<String, String> found = new LinkedHashMap<>();
        try {
            collect(JsonText.read(text.getBytes(UTF_8)), found);
        } catch (IOException e) {
            throw new UnusableInputException("this is JSON that was cut off or changed: give only the token in it");
        }
        return chosen(
                        found,
                        use,
                        "This is JSON, such as a token endpoint's whole answer",
                        "An API gets the token alone.")
                .orElseThrow(() -> new UnusableInputException("this is JSON with no access_token and no id_token"));
    }

    private static void collect(Members object, Map<String, String> found) {
        for (Member member : object.list()) {
            if (member.value() instanceof Members inner) {
                collect(inner, found);
            } else if (member.value() instanceof String value) {
                if (ACCESS.contains(member.name())) {
                    found.putIfAbsent("access_token", value);
                } else if (ID.contains(member.name())) {
                    found.putIfAbsent("id_token", value);
                }
            }
        }
    }

    private static Pasted ofParameters(String text, @Nullable TokenUse use) {
        Map<String, String> found = new LinkedHashMap<>();
        Matcher parameters = PARAMETER.matcher(text);
        while (parameters.find()) {
            found.putIfAbsent(parameters.group(1), parameters.group(2));
        }
        return chosen(
                        found,
                        use,
                        "This is a URL or a part of one",
                        "Tokens in URLs get into histories and logs: let the app client use the code grant.")
                .orElseThrow(() -> new UnusableInputException("this is a URL without such a token"));
    }

    private static Optional<Pasted> chosen(
            Map<String, String> found, @Nullable TokenUse use, String what, String advice) {
        String name = use == TokenUse.ID || !found.containsKey("access_token") ? "id_token" : "access_token";
        String token = found.get(name);
        if (token == null) {
            return Optional.empty();
        }
        Pasted inner = ofHeader(token.strip());
        List<String> notes = new ArrayList<>();
        notes.add(what + ". Of what is in it, " + name + " is explained. " + advice);
        notes.addAll(inner.notes());
        return Optional.of(new Pasted(inner.token(), notes));
    }

    private static Pasted ofHeader(String text) {
        List<String> notes = new ArrayList<>();
        String rest = text;
        Matcher name = HEADER_NAME.matcher(rest);
        boolean header = name.find();
        if (header) {
            rest = rest.substring(name.end());
        }
        rest = unquoted(rest);
        int schemes = 0;
        Matcher scheme = SCHEME.matcher(rest);
        while (schemes < MAX_SCHEMES && scheme.find()) {
            rest = unquoted(rest.substring(scheme.end()));
            scheme = SCHEME.matcher(rest);
            schemes++;
        }
        if (schemes > 1) {
            notes.add("Bearer stood before it " + schemes + " times. An API answers 400 to that: send it once.");
        } else if (schemes == 1 || header) {
            notes.add((header ? "This is a whole header" : "Bearer stood before it")
                    + ". That belongs into a request, but a verifier wants the token alone: it was left out here.");
        }
        if (!rest.equals(text) && schemes == 0 && !header) {
            notes.add("Quotation marks stood around it, which were left out here.");
        }
        if (rest.isEmpty()) {
            throw new UnusableInputException("there is no token, only what stands before one");
        }
        return new Pasted(joined(rest, notes), notes);
    }

    /** {@return the token without the line breaks in it} */
    private static String joined(String text, List<String> notes) {
        String[] pieces = BETWEEN.split(text, -1);
        if (pieces.length == 1) {
            return text;
        }
        List<String> whole = new ArrayList<>();
        for (String piece : pieces) {
            if (WHOLE.matcher(piece).matches()) {
                whole.add(piece);
            }
        }
        if (whole.size() > 1) {
            throw new UnusableInputException("there are " + whole.size() + " tokens: give one at a time");
        }
        String joined = String.join("", pieces);
        if (WHOLE.matcher(joined).matches()) {
            notes.add("Spaces or line breaks stood in it, as if it was wrapped: they were left out here.");
            return joined;
        }
        if (whole.size() == 1) {
            notes.add("Other text stood around it, which was left out here.");
            return whole.get(0);
        }
        return text;
    }

    private static String unquoted(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && isAround(text.charAt(start), "")) {
            start++;
        }
        while (end > start && isAround(text.charAt(end - 1), ",;")) {
            end--;
        }
        return text.substring(start, end);
    }

    private static boolean isAround(char c, String alsoBehind) {
        return Character.isWhitespace(c) || QUOTES.indexOf(c) >= 0 || alsoBehind.indexOf(c) >= 0;
    }

    /** Says nothing of the token. */
    @Override
    public String toString() {
        return "Pasted" + notes;
    }
}
