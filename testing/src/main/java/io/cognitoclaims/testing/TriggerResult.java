package io.cognitoclaims.testing;

import io.cognitoclaims.contract.Claim;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The tokens that Cognito would issue after a trigger's answer. Immutable.
 *
 * @see TriggerTester
 */
public final class TriggerResult {
    private static final String SCOPE = "scope";

    private final TestEvent event;
    private final byte[] json;
    private final TriggerAnswer answer;
    private final List<String> log;

    TriggerResult(TestEvent event, byte[] json, TriggerAnswer answer, List<String> log) {
        this.event = event;
        this.json = json;
        this.answer = answer;
        this.log = List.copyOf(log);
    }

    /**
     * {@return the claim's value in the ID token, or empty if the token does not have it}
     *
     * @throws io.cognitoclaims.contract.ClaimValueException if the value is not of the claim's type
     * @throws IllegalStateException if the event is for a machine, which gets no ID token
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

    /** {@return the scopes of the access token, those of the event first} Empty if the event names none and the trigger added none. */
    public Set<String> scopes() {
        return Collections.unmodifiableSet(answer.scopes);
    }

    /** {@return the groups in the access token} */
    public List<String> groups() {
        return JsonTree.texts(answer.accessToken.claim("cognito:groups"));
    }

    /**
     * {@return what Cognito ignores in the answer: the member of the response, and the name of the claim} It is empty
     * unless the tester is set to {@linkplain TriggerTester#ignoringWhatCognitoIgnores() ignore} it as well.
     */
    public List<String> ignored() {
        return List.copyOf(answer.ignored);
    }

    /** {@return what the trigger logged, one element for each call of its logger} */
    public List<String> log() {
        return log;
    }

    /**
     * {@return the ID token, ready to be signed by this pool} Issuer, time and signature are the pool's; user, client and
     * attributes are the event's; the rest is the trigger's result.
     *
     * @throws IllegalStateException if the event is for a machine, which gets no ID token
     */
    public TokenBuilder idToken(TestUserPool pool) {
        requireUser();
        return answer.idToken.applyTo(
                pool.idToken().without("email").without("email_verified").without("sub"));
    }

    /**
     * {@return the access token, ready to be signed by this pool} Issuer, time and signature are the pool's; user or
     * machine, client and scopes are the event's; the rest is the trigger's result. If the event names no scopes and none
     * are added, the scopes are the pool's.
     */
    public TokenBuilder accessToken(TestUserPool pool) {
        TokenBuilder token = event.isOfAMachine() ? pool.machineToken() : pool.accessToken();
        boolean ofThePool = event.grantedScopes().isEmpty() && answer.scopes.isEmpty();
        TokenBuilder scoped = ofThePool ? token : token.scopes(answer.scopes.toArray(String[]::new));
        return answer.accessToken.applyTo(scoped);
    }

    /**
     * {@return the claims of an ID token that has these claims without the trigger} For a pool that creates its own tokens.
     * Unchanged claims keep their place.
     *
     * @throws IllegalStateException if the event is for a machine, which gets no ID token
     */
    public Map<String, Object> idToken(Map<String, ?> claims) {
        requireUser();
        TokenDraft token = TokenDraft.of(true, event, claims);
        TriggerAnswer.read(event, json, token, TokenDraft.accessToken(event), List.of());
        return token.claims();
    }

    /**
     * {@return the claims of an access token that has these claims without the trigger} For a pool that creates its own
     * tokens. Unchanged claims keep their place. Scopes are those in the claim {@code scope}, whatever the event names.
     */
    public Map<String, Object> accessToken(Map<String, ?> claims) {
        TokenDraft token = TokenDraft.of(false, event, claims);
        List<String> granted = scopes(claims.get(SCOPE));
        Set<String> scopes = TriggerAnswer.read(event, json, TokenDraft.idToken(event), token, granted).scopes;
        Map<String, Object> changed = token.claims();
        if (!scopes.isEmpty() || claims.containsKey(SCOPE)) {
            changed.put(SCOPE, String.join(" ", scopes));
        }
        return changed;
    }

    private static List<String> scopes(@Nullable Object claim) {
        return Arrays.stream(JsonTree.text(claim).split(" ", -1))
                .filter(scope -> !scope.isEmpty())
                .toList();
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
