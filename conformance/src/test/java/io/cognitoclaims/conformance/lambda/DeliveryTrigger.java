package io.cognitoclaims.conformance.lambda;

import io.cognitoclaims.contract.Claim;
import io.cognitoclaims.trigger.PreTokenGenerationTrigger;
import io.cognitoclaims.trigger.TokenCustomization;
import io.cognitoclaims.trigger.TokenRequest;

/** Has a claim that needs Jackson, which this function is packaged without. */
public final class DeliveryTrigger extends PreTokenGenerationTrigger {
    private static final Claim<Address> ADDRESS = Claim.ofJson("delivery_address", Address.class);

    @Override
    protected void customize(TokenRequest request, TokenCustomization tokens) {
        request.attribute("custom:street").ifPresent(street -> tokens.set(ADDRESS, new Address(street)));
    }

    record Address(String street) {}
}
