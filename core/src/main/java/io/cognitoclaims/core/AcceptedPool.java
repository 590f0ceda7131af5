package io.cognitoclaims.core;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A user pool whose tokens are accepted, the app clients that may have requested them, and the tenant that the pool belongs
 * to, if the application has tenants. Immutable; two are equal if all three are.
 */
public final class AcceptedPool implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final int MAX_TENANT_LENGTH = 256;

    private final UserPool pool;
    private final AcceptedClients clients;
    private final @Nullable String tenant;

    private AcceptedPool(UserPool pool, AcceptedClients clients, @Nullable String tenant) {
        this.pool = requireNonNull(pool, "pool");
        this.clients = requireNonNull(clients, "clients");
        this.tenant = tenant;
    }

    /**
     * {@return the pool with these app clients}
     *
     * @param clientIds the app clients whose tokens are accepted, at least one; see {@link AcceptedClients#of}
     */
    public static AcceptedPool of(UserPool pool, Set<String> clientIds) {
        return new AcceptedPool(pool, AcceptedClients.of(clientIds), null);
    }

    /** {@return the pool with these app clients} */
    public static AcceptedPool of(UserPool pool, AcceptedClients clients) {
        return new AcceptedPool(pool, clients, null);
    }

    /**
     * {@return this pool, as the one of a tenant} A tenant may have several pools. A pool belongs to one tenant.
     *
     * @param name the application's name of the tenant, 1 to 256 characters; {@link CognitoVerifier#verify(String, String)}
     *     compares it letter by letter
     * @throws IllegalArgumentException if the name is blank, too long or has control characters
     */
    public AcceptedPool withTenant(String name) {
        if (!isTenant(requireNonNull(name, "tenant"))) {
            throw new IllegalArgumentException("tenant: must be a name of 1 to " + MAX_TENANT_LENGTH
                    + " characters, not blank and without control characters");
        }
        return new AcceptedPool(pool, clients, name);
    }

    /** {@return the user pool} */
    public UserPool pool() {
        return pool;
    }

    /** {@return the app clients whose tokens are accepted} */
    public AcceptedClients clients() {
        return clients;
    }

    /** {@return the name of the tenant that the pool belongs to; empty if none was given} */
    public Optional<String> tenant() {
        return Optional.ofNullable(tenant);
    }

    /** {@return whether a tenant can have this name} */
    static boolean isTenant(String name) {
        return name.length() <= MAX_TENANT_LENGTH
                && !name.isBlank()
                && name.chars().noneMatch(Character::isISOControl);
    }

    boolean isOfTenant(String name) {
        return name.equals(tenant);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AcceptedPool accepted
                && pool.equals(accepted.pool)
                && clients.equals(accepted.clients)
                && Objects.equals(tenant, accepted.tenant);
    }

    @Override
    public int hashCode() {
        return Objects.hash(pool, clients, tenant);
    }

    /** {@return the pool, its app clients and its tenant, for people} */
    @Override
    public String toString() {
        return pool + " for " + clients + (tenant == null ? "" : ", tenant " + tenant);
    }
}
