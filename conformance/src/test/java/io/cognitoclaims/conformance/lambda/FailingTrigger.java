package io.cognitoclaims.conformance.lambda;

import io.cognitoclaims.trigger.PreTokenGenerationTrigger;
import io.cognitoclaims.trigger.TokenCustomization;
import io.cognitoclaims.trigger.TokenRequest;
import java.util.Map;

/** Fails for whoever has no e-mail address at dogs.example, and tells everything it should not. */
public final class FailingTrigger extends PreTokenGenerationTrigger {
    @Override
    protected void customize(TokenRequest request, TokenCustomization tokens) {
        Map<String, String> attributes = request.userAttributes();
        if (!request.verifiedEmailDomain().filter("dogs.example"::equals).isPresent()) {
            throw new IllegalStateException("no pets for " + attributes, new RuntimeException(attributes.toString()));
        }
    }
}
