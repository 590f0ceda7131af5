package io.cognitoclaims.trigger;

import static java.util.Objects.requireNonNull;

import io.cognitoclaims.contract.Claim;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * The changes to the claims of one token. A call for a claim that a trigger cannot change is refused. Belongs to one call
 * of {@link PreTokenGenerationTrigger#customize} and to its thread.
 */
public sealed class TokenChanges permits AccessTokenChanges {
    private static final String GROUPS = "cognito:groups";

    private final EventForm form;
    private final ReservedClaims reserved;
    private final ChangeLimit limit;
    private final boolean issued;
    private final Map<String, String> jsonTexts = new LinkedHashMap<>();
    private final Set<String> suppressed = new LinkedHashSet<>();
    /** The bytes of the claims that are set and not suppressed. */
    private long claimBytes;
    /** The additional bytes of the groups and, in an ID token, of the roles. */
    private long groupBytes;

    TokenChanges(EventForm form, ReservedClaims reserved, ChangeLimit limit, boolean issued) {
        this.form = form;
        this.reserved = reserved;
        this.limit = limit;
        this.issued = issued;
    }

    /**
     * Adds a claim, or replaces its value. The last value that was set counts. A claim that is also {@linkplain #suppress
     * suppressed} is left out of the token.
     *
     * @throws IllegalArgumentException if Cognito lets no trigger set this claim in this token, if the value is null or
     *     contains a null, if it would be the 5,001st claim or scope that is added to the tokens, or if the token would
     *     grow by more than {@link PreTokenGenerationTrigger#tokenByteBudget}
     * @throws io.cognitoclaims.contract.ClaimValueException if the claim cannot encode the value
     */
    public <V> void set(Claim<V> claim, V value) {
        Object json = encode(claim, value);
        requireSettable(claim.name(), json);
        String text = ClaimText.of(claim.name(), json, form);
        requireRoom(claim.name(), text);
        limit.requireRoom(claim.name(), additionsBy(claim.name()));
        put(claim.name(), text);
    }

    /**
     * Leaves a claim out of the token, whether or not it is there, and even if it is set.
     *
     * @throws IllegalArgumentException if the name is blank or not Unicode, if Cognito lets no trigger suppress this claim
     *     in this token, or if the event's form cannot carry the change
     */
    public void suppress(String claim) {
        requireName(claim);
        reserved.requireSuppressible(claim);
        claimBytes -= bytesOf(claim);
        suppressed.add(claim);
    }

    /** Leaves a claim out of the token, as {@link #suppress(String)} does. */
    public void suppress(Claim<?> claim) {
        suppress(claim.name());
    }

    static <V> Object encode(Claim<V> claim, V value) {
        requireNonNull(claim, "claim");
        // Callers whose code is not checked for null may pass null.
        if (value == null) {
            throw new RefusedException("claim " + claim.name() + ": the value is null; leave the claim out instead");
        }
        return claim.encode(value);
    }

    void requireSettable(String claim, Object json) {
        requireName(claim);
        reserved.requireSettable(claim, json);
    }

    void requireRoom(String claim, String jsonText) {
        requireRoomFor(claim, growth(claim, jsonText));
    }

    /** Requires that the token may grow by so many more bytes. */
    void requireRoomFor(String claim, long moreBytes) {
        if (issued) {
            limit.requireRoomInToken(claim, addedBytes() + moreBytes);
        }
    }

    /** {@return the number of bytes by which the token grows} */
    long addedBytes() {
        return claimBytes + (suppressed.contains(GROUPS) ? 0 : groupBytes);
    }

    /** Requires that the token may have groups and roles of so many more bytes than it would have had. */
    void requireRoomForGroups(String claim, long bytes) {
        if (bytes > groupBytes && !suppressed.contains(GROUPS)) {
            requireRoomFor(claim, bytes - groupBytes);
        }
    }

    void growByGroups(long bytes) {
        groupBytes = bytes;
    }

    /** {@return the number of claims that this one adds, 1 or 0} */
    int additionsBy(String claim) {
        return jsonTexts.containsKey(claim) ? 0 : 1;
    }

    void put(String claim, String jsonText) {
        claimBytes += growth(claim, jsonText);
        limit.count(additionsBy(claim));
        jsonTexts.put(claim, jsonText);
    }

    private long growth(String claim, String jsonText) {
        return suppressed.contains(claim) ? 0 : TokenBytes.ofMember(claim, jsonText) - bytesOf(claim);
    }

    /** {@return the bytes that the claim adds to the token in its present state} */
    private long bytesOf(String claim) {
        String jsonText = suppressed.contains(claim) ? null : jsonTexts.get(claim);
        return jsonText == null ? 0 : TokenBytes.ofMember(claim, jsonText);
    }

    boolean isEmpty() {
        return jsonTexts.isEmpty() && suppressed.isEmpty();
    }

    void writeMembers(JsonWriter out) {
        if (!jsonTexts.isEmpty()) {
            out.startObject("claimsToAddOrOverride");
            for (Map.Entry<String, String> claim : jsonTexts.entrySet()) {
                out.name(claim.getKey()).raw(claim.getValue());
            }
            out.endObject();
        }
        if (!suppressed.isEmpty()) {
            out.strings("claimsToSuppress", suppressed);
        }
    }

    private static void requireName(String claim) {
        if (requireNonNull(claim, "claim").isBlank() || !JsonWriter.isUnicode(claim)) {
            throw new RefusedException("claim " + claim + ": its name is blank or not Unicode");
        }
    }
}
