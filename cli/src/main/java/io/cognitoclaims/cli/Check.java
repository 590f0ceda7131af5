package io.cognitoclaims.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.cognitoclaims.cli.JsonText.Members;
import io.cognitoclaims.cli.PoolProbe.Answer;
import io.cognitoclaims.cli.PoolProbe.Fault;
import io.cognitoclaims.cli.PoolProbe.Keys;
import io.cognitoclaims.cli.Screen.Tone;
import io.cognitoclaims.core.AcceptedClients;
import io.cognitoclaims.core.UserPool;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Checks whether this machine reaches a user pool's documents, and whether the settings fit them. */
final class Check {
    /** What the time of a token is compared with is right to a second at best. */
    private static final Duration CLOCK_WARNING = Duration.ofSeconds(5);

    private static final Duration CLOCK_FAILURE = Duration.ofSeconds(60);
    /** Of the 3 s that the library waits for keys. */
    private static final Duration SLOW = Duration.ofMillis(1500);

    private static final Pattern CLIENT_ID = Pattern.compile("[a-z0-9]{20,40}");
    /** Of about 52 characters. */
    private static final Pattern CLIENT_SECRET = Pattern.compile("[a-z0-9]{41,}");

    private static final int WIDEST = 9;

    private final Screen screen;

    private final OptionSpec pool = Pools.onePool();
    private final Pools readPools = new Pools();
    private final OptionSpec domain = Syntax.value(
                    "--domain", "HOST|URL", "The host of the pool's sign-in pages, as your application names it.")
            .build();
    private final OptionSpec clients =
            Syntax.values("--client", "ID", "An app client that your application names. May be repeated.");
    private final OptionSpec json = Syntax.flag("--json", "Print JSON.");

    private final List<Line> lines = new ArrayList<>();
    /** What is wrong with one of two issuers, which matters if the other has no keys either. */
    private final List<Line> problems = new ArrayList<>();

    private boolean unreachable;

    private enum Outcome {
        OK,
        WARN,
        FAIL
    }

    private record Line(Outcome outcome, String what, String words) {}

    Check(Screen screen) {
        this.screen = screen;
    }

    CommandSpec syntax() {
        return Syntax.command(
                        "check",
                        this::run,
                        "Checks whether this machine can reach a user pool's keys, and whether the settings fit the"
                                + " pool.",
                        "",
                        "Exit codes: 0 no check failed, 1 one failed, 2 unusable input, 3 the pool cannot be reached.")
                .addOption(pool)
                .addOption(readPools.allowsInsecureHttp())
                .addOption(domain)
                .addOption(clients)
                .addOption(json);
    }

    private int run() {
        UserPool checked = readPools.of(pool.<String>getValue());
        String host = domain.getValue();
        URI domainUri = host == null ? null : domainUri(host, checked.issuer());
        clients.<List<String>>getValue().forEach(this::checkClient);
        List<String> issuers = PoolProbe.issuers(checked);
        checkProxy(URI.create(issuers.get(0)));
        boolean reached = false;
        for (String issuer : issuers) {
            reached |= checkKeys(issuer);
        }
        checkDiscovery(issuers.get(0), domainUri);
        // A pool writes one of its issuers only.
        for (Line problem : problems) {
            tell(reached ? Outcome.WARN : Outcome.FAIL, problem.what(), problem.words());
        }
        boolean failed = lines.stream().anyMatch(line -> line.outcome() == Outcome.FAIL);
        int exit = !failed ? CognitoClaims.GOOD : unreachable && !reached ? CognitoClaims.UNKNOWN : CognitoClaims.BAD;
        if (json.<Boolean>getValue()) {
            printJson(exit);
        }
        return exit;
    }

    private void checkClient(String client) {
        try {
            AcceptedClients.of(Set.of(client));
        } catch (IllegalArgumentException e) {
            throw new UnusableInputException(
                    "--client: " + String.valueOf(e.getMessage()).replace("clientIds: ", ""));
        }
        if (CLIENT_ID.matcher(client).matches()) {
            tell(
                    Outcome.OK,
                    "client",
                    client + " has the form of an app client's id; whether the pool has it, only a token tells");
        } else if (CLIENT_SECRET.matcher(client).matches()) {
            tell(
                    Outcome.WARN,
                    "client",
                    "what --client names is as long as an app client's secret; an id has 26 letters and digits");
        } else {
            tell(
                    Outcome.WARN,
                    "client",
                    client + " does not have the form of Cognito's ids: 26 lower-case letters and digits");
        }
    }

    private void checkProxy(URI address) {
        String proxy = PoolProbe.proxy(address);
        String variable = PoolProbe.proxyVariable();
        if (proxy != null) {
            tell(Outcome.OK, "proxy", "through " + proxy);
        } else if (variable != null && !address.getScheme().equals("http")) {
            tell(
                    Outcome.WARN,
                    "proxy",
                    "none is used: Java does not read " + variable
                            + "; start it with -Dhttps.proxyHost and -Dhttps.proxyPort");
        } else {
            tell(Outcome.OK, "proxy", "none");
        }
    }

    /** {@return whether the issuer has keys} */
    private boolean checkKeys(String issuer) {
        URI uri = URI.create(issuer + "/.well-known/jwks.json");
        try {
            // The first fetch of a JVM has classes to load, which an application has done long since.
            Keys first = PoolProbe.keys(uri);
            Keys keys = first.took().compareTo(SLOW) > 0 ? PoolProbe.keys(uri) : first;
            int count = keys.byId().size();
            tell(
                    keys.took().compareTo(SLOW) > 0 ? Outcome.WARN : Outcome.OK,
                    "keys",
                    count + (count == 1 ? " key" : " keys") + " in "
                            + keys.took().toMillis() + " ms: " + uri);
            return true;
        } catch (Fault fault) {
            unreachable |= fault.isUnreachable();
            problems.add(new Line(Outcome.FAIL, "keys", fault.getMessage() + ": " + uri));
            return false;
        }
    }

    private void checkDiscovery(String issuer, @Nullable URI domainUri) {
        URI uri = URI.create(issuer + "/.well-known/openid-configuration");
        try {
            Answer answer = PoolProbe.get(uri);
            boolean secure = "https".equalsIgnoreCase(uri.getScheme());
            if (Pools.isInsecure(issuer)) {
                tell(Outcome.WARN, "tls", "none: others on the network can replace the keys, and so make up tokens");
            } else {
                tell(Outcome.OK, "tls", secure ? answer.tls() : "none, as the pool is on this machine");
            }
            checkClock(answer);
            Members document = PoolProbe.object(answer.body());
            String named = document.text("issuer").orElse("none");
            if (named.equals(issuer)) {
                tell(Outcome.OK, "discovery", "names this issuer: " + uri);
            } else {
                // A pool that was switched names the updated one, and its old address stays.
                boolean switched = PoolProbe.isCognito(named) && PoolProbe.isCognito(issuer);
                tell(
                        switched ? Outcome.WARN : Outcome.FAIL,
                        "discovery",
                        "names another issuer, " + named + ": " + uri);
            }
            if (domainUri != null) {
                checkDomain(domainUri, document);
            }
        } catch (Fault fault) {
            tell(Outcome.WARN, "discovery", fault.getMessage() + ": " + uri);
        }
    }

    private void checkClock(Answer answer) {
        Instant date = answer.date();
        if (date == null) {
            tell(Outcome.WARN, "clock", "cannot be compared: the answer has no Date");
            return;
        }
        Duration ahead = Duration.between(date, answer.received());
        Duration difference = ahead.abs();
        if (difference.compareTo(CLOCK_WARNING) <= 0) {
            tell(Outcome.OK, "clock", "agrees with the server's to " + CLOCK_WARNING.toSeconds() + " s");
            return;
        }
        tell(
                difference.compareTo(CLOCK_FAILURE) > 0 ? Outcome.FAIL : Outcome.WARN,
                "clock",
                "this machine's is " + When.length(difference) + (ahead.isNegative() ? " behind" : " ahead of")
                        + " the server's: "
                        + (ahead.isNegative()
                                ? "good tokens are not valid yet, expired ones are accepted"
                                : "tokens expire too early")
                        + ". Run NTP");
    }

    private void checkDomain(URI domainUri, Members document) {
        String endpoint = document.text("authorization_endpoint").orElse("");
        String authority = authority(endpoint);
        if (authority.isEmpty()) {
            tell(Outcome.WARN, "domain", "the pool names none in its discovery document");
        } else if (authority.equals(authority(domainUri.toString()))) {
            tell(Outcome.OK, "domain", "is the one that the pool names: " + authority);
        } else {
            tell(
                    Outcome.FAIL,
                    "domain",
                    authority(domainUri.toString()) + " is not the one that the pool names, " + authority);
        }
        try {
            tell(Outcome.OK, "domain", "answers with status " + PoolProbe.reach(domainUri) + ": " + domainUri);
        } catch (Fault fault) {
            tell(Outcome.FAIL, "domain", fault.getMessage() + ": " + domainUri);
        }
    }

    private static String authority(String url) {
        try {
            String authority = new URI(url).getRawAuthority();
            return authority == null ? "" : authority.toLowerCase(Locale.ROOT);
        } catch (URISyntaxException e) {
            return "";
        }
    }

    /** A bare host is asked in the way that the pool is: a stand-in pool on this machine has no TLS. */
    private static URI domainUri(String domain, String issuer) {
        try {
            URI uri =
                    new URI(domain.contains("://") ? domain : URI.create(issuer).getScheme() + "://" + domain);
            boolean plain = uri.getHost() != null && uri.getRawUserInfo() == null;
            if (plain && ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()))) {
                return new URI(uri.getScheme() + "://" + uri.getRawAuthority() + "/");
            }
        } catch (URISyntaxException e) {
            // Told below.
        }
        throw new UnusableInputException("--domain: must be a host, such as example.auth.us-east-1.amazoncognito.com");
    }

    private void tell(Outcome outcome, String what, String words) {
        lines.add(new Line(outcome, what, words));
        if (json.<Boolean>getValue()) {
            return;
        }
        Tone tone = switch (outcome) {
            case OK -> Tone.GOOD;
            case WARN -> Tone.WARNING;
            case FAIL -> Tone.BAD;
        };
        String label = outcome.name().toLowerCase(Locale.ROOT);
        screen.row(0, label + " ".repeat(6 - label.length()) + what, 6 + WIDEST, tone, screen.safe(words), Tone.PLAIN);
        screen.flush();
    }

    private void printJson(int exit) {
        StringWriter line = new StringWriter();
        try (JsonGenerator out = JsonText.generator(line)) {
            out.writeStartObject();
            out.writeNumberField("exit", exit);
            out.writeArrayFieldStart("checks");
            for (Line each : lines) {
                out.writeStartObject();
                out.writeStringField("outcome", each.outcome().name().toLowerCase(Locale.ROOT));
                out.writeStringField("what", each.what());
                out.writeStringField("words", each.words());
                out.writeEndObject();
            }
            out.writeEndArray();
            out.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        screen.out().println(line);
    }
}
