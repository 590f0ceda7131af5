package io.cognitoclaims.cli;

import io.cognitoclaims.core.UserPool;
import java.util.ArrayList;
import java.util.List;

/** Reads the option {@code --pool}. */
final class Pools {
    private Pools() {}

    /** {@return the pools of these ids or issuers} */
    static List<UserPool> of(List<String> options) {
        List<UserPool> pools = new ArrayList<>();
        for (String option : options) {
            UserPool pool = of(option);
            if (pools.stream().anyMatch(other -> other.hasIssuer(pool.issuer()) || pool.hasIssuer(other.issuer()))) {
                throw new UnusableInputException("--pool: " + pool.id() + " is given twice");
            }
            pools.add(pool);
        }
        return pools;
    }

    static UserPool of(String option) {
        try {
            return option.contains("://") ? UserPool.fromIssuer(option) : UserPool.of(option);
        } catch (IllegalArgumentException e) {
            throw new UnusableInputException("--pool: " + e.getMessage());
        }
    }
}
