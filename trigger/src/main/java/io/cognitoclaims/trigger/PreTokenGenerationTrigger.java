package io.cognitoclaims.trigger;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import io.cognitoclaims.contract.Claim;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A Lambda function that customizes the tokens of an Amazon Cognito user pool before they are issued. The class that
 * extends it is the function's handler.
 *
 * <pre>{@code
 * public final class PetPreferenceTrigger extends PreTokenGenerationTrigger {
 *     @Override
 *     protected void customize(TokenRequest request, TokenCustomization tokens) {
 *         request.verifiedEmailDomain().ifPresent(domain ->
 *                 tokens.set(PET_PREFERENCE, domain.equals("amazon.com") ? DOGS : CATS));
 *     }
 * }
 * }</pre>
 *
 * <p>It reads events of version 1, 2 and 3 and answers in the form of the event; see {@link EventForm}. All of the event
 * goes back exactly as it came, apart from its response. An event of more than 6 MB, which is Lambda's limit, or one
 * that is not a JSON object fails.
 *
 * <p><b>Failures.</b> If {@link #customize} throws, Cognito issues no tokens and shows the exception's message to the
 * user. So whatever is thrown, the message that leaves this class is a fixed text without details. They are logged as
 * one line of JSON through the {@link Context}'s logger, or the {@linkplain
 * com.amazonaws.services.lambda.runtime.LambdaRuntime runtime's} where the context is null: the classes and stack
 * frames of the exception and its causes, and the message only of those of this library, which hold no values. Only a
 * {@link VirtualMachineError} leaves as it is and unlogged, for Lambda then replaces the environment; but a
 * {@link StackOverflowError}, which a single event can cause, is a failure like any other.
 *
 * <p><b>Threads and time.</b> One object may serve many threads, so {@link #customize} must be safe for that. Cognito
 * waits 5 seconds and may call again, so it must also be quick and idempotent. See <a
 * href="https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-token-generation.html">Pre token
 * generation Lambda trigger</a>.
 */
public abstract class PreTokenGenerationTrigger implements RequestStreamHandler {
    private static final int MAX_EVENT_BYTES = 6 * 1024 * 1024;
    private static final String OWN_EVENT = """
            {"version":"2","callerContext":{"clientId":""},"request":{"scopes":[],"groupConfiguration":{},\
            "userAttributes":{"email":"a@b.example","email_verified":"true"}},"response":null}""";
    private static final String TEXT_FOR_USERS = "the tokens could not be prepared";

    /**
     * Makes a trigger, and goes through an event of its own so that the classes are loaded before Cognito's first one.
     * Lambda gives more processor time to the start of a function than to its calls, and SnapStart keeps what is loaded.
     * {@link #customize} is not called, so load your own classes in your constructor: encode one value of each
     * {@link Claim}. One of {@link Claim#ofJson} brings in databind, which the first sign-in would wait for.
     */
    protected PreTokenGenerationTrigger() {
        TriggerEvent event = EventReader.read(OWN_EVENT.getBytes(UTF_8));
        TokenCustomization tokens = new TokenCustomization(event.request(), Integer.MAX_VALUE);
        tokens.set(
                Claim.ofString("domain"), event.request().verifiedEmailDomain().orElse(""));
        event.answer(tokens);
    }

    /**
     * Says what to change in the tokens. To change nothing, do nothing.
     *
     * @param request what the tokens are for
     * @param tokens takes the changes
     */
    protected abstract void customize(TokenRequest request, TokenCustomization tokens);

    /**
     * {@return whether to fail where something is added to the access token and the event, being of
     * {@link EventForm#V1}, can't carry it} The default is false: the ID token gets its claim, the access token does
     * not, and one WARN line names the claims. With true, Cognito issues no tokens until the user pool sends events of
     * version 2 or later; tests of a trigger that needs the access token do well to override it.
     */
    protected boolean requiresAccessToken() {
        return false;
    }

    /**
     * {@return how many bytes each of the tokens may grow by, base64url included} The default is no limit. Tokens travel
     * in headers and cookies, and a user whose token is longer than a server takes is locked out: Tomcat and nginx take
     * 8 KiB, browsers some 4 KB a cookie, and Cognito's own part of a token is 1 to 1.5 KB. With a limit, the claim,
     * scope, group or role that goes beyond it is refused.
     *
     * <p>A claim counts whole with its name, also one that Cognito would have set. Scopes, groups and roles count where
     * the token would not have had them: scopes in the access token, groups in both tokens, roles and the preferred role
     * in the ID token. Groups and roles that replace others count by the bytes that the new ones take more. What is
     * suppressed as well does not count, and suppressing {@code cognito:groups} covers the roles; but taking away what
     * Cognito would have set makes no room. A machine's access token has no groups, and it has no ID token.
     */
    protected int tokenByteBudget() {
        return Integer.MAX_VALUE;
    }

    /**
     * Answers an event.
     *
     * @param input the event; it is not closed
     * @param output takes the answer; it is not closed, and if the event fails nothing is written to it
     * @param context whose logger is used; null outside Lambda
     * @throws IOException if the streams can't be read or written
     * @throws IllegalStateException if the event or the customization failed; its message is for users
     * @throws VirtualMachineError if the Java virtual machine can't go on, other than {@link StackOverflowError}
     */
    @Override
    public final void handleRequest(InputStream input, OutputStream output, @Nullable Context context)
            throws IOException {
        byte[] event = input.readNBytes(MAX_EVENT_BYTES + 1);
        output.write(answer(event, context));
    }

    private byte[] answer(byte[] json, @Nullable Context context) {
        try {
            if (json.length > MAX_EVENT_BYTES) {
                throw new RefusedException("the event is longer than 6 MB");
            }
            TriggerEvent event = EventReader.read(json);
            TokenCustomization tokens = new TokenCustomization(event.request(), tokenByteBudget());
            customize(event.request(), tokens);
            report(tokens, context);
            return event.answer(tokens);
        } catch (Throwable e) {
            passOnIfBroken(e);
            // All others, for each one's message would reach the user; and without a cause, for Lambda logs that.
            new TriggerLog(getClass(), context).failed(e);
            throw new IllegalStateException(TEXT_FOR_USERS);
        }
    }

    /** Lambda replaces an environment that ends so, and must see it. It has no message about a user. */
    static void passOnIfBroken(Throwable failure) {
        if (failure instanceof VirtualMachineError broken && !(failure instanceof StackOverflowError)) {
            throw broken;
        }
    }

    private void report(TokenCustomization tokens, @Nullable Context context) {
        if (tokens.notCarriedByV1().isEmpty()) {
            return;
        }
        if (requiresAccessToken()) {
            throw new RefusedException("claims " + tokens.notCarriedByV1()
                    + ": can't be set in the access token: an event of version 1 changes the ID token only");
        }
        new TriggerLog(getClass(), context).notCarriedByV1(tokens.notCarriedByV1());
    }
}
