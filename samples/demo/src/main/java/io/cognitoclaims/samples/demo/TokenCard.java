package io.cognitoclaims.samples.demo;

import static io.cognitoclaims.samples.petclaims.PetClaims.PET_PREFERENCE;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map.Entry;
import java.util.Set;
import java.util.stream.Stream;

/** A token, decoded: each claim with its value and what it means, the custom claim first. */
final class TokenCard {
    private static final Set<String> TIMES = Set.of("exp", "iat", "auth_time");
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private static final String CARD = """
            <article class="card" id="%1$s" aria-labelledby="%1$s-title">
            <h3 id="%1$s-title">%2$s <small>%3$s</small></h3>
            %4$s<details>
            <summary>Its header and %5$s more claims</summary>
            %6$s</details>
            </article>
            """;

    private static final String TABLE = """
            <table class="claims">
            <caption class="unseen">%1$s</caption>
            <thead class="unseen"><tr><th scope="col">Claim</th><th scope="col">Value and meaning</th></tr></thead>
            <tbody>
            %2$s</tbody>
            </table>
            """;

    private static final String ROW = """
            <tr%1$s><th scope="row"><code>%2$s</code></th><td><code>%3$s</code>%4$s<p>%5$s</p></td></tr>
            """;

    private TokenCard() {}

    static Html of(String title, String purpose, String token) {
        Jwt jwt = Jwt.of(token);
        List<Entry<String, JsonNode>> claims = sorted(jwt.claims().properties());
        List<Entry<String, JsonNode>> details = claims.stream()
                .filter(claim -> Glossary.isDetail(claim.getKey()))
                .toList();
        return Html.of(
                CARD,
                title.toLowerCase(Locale.ROOT).replace(' ', '-'),
                title,
                purpose,
                table(title, claims.stream().filter(claim -> !details.contains(claim))),
                details.size(),
                table(
                        title + ", the rest",
                        Stream.concat(
                                details.stream(), sorted(jwt.headerMembers().properties()).stream())));
    }

    private static List<Entry<String, JsonNode>> sorted(Set<Entry<String, JsonNode>> members) {
        return members.stream()
                .sorted(Comparator.comparingInt(member -> Glossary.rank(member.getKey())))
                .toList();
    }

    private static Html table(String caption, Stream<Entry<String, JsonNode>> members) {
        return Html.of(
                TABLE,
                caption,
                members.map(member -> row(member.getKey(), member.getValue())).toList());
    }

    private static Html row(String name, JsonNode value) {
        return Html.of(
                ROW,
                name.equals(PET_PREFERENCE.name()) ? Html.of(" class=\"custom\"") : Html.NOTHING,
                name,
                value.isTextual() ? value.asText() : value.toString(),
                TIMES.contains(name)
                        ? Html.of(" <time>%s</time>", TIME.format(Instant.ofEpochSecond(value.asLong())))
                        : Html.NOTHING,
                Glossary.ofClaim(name));
    }
}
