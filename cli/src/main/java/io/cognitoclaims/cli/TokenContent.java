package io.cognitoclaims.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.cognitoclaims.cli.JsonText.Members;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What stands in a token, read leniently and not verified: to be shown, never to be believed.
 *
 * @param header null if the first part is no JSON
 * @param claims null if the second part is no JSON, or is encrypted
 */
record TokenContent(
        int parts, @Nullable Members header, @Nullable Members claims) {
    private static final Members NOTHING = new Members(List.of());

    static TokenContent of(String token) {
        String[] parts = token.split("\\.", 7);
        Members header = decode(parts[0]);
        Members claims = parts.length == 2 || parts.length == 3 ? decode(parts[1]) : null;
        return new TokenContent(parts.length, header, claims);
    }

    /** {@return the claim, or null if there is none} */
    @Nullable
    Object claim(String name) {
        return (claims == null ? NOTHING : claims).get(name);
    }

    /** {@return the member of the header, or null if there is none} */
    @Nullable
    Object headerMember(String name) {
        return (header == null ? NOTHING : header).get(name);
    }

    /** {@return whether an Application Load Balancer made it, in its own form} */
    boolean isOfLoadBalancer() {
        return headerMember("signer") != null;
    }

    /** {@return whether it comes from the grant of client credentials: its subject is its app client} */
    boolean isOfMachine() {
        Object subject = claim("sub");
        return subject != null && subject.equals(claim("client_id"));
    }

    private static @Nullable Members decode(String part) {
        try {
            String url = part.replace('+', '-').replace('/', '_').replace("=", "");
            return JsonText.read(Base64.getUrlDecoder().decode(url.getBytes(ISO_8859_1)));
        } catch (IllegalArgumentException | IOException e) {
            return null;
        }
    }
}
