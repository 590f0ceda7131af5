package io.cognitoclaims.localuserpool.junit;

import org.springframework.test.context.TestContext;
import org.springframework.test.context.TestContextAnnotationUtils;
import org.springframework.test.context.TestExecutionListener;

/** Resets the pool of {@link WithLocalUserPool}. */
final class ResetBeforeEachTest implements TestExecutionListener {
    @Override
    public void beforeTestMethod(TestContext test) {
        if (TestContextAnnotationUtils.hasAnnotation(test.getTestClass(), WithLocalUserPool.class)) {
            test.getApplicationContext().getBean(LocalUserPool.class).reset();
        }
    }
}
