package io.cognitoclaims.trigger;

import static io.cognitoclaims.trigger.EventReader.object;
import static io.cognitoclaims.trigger.EventReader.text;
import static io.cognitoclaims.trigger.EventReader.texts;
import static io.cognitoclaims.trigger.EventReader.textsByName;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The facts that Cognito gives about the tokens that it is about to issue. Reading is tolerant: a string, list or map that
 * the event does not have is empty. Immutable and safe for use by many threads.
 */
public final class TokenRequest {
    private final EventForm form;
    private final TriggerSource triggerSource;
    private final String region;
    private final String userPoolId;
    private final String userName;
    private final String clientId;
    private final Map<String, String> userAttributes;
    private final List<String> groups;
    private final List<String> iamRoles;
    private final @Nullable String preferredRole;
    private final List<String> scopes;
    private final Map<String, String> untrustedClientMetadata;

    TokenRequest(Map<?, ?> event) {
        Map<?, ?> request = object(event.get("request"));
        Map<?, ?> configuration = object(request.get("groupConfiguration"));
        List<String> preferredRoles = texts(configuration.get("preferredRole"));
        form = EventReader.form(event);
        triggerSource = new TriggerSource(text(event.get("triggerSource")));
        region = text(event.get("region"));
        userPoolId = text(event.get("userPoolId"));
        userName = text(event.get("userName"));
        clientId = text(object(event.get("callerContext")).get("clientId"));
        userAttributes = textsByName(request.get("userAttributes"));
        groups = texts(configuration.get("groupsToOverride"));
        iamRoles = texts(configuration.get("iamRolesToOverride"));
        preferredRole = preferredRoles.isEmpty() ? null : preferredRoles.get(0);
        scopes = texts(request.get("scopes"));
        untrustedClientMetadata = textsByName(request.get("clientMetadata"));
    }

    /** {@return the form of the event, which decides what can be changed} */
    public EventForm form() {
        return form;
    }

    /** {@return the reason why Cognito issues the tokens} */
    public TriggerSource triggerSource() {
        return triggerSource;
    }

    /** {@return the AWS Region of the user pool} */
    public String region() {
        return region;
    }

    /** {@return the id of the user pool} */
    public String userPoolId() {
        return userPoolId;
    }

    /** {@return the user's name in the pool} For a machine it is a string that Cognito chooses. */
    public String username() {
        return userName;
    }

    /** {@return the id of the app client that gets the tokens} */
    public String clientId() {
        return clientId;
    }

    /** {@return the user's attributes by name} It is empty for a machine. The map is unmodifiable. */
    public Map<String, String> userAttributes() {
        return userAttributes;
    }

    /** {@return the user's attribute of that name, or empty} */
    public Optional<String> attribute(String name) {
        return Optional.ofNullable(userAttributes.get(name));
    }

    /**
     * {@return the domain of the user's e-mail address, in lower case, or empty} It is the part after the last {@code @}.
     * Compare it as a whole: {@code notamazon.com} and {@code amazon.com.evil.example} are other domains than {@code
     * amazon.com}. It is empty unless {@code email_verified} is exactly {@code true}: an address that is not verified is
     * only what somebody typed. For a federated user, the identity provider states whether the address is verified.
     *
     * <p>It is also empty if the address is not valid by <a href="https://www.rfc-editor.org/rfc/rfc5321#section-4.1.2">RFC
     * 5321, section 4.1.2</a>: with spaces, with an {@code @} in a name that is not in quotes, with a dot at the end of the
     * domain, or with a domain of characters other than ASCII letters, digits and hyphens. A domain in another script has
     * an ASCII form, such as {@code xn--zrich-kva.example}; compare it in this form.
     */
    public Optional<String> verifiedEmailDomain() {
        boolean verified = "true".equals(userAttributes.get("email_verified"));
        return attribute("email").filter(address -> verified).flatMap(EmailDomain::of);
    }

    /** {@return the user's groups, usually with the highest precedence first} The list is unmodifiable. */
    public List<String> groups() {
        return groups;
    }

    /** {@return the Amazon Resource Names of the IAM roles of the user's groups} The list is unmodifiable. */
    public List<String> iamRoles() {
        return iamRoles;
    }

    /** {@return the Amazon Resource Name of the preferred one of these roles, or empty} */
    public Optional<String> preferredRole() {
        return Optional.ofNullable(preferredRole);
    }

    /** {@return the scopes of the access token} It is empty with an event of {@link EventForm#V1}, and unmodifiable. */
    public List<String> scopes() {
        return scopes;
    }

    /** {@return whether a machine gets the tokens: an access token only, without groups} */
    boolean isOfAMachine() {
        return triggerSource.equals(TriggerSource.CLIENT_CREDENTIALS);
    }

    /**
     * {@return the metadata that the caller of the sign-in or token operation sent} <b>Do not trust it:</b> the person who
     * signs in chooses it freely, so it must not decide about access, and must not go into a claim unchecked. Cognito
     * passes none on from {@code InitiateAuth}. The map is unmodifiable.
     */
    public Map<String, String> untrustedClientMetadata() {
        return untrustedClientMetadata;
    }

    /** {@return the form, source, pool and client, and nothing about the user} */
    @Override
    public String toString() {
        return "TokenRequest[" + form + ", " + triggerSource.value() + ", " + userPoolId + ", client " + clientId + "]";
    }
}
