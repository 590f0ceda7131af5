/**
 * The contract between the trigger that writes a custom claim and the resource server that reads it. Start at
 * {@link io.cognitoclaims.contract.Claim}.
 */
@NullMarked
package io.cognitoclaims.contract;

import org.jspecify.annotations.NullMarked;
