package io.cognitoclaims.spring;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Says which words a property of this library can have, in place of Boot's report of a conversion: that one repeats the
 * value.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class UnknownWordAnalyzer extends AbstractFailureAnalyzer<BindException> {
    private static final String OURS = "cognito-claims.";

    @Override
    protected @Nullable FailureAnalysis analyze(Throwable failure, BindException binding) {
        String property = binding.getName().toString();
        Class<?> type = binding.getTarget().getType().resolve(Object.class);
        if (!property.startsWith(OURS) || !type.isEnum()) {
            return null;
        }
        String words = Arrays.stream(type.getEnumConstants())
                .map(constant ->
                        ((Enum<?>) constant).name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .collect(Collectors.joining(" or "));
        return new FailureAnalysis(
                "The property '" + property + "' can't be used: it must be " + words + ".",
                "Write one of these words.",
                failure);
    }
}
