package io.cognitoclaims.spring;

import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.NoneNestedConditions;

/** Matches applications on servlets, and those that are not web applications. */
final class OnNonReactiveCondition extends NoneNestedConditions {
    OnNonReactiveCondition() {
        super(ConfigurationPhase.REGISTER_BEAN);
    }

    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
    static final class Reactive {}
}
