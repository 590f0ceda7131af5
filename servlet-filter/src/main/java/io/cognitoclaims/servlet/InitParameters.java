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

/** The init parameters of a filter or servlet. What is wrong is an {@link IllegalArgumentException} that names it. */
final class InitParameters {
    private final Map<String, String> values = new HashMap<>();

    private InitParameters() {}

    static InitParameters of(FilterConfig config) {
        InitParameters parameters = new InitParameters();
        for (String name : Collections.list(config.getInitParameterNames())) {
            parameters.values.put(name, config.getInitParameter(name).strip());
        }
        return parameters;
    }

    static InitParameters of(ServletConfig config) {
        InitParameters parameters = new InitParameters();
        for (String name : Collections.list(config.getInitParameterNames())) {
            parameters.values.put(name, config.getInitParameter(name).strip());
        }
        return parameters;
    }

    void requireKnown(Set<String> known) {
        for (String name : values.keySet()) {
            if (!known.contains(name)) {
                throw new IllegalArgumentException(name + ": is no setting");
            }
        }
    }

    Optional<String> text(String name) {
        Optional<String> value = Optional.ofNullable(values.get(name));
        if (value.filter(String::isEmpty).isPresent()) {
            throw new IllegalArgumentException(name + ": must not be empty");
        }
        return value;
    }

    /** {@return the words of the value, with commas or blanks between them; none if it is not given} */
    List<String> words(String name) {
        List<String> words =
                text(name).map(value -> List.of(value.split("[,\\s]+"))).orElse(List.of());
        if (words.contains("")) {
            throw new IllegalArgumentException(name + ": has an empty entry");
        }
        return words;
    }

    boolean flag(String name) {
        String value = text(name).orElse("false");
        if (!value.equals("true") && !value.equals("false")) {
            throw new IllegalArgumentException(name + ": must be true or false, was " + value);
        }
        return value.equals("true");
    }

    OptionalInt number(String name) {
        Optional<String> text = text(name);
        try {
            return text.isEmpty() ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(text.get()));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(name + ": must be a whole number, was " + text.get(), e);
        }
    }

    Optional<URI> address(String name) {
        return text(name).map(value -> {
            try {
                return new URI(value);
            } catch (URISyntaxException e) {
                throw new IllegalArgumentException(name + ": is no address, was " + value, e);
            }
        });
    }

    /** {@return the pool of {@code userPoolId} or {@code issuer}} */
    UserPool userPool() {
        Optional<String> id = text("userPoolId");
        Optional<URI> issuer = address("issuer");
        if (id.isPresent() == issuer.isPresent()) {
            throw new IllegalArgumentException("userPoolId: give either this or issuer");
        }
        return issuer.map(UserPool::fromIssuer).orElseGet(() -> UserPool.of(id.orElseThrow()));
    }
}
