/**
 * A {@code jakarta.servlet} filter that lets requests with a verified Amazon Cognito token through. Start at
 * {@link io.cognitoclaims.servlet.CognitoFilter}.
 */
@NullMarked
package io.cognitoclaims.servlet;

import org.jspecify.annotations.NullMarked;
