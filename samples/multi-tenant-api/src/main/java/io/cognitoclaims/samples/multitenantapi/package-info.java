/**
 * A resource server with a user pool for each tenant. Start at {@link
 * io.cognitoclaims.samples.multitenantapi.MultiTenantApi}.
 */
@NullMarked
package io.cognitoclaims.samples.multitenantapi;

import org.jspecify.annotations.NullMarked;
