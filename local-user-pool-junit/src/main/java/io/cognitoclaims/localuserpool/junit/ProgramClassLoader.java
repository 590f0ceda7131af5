package io.cognitoclaims.localuserpool.junit;

import java.net.URLClassLoader;
import org.jspecify.annotations.Nullable;

/**
 * Loads the program and its libraries apart from all that the test and its application have: neither sees the other's
 * classes, so that each may have its own Spring, or none. Shared are Lambda's types and the trigger.
 */
final class ProgramClassLoader extends URLClassLoader {
    private static final String LAMBDA = "com.amazonaws.services.lambda.runtime.";

    static {
        registerAsParallelCapable();
    }

    private final ClassLoader test;
    private final String trigger;

    /** @param trigger a class of the test; null for none */
    ProgramClassLoader(@Nullable Class<?> trigger) {
        super("local-user-pool", ProgramFiles.urls(), ClassLoader.getPlatformClassLoader());
        Class<?> ofTheTest = trigger == null ? ProgramClassLoader.class : trigger;
        this.test = ofTheTest.getClassLoader();
        this.trigger = ofTheTest.getName();
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        return name.equals(trigger) || name.startsWith(LAMBDA) ? test.loadClass(name) : super.loadClass(name, resolve);
    }
}
