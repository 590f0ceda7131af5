package io.cognitoclaims.samples.springapi;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.boot.SpringBootExceptionReporter;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.convert.ConversionFailedException;

/**
 * Says in one line on standard error which variable can't be used. Whatever else ends the start is left to Spring Boot's
 * report.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class StartFailure implements SpringBootExceptionReporter {
    @Override
    public boolean reportException(Throwable failure) {
        Optional<String> line = Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                .flatMap(cause -> reason(cause).stream())
                .findFirst();
        line.ifPresent(reason -> System.err.println("spring-api did not start: " + reason));
        return line.isPresent();
    }

    private static Optional<String> reason(Throwable cause) {
        if (cause instanceof PortInUseException taken) {
            return Optional.of(Variable.PORT + ": " + taken.getPort() + " is in use");
        }
        if (cause instanceof BindException binding) {
            return Variable.of(binding.getName().toString()).map(Variable::expected);
        }
        // The actuator asks for the port before it is bound, and its error names no property.
        if (cause instanceof ConversionFailedException conversion
                && conversion.getTargetType().getType() == Integer.class) {
            return Optional.of(Variable.PORT.expected());
        }
        return cause instanceof IllegalArgumentException
                ? inVariables(String.valueOf(cause.getMessage()))
                : Optional.empty();
    }

    /** The starter's messages are a property, a colon and what is wrong with it. */
    private static Optional<String> inVariables(String message) {
        int end = Math.max(0, message.indexOf(": "));
        String property = message.substring(0, end);
        return Variable.of(property)
                .map(variable ->
                        variable.property.equals(property) ? variable + message.substring(end) : variable.expected());
    }

    /** What the environment says, and the property that takes it. */
    private enum Variable {
        PORT("server.port", "a number"),
        COGNITO_ISSUER("cognito-claims.user-pools[0].issuer", "an address"),
        COGNITO_JWKS_URI("cognito-claims.user-pools[0].jwks-uri", "an address"),
        COGNITO_ALLOW_INSECURE_HTTP("cognito-claims.allow-insecure-http", "true or false"),
        COGNITO_CLIENT_IDS("cognito-claims.user-pools[0].client-ids", "app client ids, separated by commas"),
        COGNITO_TOKEN_USE("cognito-claims.token-use", "access or id"),
        REVOCATIONS_URI("cognito-claims.revocations.redis.uri", "an address like redis://localhost:6379");

        private final String property;
        private final String form;

        Variable(String property, String form) {
            this.property = property;
            this.form = form;
        }

        /** {@return the variable behind the property or, of a whole pool, behind what identifies it} */
        static Optional<Variable> of(String property) {
            return Arrays.stream(values())
                    .filter(variable -> variable.property.equals(property)
                            || (property.endsWith("]") && variable.property.startsWith(property + ".")))
                    .findFirst();
        }

        String expected() {
            return this + ": must be " + form;
        }
    }
}
