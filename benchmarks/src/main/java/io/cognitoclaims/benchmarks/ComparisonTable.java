package io.cognitoclaims.benchmarks;

import static io.cognitoclaims.benchmarks.SecurityProvider.ACCP;
import static io.cognitoclaims.benchmarks.SecurityProvider.JDK;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What was measured, as text: a line for each row, then what this project sets itself and whether it holds. */
record ComparisonTable(Map<Row, ComparisonTable.Figures> figures) {
    /** Time and memory of one verification. */
    record Figures(double micros, double bytes) {}

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(line("what", "us", "x floor", "x ours", "bytes"));
        figures.forEach((row, measured) -> text.append(line(
                row.toString(),
                decimal(measured.micros()),
                floorOf(row).map(floor -> decimal(measured.micros() / floor)).orElse(""),
                decimal(measured.micros() / micros(Row.of(Library.COGNITO_CLAIMS, row.provider(), 1))),
                String.format(Locale.ROOT, "%,.0f", measured.bytes()))));
        return text.append(System.lineSeparator()).append(goals()).toString();
    }

    /** {@return the time of what the row can't do without} A rejection before the signature has no such floor. */
    private Optional<Double> floorOf(Row row) {
        if (row.name().equals(Row.SHA_256) || row.name().equals(Row.CACHE_HIT)) {
            return Optional.of(micros(Row.SHA_256, 1));
        }
        boolean early = row.name().startsWith("reject") && !row.name().contains("signature");
        return early ? Optional.empty() : Optional.of(micros(Row.signature(row.provider(), row.threads())));
    }

    private String goals() {
        double jdk = micros(Row.of(Library.COGNITO_CLAIMS, JDK, 1));
        double accp = micros(Row.of(Library.COGNITO_CLAIMS, ACCP, 1));
        double peer = figures.keySet().stream()
                .filter(this::isPeerOnTheJdk)
                .mapToDouble(this::micros)
                .min()
                .orElseThrow();
        double hit = micros(Row.CACHE_HIT, 1);
        double earlyRejection =
                Math.max(micros(Row.MALFORMED, 1), Math.max(micros(Row.WRONG_ISSUER, 1), micros(Row.UNKNOWN_KEY, 1)));
        return line("goal", "at most", "is", "", "")
                + goal("verify, JDK / signature", 1.05, jdk / micros(Row.signature(JDK, 1)))
                + goal("verify, JDK / best peer", 1, jdk / peer)
                + goal("verify, ACCP / signature", 1.12, accp / micros(Row.signature(ACCP, 1)))
                + goal("verify, ACCP / best peer on JDK", 0.52, accp / peer)
                + goal("bytes of a verify, ACCP", 4_500, bytes(Row.of(Library.COGNITO_CLAIMS, ACCP, 1)))
                + goal("token cache hit / SHA-256", 1.35, hit / micros(Row.SHA_256, 1))
                + goal("token cache hit / best peer", 1 / 35.0, hit / peer)
                + goal("reject early, us", 3, earlyRejection)
                + goal(
                        "reject bad signature / signature",
                        1.10,
                        micros(Row.BAD_SIGNATURE, 1) / micros(Row.signature(ACCP, 1)))
                + goal("verifyAsync / verify", 1.05, micros(Row.ASYNC, 1) / accp)
                + (figures.containsKey(Row.signature(ACCP, 2)) ? goalsOfTwoThreads() : "");
    }

    private String goalsOfTwoThreads() {
        Row two = Row.of(Library.COGNITO_CLAIMS, ACCP, 2);
        Row one = Row.of(Library.COGNITO_CLAIMS, ACCP, 1);
        return goal("2 threads: time / 1.9 x throughput", 2 / 1.9, micros(two) / micros(one))
                + goal(
                        "... the signature alone, which needs no memory",
                        2 / 1.9,
                        micros(Row.signature(ACCP, 2)) / micros(Row.signature(ACCP, 1)));
    }

    private boolean isPeerOnTheJdk(Row row) {
        return row.parameters().containsKey("library")
                && row.provider() == JDK
                && !row.equals(Row.of(Library.COGNITO_CLAIMS, JDK, row.threads()));
    }

    private double micros(Row row) {
        return figuresOf(row).micros();
    }

    private double micros(String name, int threads) {
        return figures.entrySet().stream()
                .filter(entry ->
                        entry.getKey().name().equals(name) && entry.getKey().threads() == threads)
                .findFirst()
                .orElseThrow()
                .getValue()
                .micros();
    }

    private double bytes(Row row) {
        return figuresOf(row).bytes();
    }

    private Figures figuresOf(Row row) {
        return Optional.ofNullable(figures.get(row)).orElseThrow();
    }

    private static String goal(String what, double bound, double measured) {
        return line(what, decimal(bound), decimal(measured), measured <= bound ? "" : "missed", "");
    }

    private static String decimal(double value) {
        return String.format(Locale.ROOT, value < 10 ? "%.3f" : "%,.1f", value);
    }

    private static String line(String what, String a, String b, String c, String d) {
        return String.format(Locale.ROOT, "%-44s %10s %8s %8s %9s%n", what, a, b, c, d);
    }
}
