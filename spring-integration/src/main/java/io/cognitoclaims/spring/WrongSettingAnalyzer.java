package io.cognitoclaims.spring;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Puts a {@link WrongSettingException} into Boot's report of a failed start. */
final class WrongSettingAnalyzer extends AbstractFailureAnalyzer<WrongSettingException> {
    @Override
    protected FailureAnalysis analyze(Throwable failure, WrongSettingException wrong) {
        String description = "The property '" + wrong.property() + "' can't be used: " + wrong.problem() + ".";
        return new FailureAnalysis(description, wrong.advice(), failure);
    }
}
