package io.cognitoclaims.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.cognitoclaims.core.TokenRejectedException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** What others have written down already: what claims mean, and what ends a refusal. */
final class Texts {
    private static final Pattern LINK = Pattern.compile("\\[([^]]*)]\\([^)]*\\)");

    private static final Map<String, String> CLAIMS = new HashMap<>();
    /** A load balancer's token has the names of a user pool's with other meanings. */
    private static final Map<String, String> OF_LOAD_BALANCER = Map.of(
            "alg", "In the header: how it is signed. A load balancer signs with ES256, a user pool with RS256.",
            "kid", "In the header: which of the load balancers' keys of this Region signed it.",
            "signer", "In the header: the ARN of the load balancer that signed it.",
            "client", "In the header: the app client of the load balancer.",
            "iss", "The user pool that the load balancer asked.",
            "typ", "In the header: what it is.");

    static {
        for (String line : resource("claims.txt").lines().toList()) {
            int separator = line.indexOf(" = ");
            if (separator > 0) {
                CLAIMS.put(line.substring(0, separator), line.substring(separator + 3));
            }
        }
    }

    private Texts() {}

    /** {@return what the claim or the member of the header means in this token; empty if nobody here knows} */
    static String ofClaim(String name, TokenContent content) {
        if (content.isOfLoadBalancer() && OF_LOAD_BALANCER.containsKey(name)) {
            return OF_LOAD_BALANCER.getOrDefault(name, "");
        } else if (name.equals("alg") && content.headerMember("enc") != null) {
            return "In the header: how the key to its content is encrypted.";
        } else if (name.equals("sub") && content.isOfMachine()) {
            return "The machine that the token was issued to: its app client. There is no user.";
        } else if (name.equals("auth_time") && content.isOfMachine()) {
            return "When the machine asked for the token.";
        } else if (name.equals("scope") && content.isOfMachine()) {
            return "What the machine may do at the APIs.";
        }
        return CLAIMS.getOrDefault(name, "");
    }

    /** {@return what ends a refusal for this reason: the last column of the page "Why is my token refused?"} */
    static String remedy(Reason reason) {
        String row = "| `" + reason + "` |";
        String cells = resource("why-refused.md")
                .lines()
                .filter(line -> line.startsWith(row))
                .findFirst()
                .orElse("| |");
        String bare = cells.substring(0, cells.length() - 1).strip();
        String last = bare.substring(bare.lastIndexOf('|') + 1).strip();
        return LINK.matcher(last).replaceAll("$1").replace("`", "");
    }

    private static String resource(String name) {
        try (InputStream in = Texts.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is not in the jar");
            }
            return new String(in.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
