package io.cognitoclaims.localuserpool.junit;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Gives a test class, or each test, a user pool.
 *
 * <pre>{@code
 * @RegisterExtension
 * static final LocalUserPoolExtension USERS = new LocalUserPoolExtension(LocalUserPool.builder()
 *         .users(PoolUser.of("rex", "Woof-1234").groups("admin"))
 *         .clients(PoolClient.of("app").authFlows("ALLOW_USER_PASSWORD_AUTH"))
 *         .trigger(PetPreferenceTrigger.class));
 * }</pre>
 *
 * <p>In a static field it starts one pool for the class and the classes in it, whose port and keys stay, and {@linkplain
 * LocalUserPool#reset() resets} it before each test. In another field it starts a pool for each test. Tests that run at the
 * same time need pools of their own.
 */
public final class LocalUserPoolExtension
        implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {
    private final LocalUserPool.Builder settings;
    private @Nullable LocalUserPool pool;
    private int classes;

    public LocalUserPoolExtension(LocalUserPool.Builder settings) {
        this.settings = settings;
    }

    /**
     * {@return the pool}
     *
     * @throws IllegalStateException if no test runs
     */
    public LocalUserPool pool() {
        if (pool == null) {
            throw new IllegalStateException("the pool starts with the first test");
        }
        return pool;
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        if (classes++ == 0) {
            pool = settings.start();
        }
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        if (classes == 0) {
            pool = settings.start();
        } else {
            pool().reset();
        }
    }

    @Override
    public void afterEach(ExtensionContext context) {
        if (classes == 0) {
            stop();
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (--classes == 0) {
            stop();
        }
    }

    private void stop() {
        if (pool != null) {
            pool.close();
            pool = null;
        }
    }
}
