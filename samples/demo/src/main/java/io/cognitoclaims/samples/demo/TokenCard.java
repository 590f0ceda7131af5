package io.cognitoclaims.samples.demo;

import static io.cognitoclaims.samples.petclaims.PetClaims.PET_PREFERENCE;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** A token, decoded: each claim with its value and what it means, the custom claim first. */
final class TokenCard {
    private static final Set<String> TIMES = Set.of("exp", "iat", "auth_time");

    private static final String CARD = """
            <article class="card" id="%1$s" aria-labelledby="%1$s-title">
            <h3 id="%1$s-title">%2$s <small>%3$s</small></h3>
            <table class="claims">
            <caption class="unseen">%2$s</caption>
            <thead class="unseen"><tr><th scope="col">Claim</th><th scope="col">Value and meaning</th></tr></thead>
            <tbody>
            %4$s</tbody>
            <tbody>
            <tr class="part"><th scope="rowgroup" colspan="2">Header</th></tr>
            %5$s</tbody>
            </table>
            </article>
            """;

    private static final String ROW = """
            <tr%1$s><th scope="row"><code>%2$s</code></th><td><code>%3$s</code>%4$s<p>%5$s</p></td></tr>
            """;

    private TokenCard() {}

    static Html of(String title, String purpose, String token) {
        Jwt jwt = Jwt.of(token);
        String id = title.toLowerCase(Locale.ROOT).replace(' ', '-');
        return Html.of(CARD, id, title, purpose, rows(jwt.claims()), rows(jwt.headerMembers()));
    }

    private static List<Html> rows(ObjectNode members) {
        List<Map.Entry<String, JsonNode>> sorted = new ArrayList<>(members.properties());
        sorted.sort(Comparator.comparing(member -> !isCustom(member.getKey())));
        return sorted.stream()
                .map(member -> row(member.getKey(), member.getValue()))
                .toList();
    }

    private static Html row(String name, JsonNode value) {
        return Html.of(
                ROW,
                isCustom(name) ? Html.of(" class=\"custom\"") : Html.NOTHING,
                name,
                value.isTextual() ? value.asText() : value.toString(),
                TIMES.contains(name)
                        ? Html.of(" <time>%s</time>", Instant.ofEpochSecond(value.asLong()))
                        : Html.NOTHING,
                Meaning.ofClaim(name));
    }

    private static boolean isCustom(String name) {
        return name.equals(PET_PREFERENCE.name());
    }
}
