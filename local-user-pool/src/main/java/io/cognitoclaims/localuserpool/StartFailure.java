package io.cognitoclaims.localuserpool;

import java.io.PrintStream;
import java.security.UnrecoverableKeyException;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringBootExceptionReporter;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** Says in one line on standard error why the pool did not start, in place of Spring's report and stack trace. */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class StartFailure implements SpringBootExceptionReporter {
    private final PrintStream error;

    StartFailure() {
        this(System.err);
    }

    StartFailure(PrintStream error) {
        this.error = error;
    }

    @Override
    public boolean reportException(Throwable failure) {
        error.println("local-user-pool did not start: " + reason(failure));
        return true;
    }

    static String reason(Throwable failure) {
        BindException binding = null;
        Throwable last = failure;
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof PortInUseException taken) {
                return "port " + taken.getPort() + " is in use; PORT names another";
            }
            if (cause instanceof java.net.BindException) {
                return "server.address is no address of this machine";
            }
            if (String.valueOf(cause.getMessage()).startsWith("port out of range")) {
                return "PORT must be a number from 0 to 65535";
            }
            if (cause instanceof UnrecoverableKeyException) {
                return "server.ssl.key-store can't be opened with server.ssl.key-store-password, or its key with"
                        + " server.ssl.key-password";
            }
            if (cause instanceof UnboundConfigurationPropertiesException unknown) {
                return unknownSetting(unknown);
            }
            if (cause instanceof WrongSettingException wrong) {
                return (binding == null ? "" : binding.getName() + ".") + wrong.getMessage();
            }
            if (cause instanceof BindException found) {
                binding = found;
            }
            last = cause;
        }
        if (binding != null) {
            return unreadable(binding);
        }
        return isOfTls(last) ? "server.ssl can't be used: " + firstLine(last) : firstLine(last);
    }

    /** {@return whether Spring Boot or Tomcat was reading keys or certificates} They do not say so in types of exceptions. */
    private static boolean isOfTls(Throwable failure) {
        return Arrays.stream(failure.getStackTrace())
                .map(StackTraceElement::getClassName)
                .anyMatch(name -> name.startsWith("org.springframework.boot.ssl.")
                        || name.startsWith("org.apache.tomcat.util.net.SSL"));
    }

    private static String unknownSetting(UnboundConfigurationPropertiesException unknown) {
        ConfigurationProperty first = unknown.getUnboundProperties().iterator().next();
        return first.getName() + " is not a setting";
    }

    private static String unreadable(BindException binding) {
        String name = binding.getName().toString();
        Class<?> type = binding.getTarget().getType().resolve(Object.class);
        Class<?> element = binding.getTarget().getType().getGeneric(0).resolve(type);
        String values = element.isEnum()
                ? "must be " + (element == type ? "" : "some of ")
                        + Arrays.stream(element.getEnumConstants())
                                .map(String::valueOf)
                                .collect(Collectors.joining(", "))
                : Number.class.isAssignableFrom(type) || type == int.class
                        ? "must be a whole number"
                        : "can't be read as " + type.getSimpleName();
        return (name.equals("server.port") ? "PORT" : name) + " " + values;
    }

    private static String firstLine(Throwable cause) {
        String type = cause.getClass().getSimpleName();
        String message = cause.getMessage();
        return message == null
                ? type
                : type + ": " + message.lines().findFirst().orElse("");
    }
}
