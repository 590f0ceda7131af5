package io.cognitoclaims.localuserpool.junit;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** A confirmed user of a {@link LocalUserPool}. Immutable. */
public final class PoolUser {
    private final Map<String, String> settings;

    private PoolUser(Map<String, String> settings) {
        this.settings = settings;
    }

    /** {@return a user without an e-mail address, whose {@code sub} is made of the username} */
    public static PoolUser of(String username, String password) {
        return new PoolUser(Map.of()).with("username", username).with("password", password);
    }

    /** {@return this user with a verified e-mail address} */
    public PoolUser email(String email) {
        return with("email", email).with("email-verified", "true");
    }

    /** {@return this user with another {@code sub}} */
    public PoolUser sub(String sub) {
        return with("sub", sub);
    }

    /** {@return this user in these groups} */
    public PoolUser groups(String... groups) {
        PoolUser user = this;
        for (int i = 0; i < groups.length; i++) {
            user = user.with("groups[" + i + "]", groups[i]);
        }
        return user;
    }

    /** {@return this user with one attribute more, such as {@code given_name} or {@code custom:tenant}} */
    public PoolUser attribute(String name, String value) {
        long index = settings.keySet().stream()
                .filter(setting -> setting.startsWith("attributes["))
                .count();
        return with("attributes[" + index + "]", name + "=" + value);
    }

    Map<String, String> settings() {
        return settings;
    }

    private PoolUser with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(settings);
        more.put(name, value);
        return new PoolUser(Collections.unmodifiableMap(more));
    }

    /** {@return the username} */
    @Override
    public String toString() {
        return String.valueOf(settings.get("username"));
    }
}
