package io.cognitoclaims.trigger;

import io.cognitoclaims.contract.Claim;
import java.util.Set;

/**
 * The changes that a trigger makes to the tokens before Cognito signs them. A change that Cognito would ignore silently is
 * refused at the call, with a message that names the claim and never the value. A trigger that changes nothing leaves the
 * tokens as they are.
 *
 * <p>Belongs to one call of {@link PreTokenGenerationTrigger#customize} and to its thread.
 */
public final class TokenCustomization {
    private final EventForm form;
    private final TokenChanges idToken;
    private final AccessTokenChanges accessToken;
    private final GroupChanges groups;
    private final ChangeLimit limit;

    TokenCustomization(TokenRequest request, int tokenByteBudget) {
        limit = new ChangeLimit(tokenByteBudget);
        form = request.form();
        idToken = new TokenChanges(form, ReservedClaims.ID_TOKEN, limit, !request.isOfAMachine());
        accessToken = new AccessTokenChanges(request, limit);
        groups = new GroupChanges(request, idToken, accessToken);
    }

    /**
     * Adds a claim to both tokens, or replaces its value in both. With an event of {@link EventForm#V1} only the ID token
     * gets it: {@link AccessTokenChanges} says what happens then. A machine has no ID token; Cognito ignores that part.
     *
     * @throws IllegalArgumentException if one of the tokens cannot have it, for the reasons in {@link TokenChanges#set}
     * @throws io.cognitoclaims.contract.ClaimValueException if the claim cannot encode the value
     */
    public <V> void set(Claim<V> claim, V value) {
        Object json = TokenChanges.encode(claim, value);
        // Both are checked before either is changed, so that after a refusal no token has the claim alone.
        idToken.requireSettable(claim.name(), json);
        accessToken.requireSettable(claim.name(), json);
        String text = ClaimText.of(claim.name(), json, form);
        idToken.requireRoom(claim.name(), text);
        accessToken.requireRoom(claim.name(), text);
        limit.requireRoom(claim.name(), idToken.additionsBy(claim.name()) + accessToken.additionsBy(claim.name()));
        idToken.put(claim.name(), text);
        accessToken.put(claim.name(), text);
    }

    /** {@return the changes to the ID token alone} */
    public TokenChanges idToken() {
        return idToken;
    }

    /** {@return the changes to the access token alone} */
    public AccessTokenChanges accessToken() {
        return accessToken;
    }

    /** {@return the changes to the user's groups and IAM roles} */
    public GroupChanges groups() {
        return groups;
    }

    Set<String> notCarriedByV1() {
        return accessToken.notCarriedByV1();
    }

    boolean isEmpty() {
        return idToken.isEmpty() && accessToken.isEmpty() && groups.isEmpty();
    }

    /** {@return the event's response} Parts without a change are left out, because Cognito treats an empty part as a change. */
    String response() {
        JsonWriter out = new JsonWriter();
        out.startObject().startObject(form.detailsMember());
        if (form == EventForm.V1) {
            idToken.writeMembers(out);
        } else {
            writeToken(out, "idTokenGeneration", idToken);
            writeToken(out, "accessTokenGeneration", accessToken);
        }
        if (!groups.isEmpty()) {
            groups.write(out);
        }
        return out.endObject().endObject().toString();
    }

    private static void writeToken(JsonWriter out, String member, TokenChanges token) {
        if (!token.isEmpty()) {
            out.startObject(member);
            token.writeMembers(out);
            out.endObject();
        }
    }
}
