package io.cognitoclaims.testing;

import io.cognitoclaims.testing.LoopbackServer.Answer;
import java.net.URI;
import java.util.function.Supplier;

/** Serves the key set and the discovery document of a pool on loopback, with faults on request. */
final class PoolServer implements LoopbackServer.Site, AutoCloseable {
    private static final Answer BAD_REQUEST = new Answer(400, """
        {"code":"BadRequest","message":"The server did not understand the operation that was requested.",\
        "type":"client"}\
        """);

    private final LoopbackServer server = LoopbackServer.create("test-user-pool");
    private final String issuer;
    private final Supplier<String> jwks;

    private PoolServer(String poolId, Supplier<String> jwks) {
        this.issuer = server.address() + "/" + poolId;
        this.jwks = jwks;
    }

    static PoolServer start(String poolId, Supplier<String> jwks) {
        PoolServer pool = new PoolServer(poolId, jwks);
        pool.server.start(pool);
        return pool;
    }

    String issuer() {
        return issuer;
    }

    URI jwksUri() {
        return URI.create(issuer + "/.well-known/jwks.json");
    }

    int keyFetches() {
        return server.keyFetches();
    }

    void answerKeysWith(int status, String body) {
        server.answerKeysWith(status, body);
    }

    void stallKeys() {
        server.stallKeys();
    }

    void resumeKeys() {
        server.resumeKeys();
    }

    @Override
    public void close() {
        server.close();
    }

    @Override
    public String contentType() {
        return "application/json";
    }

    @Override
    public boolean isOfKeys(String path) {
        return path.equals(jwksUri().getPath());
    }

    @Override
    public Answer answer(String path) {
        if (isOfKeys(path)) {
            return new Answer(200, jwks.get());
        }
        return path.equals(URI.create(issuer).getPath() + "/.well-known/openid-configuration")
                ? new Answer(200, discoveryDocument())
                : BAD_REQUEST;
    }

    /** {@return the document that Cognito serves for a pool without a domain} Of its URLs, only {@code jwks_uri} works. */
    private String discoveryDocument() {
        return """
            {"authorization_endpoint":"%1$s/authorize",\
            "end_session_endpoint":"%1$s/logout",\
            "id_token_signing_alg_values_supported":["RS256"],\
            "issuer":"%1$s",\
            "jwks_uri":"%1$s/.well-known/jwks.json",\
            "response_types_supported":["code","token"],\
            "revocation_endpoint":"%1$s/revoke",\
            "scopes_supported":["openid","email","phone","profile"],\
            "subject_types_supported":["public"],\
            "token_endpoint":"%1$s/token",\
            "token_endpoint_auth_methods_supported":["client_secret_basic","client_secret_post"],\
            "userinfo_endpoint":"%1$s/userInfo"}\
            """.formatted(issuer);
    }
}
