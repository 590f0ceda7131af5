package io.cognitoclaims.cli;

import io.cognitoclaims.cli.Explain.Configured;
import io.cognitoclaims.cli.JsonText.Digits;
import io.cognitoclaims.cli.Judgement.Checked;
import io.cognitoclaims.core.TokenRejectedException;
import io.cognitoclaims.core.TokenRejectedException.Reason;
import io.cognitoclaims.core.TokenUse;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a verifier would say of a token to whose claims it did not come, because it stopped at the form, the issuer, the key or
 * the signature. It needs no key, and so it is a hint only: whoever changed the token may have changed these claims.
 *
 * @param checks those that can be made of claims that nobody has verified
 * @param missing the names of the checks that cannot be made so
 */
record Unverified(List<Checked> checks, List<String> missing) {
    private static final Unverified NONE = new Unverified(List.of(), List.of());

    /** @param made the names of the checks that the verifier has made */
    static Unverified of(TokenUse use, List<String> made, TokenContent content, Configured configured, Instant now) {
        if (made.contains("exp") || content.claims() == null || content.isOfLoadBalancer()) {
            return NONE;
        }
        List<Checked> checks = new Checks(use, content, configured, now).make();
        List<String> missing = new ArrayList<>(List.of("iss", "kid", "signature", "claims"));
        missing.removeAll(made);
        return new Unverified(checks, List.copyOf(missing));
    }

    private static final class Checks {
        private final TokenUse use;
        private final TokenContent content;
        private final Configured configured;
        private final Instant now;
        private final List<Checked> made = new ArrayList<>();

        Checks(TokenUse use, TokenContent content, Configured configured, Instant now) {
            this.use = use;
            this.content = content;
            this.configured = configured;
            this.now = now;
        }

        List<Checked> make() {
            checkTimes();
            String other = use == TokenUse.ACCESS ? "id" : "access";
            if (other.equals(content.claim("token_use"))) {
                String words = use == TokenUse.ACCESS
                        ? "this is an ID token, and access tokens are accepted"
                        : "this is an access token, and ID tokens are accepted";
                fail("token_use", Reason.WRONG_TOKEN_USE, words);
                // The rest of the other kind is another.
                return made;
            }
            if (content.claim("token_use") instanceof String named) {
                check(
                        "token_use",
                        use.value().equals(named),
                        Reason.WRONG_TOKEN_USE,
                        use == TokenUse.ACCESS
                                ? "It says that it is an access token."
                                : "It says that it is an ID token.");
            } else {
                invalid("token_use");
            }
            checkClient();
            return made;
        }

        private void checkTimes() {
            BigDecimal expiry = seconds("exp");
            BigDecimal notBefore = seconds("nbf");
            BigDecimal current = BigDecimal.valueOf(now.toEpochMilli(), 3);
            if (expiry == null) {
                invalid("exp");
            } else {
                check("exp", current.compareTo(expiry) < 0, Reason.EXPIRED, "It has not expired.");
            }
            if (notBefore != null) {
                check("nbf", current.compareTo(notBefore) >= 0, Reason.NOT_YET_VALID, "Its time has come.");
            } else if (content.claim("nbf") != null) {
                invalid("nbf");
            }
        }

        private void checkClient() {
            String name = use == TokenUse.ACCESS ? "client_id" : "aud";
            if (!(content.claim(name) instanceof String client)) {
                invalid(name);
                return;
            }
            boolean isAny = configured.clients().isEmpty();
            check(
                    name,
                    isAny || configured.clients().contains(client),
                    Reason.WRONG_CLIENT,
                    isAny ? "It names its app client; any is accepted." : "It names an expected app client.");
            Object audience = content.claim("aud");
            if (use == TokenUse.ACCESS && audience != null) {
                check(
                        "aud",
                        audience.equals(client) || configured.resources().contains(audience),
                        Reason.WRONG_AUDIENCE,
                        "It is bound to no other API.");
            }
        }

        /** {@return the number in the claim, null if there is none that a time can be} */
        private @Nullable BigDecimal seconds(String name) {
            // Nothing is computed with numbers of hundreds of digits, or of an exponent out of all proportion.
            return content.claim(name) instanceof Digits digits
                            && digits.text().matches("-?[0-9]{1,15}(?:\\.[0-9]{1,9})?")
                    ? new BigDecimal(digits.text())
                    : null;
        }

        private void check(String check, boolean passed, Reason reason, String meaning) {
            if (passed) {
                made.add(new Checked(check, true, null, meaning, "", null, null));
            } else {
                fail(
                        check,
                        reason,
                        String.valueOf(TokenRejectedException.of(reason).getMessage()));
            }
        }

        private void invalid(String name) {
            fail(
                    name,
                    Reason.INVALID_CLAIM,
                    String.valueOf(TokenRejectedException.ofClaim(name).getMessage()));
        }

        private void fail(String check, Reason reason, String words) {
            made.add(Judgement.failed(check, reason, words, use, content, configured, now));
        }
    }
}
