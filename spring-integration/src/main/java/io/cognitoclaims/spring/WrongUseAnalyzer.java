package io.cognitoclaims.spring;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Puts a {@link WrongUseException} into Boot's report of a failed start. */
final class WrongUseAnalyzer extends AbstractFailureAnalyzer<WrongUseException> {
    @Override
    protected FailureAnalysis analyze(Throwable failure, WrongUseException wrong) {
        return new FailureAnalysis(wrong.getMessage() + ".", wrong.advice(), failure);
    }
}
