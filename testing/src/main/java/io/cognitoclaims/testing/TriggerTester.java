package io.cognitoclaims.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import io.cognitoclaims.testing.TriggerAnswer.UnusableAnswerException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;

/**
 * Runs a pre token generation trigger as Cognito does, and creates from its answer the tokens that Cognito would issue.
 *
 * <pre>{@code
 * TriggerTester trigger = TriggerTester.of(new PetPreferenceTrigger());
 *
 * TriggerResult result = trigger.run(TestEvent.version2().attribute("email", "rex@amazon.com"));
 *
 * assertThat(result.idToken(PET_PREFERENCE)).hasValue(DOGS);
 * IdToken token = verifier.verify(result.idToken(pool).sign());
 * }</pre>
 *
 * <p>It is strict: the test fails for everything that Cognito would silently ignore, such as a reserved claim, a null, a
 * misspelt member or an answer in the form of another version. {@link #ignoringWhatCognitoIgnores()} issues the tokens
 * without it, as Cognito does. It does not check the 5 seconds that Cognito waits, the quota of 5,000 claims and scopes,
 * and the rule that a machine can get only scopes of resource servers.
 *
 * <p>Any handler can be tested, with or without a library. {@code aws-lambda-java-core} must be on the class path; every
 * project with a handler has it. A tester is immutable, and as safe for use by many threads as its trigger.
 */
public final class TriggerTester {
    private final RequestStreamHandler trigger;
    private final boolean strict;

    private TriggerTester(RequestStreamHandler trigger, boolean strict) {
        this.trigger = trigger;
        this.strict = strict;
    }

    /** {@return a strict tester of this trigger} */
    public static TriggerTester of(RequestStreamHandler trigger) {
        return new TriggerTester(requireNonNull(trigger, "trigger"), true);
    }

    /** {@return a tester of the same trigger that leaves what Cognito ignores out of the tokens, without an error} */
    public TriggerTester ignoringWhatCognitoIgnores() {
        return new TriggerTester(trigger, false);
    }

    /**
     * {@return the tokens that result from the trigger's answer to this event}
     *
     * @throws TriggerFailedException if there would be no tokens: the trigger throws, or gives an answer that is not JSON,
     *     has another shape, or lacks a part of the event, which Cognito requires back whole; numbers may be written in
     *     another way, and a member that is null may be missing
     * @throws AssertionError if Cognito would ignore a part of the answer; the message names it
     */
    public TriggerResult run(TestEvent event) {
        TestLambdaContext context = new TestLambdaContext();
        byte[] json = answer(event, context);
        TriggerAnswer answer;
        try {
            answer = TriggerAnswer.read(event, json);
        } catch (UnusableAnswerException e) {
            throw new TriggerFailedException(
                    "Cognito can't use the answer: " + e.getMessage(), "", context.log(), null);
        }
        if (strict && !answer.ignored.isEmpty()) {
            throw new AssertionError("Cognito would ignore a part of the answer: " + answer.ignored);
        }
        return new TriggerResult(event, json, answer, context.log());
    }

    private byte[] answer(TestEvent event, TestLambdaContext context) {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        try {
            trigger.handleRequest(new ByteArrayInputStream(event.json().getBytes(UTF_8)), answer, context);
        } catch (Throwable e) {
            String textForUser = e.getMessage() == null ? "" : e.getMessage();
            throw new TriggerFailedException("the trigger failed: " + e, textForUser, context.log(), e);
        }
        return answer.toByteArray();
    }
}
