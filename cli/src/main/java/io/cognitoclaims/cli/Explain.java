package io.cognitoclaims.cli;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.cognitoclaims.core.AcceptedClients;
import io.cognitoclaims.core.AcceptedPool;
import io.cognitoclaims.core.CognitoVerifier;
import io.cognitoclaims.core.CognitoVerifierBuilder;
import io.cognitoclaims.core.Explanation;
import io.cognitoclaims.core.JwksCache;
import io.cognitoclaims.core.TokenUse;
import io.cognitoclaims.core.UserPool;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Shows what a token holds, and each check that it passes or fails. */
final class Explain {
    private static final int MAX_INPUT_BYTES = 1_048_576;
    /** The most that a terminal takes of a line, on Linux; it drops the rest. */
    private static final int MAX_TYPED_LINE = 4_095;

    private final Screen screen;
    private final InputStream in;
    private final PrintStream errors;

    private final OptionSpec pools = Syntax.values(
            "--pool",
            "ID|ISSUER",
            "A user pool whose tokens are accepted: its id, or its issuer's URL. May be repeated.");
    private final Pools readPools = new Pools();
    private final OptionSpec clients = Syntax.values(
            "--client", "ID", "An app client whose tokens are accepted. May be repeated. By default any is.");
    private final OptionSpec use = Syntax.value(
                    "--use",
                    "access|id",
                    "The kind of token that is accepted; an API accepts access. By default both are tried.")
            .build();
    private final OptionSpec resources = Syntax.values(
            "--resource", "URI", "A resource to which an access token may be bound (aud). May be repeated.");
    private final OptionSpec jwks = Syntax.value(
                    "--jwks", "FILE", "A file with the pool's key set: nothing is fetched.")
            .build();
    private final OptionSpec json = Syntax.flag("--json", "Print JSON.");
    private final OptionSpec token = Syntax.value(
                    "--token",
                    "TOKEN",
                    "The token itself. It stays in the shell's history, and other users see it while this runs.")
            .build();
    private final PositionalParamSpec file = PositionalParamSpec.builder()
            .index("0")
            .arity("0..1")
            .type(String.class)
            .paramLabel("FILE")
            .description("A file with the token. Without it, or with -, the token comes from standard input.")
            .build();

    Explain(Screen screen, InputStream in, PrintStream errors) {
        this.screen = screen;
        this.in = in;
        this.errors = errors;
    }

    CommandSpec syntax() {
        return Syntax.command(
                        "explain",
                        this::run,
                        "Shows what a token holds, which checks it passes and fails, and what to do.",
                        "",
                        "Without --pool the token is shown, and judged as far as that needs no key: its time, kind and"
                                + " client, not its signature.",
                        "Exit codes: 0 accepted, 1 refused, 2 unusable input, 3 cannot be judged.")
                .addOption(pools)
                .addOption(readPools.allowsInsecureHttp())
                .addOption(clients)
                .addOption(use)
                .addOption(resources)
                .addOption(jwks)
                .addOption(json)
                .addOption(token)
                .addPositional(file);
    }

    private int run() {
        TokenUse wanted = use(use.getValue());
        List<String> named = pools.getValue();
        List<String> bound = resources.getValue();
        Configured configured =
                new Configured(readPools.of(named), clients(clients.getValue()), List.copyOf(bound), wanted);
        byte[] keySet = keySet(jwks.getValue(), configured.pools());
        Pasted pasted = Pasted.of(text(token.getValue(), file.getValue()), wanted);
        Instant now = Instant.now();
        TokenContent content = TokenContent.of(pasted.token());
        boolean asJson = json.getValue();
        Report report = asJson ? new JsonReport(screen) : new TextReport(screen);
        report.content(pasted, content, now);
        // Only now, because to make ready for keys takes longer than to show what the token holds.
        JwksCache keys = keys(configured.pools(), keySet);
        Judgement judgement = judge(pasted.token(), content, configured, keys, now);
        report.judgement(judgement, configured);
        return judgement.verdict().exit();
    }

    private static Judgement judge(
            String compact, TokenContent content, Configured configured, JwksCache keys, Instant now) {
        List<Explanation> explanations = new ArrayList<>();
        List<TokenUse> uses = new ArrayList<>();
        TokenUse first = configured.use() != null
                ? configured.use()
                : "id".equals(content.claim("token_use")) ? TokenUse.ID : TokenUse.ACCESS;
        uses.add(first);
        if (configured.use() == null) {
            uses.add(first == TokenUse.ACCESS ? TokenUse.ID : TokenUse.ACCESS);
        }
        for (TokenUse each : uses) {
            explanations.add(verifier(each, configured, keys).explain(compact));
        }
        return Judgement.of(uses, explanations, content, configured, now);
    }

    private static CognitoVerifier<?> verifier(TokenUse use, Configured configured, JwksCache keys) {
        AcceptedClients accepted =
                configured.clients().isEmpty() ? AcceptedClients.any() : AcceptedClients.of(configured.clients());
        List<UserPool> all = configured.pools().isEmpty() ? List.of(Configured.NO_POOL) : configured.pools();
        CognitoVerifierBuilder<?> builder = CognitoVerifier.tokens(
                        use,
                        all.stream()
                                .map(pool -> AcceptedPool.of(pool, accepted))
                                .toList())
                .keys(keys)
                .withoutTokenCache();
        if (use == TokenUse.ACCESS && !configured.resources().isEmpty()) {
            builder.acceptResources(configured.resources().toArray(String[]::new));
        }
        return builder.build();
    }

    /** {@return what the file of {@code --jwks} holds, null if there is none} */
    private static byte @Nullable [] keySet(@Nullable String file, List<UserPool> pools) {
        if (file == null) {
            return null;
        }
        byte[] document = read("--jwks", file);
        if (pools.isEmpty()) {
            throw new UnusableInputException("--jwks: a key set does not say whose it is: name the pool, with --pool");
        }
        return document;
    }

    private static JwksCache keys(List<UserPool> pools, byte @Nullable [] document) {
        if (document == null) {
            // Without a pool, nothing of a token may decide what is fetched.
            return pools.isEmpty() ? withoutKeys() : JwksCache.create();
        }
        JwksCache keys = JwksCache.builder()
                .fetcher(uri -> CompletableFuture.completedFuture(document))
                .build();
        for (UserPool pool : pools) {
            try {
                keys.preload(pool, new String(document, UTF_8));
            } catch (IllegalArgumentException e) {
                throw new UnusableInputException("--" + e.getMessage());
            }
        }
        return keys;
    }

    private static JwksCache withoutKeys() {
        return JwksCache.builder()
                .fetcher(uri -> CompletableFuture.failedFuture(new IllegalStateException("no pool")))
                .build();
    }

    private static Set<String> clients(List<String> ids) {
        try {
            return ids.isEmpty()
                    ? Set.of()
                    : AcceptedClients.of(new LinkedHashSet<>(ids)).ids();
        } catch (IllegalArgumentException e) {
            throw new UnusableInputException(
                    "--client: " + String.valueOf(e.getMessage()).replace("clientIds: ", ""));
        }
    }

    private static @Nullable TokenUse use(@Nullable String value) {
        try {
            return value == null ? null : TokenUse.of(value);
        } catch (IllegalArgumentException e) {
            throw new UnusableInputException("--use: must be access or id");
        }
    }

    private String text(@Nullable String token, @Nullable String file) {
        if (token != null && file != null) {
            throw new UnusableInputException("--token, FILE: give one of them");
        }
        if (token != null) {
            return token;
        }
        if (file != null && !file.equals("-")) {
            return decode(read("FILE", file));
        }
        @SuppressWarnings("ReferenceEquality") // not a copy of it
        boolean typed = in == System.in && Screen.isTerminal(0);
        if (typed) {
            errors.println("Paste the token, and end with Enter and Ctrl+D:");
        }
        try {
            String text = decode(limited("standard input", in));
            if (typed && text.lines().anyMatch(line -> line.length() == MAX_TYPED_LINE)) {
                throw new UnusableInputException("the terminal took only the first " + MAX_TYPED_LINE
                        + " characters of the line: put the token into a file, or pipe it from the clipboard");
            }
            return text;
        } catch (IOException e) {
            throw new UnusableInputException("standard input: cannot be read");
        }
    }

    /** The name may be a token or a password at the wrong place, so no message repeats it. */
    private static byte[] read(String option, String name) {
        if (name.contains("eyJ") && name.length() > 100) {
            throw new UnusableInputException(
                    option + ": this is a token and no file; give it on standard input, or with --token");
        }
        if (name.isBlank()) {
            throw new UnusableInputException(option + ": the name is blank");
        }
        try {
            Path path = Path.of(name);
            if (Files.isDirectory(path)) {
                throw new UnusableInputException(option + ": this is a directory");
            } else if (!Files.exists(path)) {
                throw new UnusableInputException(option + ": there is no such file"
                        + (option.equals("FILE") ? "; a token itself goes to standard input" : ""));
            }
            try (InputStream in = Files.newInputStream(path)) {
                return limited(option, in);
            }
        } catch (InvalidPathException e) {
            throw new UnusableInputException(option + ": no file can have this name");
        } catch (IOException e) {
            throw new UnusableInputException(option + ": the file cannot be read");
        }
    }

    private static byte[] limited(String name, InputStream in) throws IOException {
        byte[] bytes = in.readNBytes(MAX_INPUT_BYTES + 1);
        if (bytes.length > MAX_INPUT_BYTES) {
            throw new UnusableInputException(name + ": has more than " + MAX_INPUT_BYTES + " bytes");
        }
        return bytes;
    }

    /** Editors and shells of Windows write a mark first, or UTF-16. */
    private static String decode(byte[] bytes) {
        Charset charset = startsWith(bytes, 0xff, 0xfe) ? UTF_16LE : startsWith(bytes, 0xfe, 0xff) ? UTF_16BE : UTF_8;
        String text = new String(bytes, charset);
        return text.startsWith("\ufeff") ? text.substring(1) : text;
    }

    private static boolean startsWith(byte[] bytes, int first, int second) {
        return bytes.length > 1 && Arrays.equals(bytes, 0, 2, new byte[] {(byte) first, (byte) second}, 0, 2);
    }

    /** How the outcome is printed, in two steps, because keys may have to be fetched in between. */
    interface Report {
        void content(Pasted pasted, TokenContent content, Instant now);

        void judgement(Judgement judgement, Configured configured);
    }

    /**
     * What the options say.
     *
     * @param clients empty for any
     * @param use null for both
     */
    record Configured(
            List<UserPool> pools,
            Set<String> clients,
            List<String> resources,
            @Nullable TokenUse use) {
        /** Stands for none: nobody can be given the pool of this id. */
        static final UserPool NO_POOL = UserPool.fromIssuer("https://localhost/none");

        boolean hasIssuer(String issuer) {
            return pools.stream().anyMatch(pool -> pool.hasIssuer(issuer));
        }
    }
}
