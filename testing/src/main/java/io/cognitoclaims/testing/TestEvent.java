package io.cognitoclaims.testing;

import static java.util.Objects.requireNonNull;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An event that Cognito sends to a pre token generation trigger. It is an event of {@link TestUserPool}'s user or machine,
 * with some facts changed, or a recorded event.
 *
 * <pre>{@code
 * TestEvent event = TestEvent.version2().attribute("email", "rex@amazon.com").groups("admins");
 * }</pre>
 *
 * <p>An event never changes; each method returns another one. The shapes are those of <a
 * href="https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-token-generation.html">Pre token
 * generation Lambda trigger</a>.
 */
public final class TestEvent {
    private final Map<String, @Nullable Object> event;

    private TestEvent(Map<String, @Nullable Object> event) {
        this.event = event;
    }

    /** {@return a sign-in event of a pool with version V1_0} It names no scopes and can change only the ID token. */
    public static TestEvent version1() {
        return signIn("1", "claimsOverrideDetails");
    }

    /** {@return an event for a sign-in at the login pages, of a pool with version V2_0, scopes {@code openid email}} */
    public static TestEvent version2() {
        return signIn("2", "claimsAndScopeOverrideDetails").scopes("openid", "email");
    }

    /** {@return an event for the same sign-in, of a pool with version V3_0} */
    public static TestEvent version3() {
        return version2().with("3", "version");
    }

    /** {@return an event for a machine that requests a token with scope {@code pets/read}, of a pool with version V3_0} */
    public static TestEvent machine() {
        return version3()
                .triggerSource("TokenGeneration_ClientCredentials")
                .username(TestUserPool.CLIENT_ID)
                .with(Map.of(), "request", "userAttributes")
                .with(Map.of(), "request", "groupConfiguration")
                .scopes("pets/read");
    }

    /**
     * {@return the event in this JSON string, for example one that Lambda logged}
     *
     * @throws IllegalArgumentException if it is not a JSON object, or has a duplicate member
     */
    public static TestEvent fromJson(String json) {
        if (!(JsonReader.read(json) instanceof Map<?, ?> event)) {
            throw new IllegalArgumentException("json: not an object");
        }
        return new TestEvent(JsonTree.copy(event));
    }

    /** Sets an attribute of the user. All attributes in events are strings, {@code email_verified} too. */
    public TestEvent attribute(String name, String value) {
        return with(requireNonNull(value, "value"), "request", "userAttributes", name);
    }

    /** Removes an attribute of the user. */
    public TestEvent withoutAttribute(String name) {
        Map<String, @Nullable Object> attributes = JsonTree.copy(userAttributes());
        attributes.remove(requireNonNull(name, "name"));
        return with(attributes, "request", "userAttributes");
    }

    /** Sets the groups of the user. */
    public TestEvent groups(String... groups) {
        return with(List.of(groups), "request", "groupConfiguration", "groupsToOverride");
    }

    /** Sets the IAM roles of the user's groups; the first of them is the preferred one. */
    public TestEvent roles(String... arns) {
        return with(List.of(arns), "request", "groupConfiguration", "iamRolesToOverride")
                .with(arns.length == 0 ? null : arns[0], "request", "groupConfiguration", "preferredRole");
    }

    /** Sets the scopes of the access token. */
    public TestEvent scopes(String... scopes) {
        return with(List.of(scopes), "request", "scopes");
    }

    /** Sets the app client that gets the tokens. */
    public TestEvent clientId(String clientId) {
        return with(requireNonNull(clientId, "clientId"), "callerContext", "clientId");
    }

    /** Sets the name of the user. */
    public TestEvent username(String username) {
        return with(requireNonNull(username, "username"), "userName");
    }

    /** Sets the reason why Cognito issues tokens, for example {@code TokenGeneration_RefreshTokens}. */
    public TestEvent triggerSource(String source) {
        return with(requireNonNull(source, "source"), "triggerSource");
    }

    /** Sets the metadata that the caller of the sign-in sent. */
    public TestEvent clientMetadata(Map<String, String> metadata) {
        return with(Map.copyOf(metadata), "request", "clientMetadata");
    }

    /** {@return the event as JSON text} */
    public String json() {
        return Json.write(event);
    }

    /** {@return the JSON text of the event} */
    @Override
    public String toString() {
        return json();
    }

    Map<String, @Nullable Object> members() {
        return event;
    }

    boolean isOfVersion1() {
        String version = String.valueOf(event.get("version"));
        boolean twoOrMore = version.matches("[0-9]{1,9}") && Integer.parseInt(version) >= 2;
        return !twoOrMore
                && !request().containsKey("scopes")
                && !JsonTree.object(event, "response").containsKey("claimsAndScopeOverrideDetails");
    }

    boolean isOfAMachine() {
        return "TokenGeneration_ClientCredentials".equals(event.get("triggerSource"));
    }

    String clientId() {
        return JsonTree.text(JsonTree.object(event, "callerContext").get("clientId"));
    }

    String username() {
        return JsonTree.text(event.get("userName"));
    }

    Map<?, ?> userAttributes() {
        return JsonTree.object(request(), "userAttributes");
    }

    List<String> userGroups() {
        return JsonTree.texts(groupConfiguration().get("groupsToOverride"));
    }

    List<String> userRoles() {
        return JsonTree.texts(groupConfiguration().get("iamRolesToOverride"));
    }

    /** {@return the preferred role, empty if there is none} */
    String preferredRole() {
        List<String> roles = JsonTree.texts(groupConfiguration().get("preferredRole"));
        return roles.isEmpty() ? "" : roles.get(0);
    }

    List<String> grantedScopes() {
        return JsonTree.texts(request().get("scopes"));
    }

    private Map<?, ?> request() {
        return JsonTree.object(event, "request");
    }

    private Map<?, ?> groupConfiguration() {
        return JsonTree.object(request(), "groupConfiguration");
    }

    private TestEvent with(@Nullable Object value, String... path) {
        return new TestEvent(JsonTree.with(event, List.of(path), value));
    }

    private static TestEvent signIn(String version, String details) {
        Map<String, @Nullable Object> response = new LinkedHashMap<>();
        response.put(details, null);
        return new TestEvent(new LinkedHashMap<>())
                .with(version, "version")
                .triggerSource("TokenGeneration_HostedAuth")
                .with(TestUserPool.ID.substring(0, TestUserPool.ID.indexOf('_')), "region")
                .with(TestUserPool.ID, "userPoolId")
                .username("test-user")
                .with("aws-sdk-unknown-unknown", "callerContext", "awsSdkVersion")
                .clientId(TestUserPool.CLIENT_ID)
                .attribute("sub", "aaaaaaaa-bbbb-cccc-dddd-example22222")
                .attribute("cognito:user_status", "CONFIRMED")
                .attribute("email_verified", "true")
                .attribute("email", "test-user@example.com")
                .groups()
                .roles()
                .with(response, "response");
    }
}
