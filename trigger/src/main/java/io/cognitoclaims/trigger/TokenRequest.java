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
 * What Cognito says about the tokens that it is about to issue. Read tolerantly: a text that the event does not have is
 * empty, and so is a list or map. Immutable and safe for use by many threads.
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

    /** {@return what made Cognito issue the tokens} */
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

    /** {@return the user's name in the pool} For a machine it is a text that Cognito chooses. */
    public String username() {
        return userName;
    }

    /** {@return the id of the app client that gets the tokens} */
    public String clientId() {
        return clientId;
    }

    /** {@return the user's attributes by name} Empty for a machine. The map can't be changed. */
    public Map<String, String> userAttributes() {
        return userAttributes;
    }

    /** {@return the user's attribute of that name, or empty} */
    public Optional<String> attribute(String name) {
        return Optional.ofNullable(userAttributes.get(name));
    }

    /**
     * {@return the domain of the user's e-mail address, in lower case, or empty} It is what follows the last {@code @},
     * to be compared as a whole: {@code notamazon.com} and {@code amazon.com.evil.example} are other domains than
     * {@code amazon.com}. It is empty unless {@code email_verified} is exactly {@code true}: an address that is not
     * verified is only what somebody typed. That a federated address is verified is the word of its identity provider.
     *
     * <p>It is also empty if the address is not one of <a
     * href="https://www.rfc-editor.org/rfc/rfc5321#section-4.1.2">RFC 5321, section 4.1.2</a>: with blanks, with an
     * {@code @} in a name that is not in quotes, with a dot at the end of the domain, or with a domain of other
     * characters than ASCII's letters, digits and hyphens. A domain in another script has such a form, {@code
     * xn--zrich-kva.example}, and is compared in it.
     */
    public Optional<String> verifiedEmailDomain() {
        boolean verified = "true".equals(userAttributes.get("email_verified"));
        return attribute("email").filter(address -> verified).flatMap(EmailDomain::of);
    }

    /** {@return the user's groups, highest precedence first as a rule} The list can't be changed. */
    public List<String> groups() {
        return groups;
    }

    /** {@return the Amazon Resource Names of the IAM roles of the user's groups} The list can't be changed. */
    public List<String> iamRoles() {
        return iamRoles;
    }

    /** {@return the Amazon Resource Name of the preferred one of these roles, or empty} */
    public Optional<String> preferredRole() {
        return Optional.ofNullable(preferredRole);
    }

    /** {@return the scopes of the access token} Empty with an event of {@link EventForm#V1}. It can't be changed. */
    public List<String> scopes() {
        return scopes;
    }

    /** {@return whether a machine gets the tokens: an access token only, without groups} */
    boolean isOfAMachine() {
        return triggerSource.equals(TriggerSource.CLIENT_CREDENTIALS);
    }

    /**
     * {@return what the caller of the sign-in or token operation has sent along} <b>Not to be trusted:</b> whoever signs
     * in chooses it freely, so it must not decide about access, nor go into a claim unchecked. Cognito passes none on
     * from {@code InitiateAuth}. The map can't be changed.
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
