package io.cognitoclaims.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One thing that is timed.
 *
 * @param name what it is, for people
 * @param benchmark the JMH benchmark, as a regular expression
 * @param parameters of the benchmark
 * @param provider who computes signatures
 * @param threads how many threads do it at once
 */
record Row(String name, String benchmark, Map<String, String> parameters, SecurityProvider provider, int threads) {
    static final String SIGNATURE = "the signature alone";
    static final String SHA_256 = "SHA-256 of the token";
    static final String CACHE_HIT = "cognito-claims, token cache hit";
    static final String ASYNC = "cognito-claims, verifyAsync";
    static final String BAD_SIGNATURE = "reject: bad signature";
    static final String MALFORMED = "reject: malformed";
    static final String WRONG_ISSUER = "reject: wrong issuer";
    static final String UNKNOWN_KEY = "reject: unknown key, in cooldown";

    /** {@return everything, in the order of the table} */
    static List<Row> all() {
        List<Row> rows = new ArrayList<>();
        for (SecurityProvider provider : SecurityProvider.values()) {
            rows.add(signature(provider, 1));
            for (Library library : Library.values()) {
                rows.add(of(library, provider, 1));
            }
            rows.add(signature(provider, 2));
            rows.add(of(Library.COGNITO_CLAIMS, provider, 2));
        }
        rows.add(new Row(
                SHA_256, nameOf(FloorBenchmark.class, "sha256"), Map.of("provider", "JDK"), SecurityProvider.JDK, 1));
        rows.add(path(CACHE_HIT, "cacheHit", 1));
        rows.add(path(CACHE_HIT, "cacheHit", 2));
        rows.add(path(ASYNC, "verifyAsync", 1));
        rows.add(path(BAD_SIGNATURE, "badSignature", 1));
        rows.add(path(MALFORMED, "malformed", 1));
        rows.add(path(WRONG_ISSUER, "wrongIssuer", 1));
        rows.add(path(UNKNOWN_KEY, "unknownKeyInCooldown", 1));
        return rows;
    }

    static Row signature(SecurityProvider provider, int threads) {
        return new Row(
                SIGNATURE,
                nameOf(FloorBenchmark.class, "signature"),
                Map.of("provider", provider.name()),
                provider,
                threads);
    }

    static Row of(Library library, SecurityProvider provider, int threads) {
        return new Row(
                library.name().toLowerCase(Locale.ROOT).replace('_', '-'),
                nameOf(LibraryBenchmark.class, "verify"),
                Map.of("library", library.name(), "provider", provider.name()),
                provider,
                threads);
    }

    private static Row path(String name, String method, int threads) {
        return new Row(name, nameOf(PathBenchmark.class, method), Map.of(), SecurityProvider.ACCP, threads);
    }

    private static String nameOf(Class<?> type, String method) {
        return "^" + type.getName().replace(".", "\\.") + "\\." + method + "$";
    }

    @Override
    public String toString() {
        return name + ", " + provider + (threads == 1 ? "" : ", " + threads + " threads");
    }
}
