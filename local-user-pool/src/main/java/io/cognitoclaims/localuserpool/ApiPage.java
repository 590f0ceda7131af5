package io.cognitoclaims.localuserpool;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Some of a long list. The token for the rest names the last key that was told, so that what is added or deleted meanwhile
 * moves nothing.
 *
 * @param next null at the end of the list
 */
record ApiPage<T>(List<T> items, @Nullable String next) {
    private static final int MOST = 60;

    /**
     * The page that the request wants.
     *
     * @param limit the name of the parameter that says how many; 60 without it, or with 0
     * @param token the name of the parameter with the token of the page before
     */
    static <T> ApiPage<T> of(
            NavigableMap<String, T> all, Predicate<T> wanted, ApiRequest request, String limit, String token)
            throws ApiException {
        Integer asked = request.number(limit, 0, MOST);
        int size = asked == null || asked == 0 ? MOST : asked;
        String after = request.optionalText(token);
        List<Map.Entry<String, T>> rest = (after == null ? all : all.tailMap(key(after, token), false))
                .entrySet().stream()
                        .filter(entry -> wanted.test(entry.getValue()))
                        .limit(size + 1L)
                        .toList();
        boolean more = rest.size() > size;
        List<Map.Entry<String, T>> page = more ? rest.subList(0, size) : rest;
        return new ApiPage<>(
                page.stream().map(Map.Entry::getValue).toList(),
                more ? token(page.get(size - 1).getKey()) : null);
    }

    /** Adds the items to an answer, and the token if there are more. */
    void addTo(Map<String, Object> answer, String token) {
        if (next != null) {
            answer.put(token, next);
        }
    }

    private static String token(String key) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(key.getBytes(UTF_8));
    }

    private static String key(String token, String name) throws ApiException {
        try {
            return new String(Base64.getUrlDecoder().decode(token), UTF_8);
        } catch (IllegalArgumentException e) {
            throw ApiException.invalidParameter(name + " is none that the pool gave");
        }
    }
}
