package io.cognitoclaims.servlet;

import static io.cognitoclaims.servlet.TestServlets.filter;
import static io.cognitoclaims.servlet.TestServlets.servlet;
import static io.cognitoclaims.servlet.Verifiers.accessTokens;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.cognitoclaims.core.UserPool;
import io.cognitoclaims.servlet.Wire.Answer;
import io.cognitoclaims.testing.TestUserPool;
import java.net.URI;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProtectedResourceMetadataServletTest {
    private static final UserPool POOL = UserPool.of("us-east-1_EXAMPLE");

    @ParameterizedTest
    @EnumSource
    void theMetadataIsWhereTheChallengeSaysAndNeedsNoToken(Container container) throws Exception {
        ProtectedResourceMetadataServlet metadata = ProtectedResourceMetadataServlet.create(
                URI.create("https://api.example.com/pets"), List.of(POOL), Set.of("pets/write", "pets/read"));
        try (TestUserPool pool = TestUserPool.create();
                TestServer server = container.start((classes, context) -> {
                    filter(
                            context,
                            "/*",
                            CognitoFilter.builder(accessTokens(pool).build())
                                    .resourceMetadata(metadata)
                                    .build());
                    context.addServlet("metadata", metadata).addMapping(metadata.path());
                    servlet(context, "/", TestServlets::whoAmI);
                })) {
            Answer answer = server.wire().get("/.well-known/oauth-protected-resource/pets");

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("Content-Type")).containsExactly("application/json");
            assertThat(answer.header("Access-Control-Allow-Origin")).containsExactly("*");
            assertThat(answer.header("Cache-Control")).containsExactly("max-age=3600");
            assertThat(answer.header("Content-Length"))
                    .containsExactly(answer.body().length() + "");
            assertThat(answer.body())
                    .isEqualTo("{\"resource\":\"https://api.example.com/pets\","
                            + "\"authorization_servers\":"
                            + "[\"https://cognito-idp.us-east-1.amazonaws.com/us-east-1_EXAMPLE\"],"
                            + "\"scopes_supported\":[\"pets/read\",\"pets/write\"],"
                            + "\"bearer_methods_supported\":[\"header\"]}");
            assertThat(server.wire().get("/pets").header("WWW-Authenticate"))
                    .containsExactly("Bearer resource_metadata="
                            + "\"https://api.example.com/.well-known/oauth-protected-resource/pets\"");
            assertThat(server.wire().send("POST", metadata.path()).status()).isEqualTo(405);
            assertThat(server.wire().send("HEAD", metadata.path()).body()).isEmpty();
            Answer preflight = server.wire().send("OPTIONS", metadata.path());
            assertThat(preflight.header("Access-Control-Allow-Headers")).containsExactly("*");
            assertThat(preflight.header("Access-Control-Allow-Origin")).containsExactly("*");
            assertThat(preflight.header("Allow")).containsExactly("GET, HEAD, OPTIONS");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "https://api.example.com,            /.well-known/oauth-protected-resource",
        "https://api.example.com/,           /.well-known/oauth-protected-resource",
        "https://api.example.com:8443/a/b,   /.well-known/oauth-protected-resource/a/b",
        "https://api.example.com/a/,         /.well-known/oauth-protected-resource/a/",
        "http://localhost:8080/mcp,          /.well-known/oauth-protected-resource/mcp",
    })
    void theWellKnownPathStandsBetweenTheHostAndThePathOfTheResource(URI resource, String path) {
        ProtectedResourceMetadataServlet metadata =
                ProtectedResourceMetadataServlet.create(resource, List.of(POOL), Set.of());

        assertThat(metadata.path()).isEqualTo(path);
        assertThat(metadata.address().toString())
                .isEqualTo(resource.getScheme() + "://" + resource.getAuthority() + path);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/pets",
                "ftp://example.com/pets",
                "urn:pets",
                "https:///pets",
                "https://user@example.com/pets",
                "https://example.com/pets?a=b",
                "https://example.com/pets#a",
                "https://example.com/a/../b",
                "https://example.com//a",
                "https://example.com/*",
                "https://example.com/%61",
                "https://example.com/a;b"
            })
    void aResourceWhoseAddressCouldBeMisreadIsRefused(URI resource) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ProtectedResourceMetadataServlet.create(resource, List.of(POOL), Set.of()))
                .withMessageStartingWith("resource: ");
    }

    @Test
    void metadataWithoutAPoolOrWithAWrongScopeIsRefused() {
        URI resource = URI.create("https://example.com");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> ProtectedResourceMetadataServlet.create(resource, List.of(), Set.of()))
                .withMessageStartingWith("pools: ");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ProtectedResourceMetadataServlet.create(resource, List.of(POOL), Set.of("a\"b")))
                .withMessageStartingWith("scopes: ");
    }
}
