package io.cognitoclaims.core;

import static io.cognitoclaims.core.TokenRejectedException.Reason.BAD_SIGNATURE;
import static io.cognitoclaims.core.TokenRejectedException.Reason.MALFORMED;
import static io.cognitoclaims.core.TokenRejectedException.Reason.TOO_LARGE;
import static io.cognitoclaims.core.TokenRejectedException.Reason.WRONG_TOKEN_USE;
import static java.util.Map.entry;

import io.cognitoclaims.core.Explanation.Step;
import io.cognitoclaims.core.TokenRejectedException.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Runs checks and records their outcomes, in words that help a developer find the mistake. */
final class ExplanationRecorder {
    private static final Map<String, String> MEANINGS = Map.ofEntries(
            entry("length", "It is no longer than the verifier accepts."),
            entry("form", "It has three parts: header, payload and signature."),
            entry("header", "It names RS256 and its key."),
            entry("iss", "Its user pool is one that the verifier was made for."),
            entry("tenant", "Its user pool belongs to the tenant that is asked for."),
            entry("kid", "The key that the header names is one of that pool's."),
            entry("signature", "That key signed exactly this text."),
            entry(
                    "claims",
                    "The claims that it must have are there, and those that Cognito documents are of their types."),
            entry("exp", "It has not expired."),
            entry("nbf", "Its time has come, if it names one."),
            entry("client_id", "It was issued to one of the expected app clients."),
            entry("auth_time", "Its user signed in no longer ago than is accepted."),
            entry("revocation", "Nobody has revoked it, its sign-in or its user's sign-ins so far."));

    private final List<Step> steps = new ArrayList<>();
    private final TokenUse wantedUse;

    /** @param wantedUse the {@code token_use} that is accepted */
    ExplanationRecorder(TokenUse wantedUse) {
        this.wantedUse = wantedUse;
    }

    /** {@return whether the token could be parsed} */
    boolean recordForm(String token, int maxLength, Runnable attempt) {
        try {
            attempt.run();
            pass("form", "header");
            return true;
        } catch (TokenRejectedException e) {
            String slip = TokenSlip.of(token, wantedUse);
            if (token.length() > maxLength) {
                String length = "the token has " + token.length() + " characters, and " + maxLength + " are accepted";
                fail("length", e.reason(), length + ": see maxTokenLength");
            } else if (slip != null) {
                fail("form", e.reason(), slip);
            } else {
                String check = e.reason() == MALFORMED ? "form" : "header";
                fail(check, e.reason(), e.reason() == TOO_LARGE ? "it is too long" : String.valueOf(e.getMessage()));
            }
            return false;
        }
    }

    /**
     * {@return the result of the attempt, or null if the signature is wrong, or a claim that every token has}
     *
     * @param isWhole whether the signature has the length of the key's signatures
     */
    <V> @Nullable V recordSignature(boolean isWhole, Supplier<V> attempt) {
        try {
            V result = attempt.get();
            pass("signature", "claims");
            return result;
        } catch (TokenRejectedException e) {
            String message = String.valueOf(e.getMessage());
            if (e.reason() != BAD_SIGNATURE) {
                pass("signature");
                fail("claims", e.reason(), message);
            } else {
                fail("signature", e.reason(), isWhole ? message : message + ": it has not its length, as if cut off");
            }
            return null;
        }
    }

    /** {@return whether the token may be of the accepted kind} If not, this is the main mistake, and is reported first. */
    boolean recordUse(CognitoToken token) {
        Object use = token.claims().get("token_use");
        boolean isOther = wantedUse.other().value().equals(use);
        if (isOther) {
            fail(
                    "token_use",
                    WRONG_TOKEN_USE,
                    wantedUse == TokenUse.ACCESS
                            ? "this is an ID token, and access tokens are accepted: send the access token"
                            : "this is an access token, and ID tokens are accepted: send the ID token");
        }
        return !isOther;
    }

    /** {@return whether the token is of the tenant that is expected} */
    boolean recordTenant(Runnable attempt) {
        Boolean passed = record("tenant", () -> {
            attempt.run();
            return true;
        });
        return passed != null;
    }

    /** {@return the result of the check, or null if the token failed it} */
    <V> @Nullable V record(String check, Supplier<V> attempt) {
        try {
            V result = attempt.get();
            pass(check);
            return result;
        } catch (VerificationException e) {
            Reason reason = e instanceof TokenRejectedException rejected ? rejected.reason() : null;
            steps.add(Step.failed(check, meaningOf(check), reason, String.valueOf(e.getMessage())));
            return null;
        }
    }

    <T extends CognitoToken> void record(Check<T> check, T token, TrustedIssuer trust, long nowMillis) {
        record(check.name(), () -> {
            check.run(token, trust, nowMillis);
            return token;
        });
    }

    boolean allPassed() {
        return steps.stream().allMatch(Step::passed);
    }

    Explanation toExplanation() {
        return new Explanation(steps);
    }

    private void pass(String... checks) {
        for (String check : checks) {
            steps.add(Step.passed(check, meaningOf(check)));
        }
    }

    private void fail(String check, Reason reason, String detail) {
        steps.add(Step.failed(check, meaningOf(check), reason, detail));
    }

    private String meaningOf(String check) {
        boolean access = wantedUse == TokenUse.ACCESS;
        return switch (check) {
            case "token_use" -> access ? "It is an access token." : "It is an ID token.";
            case "aud" -> access ? "It is bound to no other API." : "It was issued to one of the expected app clients.";
            default -> MEANINGS.getOrDefault(check, "");
        };
    }
}
