package io.cognitoclaims.localuserpool.junit;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** An app client of a {@link LocalUserPool}. Immutable. */
public final class PoolClient {
    private final Map<String, String> settings;

    private PoolClient(Map<String, String> settings) {
        this.settings = settings;
    }

    /** {@return a client without a secret, for the code flow} It needs callback URLs and scopes, or flows of the API. */
    public static PoolClient of(String id) {
        return new PoolClient(Map.of()).with("id", id);
    }

    /** {@return a client that gets tokens for itself, by {@code client_credentials}} */
    public static PoolClient machine(String id, String secret, String... scopes) {
        return of(id).secret(secret).with("flow", "client_credentials").scopes(scopes);
    }

    /** {@return this client with a secret} */
    public PoolClient secret(String secret) {
        return with("secret", secret);
    }

    /** {@return this client with these callback URLs} */
    public PoolClient callbackUrls(String... urls) {
        return withAll("callback-urls", urls);
    }

    /** {@return this client with these addresses to go to after a sign-out} */
    public PoolClient logoutUrls(String... urls) {
        return withAll("logout-urls", urls);
    }

    /** {@return this client with these scopes, those of resource servers as {@code pets/read}} */
    public PoolClient scopes(String... scopes) {
        return withAll("scopes", scopes);
    }

    /** {@return this client with these flows of the API, such as {@code ALLOW_USER_PASSWORD_AUTH}} */
    public PoolClient authFlows(String... flows) {
        return withAll("auth-flows", flows);
    }

    Map<String, String> settings() {
        return settings;
    }

    private PoolClient withAll(String name, String... values) {
        PoolClient client = this;
        for (int i = 0; i < values.length; i++) {
            client = client.with(name + "[" + i + "]", values[i]);
        }
        return client;
    }

    private PoolClient with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(settings);
        more.put(name, value);
        return new PoolClient(Collections.unmodifiableMap(more));
    }

    /** {@return the id} */
    @Override
    public String toString() {
        return String.valueOf(settings.get("id"));
    }
}
