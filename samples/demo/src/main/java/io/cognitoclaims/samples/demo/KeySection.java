package io.cognitoclaims.samples.demo;

import static io.cognitoclaims.samples.demo.Command.REFRESH_TOKENS;
import static io.cognitoclaims.samples.demo.Command.ROTATE_KEYS;
import static io.cognitoclaims.samples.demo.Command.START_KEYS;
import static io.cognitoclaims.samples.demo.Command.STOP_KEYS;

import io.cognitoclaims.samples.demo.PageController.Outcome;
import io.cognitoclaims.samples.demo.SignedInSession.Tokens;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The pool's keys as its key endpoint publishes them, and the switches.
 *
 * @param published the keys' ids; empty while the endpoint is stopped
 */
record KeySection(Tokens tokens, List<String> published, Optional<Command> done, Outcome outcome) {
    private static final String SECTION = """
            <section id="keys" aria-labelledby="keys-title">
            <h2 id="keys-title">Trouble with keys</h2>
            <form class="live" method="post" action="/do">
            %1$s<fieldset class="choices">
            <legend>Change something</legend>
            %2$s</fieldset>
            </form>
            %3$s<div class="columns">
            <article class="card" aria-labelledby="published-title">
            <h3 id="published-title">The key endpoint <small>as anybody sees it</small></h3>
            <p class="status">%4$s</p>
            <ul class="kids">
            %5$s</ul>
            </article>
            <article class="card" aria-labelledby="tour-title">
            <h3 id="tour-title">A short tour <small>watch the APIs' answers</small></h3>
            <ol class="steps">
            <li><b>Stop the key endpoint.</b> Your token goes on working: verifiers keep the keys they know.</li>
            <li><b>Rotate the keys, then get fresh tokens.</b> Nobody can fetch the new key, so the answer is 503 and
            not 401: your token may well be good.</li>
            <li><b>Start the key endpoint</b> and show the token again. Within seconds the new key is fetched, once.</li>
            <li><b>Rotate again and get fresh tokens.</b> A key that was never seen is fetched as it comes, though at
            most once in ten seconds: forged key ids can't wear the pool out.</li>
            </ol>
            </article>
            </div>
            </section>
            """;

    Html html(Html csrf) {
        boolean served = !published.isEmpty();
        return Html.of(
                SECTION,
                csrf,
                Stream.of(served ? STOP_KEYS : START_KEYS, ROTATE_KEYS, REFRESH_TOKENS)
                        .map(Command::button)
                        .toList(),
                done.map(command -> command.said(outcome)).orElse(Html.NOTHING),
                served
                        ? Html.of("<span class=\"verdict good\">200 OK</span> %s keys", published.size())
                        : Html.of("<span class=\"verdict bad\">503 Service Unavailable</span> stopped"),
                kids());
    }

    private List<Html> kids() {
        String ofId = kid(tokens.idToken());
        String ofAccess = kid(tokens.accessToken());
        return Stream.concat(published.stream(), Stream.of(ofId, ofAccess).filter(kid -> !published.contains(kid)))
                .map(kid -> kid(
                        kid,
                        kid.equals(ofId)
                                ? "signed your ID token"
                                : kid.equals(ofAccess) ? "signed your access token" : ""))
                .toList();
    }

    private Html kid(String kid, String use) {
        String state = published.contains(kid) ? "" : "not published now";
        return Html.of("<li><code>%s</code> <small>%s</small> <small>%s</small></li>\n", kid, use, state);
    }

    private static String kid(String token) {
        return Jwt.of(token).headerMembers().path("kid").asText();
    }
}
