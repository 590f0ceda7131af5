package io.cognitoclaims.cli;

import io.cognitoclaims.cli.Explain.Configured;
import io.cognitoclaims.core.Explanation;
import io.cognitoclaims.core.Explanation.Step;
import io.cognitoclaims.core.TokenRejectedException.Reason;
import io.cognitoclaims.core.TokenUse;
import io.cognitoclaims.core.UserPool;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the verifiers make of a token, in words. Unlike the library's own explanations these words may quote the token.
 *
 * @param sentence the outcome in one sentence
 * @param kinds one for each kind of token that was tried, the token's own first
 */
record Judgement(Verdict verdict, String sentence, List<Kind> kinds) {
    enum Verdict {
        ACCEPTED(CognitoClaims.GOOD),
        REFUSED(CognitoClaims.BAD),
        UNUSABLE(CognitoClaims.UNUSABLE),
        NOT_JUDGED(CognitoClaims.UNKNOWN);

        private final int exit;

        Verdict(int exit) {
            this.exit = exit;
        }

        int exit() {
            return exit;
        }
    }

    /**
     * What a verifier of this kind of token says.
     *
     * @param unverified what the verifier did not come to
     */
    record Kind(TokenUse use, Verdict verdict, List<Checked> checks, Unverified unverified) {
        String name() {
            return use == TokenUse.ACCESS ? "access token" : "ID token";
        }

        /** {@return why it is refused, or else why it cannot be judged} */
        Optional<Checked> firstFailed() {
            List<Checked> failed = Stream.concat(checks.stream(), unverified.checks().stream())
                    .filter(check -> !check.passed())
                    .toList();
            return failed.stream()
                    .filter(check -> check.reason() != null)
                    .findFirst()
                    .or(() -> failed.stream().findFirst());
        }
    }

    /**
     * A check.
     *
     * @param words what passing means, or why it failed
     * @param remedy what to do; empty if it passed, or if nobody knows
     * @param has what the token has; null if that does not matter
     * @param configured what the options say instead; null if that does not matter
     */
    record Checked(
            String check,
            boolean passed,
            @Nullable Reason reason,
            String words,
            String remedy,
            @Nullable String has,
            @Nullable String configured) {}

    /** By the end of the issuer's host. */
    private static final Map<String, String> PROVIDERS = Map.ofEntries(
            Map.entry("accounts.google.com", "Google"),
            Map.entry("securetoken.google.com", "Firebase"),
            Map.entry("appleid.apple.com", "Apple"),
            Map.entry("login.microsoftonline.com", "Microsoft Entra ID"),
            Map.entry("sts.windows.net", "Microsoft Entra ID"),
            Map.entry("ciamlogin.com", "Microsoft Entra ID"),
            Map.entry("facebook.com", "Facebook"),
            Map.entry("auth0.com", "Auth0"),
            Map.entry("okta.com", "Okta"),
            Map.entry("onelogin.com", "OneLogin"),
            Map.entry("pingone.com", "PingOne"),
            Map.entry("gitlab.com", "GitLab"),
            Map.entry("token.actions.githubusercontent.com", "GitHub Actions"));

    static Judgement of(
            List<TokenUse> uses,
            List<Explanation> explanations,
            TokenContent content,
            Configured configured,
            Instant now) {
        List<Kind> kinds = new ArrayList<>();
        for (int i = 0; i < uses.size(); i++) {
            kinds.add(kind(uses.get(i), explanations.get(i), content, configured, now));
        }
        if (kinds.size() > 1 && kinds.get(1).verdict() == Verdict.ACCEPTED) {
            kinds.add(0, kinds.remove(1));
        }
        Kind best = kinds.get(0);
        return new Judgement(best.verdict(), sentence(best, content, configured), List.copyOf(kinds));
    }

    private static String sentence(Kind kind, TokenContent content, Configured configured) {
        Checked failed = kind.firstFailed().orElse(null);
        if (failed != null) {
            return failed.words();
        } else if (kind.verdict() == Verdict.NOT_JUDGED) {
            String options = Pools.optionsFor(content.claim("iss"));
            return "no pool is named, so its signature was not checked"
                    + (options == null ? "" : ". If you trust its issuer, add " + options);
        }
        return "an API that accepts " + kind.name() + "s of this pool"
                + (configured.clients().isEmpty() ? ", from any app client," : " and this app client") + " takes it";
    }

    private static Kind kind(
            TokenUse use, Explanation explanation, TokenContent content, Configured configured, Instant now) {
        List<Checked> checks = new ArrayList<>();
        Verdict verdict = Verdict.ACCEPTED;
        for (Step step : explanation.steps()) {
            if (configured.pools().isEmpty() && step.check().equals("iss")) {
                verdict = Verdict.NOT_JUDGED;
                break;
            }
            checks.add(checked(step, use, content, configured, now));
            if (!step.passed() && verdict == Verdict.ACCEPTED) {
                boolean unusable = content.parts() != 3;
                verdict = step.reason().isEmpty() ? Verdict.NOT_JUDGED : unusable ? Verdict.UNUSABLE : Verdict.REFUSED;
            }
        }
        List<String> made = checks.stream().map(Checked::check).toList();
        Unverified unverified = Unverified.of(use, made, content, configured, now);
        // What is refused in any case is not in doubt.
        if (verdict == Verdict.NOT_JUDGED
                && Stream.concat(checks.stream(), unverified.checks().stream())
                        .anyMatch(check -> check.reason() != null)) {
            verdict = Verdict.REFUSED;
        }
        return new Kind(use, verdict, List.copyOf(checks), unverified);
    }

    private static Checked checked(Step step, TokenUse use, TokenContent content, Configured configured, Instant now) {
        if (step.passed()) {
            return new Checked(step.check(), true, null, step.meaning(), "", null, null);
        }
        Reason reason = step.reason().orElse(null);
        if (reason == null) {
            return new Checked(
                    step.check(),
                    false,
                    null,
                    step.detail(),
                    "see what cognito-claims check says of this pool",
                    null,
                    null);
        }
        if (step.check().equals("form")) {
            return new Checked(
                    step.check(), false, reason, step.detail(), Remedies.ofForm(step.detail(), content), null, null);
        }
        return failed(step.check(), reason, step.detail(), use, content, configured, now);
    }

    /** {@return the check with what the token has, what is configured and what to do} */
    static Checked failed(
            String check,
            Reason reason,
            String detail,
            TokenUse use,
            TokenContent content,
            Configured configured,
            Instant now) {
        String foreign = foreignIssuer(content, configured);
        String words = detail;
        String remedy = Remedies.of(reason, use, content);
        String has = null;
        String expected = null;
        switch (reason) {
            case WRONG_ISSUER -> {
                words = foreign == null ? words : foreign;
                has = shown(content.claim("iss"));
                expected = String.join(
                        ", ", configured.pools().stream().map(Judgement::named).toList());
            }
            case UNSUPPORTED_ALGORITHM -> {
                words = foreign == null ? words : foreign;
                has = shown(content.headerMember("alg"));
                expected = "RS256, always";
            }
            case UNKNOWN_KEY -> has = shown(content.headerMember("kid"));
            case WRONG_CLIENT -> {
                has = shown(content.claim(use == TokenUse.ACCESS ? "client_id" : "aud"));
                expected = String.join(", ", configured.clients());
            }
            case WRONG_AUDIENCE -> {
                has = shown(content.claim("aud"));
                expected = configured.resources().isEmpty()
                        ? "none, as no --resource is given"
                        : String.join(", ", configured.resources());
            }
            case WRONG_TOKEN_USE -> {
                has = shown(content.claim("token_use"));
                expected = use.value();
            }
            case EXPIRED -> {
                has = time(content.claim("exp"), now);
                expected = "this machine's clock: " + When.local(now);
            }
            case NOT_YET_VALID -> {
                has = time(content.claim("nbf"), now);
                expected = "this machine's clock: " + When.local(now);
            }
            default -> {}
        }
        return new Checked(check, false, reason, words, remedy, has, expected);
    }

    private static String named(UserPool pool) {
        return pool.issuer().startsWith("https://cognito-idp.") ? pool.id() : pool.issuer();
    }

    private static String shown(@Nullable Object value) {
        return value == null ? "none" : JsonText.show(value);
    }

    private static String time(@Nullable Object claim, Instant now) {
        return When.of(claim).map(moment -> When.describe(moment, now)).orElseGet(() -> shown(claim));
    }

    /** {@return whose token it is, if that is not a user pool's; null if nobody knows} */
    private static @Nullable String foreignIssuer(TokenContent content, Configured configured) {
        if (!(content.claim("iss") instanceof String issuer) || configured.hasIssuer(issuer)) {
            return null;
        }
        String host = host(issuer);
        if (host.startsWith("cognito-identity.")) {
            return "this is a token of an identity pool, not of a user pool: send the user pool's token";
        }
        if (host.startsWith("cognito-idp.") || host.startsWith("issuer-cognito-idp.")) {
            return null;
        }
        for (Map.Entry<String, String> provider : PROVIDERS.entrySet()) {
            if (host.equals(provider.getKey()) || host.endsWith("." + provider.getKey())) {
                return ofProvider(provider.getValue());
            }
        }
        if (issuer.contains("/realms/")) {
            return ofProvider("Keycloak");
        }
        return host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]")
                ? "an emulator or a stand-in for a user pool issued it, another than the configured one"
                : null;
    }

    private static String ofProvider(String name) {
        return name + " issued it, not a user pool. Users who sign in through " + name
                + " get tokens of the user pool too: send those";
    }

    private static String host(String issuer) {
        try {
            String host = URI.create(issuer.contains("://") ? issuer : "https://" + issuer)
                    .getHost();
            return host == null ? "" : host.toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }
}
