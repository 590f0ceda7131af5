package io.cognitoclaims.samples.springapi;

import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringBootExceptionReporter;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.convert.ConversionFailedException;

/** Says in one line on standard error why the API did not start, in place of Spring Boot's report. */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class StartFailure implements SpringBootExceptionReporter {
    @Override
    public boolean reportException(Throwable failure) {
        System.err.println("spring-api did not start: " + reason(failure));
        return true;
    }

    private static String reason(Throwable failure) {
        String unreadable = null;
        Throwable last = failure;
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof PortInUseException taken) {
                return "PORT: " + taken.getPort() + " is in use";
            }
            if (cause instanceof BindException binding) {
                unreadable = binding.getName().toString();
            }
            // The actuator asks for the port before it is bound, and its error names no property.
            if (cause instanceof ConversionFailedException && unreadable == null) {
                unreadable = Variable.PORT.property;
            }
            if (cause instanceof UnboundConfigurationPropertiesException unbound) {
                unreadable = unbound.getUnboundProperties()
                        .iterator()
                        .next()
                        .getName()
                        .toString();
            }
            last = cause;
        }
        return unreadable != null ? form(unreadable) : inVariables(String.valueOf(last.getMessage()));
    }

    private static String form(String property) {
        return Variable.of(property)
                .map(variable -> variable + ": must be " + variable.form)
                .orElse(property + ": can't be read");
    }

    /** The starter's messages are a property, a colon and what is wrong with it. */
    private static String inVariables(String message) {
        String line = message.lines().findFirst().orElse("");
        int end = Math.max(0, line.indexOf(": "));
        String property = line.substring(0, end);
        return Variable.of(property)
                .map(variable -> variable.property.equals(property) ? variable + line.substring(end) : form(property))
                .orElse(line);
    }

    /** What the environment says, and the property that takes it. */
    private enum Variable {
        PORT("server.port", "a number from 0 to 65535"),
        COGNITO_ISSUER("cognito-claims.user-pools[0].issuer", "an address"),
        COGNITO_JWKS_URI("cognito-claims.user-pools[0].jwks-uri", "an address"),
        COGNITO_CLIENT_IDS("cognito-claims.user-pools[0].client-ids", "app client ids, separated by commas"),
        COGNITO_TOKEN_USE("cognito-claims.token-use", "access or id");

        private final String property;
        private final String form;

        Variable(String property, String form) {
            this.property = property;
            this.form = form;
        }

        /** {@return the variable behind the property or, of a whole pool, behind what identifies it} */
        static Optional<Variable> of(String property) {
            return Stream.of(values())
                    .filter(variable -> !property.isEmpty() && variable.property.startsWith(property))
                    .findFirst();
        }
    }
}
