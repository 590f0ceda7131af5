package io.cognitoclaims.conformance.lambda;

import io.cognitoclaims.contract.Claim;
import io.cognitoclaims.trigger.PreTokenGenerationTrigger;
import io.cognitoclaims.trigger.TokenCustomization;
import io.cognitoclaims.trigger.TokenRequest;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;

/** Answers four events at a time, and no fewer: each of them waits for the others. */
public final class MeetingTrigger extends PreTokenGenerationTrigger {
    static final int EVENTS = 4;

    private final CyclicBarrier meeting = new CyclicBarrier(EVENTS);

    @Override
    protected void customize(TokenRequest request, TokenCustomization tokens) {
        try {
            meeting.await();
        } catch (InterruptedException | BrokenBarrierException e) {
            throw new IllegalStateException(e);
        }
        tokens.set(Claim.ofString("email_domain"), request.verifiedEmailDomain().orElseThrow());
    }
}
