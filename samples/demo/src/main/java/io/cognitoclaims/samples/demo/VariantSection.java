package io.cognitoclaims.samples.demo;

import io.cognitoclaims.core.Explanation.Step;
import io.cognitoclaims.samples.demo.Api.Answer;
import io.cognitoclaims.samples.demo.Api.Path;
import io.cognitoclaims.samples.demo.PageController.Outcome;
import java.util.Arrays;

/**
 * The buttons that break a token, and what came of it.
 *
 * @param isNews whether the outcome is what the visitor has just asked for
 */
record VariantSection(Outcome outcome, boolean isNews) {
    private static final String SECTION = """
            <section id="trials" aria-labelledby="trials-title">
            <h2 id="trials-title">Show a token to both APIs</h2>
            <form class="live" method="get" action="/#trials">
            <fieldset class="choices">
            <legend>Ask for</legend>
            %1$s</fieldset>
            <fieldset class="choices">
            <legend>with this token</legend>
            %2$s</fieldset>
            </form>
            <p class="said"%3$s>%4$s</p>
            <div class="columns">
            <article class="card" aria-labelledby="checks-title">
            <h3 id="checks-title">The verifier <small>its checks, in order</small></h3>
            <ol class="checks">
            %5$s</ol>
            </article>
            <div class="stack">
            %6$s</div>
            </div>
            </section>
            """;

    private static final String PATH = """
            <label class="choice"><input type="radio" name="ask" value="%1$s"%2$s><code>%1$s</code> <small>wants %3$s</small></label>
            """;

    private static final String BUTTON = """
            <button id="try-%1$s" name="token" value="%1$s" aria-pressed="%2$s">%3$s</button>
            """;

    private static final String STEP = """
            <li>%1$s<div><b>%2$s</b><p>%3$s</p>%4$s</div></li>
            """;

    private static final String ANSWER = """
            <article class="card" id="%1$s" aria-labelledby="%1$s-title">
            <h3 id="%1$s-title">%1$s <small>GET %2$s</small></h3>
            <p class="status">%3$s</p>
            %4$s<pre tabindex="0" role="region" aria-label="What %1$s answered">%5$s</pre>
            </article>
            """;

    Html html() {
        return Html.of(
                SECTION,
                Arrays.stream(Path.values()).map(this::path).toList(),
                Arrays.stream(TokenVariant.values()).map(this::button).toList(),
                isNews ? Html.of(" id=\"said\"") : Html.NOTHING,
                outcome.variant().description() + " " + outcome.summary(),
                outcome.explanation().steps().stream().map(VariantSection::step).toList(),
                outcome.answers().stream().map(this::answer).toList());
    }

    private Html path(Path path) {
        Html checked = path == outcome.path() ? Html.of(" checked") : Html.NOTHING;
        return Html.of(PATH, path.path(), checked, path.needs());
    }

    private Html button(TokenVariant variant) {
        return Html.of(BUTTON, variant.id(), variant == outcome.variant(), variant.label());
    }

    private static Html step(Step step) {
        Html why = step.passed()
                ? Html.NOTHING
                : Html.of(
                        "<p class=\"why\"><code>%s</code> %s</p>",
                        step.reason().map(Enum::name).orElse("CANNOT_TELL"), step.detail());
        return Html.of(
                STEP, verdict(step.passed(), step.passed() ? "pass" : "fail"), step.check(), step.meaning(), why);
    }

    private Html answer(Answer answer) {
        return Html.of(
                ANSWER,
                answer.api().name(),
                outcome.path().path(),
                verdict(answer.isGood(), answer.status() + " " + answer.meaning()),
                answer.headers().stream()
                        .map(header -> Html.of("<p class=\"header\"><code>%s</code></p>\n", header))
                        .toList(),
                answer.body().isEmpty() ? "(no body)" : answer.body());
    }

    private static Html verdict(boolean good, String text) {
        return Html.of("<span class=\"verdict %s\">%s</span>", good ? "good" : "bad", text);
    }
}
