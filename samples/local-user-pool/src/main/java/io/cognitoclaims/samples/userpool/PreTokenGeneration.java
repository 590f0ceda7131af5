package io.cognitoclaims.samples.userpool;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import io.cognitoclaims.samples.userpool.UserPoolSettings.Trigger;
import io.cognitoclaims.samples.userpool.UserPoolSettings.TriggerVersion;
import io.cognitoclaims.samples.userpool.UserPoolSettings.User;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Runs the configured pre token generation trigger, a Lambda handler, in this process.
 *
 * <p>Safe for use by many threads; the handler gets one event at a time, as one instance in Lambda does.
 */
@Component
final class PreTokenGeneration {
    private static final Logger log = LoggerFactory.getLogger(PreTokenGeneration.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final UserPoolSettings settings;
    private final Clock clock;
    private final @Nullable RequestStreamHandler handler;
    private final ReentrantLock oneAtATime = new ReentrantLock();
    private final JsonMapper json = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    PreTokenGeneration(UserPoolSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
        this.handler = load(settings.trigger());
    }

    /**
     * {@return what the trigger wants to change} Nothing if there is no trigger, or if it is not of the version that
     * runs for machines.
     *
     * @throws OAuth2AuthenticationException if the trigger fails, answers with nonsense or after more than the 5 seconds
     *     that Cognito allows, which does not interrupt it; the reason is logged, without
     *     messages, since they may hold attributes
     */
    TokenOverrides run(Occasion occasion) {
        if (handler == null || (occasion.user() == null && version() != TriggerVersion.V3_0)) {
            return TokenOverrides.NONE;
        }
        byte[] answer = invoke(handler, json.writeValueAsBytes(event(occasion)));
        try {
            return TokenOverrides.read(json.readTree(answer), version());
        } catch (JacksonException e) {
            log.warn("The trigger's answer is not JSON");
        } catch (IllegalArgumentException e) {
            log.warn("The trigger's answer can't be used: {}", e.getMessage());
        }
        throw signInFails();
    }

    private byte[] invoke(RequestStreamHandler lambda, byte[] event) {
        oneAtATime.lock();
        try {
            return invokeAlone(lambda, event);
        } finally {
            oneAtATime.unlock();
        }
    }

    private byte[] invokeAlone(RequestStreamHandler lambda, byte[] event) {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        Instant started = clock.instant();
        try {
            lambda.handleRequest(new ByteArrayInputStream(event), answer, new LocalLambdaContext(lambda));
        } catch (IOException | RuntimeException | LinkageError e) {
            StackTraceElement[] trace = e.getStackTrace();
            log.warn("The trigger failed: {} at {}", e.getClass().getName(), trace.length > 0 ? trace[0] : "?");
            throw signInFails();
        }
        if (Duration.between(started, clock.instant()).compareTo(PATIENCE) > 0) {
            log.warn("The trigger took more than {} seconds", PATIENCE.toSeconds());
            throw signInFails();
        }
        return answer.toByteArray();
    }

    private Map<String, @Nullable Object> event(Occasion occasion) {
        boolean first = version() == TriggerVersion.V1_0;
        Map<String, @Nullable Object> request = new LinkedHashMap<>();
        request.put("userAttributes", attributes(occasion.user()));
        request.put("groupConfiguration", groups(occasion.user()));
        if (!first) {
            request.put("scopes", occasion.scopes());
        }
        if (!occasion.clientMetadata().isEmpty()) {
            request.put("clientMetadata", occasion.clientMetadata());
        }
        Map<String, @Nullable Object> event = new LinkedHashMap<>();
        event.put("version", version().name().substring(1, 2));
        event.put("triggerSource", "TokenGeneration_" + occasion.source());
        event.put("region", settings.region());
        event.put("userPoolId", settings.id());
        event.put(
                "userName",
                occasion.user() == null ? "ClientCredentials" : occasion.user().username());
        event.put("callerContext", Map.of("awsSdkVersion", "aws-sdk-unknown-unknown", "clientId", occasion.clientId()));
        event.put("request", request);
        event.put("response", nullMember(first ? "claimsOverrideDetails" : "claimsAndScopeOverrideDetails"));
        return event;
    }

    private static Map<String, String> attributes(@Nullable User user) {
        if (user == null) {
            return Map.of();
        }
        Map<String, String> attributes = new LinkedHashMap<>();
        attributes.put("sub", user.sub());
        attributes.put("cognito:user_status", "CONFIRMED");
        attributes.putAll(user.emailAttributes());
        return attributes;
    }

    private static @Nullable Map<String, @Nullable Object> groups(@Nullable User user) {
        if (user == null) {
            return null;
        }
        Map<String, @Nullable Object> groups = nullMember("preferredRole");
        groups.put("groupsToOverride", user.groups());
        groups.put("iamRolesToOverride", List.of());
        return groups;
    }

    private static Map<String, @Nullable Object> nullMember(String name) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        object.put(name, null);
        return object;
    }

    private TriggerVersion version() {
        return settings.trigger().version();
    }

    private static OAuth2AuthenticationException signInFails() {
        return new OAuth2AuthenticationException(new OAuth2Error("internal_error"));
    }

    private static @Nullable RequestStreamHandler load(Trigger trigger) {
        if (trigger.handler().isBlank()) {
            return null;
        }
        try {
            return Class.forName(trigger.handler())
                    .asSubclass(RequestStreamHandler.class)
                    .getConstructor()
                    .newInstance();
        } catch (ReflectiveOperationException | ClassCastException | LinkageError e) {
            throw new WrongSettingException(
                    "user-pool.trigger.handler",
                    "must name a public RequestStreamHandler class with a constructor without parameters");
        }
    }

    /** Why tokens are issued, and to whom; without a user for {@code client_credentials}. */
    record Occasion(
            String source,
            String clientId,
            @Nullable User user,
            Set<String> scopes,
            Map<String, String> clientMetadata) {}
}
