package io.cognitoclaims.localuserpool;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A group of users.
 *
 * @param roleArn what its users may do in AWS
 * @param precedence the role of the group with the lowest number is the preferred one; null comes last
 */
record Group(
        String name,
        @Nullable String description,
        @Nullable String roleArn,
        @Nullable Integer precedence,
        Instant created,
        Instant modified) {
    int rank() {
        return precedence == null ? Integer.MAX_VALUE : precedence;
    }
}
