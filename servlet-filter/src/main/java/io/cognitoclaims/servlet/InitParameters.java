package io.cognitoclaims.servlet;

import io.cognitoclaims.core.UserPool;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletConfig;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;

/**
 * The init parameters of a filter or servlet, by the name of the setting in the spelling of Java, such as {@code
 * clientIds}. A wrong parameter is an {@link IllegalArgumentException} that names it.
 */
final class InitParameters {
    private final Map<String, String> values = new HashMap<>();
    private final Map<String, String> spellings = new HashMap<>();

    private InitParameters(List<String> names, Function<String, String> valueOf, Set<String> settings) {
        for (String name : names) {
            String setting = SettingName.of(name, settings);
            String before = spellings.putIfAbsent(setting, name);
            if (before != null) {
                throw new IllegalArgumentException(setting + ": is given twice, as " + before + " and as " + name);
            }
            values.put(setting, valueOf.apply(name).strip());
        }
    }

    /** @param settings the names of all possible settings */
    static InitParameters of(FilterConfig config, Set<String> settings) {
        return new InitParameters(Collections.list(config.getInitParameterNames()), config::getInitParameter, settings);
    }

    /** @param settings the names of all possible settings */
    static InitParameters of(ServletConfig config, Set<String> settings) {
        return new InitParameters(Collections.list(config.getInitParameterNames()), config::getInitParameter, settings);
    }

    Optional<String> text(String name) {
        Optional<String> value = Optional.ofNullable(values.get(name));
        if (value.filter(String::isEmpty).isPresent()) {
            throw wrong(name, "must not be empty");
        }
        return value;
    }

    /** {@return the words of the value, which commas or spaces separate; none if it is not given} */
    List<String> words(String name) {
        Optional<String> value = text(name);
        List<String> words = value.map(all -> List.of(all.split("[,\\s]+"))).orElse(List.of());
        if (words.contains("") || (value.isPresent() && words.isEmpty())) {
            throw wrong(name, "has an empty entry");
        }
        return words;
    }

    boolean flag(String name) {
        String value = text(name).orElse("false");
        if (!value.equals("true") && !value.equals("false")) {
            throw wrong(name, "must be true or false, was " + value);
        }
        return value.equals("true");
    }

    OptionalInt number(String name) {
        String text = text(name).orElse(null);
        try {
            return text == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(text));
        } catch (NumberFormatException e) {
            throw wrong(name, "must be a whole number, was " + text);
        }
    }

    Optional<URI> address(String name) {
        return text(name).map(value -> {
            try {
                return new URI(value);
            } catch (URISyntaxException e) {
                IllegalArgumentException wrong = wrong(name, "is no address, was " + value);
                wrong.initCause(e);
                throw wrong;
            }
        });
    }

    URI requiredAddress(String name) {
        return address(name).orElseThrow(() -> wrong(name, "is missing"));
    }

    /** Fails if the first is given, which would have no effect beside the other one. */
    void requireAbsent(String name, String other) {
        if (text(name).isPresent()) {
            throw wrong(
                    name, "is given, and so is " + spellings.getOrDefault(other, other) + ": leave out one of them");
        }
    }

    private IllegalArgumentException wrong(String name, String problem) {
        return new IllegalArgumentException(spellings.getOrDefault(name, name) + ": " + problem);
    }

    /** {@return the pool of {@code userPoolId} or {@code issuer}, with the keys at {@code jwksUri} if it is given} */
    UserPool userPool() {
        Optional<String> id = text("userPoolId");
        Optional<String> issuer = text("issuer");
        if (id.isPresent() == issuer.isPresent()) {
            throw wrong(
                    "userPoolId",
                    id.isPresent()
                            ? "is given, and so is issuer: leave out one of them"
                            : "is missing: give it, or issuer");
        }
        boolean allowsInsecureHttp = flag("allowInsecureHttp");
        if (allowsInsecureHttp && id.isPresent()) {
            throw wrong(
                    "allowInsecureHttp", "is for emulators, and userPoolId names a pool of AWS: leave out one of them");
        }
        UserPool pool = issuer.map(allowsInsecureHttp ? UserPool::fromInsecureIssuer : UserPool::fromIssuer)
                .orElseGet(() -> UserPool.of(id.orElseThrow()));
        return address("jwksUri")
                .map(allowsInsecureHttp ? pool::withInsecureJwksUri : pool::withJwksUri)
                .orElse(pool);
    }
}
