package io.cognitoclaims.samples.demo;

import static io.cognitoclaims.samples.petclaims.PetClaims.PET_PREFERENCE;

import io.cognitoclaims.samples.demo.PageController.Outcome;
import java.util.List;
import java.util.Optional;

/**
 * The page of a visitor who has signed in.
 *
 * @param publishedKeys the ids of the keys that the pool publishes; empty while its key endpoint is stopped
 * @param isShared whether the APIs share what is revoked
 * @param done what the visitor has just done
 */
record SignedInPage(
        SignedInSession signedIn,
        List<String> publishedKeys,
        boolean isShared,
        Outcome outcome,
        Optional<Command> done) {
    private static final String NAVIGATION = """
            <nav aria-label="This page">
            <a href="#tokens">Tokens</a>
            <a href="#trials">Checks</a>
            <a href="#keys">Keys</a>
            <a href="#sign-outs">Sign-outs</a>
            </nav>
            <form class="who" method="post" action="/sign-out">
            %s<span>%s</span>
            <button id="sign-out">Sign out</button>
            </form>
            """;

    private static final String CONTENT = """
            <section class="hero">
            <h1>You prefer <em id="preference">%s</em></h1>
            <p class="lead">The pool's trigger saw the domain of your verified e-mail address and wrote
            <code>pet_preference</code> into both tokens. Both APIs read it back as the same Java type.</p>
            </section>
            <section id="tokens" aria-labelledby="tokens-title">
            <h2 id="tokens-title">Your two tokens</h2>
            <p>They stay in this server's session: your browser sees what they say, and never gets them.</p>
            <div class="columns">
            %s%s</div>
            </section>
            %s%s%s""";

    Html html() {
        Html csrf = Html.of("<input type=\"hidden\" name=\"csrf\" value=\"%s\">\n", signedIn.csrf());
        String name = signedIn.user().email().orElse(signedIn.user().subject());
        Html content = Html.of(
                CONTENT,
                signedIn.user().get(PET_PREFERENCE).map(PET_PREFERENCE::encode).orElse("nothing in particular"),
                TokenCard.of(
                        "ID token",
                        "tells this app who you are",
                        signedIn.tokens().idToken()),
                TokenCard.of(
                        "Access token", "is shown to APIs", signedIn.tokens().accessToken()),
                new VariantSection(outcome, done.isEmpty()).html(),
                new KeySection(signedIn.tokens(), publishedKeys, doneIn("keys"), outcome).html(csrf),
                new SignOutSection(isShared, doneIn("sign-outs"), outcome).html(csrf));
        return Pages.frame("Your tokens", Html.of(NAVIGATION, csrf, name), content);
    }

    private Optional<Command> doneIn(String section) {
        return done.filter(command -> command.section().equals(section));
    }
}
