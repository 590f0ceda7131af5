package io.cognitoclaims.samples.multitenantapi;

import io.cognitoclaims.core.AcceptedPool;
import io.cognitoclaims.core.UserPoolSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/** The tenants' user pools, in memory. An API with many instances keeps them in a database. */
@Component
class Tenants implements UserPoolSource {
    private final Map<String, AcceptedPool> pools = new ConcurrentHashMap<>();

    @Override
    public Optional<AcceptedPool> find(String issuer) {
        return pools.values().stream()
                .filter(accepted -> accepted.pool().hasIssuer(issuer))
                .findFirst();
    }

    /** {@return whether the pool is the tenant's now} It is not if another tenant has it: tenants share no pool. */
    synchronized boolean put(String tenant, AcceptedPool accepted) {
        boolean isTaken = pools.entrySet().stream()
                .anyMatch(other -> !other.getKey().equals(tenant)
                        && other.getValue()
                                .pool()
                                .issuer()
                                .equals(accepted.pool().issuer()));
        if (!isTaken) {
            pools.put(tenant, accepted.withTenant(tenant));
        }
        return !isTaken;
    }

    /** {@return whether there was such a tenant} */
    synchronized boolean remove(String tenant) {
        return pools.remove(tenant) != null;
    }
}
