/**
 * A user pool for tests, without Amazon Cognito and without a network. Start at
 * {@link io.cognitoclaims.testing.TestUserPool}, and for tests of a trigger at
 * {@link io.cognitoclaims.testing.TriggerTester}.
 */
@NullMarked
package io.cognitoclaims.testing;

import org.jspecify.annotations.NullMarked;
