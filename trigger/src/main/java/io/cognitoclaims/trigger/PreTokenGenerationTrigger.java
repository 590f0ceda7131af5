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
 * <p>It reads events of version 1, 2 and 3 and answers in the form of the event; see {@link EventForm}. It returns the
 * event exactly as it came, except for its response. An event of more than 6 MB, which is Lambda's limit, or one that is
 * not a JSON object fails.
 *
 * <p><b>Failures.</b> If {@link #customize} throws, Cognito issues no tokens and shows the exception's message to the user.
 * So for every exception, the message that leaves this class is a fixed string without details. The details are logged as
 * one line of JSON through the {@link Context}'s logger, or through the {@linkplain
 * com.amazonaws.services.lambda.runtime.LambdaRuntime runtime's} if the context is null: the classes and stack frames of
 * the exception and its causes. Messages are logged only of this library's exceptions, which contain no values. Only a
 * {@link VirtualMachineError} is thrown unchanged and not logged, because Lambda then replaces the environment. But a
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
     * Creates a trigger, and processes an event of its own so that the classes are loaded before Cognito's first event.
     * Lambda gives more processor time to the start of a function than to its calls, and SnapStart keeps the loaded
     * classes. {@link #customize} is not called, so load your own classes in your constructor: encode one value of each
     * {@link Claim}. A claim of {@link Claim#ofJson} loads databind, for which the first sign-in would otherwise wait.
     */
    protected PreTokenGenerationTrigger() {
        TriggerEvent event = EventReader.read(OWN_EVENT.getBytes(UTF_8));
        TokenCustomization tokens = new TokenCustomization(event.request(), Integer.MAX_VALUE);
        tokens.set(
                Claim.ofString("domain"), event.request().verifiedEmailDomain().orElse(""));
        event.answer(tokens);
    }

    /**
     * Decides what to change in the tokens. To change nothing, do nothing.
     *
     * @param request the facts about the tokens to be issued
     * @param tokens receives the changes
     */
    protected abstract void customize(TokenRequest request, TokenCustomization tokens);

    /**
     * {@return whether to fail if something is added to the access token, but an event of {@link EventForm#V1} cannot carry
     * it} The default is false: the ID token gets its claim, the access token does not, and one WARN line names the claims.
     * With true, Cognito issues no tokens until the user pool sends events of version 2 or later. Override it in tests of a
     * trigger that needs the access token.
     */
    protected boolean requiresAccessToken() {
        return false;
    }

    /**
     * {@return how many bytes each of the tokens may grow by, base64url included} The default is no limit. Tokens are sent
     * in headers and cookies, and a user whose token is longer than a server accepts is locked out. Tomcat and nginx accept
     * 8 KiB, browsers about 4 KB for each cookie, and Cognito's own part of a token is 1 to 1.5 KB. With a limit, a claim,
     * scope, group or role that exceeds it is refused.
     *
     * <p>A claim counts completely, with its name, even one that Cognito would have set. Scopes, groups and roles count if
     * the token would not have had them: scopes in the access token, groups in both tokens, roles and the preferred role in
     * the ID token. For groups and roles that replace others, only the additional bytes count. An addition that is also
     * suppressed does not count, and suppressing {@code cognito:groups} covers the roles. But removing what Cognito would
     * have set makes no room. A machine's access token has no groups, and a machine has no ID token.
     */
    protected int tokenByteBudget() {
        return Integer.MAX_VALUE;
    }

    /**
     * Answers an event.
     *
     * @param input the event; it is not closed
     * @param output receives the answer; it is not closed, and if the event fails nothing is written to it
     * @param context the context with the logger; null outside Lambda
     * @throws IOException if the streams cannot be read or written
     * @throws IllegalStateException if the event or the customization failed; its message is for users
     * @throws VirtualMachineError if the Java virtual machine cannot continue, other than {@link StackOverflowError}
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
            // All others, because each message would reach the user; and without a cause, because Lambda logs it.
            new TriggerLog(getClass(), context).failed(e);
            throw new IllegalStateException(TEXT_FOR_USERS);
        }
    }

    /** Lambda replaces an environment that ends with this error, and must see it. It has no message about a user. */
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
