package io.cognitoclaims.trigger;

import static java.util.Objects.requireNonNull;

/**
 * The reason why Cognito issues the tokens. The constants are the sources known today; a source that Cognito adds later is
 * another value of this type, so compare with {@code equals} and expect values without a constant. See <a
 * href="https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-token-generation.html">Pre token
 * generation Lambda trigger</a>.
 *
 * @param value the source as the event names it; empty if it names none
 */
public record TriggerSource(String value) {
    /** A sign-in at the managed login pages; every federated sign-in. */
    public static final TriggerSource HOSTED_AUTH = new TriggerSource("TokenGeneration_HostedAuth");

    /** A sign-in through the API has ended. */
    public static final TriggerSource AUTHENTICATION = new TriggerSource("TokenGeneration_Authentication");

    /** A user whom an administrator created has replaced the temporary password. */
    public static final TriggerSource NEW_PASSWORD_CHALLENGE =
            new TriggerSource("TokenGeneration_NewPasswordChallenge");

    /** A device has been authenticated. */
    public static final TriggerSource AUTHENTICATE_DEVICE = new TriggerSource("TokenGeneration_AuthenticateDevice");

    /** Tokens are refreshed. Claims then follow the attributes at the time of the refresh, not those at the sign-in. */
    public static final TriggerSource REFRESH_TOKENS = new TriggerSource("TokenGeneration_RefreshTokens");

    /** A machine requests an access token (client credentials): there is no user and no ID token. */
    public static final TriggerSource CLIENT_CREDENTIALS = new TriggerSource("TokenGeneration_ClientCredentials");

    /** Creates the source of this name, known or not. */
    public TriggerSource {
        requireNonNull(value, "value");
    }
}
