package io.cognitoclaims.samples.demo;

import static io.cognitoclaims.samples.demo.Command.END_ALL_SIGN_INS;
import static io.cognitoclaims.samples.demo.Command.END_SIGN_IN;

import io.cognitoclaims.samples.demo.PageController.Outcome;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The buttons that revoke tokens at one API, and how the other learns of it.
 *
 * @param isShared whether the APIs share what is revoked
 */
record SignOutSection(boolean isShared, Optional<Command> done, Outcome outcome) {
    private static final String SECTION = """
            <section id="sign-outs" aria-labelledby="sign-outs-title">
            <h2 id="sign-outs-title">Sign out at one API</h2>
            <form class="live" method="post" action="/do">
            %1$s<fieldset class="choices">
            <legend>Ask servlet-api</legend>
            %2$s</fieldset>
            </form>
            %3$s<article class="card" aria-labelledby="sign-out-tour-title">
            <h3 id="sign-out-tour-title">What happens <small>%4$s</small></h3>
            <ol class="steps">
            %5$s</ol>
            </article>
            </section>
            """;

    private static final List<Html> SHARED = steps(
            "<b>servlet-api revokes your tokens</b> and writes that into Redis: for one sign-in its"
                    + " <code>origin_jti</code>, for all of them your <code>sub</code> and the time.",
            "<b>spring-api reads it there</b> some milliseconds later. Both refuse the tokens, and neither asks Redis when a"
                    + " request comes.");

    private static final List<Html> NOT_SHARED = steps(
            "<b>servlet-api revokes your tokens</b>, in its memory only.",
            "<b>spring-api does not learn of it</b> and still takes them. With <code>redis-server</code> or"
                    + " <code>valkey-server</code> on the PATH, the demo lets both share what is revoked.");

    private static final List<Html> THEN = steps(
            "<b>Get fresh tokens</b>: they are refused too, because they belong to the same sign-in.",
            "<b>To go on, sign out at the top</b> and sign in again. The new sign-in is good.");

    Html html(Html csrf) {
        return Html.of(
                SECTION,
                csrf,
                Stream.of(END_SIGN_IN, END_ALL_SIGN_INS).map(Command::button).toList(),
                done.map(command -> command.said(outcome)).orElse(Html.NOTHING),
                isShared ? "both APIs share a Redis" : "the APIs share nothing",
                Stream.of(isShared ? SHARED : NOT_SHARED, THEN)
                        .flatMap(List::stream)
                        .toList());
    }

    private static List<Html> steps(String... texts) {
        return Stream.of(texts).map(text -> Html.of("<li>" + text + "</li>\n")).toList();
    }
}
