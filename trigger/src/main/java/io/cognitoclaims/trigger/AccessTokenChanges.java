package io.cognitoclaims.trigger;

import static java.util.Objects.requireNonNull;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The changes to the access token: claims, and scopes.
 *
 * <p>An event of {@link EventForm#V1} cannot carry them. An added claim or scope then does not reach the token, so the user
 * may lack a feature: this is logged, or fails the sign-in, as {@link PreTokenGenerationTrigger#requiresAccessToken}
 * decides. A suppressed claim or scope would stay in the token, which may give too much access: this is always refused.
 *
 * <p>The claim {@code aud} may be added, and only as a string that equals the client id of the request.
 */
public final class AccessTokenChanges extends TokenChanges {
    private final EventForm form;
    private final String clientId;
    private final ChangeLimit limit;
    private final List<String> grantedScopes;
    private final Set<String> addedScopes = new LinkedHashSet<>();
    private final Set<String> suppressedScopes = new LinkedHashSet<>();
    private final Set<String> notCarriedByV1 = new LinkedHashSet<>();
    private long scopeBytes;

    AccessTokenChanges(TokenRequest request, ChangeLimit limit) {
        super(request.form(), ReservedClaims.ACCESS_TOKEN, limit, true);
        this.form = request.form();
        this.clientId = request.clientId();
        this.limit = limit;
        this.grantedScopes = request.scopes();
    }

    /**
     * Adds a scope to the token. In a machine's token Cognito takes only scopes of the user pool's resource servers.
     *
     * @throws IllegalArgumentException if the scope is empty or contains a space or another character that <a
     *     href="https://www.rfc-editor.org/rfc/rfc6749#section-3.3">RFC 6749, section 3.3</a> does not allow, if it would
     *     be the 5,001st claim or scope that is added to the tokens, or if the token would grow by more than {@link
     *     PreTokenGenerationTrigger#tokenByteBudget}
     */
    public void addScope(String scope) {
        requireScope(scope);
        if (form == EventForm.V1) {
            notCarriedByV1.add("scope");
        } else if (!addedScopes.contains(scope)) {
            limit.requireRoom("scope", 1);
            requireRoomFor("scope", growthBy(scope));
            scopeBytes += growthBy(scope);
            limit.count(1);
            addedScopes.add(scope);
        }
    }

    /**
     * Removes a scope from the token, if it is there.
     *
     * @throws IllegalArgumentException if the string is not a scope, as for {@link #addScope}, or if the event's form
     *     cannot carry the change
     */
    public void suppressScope(String scope) {
        requireScope(scope);
        requireReach("scope");
        if (addedScopes.contains(scope)) {
            scopeBytes -= growthBy(scope);
        }
        suppressedScopes.add(scope);
    }

    @Override
    public void suppress(String claim) {
        requireReach(claim);
        super.suppress(claim);
    }

    /** {@return the names of the claims that were added although the event's form cannot carry them} */
    Set<String> notCarriedByV1() {
        return notCarriedByV1;
    }

    @Override
    void requireSettable(String claim, Object json) {
        boolean ownAudience = claim.equals("aud") && !clientId.isEmpty() && clientId.equals(json);
        if (claim.equals("aud") && !ownAudience) {
            throw new RefusedException(
                    "claim aud: can be set in the access token only as a string that equals the client id");
        }
        if (!ownAudience) {
            super.requireSettable(claim, json);
        }
    }

    @Override
    void requireRoom(String claim, String jsonText) {
        if (form != EventForm.V1) {
            super.requireRoom(claim, jsonText);
        }
    }

    @Override
    int additionsBy(String claim) {
        return form == EventForm.V1 ? 0 : super.additionsBy(claim);
    }

    @Override
    void put(String claim, String jsonText) {
        if (form == EventForm.V1) {
            notCarriedByV1.add(claim);
        } else {
            super.put(claim, jsonText);
        }
    }

    @Override
    long addedBytes() {
        return super.addedBytes() + scopeBytes;
    }

    /** {@return the bytes of the scope and its space; none if it is already in the token, or suppressed} */
    private long growthBy(String scope) {
        return grantedScopes.contains(scope) || suppressedScopes.contains(scope)
                ? 0
                : TokenBytes.ofJson(scope) + " ".length();
    }

    @Override
    boolean isEmpty() {
        return super.isEmpty() && addedScopes.isEmpty() && suppressedScopes.isEmpty();
    }

    @Override
    void writeMembers(JsonWriter out) {
        super.writeMembers(out);
        if (!addedScopes.isEmpty()) {
            out.strings("scopesToAdd", addedScopes);
        }
        if (!suppressedScopes.isEmpty()) {
            out.strings("scopesToSuppress", suppressedScopes);
        }
    }

    private void requireReach(String claim) {
        if (form == EventForm.V1) {
            throw new RefusedException("claim " + claim
                    + ": can't be suppressed in the access token: an event of version 1 changes the ID token only");
        }
    }

    private static void requireScope(String scope) {
        requireNonNull(scope, "scope");
        if (scope.isEmpty() || !scope.chars().allMatch(AccessTokenChanges::mayBeInScope)) {
            throw new RefusedException("claim scope: a scope is empty, or has a blank or another character"
                    + " that RFC 6749, section 3.3 keeps out");
        }
    }

    private static boolean mayBeInScope(int c) {
        return c > ' ' && c <= '~' && c != '"' && c != '\\';
    }
}
