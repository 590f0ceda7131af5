package io.cognitoclaims.spring;

import io.cognitoclaims.testing.TestUserPool;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Applications that several tests of a class ask. The first of them starts one, and all end with the class. */
final class SharedApis implements AfterAllCallback {
    private final Map<List<Object>, RunningApi> running = new HashMap<>();

    /** {@return the application of {@link WebStack#startFor}} */
    RunningApi startedFor(WebStack stack, TestUserPool pool, Class<?> application, String... properties) {
        return running.computeIfAbsent(
                List.of(stack, pool, application, List.of(properties)),
                unknown -> stack.startFor(pool, application, properties));
    }

    @Override
    public void afterAll(ExtensionContext context) {
        running.values().forEach(RunningApi::close);
        running.clear();
    }
}
