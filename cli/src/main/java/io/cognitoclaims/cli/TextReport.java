package io.cognitoclaims.cli;

import io.cognitoclaims.cli.Explain.Configured;
import io.cognitoclaims.cli.JsonText.Member;
import io.cognitoclaims.cli.JsonText.Members;
import io.cognitoclaims.cli.Judgement.Checked;
import io.cognitoclaims.cli.Judgement.Kind;
import io.cognitoclaims.cli.Screen.Tone;
import io.cognitoclaims.core.TokenRejectedException.Reason;
import io.cognitoclaims.core.TokenUse;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An explanation for people. */
record TextReport(Screen screen) implements Explain.Report {
    private static final Set<String> TIMES = Set.of("exp", "iat", "nbf", "auth_time");
    private static final int WIDEST_NAME = 21;
    private static final int WIDEST_CHECK = 10;
    /** More than any token has that is not made to fill a screen. */
    private static final int MAX_ROWS = 200;

    @Override
    public void content(Pasted pasted, TokenContent content, Instant now) {
        screen.line(
                "For your own terminal only: this shows what the token holds, as nobody has verified it yet.",
                Tone.FAINT);
        for (String note : pasted.notes()) {
            screen.row(0, "note", 4, Tone.WARNING, screen.safe(note), Tone.PLAIN);
        }
        table("Header", content.header(), content, now);
        if (content.parts() == 2 || content.parts() == 3) {
            table("Claims", content.claims(), content, now);
        }
        // Keys may have to be fetched now.
        screen.flush();
    }

    private void table(String title, @Nullable Members members, TokenContent content, Instant now) {
        screen.blank();
        screen.line(title, Tone.STRONG);
        if (members == null) {
            screen.row(2, "", 0, Tone.PLAIN, "is no JSON", Tone.BAD);
            return;
        }
        List<Member> list = members.list();
        List<Member> shown = list.subList(0, Math.min(MAX_ROWS, list.size()));
        int width = shown.stream()
                .mapToInt(member -> name(member).length())
                .filter(length -> length <= WIDEST_NAME)
                .max()
                .orElse(0);
        for (Member member : shown) {
            String value = screen.safe(JsonText.show(member.value()));
            if (TIMES.contains(member.name())) {
                value = When.of(member.value())
                        .map(moment -> When.describe(moment, now) + " (" + JsonText.show(member.value()) + ")")
                        .orElse(value);
            }
            screen.row(2, name(member), width, Tone.STRONG, value, Tone.PLAIN);
            String meaning = Texts.ofClaim(member.name(), content);
            if (!meaning.isEmpty()) {
                screen.row(2, "", width, Tone.PLAIN, meaning, Tone.FAINT);
            }
        }
        if (shown.size() < list.size()) {
            screen.row(2, "", 0, Tone.PLAIN, "... and " + (list.size() - shown.size()) + " more", Tone.FAINT);
        }
    }

    /** Without a space, so that no name is broken into lines that look like rows of their own. */
    private String name(Member member) {
        return screen.safe(member.name()).replace(" ", "\\u0020");
    }

    @Override
    public void judgement(Judgement judgement, Configured configured) {
        screen.blank();
        screen.line("Configured", Tone.STRONG);
        List<String> pools = configured.pools().stream()
                .map(pool -> pool.id() + ", " + pool.issuer()
                        + (Pools.isInsecure(pool.issuer()) ? " (insecure: others can make up its tokens)" : ""))
                .toList();
        setting("pool", pools, "none");
        setting("client", List.copyOf(configured.clients()), "any; name yours with --client");
        setting("resource", configured.resources(), "none");
        setting(
                "use",
                configured.use() == null ? List.of() : List.of(configured.use().value()),
                "access or id");
        List<Kind> kinds = judgement.kinds();
        checks(kinds.get(0));
        screen.blank();
        Tone tone = switch (judgement.verdict()) {
            case ACCEPTED -> Tone.GOOD;
            case REFUSED, UNUSABLE -> Tone.BAD;
            case NOT_JUDGED -> Tone.WARNING;
        };
        String verdict = judgement.verdict().name().replace('_', ' ');
        Checked failed = kinds.get(0).firstFailed().orElse(null);
        String reason = failed == null || failed.reason() == null ? "" : " (" + failed.reason() + ")";
        String as = judgement.verdict() == Judgement.Verdict.ACCEPTED
                ? " as an " + kinds.get(0).name()
                : "";
        screen.line(verdict + as + ": " + screen.safe(judgement.sentence()) + reason, tone);
        if (kinds.size() > 1 && judgement.verdict() == Judgement.Verdict.ACCEPTED) {
            kinds.get(1).firstFailed().ifPresent(why -> otherKind(kinds.get(1), kinds.get(0), why));
        }
    }

    private void otherKind(Kind other, Kind accepted, Checked why) {
        boolean isAccess = other.use() == TokenUse.ACCESS;
        // The words of the check say to send the other token, which nobody needs whose token is accepted.
        String words = why.reason() == Reason.WRONG_TOKEN_USE ? "this is an " + accepted.name() : why.words();
        screen.line(
                "As an " + other.name() + " it is refused"
                        + (isAccess ? ", which is what an API accepts by default" : "") + ": " + screen.safe(words)
                        + ".",
                isAccess ? Tone.WARNING : Tone.PLAIN);
    }

    private void setting(String name, List<String> values, String otherwise) {
        if (values.isEmpty()) {
            screen.row(2, name, WIDEST_CHECK, Tone.PLAIN, otherwise, Tone.FAINT);
        }
        for (String value : values) {
            screen.row(2, name, WIDEST_CHECK, Tone.PLAIN, screen.safe(value), Tone.PLAIN);
        }
    }

    private void checks(Kind kind) {
        screen.blank();
        screen.line("Checks of an " + kind.name(), Tone.STRONG);
        kind.checks().forEach(this::check);
        Unverified unverified = kind.unverified();
        if (!unverified.missing().isEmpty()) {
            screen.row(
                    2,
                    "not checked",
                    "FAIL  ".length() + WIDEST_CHECK,
                    Tone.WARNING,
                    String.join(", ", unverified.missing()),
                    Tone.PLAIN);
        }
        if (!unverified.checks().isEmpty()) {
            screen.blank();
            screen.line("Not verified: what its claims say without a checked signature", Tone.STRONG);
            unverified.checks().forEach(this::check);
        }
    }

    private void check(Checked check) {
        screen.row(
                2,
                (check.passed() ? "pass  " : "FAIL  ") + screen.safe(check.check()),
                "FAIL  ".length() + WIDEST_CHECK,
                check.passed() ? Tone.GOOD : Tone.BAD,
                screen.safe(check.words()),
                Tone.PLAIN);
        detail("has", check.has());
        detail("configured", check.configured());
        detail("do", check.remedy().isEmpty() ? null : check.remedy());
    }

    private void detail(String label, @Nullable String text) {
        if (text != null) {
            screen.row(8, label, WIDEST_CHECK, Tone.FAINT, screen.safe(text), Tone.PLAIN);
        }
    }
}
