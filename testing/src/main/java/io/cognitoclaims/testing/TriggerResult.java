package io.cognitoclaims.testing;

import io.cognitoclaims.contract.Claim;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The tokens that Cognito would issue after a trigger's answer. Immutable.
 *
 * @see TriggerTester
 */
public final class TriggerResult {
    private final TestEvent event;
    private final TriggerAnswer answer;
    private final List<String> log;

    TriggerResult(TestEvent event, TriggerAnswer answer, List<String> log) {
        this.event = event;
        this.answer = answer;
        this.log = List.copyOf(log);
    }

    /**
     * {@return the claim's value in the ID token, or empty if the token does not have it}
     *
     * @throws io.cognitoclaims.contract.ClaimValueException if the value is not of the claim's type
     * @throws IllegalStateException if the event is that of a machine, which gets no ID token
     */
    public <V> Optional<V> idToken(Claim<V> claim) {
        requireUser();
        return decode(claim, answer.idToken.claim(claim.name()));
    }

    /**
     * {@return the claim's value in the access token, or empty if the token does not have it}
     *
     * @throws io.cognitoclaims.contract.ClaimValueException if the value is not of the claim's type
     */
    public <V> Optional<V> accessToken(Claim<V> claim) {
        return decode(claim, answer.accessToken.claim(claim.name()));
    }

    /** {@return the scopes of the access token} Empty if the event names none and the trigger added none. */
    public Set<String> scopes() {
        return Set.copyOf(answer.scopes);
    }

    /** {@return the groups in the access token} */
    public List<String> groups() {
        return JsonTree.texts(answer.accessToken.claim("cognito:groups"));
    }

    /**
     * {@return what Cognito ignores in the answer: the member of the response, and the name of the claim} Empty unless
     * the tester is told to {@linkplain TriggerTester#ignoringWhatCognitoIgnores() ignore} it as well.
     */
    public List<String> ignored() {
        return List.copyOf(answer.ignored);
    }

    /** {@return what the trigger has logged, an element a call of its logger} */
    public List<String> log() {
        return log;
    }

    /**
     * {@return the ID token, to be signed by this pool} Issuer, time and signature are the pool's; user, client and
     * attributes are the event's; the rest is what the trigger made of it.
     *
     * @throws IllegalStateException if the event is that of a machine, which gets no ID token
     */
    public TokenBuilder idToken(TestUserPool pool) {
        requireUser();
        return answer.idToken.applyTo(
                pool.idToken().without("email").without("email_verified").without("sub"));
    }

    /**
     * {@return the access token, to be signed by this pool} Issuer, time and signature are the pool's; user or machine,
     * client and scopes are the event's; the rest is what the trigger made of it. Where the event names no scopes and
     * none are added, they are the pool's.
     */
    public TokenBuilder accessToken(TestUserPool pool) {
        TokenBuilder token = event.isOfAMachine() ? pool.machineToken() : pool.accessToken();
        boolean ofThePool = event.grantedScopes().isEmpty() && answer.scopes.isEmpty();
        TokenBuilder scoped = ofThePool ? token : token.scopes(answer.scopes.toArray(String[]::new));
        return answer.accessToken.applyTo(scoped);
    }

    private void requireUser() {
        if (event.isOfAMachine()) {
            throw new IllegalStateException("a machine gets no ID token");
        }
    }

    private static <V> Optional<V> decode(Claim<V> claim, @Nullable Object value) {
        return value == null ? Optional.empty() : Optional.of(claim.decode(value));
    }
}
