package io.cognitoclaims.spring;

import io.cognitoclaims.core.CognitoToken;
import java.io.Serializable;
import java.util.AbstractMap;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.core.convert.converter.Converter;
import org.springframework.security.oauth2.jwt.MappedJwtClaimSetConverter;

/**
 * The claims of a token, equal to those from Spring Security's own decoder. They are converted when somebody asks for one
 * that Spring Security represents by another type, or for all. Most requests ask for none, and Spring Security for {@code
 * cnf} only. Unmodifiable.
 */
final class JwtClaims extends AbstractMap<String, Object> implements Serializable {
    private static final long serialVersionUID = 1L;

    private static final Converter<Map<String, Object>, Map<String, Object>> CONVERTER =
            MappedJwtClaimSetConverter.withDefaults(Map.of());

    private final CognitoToken token;

    private transient volatile @Nullable Map<String, Object> converted;

    JwtClaims(CognitoToken token) {
        this.token = token;
    }

    @Override
    public @Nullable Object get(@Nullable Object name) {
        return name instanceof String text ? valueOf(text) : null;
    }

    private @Nullable Object valueOf(String name) {
        return switch (name) {
            // A verified token has strings in the others that Spring Security converts: iss, sub and jti.
            case "aud", "exp", "iat", "nbf" -> converted().get(name);
            default -> present(name, token.claims().get(name));
        };
    }

    /** As the map of Spring Security's decoder, it has no null values. */
    @Override
    public boolean containsKey(@Nullable Object name) {
        return get(name) != null;
    }

    @Override
    public Set<Entry<String, Object>> entrySet() {
        return converted().entrySet();
    }

    private Map<String, Object> converted() {
        Map<String, Object> all = converted;
        if (all == null) {
            Map<String, Object> given = new LinkedHashMap<>();
            token.claims().forEach((name, value) -> {
                Object present = present(name, value);
                if (present != null) {
                    given.put(name, present);
                }
            });
            all = Collections.unmodifiableMap(CONVERTER.convert(given));
            converted = all;
        }
        return all;
    }

    /** Spring Security throws if the key that a token is bound to (RFC 7800) is not an object. */
    private static @Nullable Object present(String name, @Nullable Object value) {
        return name.equals("cnf") && !(value instanceof Map) ? null : value;
    }
}
