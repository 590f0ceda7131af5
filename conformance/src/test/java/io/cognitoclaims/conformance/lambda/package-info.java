/**
 * The sample's function as Lambda runs it: {@link DeployableJarIT} looks into what would be uploaded, {@link
 * DeployedFunctionIT} runs it, {@link ColdStart} measures it.
 */
@NullMarked
package io.cognitoclaims.conformance.lambda;

import org.jspecify.annotations.NullMarked;
