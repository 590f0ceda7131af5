package io.cognitoclaims.localuserpool;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import io.cognitoclaims.localuserpool.TriggerFailedException.Kind;
import io.cognitoclaims.localuserpool.UserPoolSettings.Trigger;
import io.cognitoclaims.localuserpool.UserPoolSettings.TriggerVersion;
import io.cognitoclaims.localuserpool.Users.Roles;
import io.cognitoclaims.testing.TestEvent;
import io.cognitoclaims.testing.TriggerResult;
import io.cognitoclaims.testing.TriggerTester;
import java.lang.reflect.InvocationTargetException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Asks the configured pre token generation trigger what to change in tokens. What becomes of its answer is up to {@link
 * TriggerTester}, so that tests of a trigger and this pool agree; what Cognito ignores is ignored here too. Safe for use
 * by many threads.
 */
@Component
final class PreTokenGeneration {
    private static final Logger log = LoggerFactory.getLogger(PreTokenGeneration.class);

    private final UserPoolSettings settings;
    private final Users users;
    private final @Nullable TriggerFunction function;
    private final JsonMapper json = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    PreTokenGeneration(UserPoolSettings settings, Users users) {
        this.settings = settings;
        this.users = users;
        this.function = function(settings.trigger());
    }

    /**
     * {@return what the trigger changes} Nothing if there is no trigger, or if it is not of the version that
     * runs for machines.
     *
     * @throws TriggerFailedException if the trigger fails, does not answer in time or answers with nonsense; the reason
     *     is logged, without messages, since they may hold attributes
     */
    TriggerResult run(IssuanceRequest issuance) throws TriggerFailedException {
        Map<String, @Nullable Object> event = event(issuance);
        TestEvent asked = TestEvent.fromJson(json.writeValueAsString(event));
        if (function == null || (issuance.signIn() == null && version() != TriggerVersion.V3_0)) {
            return result(asked, asked.json());
        }
        byte[] answer = function.invoke(json.writeValueAsBytes(event));
        try {
            // Only the response is looked at: whether Cognito minds a change of the other members is not documented.
            event.put(
                    "response",
                    requireWhole(json.readTree(answer), event.keySet()).get("response"));
            return result(asked, json.writeValueAsString(event));
        } catch (JacksonException e) {
            log.warn("The trigger's answer is not JSON");
            throw new TriggerFailedException(
                    Kind.INVALID_LAMBDA_RESPONSE, "Invalid lambda function output : Invalid JSON");
        } catch (IllegalArgumentException | io.cognitoclaims.testing.TriggerFailedException e) {
            log.warn("The trigger's answer can't be used: {}", e.getMessage());
            throw new TriggerFailedException(Kind.INVALID_LAMBDA_RESPONSE, "Unrecognizable lambda output");
        }
    }

    private static TriggerResult result(TestEvent event, String answer) {
        return TriggerTester.of((input, output, context) -> output.write(answer.getBytes(UTF_8)))
                .ignoringWhatCognitoIgnores()
                .run(event);
    }

    private static JsonNode requireWhole(JsonNode answer, Set<String> members) {
        for (String member : members) {
            if (!answer.has(member)) {
                throw new IllegalArgumentException(member + " of the event is missing");
            }
        }
        return answer;
    }

    private Map<String, @Nullable Object> event(IssuanceRequest issuance) {
        boolean first = version() == TriggerVersion.V1_0;
        Map<String, @Nullable Object> request = new LinkedHashMap<>();
        request.put("userAttributes", attributes(issuance.user()));
        request.put("groupConfiguration", groups(issuance.user()));
        if (!first) {
            request.put("scopes", issuance.scopes());
        }
        if (!issuance.clientMetadata().isEmpty()) {
            request.put("clientMetadata", issuance.clientMetadata());
        }
        Map<String, @Nullable Object> event = new LinkedHashMap<>();
        event.put("version", version().name().substring(1, 2));
        event.put("triggerSource", "TokenGeneration_" + issuance.source());
        event.put("region", settings.region());
        event.put("userPoolId", settings.id());
        event.put(
                "userName",
                issuance.user() == null ? "ClientCredentials" : issuance.user().username());
        event.put("callerContext", Map.of("awsSdkVersion", "aws-sdk-unknown-unknown", "clientId", issuance.clientId()));
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
        attributes.put("cognito:user_status", user.status().name());
        attributes.putAll(user.attributes());
        return attributes;
    }

    private @Nullable Map<String, @Nullable Object> groups(@Nullable User user) {
        if (user == null) {
            return null;
        }
        Map<String, @Nullable Object> groups = new LinkedHashMap<>();
        groups.put("groupsToOverride", user.groups());
        Roles roles = users.roles(user);
        groups.put("iamRolesToOverride", roles.arns());
        groups.put("preferredRole", roles.preferred());
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

    private static @Nullable TriggerFunction function(Trigger trigger) {
        if (!trigger.invokeUrl().isEmpty()) {
            return new LambdaInvokeApi(URI.create(trigger.invokeUrl()), trigger.timeout());
        }
        return trigger.handler().isBlank()
                ? null
                : new HandlerInProcess(() -> newHandler(trigger.handler()), trigger.timeout());
    }

    private static RequestStreamHandler newHandler(String name) {
        try {
            return Class.forName(name)
                    .asSubclass(RequestStreamHandler.class)
                    .getConstructor()
                    .newInstance();
        } catch (ClassNotFoundException e) {
            throw new WrongSettingException(
                    "user-pool.trigger.handler",
                    "names a class that is not on the class path; -Dloader.path adds a jar");
        } catch (NoClassDefFoundError e) {
            throw new WrongSettingException(
                    "user-pool.trigger.handler",
                    "names a class that needs " + String.valueOf(e.getMessage()).replace('/', '.')
                            + ", which is not on the class path; -Dloader.path adds jars and folders of jars");
        } catch (InvocationTargetException | LinkageError e) {
            Throwable failure = e.getCause() == null ? e : e.getCause();
            throw new WrongSettingException(
                    "user-pool.trigger.handler",
                    "names a class that can't be used: " + HandlerInProcess.describe(failure));
        } catch (ReflectiveOperationException | ClassCastException e) {
            throw new WrongSettingException(
                    "user-pool.trigger.handler",
                    "must name a public RequestStreamHandler class with a constructor without parameters");
        }
    }
}
