package io.cognitoclaims.core;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Base64;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Recognizes what was pasted instead of a token. For {@link CognitoVerifier#explain} only. It shows nothing of the content. */
final class TokenSlip {
    private static final Pattern UUID = Pattern.compile("[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
    private static final Pattern URL = Pattern.compile("(?i)[a-z][a-z0-9+.-]{0,30}://.*");
    /** What every header begins with, a brace and a quotation mark, in base64. Possessive: texts may be long. */
    private static final Pattern TWO_TOKENS =
            Pattern.compile("eyJ[^.]++\\.[^.]*+\\.[\\w-]*+[^\\w-].*?eyJ.*", Pattern.DOTALL);

    private TokenSlip() {}

    /** {@return what is wrong with the form of the string, or null if it has the form of a token} */
    static @Nullable String of(String text, TokenUse wantedUse) {
        String kind = wantedUse == TokenUse.ACCESS ? "access token" : "ID token";
        String stripped = text.strip();
        if (stripped.isEmpty()) {
            return "there is no token";
        }
        if (stripped.regionMatches(true, 0, "Authorization", 0, 13)) {
            return "this is a whole header: pass only the part after Bearer";
        }
        if (stripped.equalsIgnoreCase("Bearer") || stripped.regionMatches(true, 0, "Bearer ", 0, 7)) {
            return "Bearer is before the token: leave it out";
        }
        if (stripped.startsWith("{")) {
            return "this is JSON: pass the " + kind + " in it";
        }
        if (URL.matcher(stripped).matches()) {
            return "this is a URL: pass the " + kind + " in it, or redeem the code in it for one";
        }
        if (TWO_TOKENS.matcher(stripped).matches()) {
            return "there is more than one token: pass only the " + kind;
        }
        if (isQuote(stripped.charAt(0)) || isQuote(stripped.charAt(stripped.length() - 1))) {
            return "quotation marks are around the token: leave them out";
        }
        if (!stripped.equals(text)) {
            return "a space or line break is before or after the token: leave it out";
        }
        if (text.chars().anyMatch(Character::isWhitespace)) {
            return "a space or line break is inside the token: it was wrapped, or more than the token was copied";
        }
        if (text.contains("...") || text.indexOf('\u2026') >= 0) {
            return "the token was shortened: it has an ellipsis";
        }
        return ofParts(text, kind);
    }

    private static @Nullable String ofParts(String text, String kind) {
        String[] parts = text.split("\\.", -1);
        if (parts.length == 5) {
            return "this is an encrypted token, of five parts, as Cognito's refresh tokens are: pass the " + kind;
        }
        if (UUID.matcher(text).matches()) {
            return "this is no token but an id, such as an authorization code: pass the " + kind;
        }
        if (parts.length == 1) {
            return text.startsWith("eyJ")
                    ? "it has one part in place of three: it was cut off"
                    : "this is an opaque string, such as a code, a session id or a secret: pass the " + kind;
        }
        if (parts.length != 3) {
            return parts.length == 2
                    ? "it has two parts in place of three: it was cut off"
                    : "this is no token: it has " + parts.length + " parts in place of three";
        }
        if (isOfLoadBalancer(parts[0])) {
            return "an Application Load Balancer signed this one, the header x-amzn-oidc-data: pass the " + kind
                    + " of the user pool, which is in x-amzn-oidc-accesstoken";
        }
        if (parts[2].isEmpty()) {
            return "it has no signature: it was cut off, or never signed";
        }
        return ofContent(text, parts);
    }

    private static @Nullable String ofContent(String text, String[] parts) {
        byte[] bytes = text.getBytes(ISO_8859_1);
        if (bytes.length != text.length()) {
            return "it has characters that no token has";
        }
        if (text.indexOf('+') >= 0 || text.indexOf('/') >= 0) {
            return "it is in base64, and tokens are in base64url: with - and _ in place of + and /, and without =";
        }
        int payload = parts[0].length() + 1;
        int signature = payload + parts[1].length() + 1;
        if (!isJson(bytes, 0, payload - 1)) {
            return "its header is not the base64url of JSON: this is no token, or it was changed";
        }
        if (!isJson(bytes, payload, signature - 1)) {
            return "its payload is not the base64url of strict JSON: it was cut or changed";
        }
        return CompactJws.isEncoded(bytes, signature, bytes.length)
                ? null
                : "its signature is not base64url without padding: it was cut off or changed";
    }

    /**
     * {@return whether the header names a load balancer as its signer} Its parts have padding, as no other issuer's have
     * (<a
     * href="https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-authenticate-users.html">Authenticate
     * users</a>).
     */
    private static boolean isOfLoadBalancer(String header) {
        try {
            return new String(Base64.getUrlDecoder().decode(header), ISO_8859_1).contains("\"signer\"");
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean isJson(byte[] text, int start, int end) {
        try {
            return CompactJws.readPart(text, start, end) != null;
        } catch (TokenRejectedException malformed) {
            return false;
        }
    }

    private static boolean isQuote(char c) {
        return "\"'`\u2018\u2019\u201c\u201d\u00ab\u00bb".indexOf(c) >= 0;
    }
}
