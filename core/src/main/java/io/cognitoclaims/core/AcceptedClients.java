package io.cognitoclaims.core;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import java.util.Set;

/**
 * The app clients of a user pool whose tokens are accepted: the named ones, or all of the pool. Immutable; two are equal if
 * they accept the same clients.
 */
public final class AcceptedClients implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final AcceptedClients ANY = new AcceptedClients(true, Set.of());

    private final boolean any;
    private final Set<String> ids;

    private AcceptedClients(boolean any, Set<String> ids) {
        this.any = any;
        this.ids = ids;
    }

    /**
     * {@return these app clients and no others}
     *
     * @param clientIds is copied; what happens to it later has no effect
     * @throws IllegalArgumentException if there is none, or if one is empty or has spaces, commas, semicolons, quotation
     *     marks or control characters in it
     */
    public static AcceptedClients of(Set<String> clientIds) {
        // Copied first and then checked: another thread may change the caller's set in between.
        Set<String> ids = Set.copyOf(requireNonNull(clientIds, "clientIds"));
        if (ids.isEmpty() || ids.stream().anyMatch(String::isBlank)) {
            throw new IllegalArgumentException("clientIds: must name the app clients whose tokens are accepted");
        }
        if (ids.stream().anyMatch(AcceptedClients::hasSeparators)) {
            throw new IllegalArgumentException(
                    "clientIds: an app client's id has no spaces, commas, semicolons or quotation marks; give several as"
                            + " several values");
        }
        return new AcceptedClients(false, ids);
    }

    /** {@return every app client of the pool, even one that is added later} */
    public static AcceptedClients any() {
        return ANY;
    }

    /** {@return whether tokens of this app client are accepted} */
    public boolean accepts(String clientId) {
        return any || ids.contains(clientId);
    }

    /** {@return whether tokens of every app client are accepted} */
    public boolean isAny() {
        return any;
    }

    /** {@return the named app clients; empty if {@linkplain #isAny any} is accepted} The set is unmodifiable. */
    public Set<String> ids() {
        return ids;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AcceptedClients clients && any == clients.any && ids.equals(clients.ids);
    }

    @Override
    public int hashCode() {
        return 31 * ids.hashCode() + Boolean.hashCode(any);
    }

    /** {@return the ids of the app clients, for people} */
    @Override
    public String toString() {
        return any ? "any" : ids.toString();
    }

    private static boolean hasSeparators(String id) {
        return id.chars()
                .anyMatch(c -> Character.isWhitespace(c)
                        || Character.isSpaceChar(c)
                        || Character.isISOControl(c)
                        || ",;\"'".indexOf(c) >= 0);
    }
}
