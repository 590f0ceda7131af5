package io.cognitoclaims.samples.demo;

/** The frame of all pages, and the pages for those who have not signed in. */
final class Pages {
    private static final String FRAME = """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>%s - cognito-claims demo</title>
            <link rel="icon" href="/icon.svg">
            <link rel="stylesheet" href="/demo.css">
            <script src="/demo.js" defer></script>
            </head>
            <body>
            <a class="skip" href="#main">Skip to the content</a>
            <header class="bar">
            <a class="brand" href="/"><img src="/icon.svg" alt="" width="28" height="28">cognito-claims <span>demo</span></a>
            %s</header>
            <main id="main" tabindex="-1">
            %s</main>
            <footer>
            <p>A stand-in user pool on this machine: for development only.</p>
            </footer>
            <p id="announcer" class="unseen" role="status" aria-live="polite"></p>
            </body>
            </html>
            """;

    private static final Html SIGN_IN = Html.of("<p><a class=\"button primary\" href=\"/sign-in\">Sign in</a></p>\n");

    private static final Html WELCOME = Html.of("""
            <section class="hero">
            <h1>See a claim travel from the pool to your API</h1>
            <p class="lead">Sign in, look into your two tokens, show them to two APIs, then break them and see what
            happens.</p>
            %s</section>
            <section aria-labelledby="who">
            <h2 id="who">Sign in as</h2>
            <table class="plain">
            <caption class="unseen">Users of the stand-in pool</caption>
            <thead><tr><th scope="col">User</th><th scope="col">Password</th><th scope="col">You will see</th></tr></thead>
            <tbody>
            <tr><th scope="row"><code>test-user@amazon.com</code></th><td><code>Local-Pass-1</code></td>
            <td>dogs, and the group <code>admin</code></td></tr>
            <tr><th scope="row"><code>test-user@example.com</code></th><td><code>Local-Pass-1</code></td>
            <td>cats, and no group</td></tr>
            </tbody>
            </table>
            </section>
            <section aria-labelledby="how">
            <h2 id="how">What happens</h2>
            <ol class="steps">
            <li><b>The pool signs you in</b> and asks its pre token generation trigger what to add.</li>
            <li><b>The trigger writes</b> <code>pet_preference</code>, by the domain of your e-mail address.</li>
            <li><b>This page gets your tokens</b> for a code, as a confidential app client with PKCE.</li>
            <li><b>Two APIs verify</b> the access token, one on plain servlets, one on Spring Boot, and read the claim
            as the Java type that the trigger wrote.</li>
            </ol>
            </section>
            """, SIGN_IN);

    private Pages() {}

    static Html frame(String title, Html navigation, Html content) {
        return Html.of(FRAME, title, navigation, content);
    }

    static Html welcome() {
        return frame("Sign in", Html.NOTHING, WELCOME);
    }

    static Html problem(String title, String advice) {
        return frame(title, Html.NOTHING, Html.of("""
                <section class="hero">
                <h1>%s</h1>
                <p class="lead">%s</p>
                <p><a class="button primary" href="/">Back to the start</a></p>
                </section>
                """, title, advice));
    }
}
