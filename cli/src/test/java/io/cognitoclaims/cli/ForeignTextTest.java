package io.cognitoclaims.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.sun.net.httpserver.HttpServer;
import io.cognitoclaims.cli.Program.Result;
import io.cognitoclaims.testing.TestUserPool;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts of tokens, servers and options hold characters that a terminal obeys, hides, or draws over others. */
class ForeignTextTest {
    private static final TestUserPool POOL = TestUserPool.create();

    @AfterAll
    static void close() {
        POOL.close();
    }

    static Stream<Arguments> hostile() {
        return Stream.of(
                arguments("colour", "\u001b[31m"),
                arguments("title of the window", "\u001b]0;x\u0007"),
                arguments("link", "\u001b]8;;https://x\u001b\\"),
                arguments("bell", "\u0007"),
                arguments("line break", "\r\n"),
                arguments("backspace", "\b"),
                arguments("tab", "\t"),
                arguments("nothing", "\u0000"),
                arguments("delete", "\u007f"),
                arguments("next line", "\u0085"),
                arguments("command of one character", "\u009b31m"),
                arguments("title of one character", "\u009d0;x\u009c"),
                arguments("line separator", "\u2028"),
                arguments("paragraph separator", "\u2029"),
                arguments("right-to-left override", "\u202e"),
                arguments("right-to-left isolate", "\u2067"),
                arguments("right-to-left mark", "\u200f"),
                arguments("Arabic letter mark", "\u061c"),
                arguments("zero-width space", "\u200b"),
                arguments("zero-width joiner", "\u200d"),
                arguments("word joiner", "\u2060"),
                arguments("invisible times", "\u2062"),
                arguments("byte order mark", "\ufeff"),
                arguments("soft hyphen", "\u00ad"),
                arguments("interlinear annotation", "\ufff9"),
                arguments("Mongolian vowel separator", "\u180e"),
                arguments("tag", "\udb40\udc41"),
                arguments("musical control", "\ud834\udd73"),
                arguments("private use", "\ue000"),
                arguments("private use of plane 16", "\udbff\udffd"),
                arguments("unassigned", "\u0378"),
                arguments("noncharacter", "\uffff"),
                arguments("high surrogate alone", "\ud800"),
                arguments("low surrogate alone", "\udc00"),
                arguments("Hangul filler", "\u3164"),
                arguments("Hangul filler of half width", "\uffa0"),
                arguments("Hangul initial filler", "\u115f"),
                arguments("Hangul medial filler", "\u1160"),
                arguments("Hangul vowel that is drawn into the letter before", "\u1161"),
                arguments("Hangul final consonant", "\u11a8"),
                arguments("old Hangul vowel", "\ud7b0"),
                arguments("braille blank", "\u2800"),
                arguments("object replacement", "\ufffc"),
                arguments("null notehead", "\ud834\udd59"),
                arguments("blank hieroglyph", "\ud80d\udc41"),
                arguments("combining flood", "\u0300".repeat(200)),
                arguments("enclosing mark", "\u20dd"),
                arguments("spacing mark", "\u302e"),
                arguments("grapheme joiner", "\u034f"),
                arguments("Khmer inherent vowel", "\u17b4"),
                arguments("variation selector", "\ufe0f"),
                arguments("variation selector supplement", "\udb40\udd00"),
                arguments("Mongolian variation selector", "\u180b"),
                arguments("no-break space", "\u00a0"),
                arguments("narrow no-break space", "\u202f"),
                arguments("em space", "\u2003"),
                arguments("hair space", "\u200a"),
                arguments("ideographic space", "\u3000"),
                arguments("Ogham space", "\u1680"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("hostile")
    void aTokenCannotCommandTheTerminal(String name, String hostile) {
        String text = json("a" + hostile + "b");
        String token = POOL.sign(
                "{\"alg\":\"RS256\",\"kid\":\"" + text + "\",\"" + text + "\":1}",
                "{\"iss\":\"" + text + "\",\"client_id\":\"" + text + "\",\"aud\":\"" + text + "\",\"token_use\":\""
                        + text + "\",\"exp\":\"" + text + "\",\"" + text + "\":{\"" + text + "\":[\"" + text + "\"]}}");

        assertThatAllIsShown(InThisJvm.run(token, "explain", "--pool", POOL.issuer()));
        assertThatAllIsShown(InThisJvm.run(UTF_8, 80, true, token, "explain"));
        assertThatAllIsShown(InThisJvm.run(token, "explain", "--json"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("hostile")
    void anOptionCannotCommandTheTerminal(String name, String hostile) {
        String token = POOL.accessToken().clientId("x").claim("aud", "y").sign();
        String text = "a" + hostile + "b";

        for (List<String> arguments : List.of(
                List.of("explain", "--pool", text),
                List.of("explain", "--pool", "https://localhost/" + text),
                List.of("explain", "--pool", "us-east-1_" + text),
                List.of("explain", "--pool", POOL.issuer(), "--client", text),
                List.of("explain", "--pool", POOL.issuer(), "--resource", text),
                List.of("explain", "--use", text),
                List.of("explain", "--jwks", text),
                List.of("explain", text),
                List.of("explain", "--" + text),
                List.of("check", "--pool", "http://localhost:1/x", "--client", text),
                List.of("check", "--pool", "http://localhost:1/x", "--domain", text),
                List.of("watch", "--pool", text, "--times", "1"),
                List.of(text))) {
            assertThatAllIsShown(InThisJvm.run(token, arguments.toArray(String[]::new)));
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("hostile")
    void aServerCannotCommandTheTerminal(String name, String hostile) throws IOException {
        String text = json("a" + hostile + "b");
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        answer(server, "/x/.well-known/jwks.json", POOL.jwks().replace(POOL.accessKeyId(), text));
        answer(
                server,
                "/x/.well-known/openid-configuration",
                "{\"issuer\":\"" + text + "\",\"authorization_endpoint\":\"https://" + text + "/\"}");
        server.start();
        try {
            String issuer = "http://localhost:" + server.getAddress().getPort() + "/x";
            Result check = InThisJvm.run("", "check", "--pool", issuer, "--domain", issuer);
            assertThat(check.out()).contains("names another issuer,");
            assertThatAllIsShown(check);
            assertThatAllIsShown(InThisJvm.run("", "check", "--json", "--pool", issuer));
            assertThatAllIsShown(InThisJvm.run("", "watch", "--pool", issuer, "--times", "1"));
        } finally {
            server.stop(0);
        }
    }

    @Test
    void lettersAndSymbolsOfAllLanguagesAreShown() {
        String names = "Zo\u00eb \u0141ukasz \u0418\u0432\u0430\u043d \u732b \uae40 \u05d3\u05df \u20ac \ud83d\ude00";
        String token = POOL.accessToken().username(names).sign();

        assertThat(InThisJvm.run(token, "explain").out()).contains(names);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u732b",
                "\uae40",
                "\uff21",
                "\u2705",
                "\u26a1",
                "\u2b50",
                "\u231a",
                "\ud83d\ude00",
                "\ud83c\udde9"
            })
    void whatTakesTwoColumnsIsCountedAsTwo(String wide) {
        String token = POOL.accessToken().username(wide.repeat(100)).sign();

        assertThat(InThisJvm.run(token, "explain").lines())
                .anyMatch(line -> line.contains(wide))
                .allMatch(line -> line.replace(wide, "xx").length() <= 80);
    }

    private static void answer(HttpServer server, String path, String body) {
        byte[] bytes = body.getBytes(UTF_8);
        server.createContext(path, exchange -> {
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
    }

    private static void assertThatAllIsShown(Result result) {
        String plain = result.out().replaceAll("\u001b\\[[0-9]{1,2}m", "") + result.err();
        assertThat(plain).isNotEmpty().matches("(?s)[\n -~]+");
    }

    /** Each unit by its number, so that surrogates may stand alone. */
    private static String json(String text) {
        List<String> units = new ArrayList<>();
        text.chars().forEach(c -> units.add(String.format("\\u%04x", c)));
        return String.join("", units);
    }
}
