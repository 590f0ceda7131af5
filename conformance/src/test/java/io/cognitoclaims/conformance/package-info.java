/**
 * What holds for all parts together: {@link AttackSuite} attacks running servers, {@link PublicApiTest} watches the API,
 * {@link SignatureVectorsTest} the signature, {@link SoakTest} a verifier under load.
 */
@NullMarked
package io.cognitoclaims.conformance;

import org.jspecify.annotations.NullMarked;
