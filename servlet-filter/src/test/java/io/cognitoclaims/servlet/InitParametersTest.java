package io.cognitoclaims.servlet;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletConfig;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each case changes one of the good settings; <code>-</code> takes it away. */
class InitParametersTest {
    private static final Map<String, String> GOOD =
            Map.of("userPoolId", "us-east-1_EXAMPLE", "clientIds", "55pb79dl8gm0i1ho9hdre91r3k");

    private static final String RESOURCE = "https://api.example.com/mcp";

    @Test
    void theInitParametersOfTheExampleAreGood() {
        assertThatCode(() -> new WebXmlCognitoFilter().init(new Config(GOOD))).doesNotThrowAnyException();
    }

    @Test
    void initParametersAreReadInTheSpellingOfSpringBootToo() {
        assertThatCode(() -> new WebXmlCognitoFilter()
                        .init(new Config(Map.of(
                                "user-pool-id", "us-east-1_EXAMPLE", "client-ids", "55pb79dl8gm0i1ho9hdre91r3k"))))
                .doesNotThrowAnyException();
        assertThatCode(() -> new WebXmlRequireFilter().init(new Config(Map.of("any-group", "admin"))))
                .doesNotThrowAnyException();
    }

    @Test
    void initParametersAreReadWithoutTheBlanksAroundThem() {
        assertThatCode(() -> new WebXmlCognitoFilter()
                        .init(new Config(Map.of(
                                "userPoolId",
                                " us-east-1_EXAMPLE\n",
                                "clientIds",
                                "\n  a,\n  b\n",
                                "allow-requests-without-token",
                                " true "))))
                .doesNotThrowAnyException();
    }

    /** That a wrong value is noticed shows that the parameter is read. */
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "filter, userPoolId, user-pool-id, nonsense",
                "filter, issuer, issuer, nonsense",
                "filter, clientIds, client-ids, `,a`",
                "filter, tokenUse, token-use, refresh",
                "filter, jwksUri, jwks-uri, `http://exa mple`",
                "filter, resources, resources, `,`",
                "filter, allowInsecureHttp, allow-insecure-http, yes",
                "filter, open, open, a",
                "filter, tokenSources, token-sources, cookie",
                "filter, trustedOrigins, trusted-origins, *",
                "filter, realm, realm, ``",
                "filter, resourceMetadata, resource-metadata, /a",
                "filter, allowRequestsWithoutToken, allow-requests-without-token, yes",
                "filter, allowPreflight, allow-preflight, yes",
                "filter, fetchKeysAsync, fetch-keys-async, yes",
                "filter, filtersMappedForAsync, filters-mapped-for-async, `,`",
                "requirement, scopes, scopes, `,`",
                "requirement, anyScope, any-scope, `,`",
                "requirement, groups, groups, `,`",
                "requirement, anyGroup, any-group, `,`",
                "metadata, resource, resource, /pets",
                "metadata, userPoolId, user-pool-id, nonsense",
                "metadata, issuer, issuer, nonsense",
                "metadata, allowInsecureHttp, allow-insecure-http, yes",
                "metadata, scopes, scopes, `,`",
                "metadata, authorizationServer, authorization-server, https://example.com",
                "server, origin, origin, https://example.com/",
                "server, domain, domain, https://example.com/pets",
                "server, userPoolId, user-pool-id, nonsense",
                "server, issuer, issuer, nonsense",
                "server, allowInsecureHttp, allow-insecure-http, yes",
            })
    void anInitParameterIsReadInBothSpellingsButNotInBothAtOnce(String kind, String name, String dashed, String wrong) {
        Map<String, String> good = new HashMap<>(goodFor(kind));
        good.remove(name);
        if (name.equals("issuer")) {
            good.remove("userPoolId");
        }
        for (String spelling : List.of(name, dashed)) {
            assertThatThrownBy(() -> init(kind, changed(good, spelling, wrong)))
                    .isInstanceOf(ServletException.class)
                    .hasMessageStartingWith("guard: ")
                    .hasMessageNotContaining("is no setting");
        }
        Map<String, String> twice = new HashMap<>(changed(good, name, wrong).parameters());
        twice.put(dashed, wrong);
        if (!name.equals(dashed)) {
            assertThatThrownBy(() -> init(kind, new Config(twice)))
                    .isInstanceOf(ServletException.class)
                    .hasMessageMatching("guard: " + name + ": is given twice, as (.+) and as (.+)")
                    .hasMessageContainingAll("as " + name, "as " + dashed);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "filter, user-pool, did you mean user-pool-id?",
        "filter, userPool, did you mean userPoolId?",
        "filter, pool-id, did you mean user-pool-id?",
        "filter, user-pools[0].id, did you mean user-pool-id?",
        "filter, user-pools[0].client-ids, did you mean client-ids?",
        "filter, client-id, did you mean client-ids?",
        "filter, clientid, did you mean client-ids?",
        "filter, client_ids, did you mean client-ids?",
        "filter, ClientIds, did you mean clientIds?",
        "filter, CLIENT_IDS, did you mean clientIds?",
        "filter, Client-Ids, did you mean clientIds?",
        "filter, client--ids, did you mean client-ids?",
        "filter, -client-ids, did you mean client-ids?",
        "filter, jwks-url, did you mean jwks-uri?",
        "filter, isuer, did you mean issuer?",
        "filter, token_use, did you mean token-use?",
        "filter, open-paths, did you mean open?",
        "filter, fetch-keys-asynchronously, did you mean fetch-keys-async?",
        "filter, 'filters-mapped-to-async', did you mean filters-mapped-for-async?",
        "filter, id, 'there are allowInsecureHttp, allowPreflight, allowRequestsWithoutToken, clientIds, fetchKeysAsync,"
                + " filtersMappedForAsync, issuer, jwksUri, maxTokenLength, open, realm, resourceMetadata, resources,"
                + " tokenSources, tokenUse, trustedOrigins, userPoolId'",
        "requirement, any-groups, did you mean any-group?",
        "requirement, group, did you mean groups?",
        "requirement, roles, 'there are anyGroup, anyScope, groups, scopes'",
        "metadata, scope, did you mean scopes?",
        "metadata, resources, did you mean resource?",
        "metadata, client-ids, 'there are allowInsecureHttp, authorizationServer, issuer, resource, scopes, userPoolId'",
        "metadata, authorization-servers, did you mean authorization-server?",
        "server, resource, 'there are allowInsecureHttp, domain, issuer, origin, userPoolId'",
        "server, domains, did you mean domain?",
    })
    void anUnknownInitParameterIsAnsweredWithTheNearestName(String kind, String name, String advice) {
        assertThatThrownBy(() -> init(kind, changed(goodFor(kind), name, "a")))
                .isInstanceOf(ServletException.class)
                .hasMessage("guard: " + name + ": is no setting, " + advice);
    }

    @Test
    void ofAnEmulatorInAContainerAreTakenWithAWord() throws ServletException {
        Map<String, String> emulator = Map.of(
                "issuer", "http://cognito:9229/local_x", "jwksUri", "http://cognito:9229/keys", "clientIds", "a");

        assertThatThrownBy(() -> new WebXmlCognitoFilter().init(new Config(emulator)))
                .isInstanceOf(ServletException.class)
                .hasMessageStartingWith(
                        "guard: issuer: must be an https address, or http on a loopback address, was http://")
                .hasMessageContaining("set allow-insecure-http");
        new WebXmlCognitoFilter().init(changed(emulator, "allow-insecure-http", "true"));
        assertThatThrownBy(() -> new WebXmlCognitoFilter()
                        .init(new Config(Map.of(
                                "issuer",
                                "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_EXAMPLE",
                                "clientIds",
                                "a",
                                "allowInsecureHttp",
                                "true"))))
                .isInstanceOf(ServletException.class)
                .hasMessageStartingWith("guard: issuer: insecure HTTP (allow-insecure-http) is for emulators");
    }

    private static Map<String, String> goodFor(String kind) {
        return switch (kind) {
            case "filter" -> GOOD;
            case "metadata" -> Map.of("resource", "https://example.com/pets", "userPoolId", "us-east-1_EXAMPLE");
            case "server" ->
                Map.of(
                        "origin", "https://example.com",
                        "domain", "https://pets.auth.us-east-1.amazoncognito.com",
                        "userPoolId", "us-east-1_EXAMPLE");
            default -> Map.of();
        };
    }

    private static void init(String kind, Config config) throws ServletException {
        switch (kind) {
            case "filter" -> new WebXmlCognitoFilter().init(config);
            case "metadata" -> new WebXmlProtectedResourceMetadataServlet().init(config);
            case "server" -> new WebXmlAuthorizationServerMetadataServlet().init(config);
            default -> new WebXmlRequireFilter().init(config);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "server, origin, -, origin: is missing",
        "server, origin, '', origin: must not be empty",
        "server, origin, a b, 'origin: is no address, was a b'",
        "server, origin, https://example.com/, origin: must be an https origin",
        "server, origin, https://example.com/mcp, origin: must be an https origin",
        "server, domain, -, domain: is missing",
        "server, domain, pets, domain: must be an https origin",
        "server, domain, https://example.com/, domain: must be an https origin (http is for development)",
        "server, domain, https://example.com, domain: must be the origin at which users sign in",
        "server, userPoolId, -, userPoolId: is missing",
        "server, issuer, https://example.com/us-east-1_EXAMPLE, userPoolId: is given",
        "server, allowInsecureHttp, true, allowInsecureHttp: is for emulators",
        "metadata, resource, -, resource: is missing",
        "metadata, authorizationServer, https://example.com, userPoolId: is given",
        "metadata, authorizationServer, '', authorizationServer: must not be empty",
        "described, userPoolId, us-east-1_EXAMPLE, userPoolId: is given",
        "described, user-pool-id, us-east-1_EXAMPLE, user-pool-id: is given",
        "described, issuer, https://example.com/us-east-1_EXAMPLE, issuer: is given",
        "described, allowInsecureHttp, true, allowInsecureHttp: is given",
        "described, authorizationServer, -, userPoolId: is missing",
        "described, authorizationServer, https://example.com/, authorizationServer: must be an https origin",
        "described, authorizationServer, https://example.org, resource: must have the origin https://example.org",
        "described, resource, https://example.com.org/pets, resource: must have the origin https://example.com",
        "described, scopes, 'a,,\"', scopes: ",
    })
    void aWrongInitParameterOfADocumentIsNamed(String kind, String name, String value, String message)
            throws ServletException {
        Map<String, String> described =
                Map.of("resource", "https://example.com/pets", "authorization-server", "https://example.com");
        Map<String, String> good = new HashMap<>(kind.equals("described") ? described : goodFor(kind));
        String servlet = kind.equals("server") ? kind : "metadata";
        init(servlet, new Config(good));
        if (name.equals("authorizationServer") && kind.equals("described")) {
            good.remove("authorization-server");
        }

        assertThatThrownBy(() -> init(servlet, changed(good, name, value)))
                .isInstanceOf(ServletException.class)
                .hasMessageStartingWith("guard: " + message);
    }

    @Test
    void idTokensAreNotBoundToResources() {
        assertThatThrownBy(() -> init(
                        "filter",
                        changed(
                                Map.of("userPoolId", "us-east-1_EXAMPLE", "clientIds", "a", "resources", RESOURCE),
                                "tokenUse",
                                "id")))
                .isInstanceOf(ServletException.class)
                .hasMessageStartingWith("guard: resources: are of access tokens only");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "userPoolId, -, userPoolId",
                "userPoolId, ``, userPoolId",
                "userPoolId, nonsense, userPoolId",
                "issuer, https://example.com/us-east-1_EXAMPLE, userPoolId",
                "clientIds, -, clientIds",
                "clientIds, ``, clientIds",
                "clientIds, ` , `, clientIds",
                "clientIds, `,a`, clientIds",
                "clientid, a, clientid",
                "UserPoolId, us-east-1_EXAMPLE, UserPoolId",
                "tokenUse, refresh, tokenUse",
                "tokenUse, ID, tokenUse",
                "jwksUri, `http://exa mple`, jwksUri",
                "jwksUri, http://example.com/keys, jwksUri",
                "allowInsecureHttp, TRUE, allowInsecureHttp",
                "allow-insecure-http, true, allow-insecure-http",
                "maxTokenLength, 16k, maxTokenLength",
                "maxTokenLength, 4095, maxTokenLength",
                "open, /a/*, open",
                "open, a, open",
                "tokenSources, query, tokenSources",
                "tokenSources, cookie:a(b), tokenSources",
                "trustedOrigins, *, trustedOrigins",
                "realm, ``, realm",
                "resourceMetadata, /a, resourceMetadata",
                "allowRequestsWithoutToken, yes, allowRequestsWithoutToken",
                "allowPreflight, TRUE, allowPreflight",
                "fetchKeysAsync, 1, fetchKeysAsync",
            })
    void aWrongInitParameterOfAFilterIsNamed(String name, String value, String named) {
        assertThatThrownBy(() -> new WebXmlCognitoFilter().init(changed(GOOD, name, value)))
                .isInstanceOf(ServletException.class)
                .hasMessageStartingWith("guard: " + named + ": ");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "scopes, -, scopes",
                "scopes, `,`, scopes",
                "scopes, a\"b, scopes",
                "groups, admin, scopes",
                "group, admin, group"
            })
    void aWrongInitParameterOfARequirementIsNamed(String name, String value, String named) {
        assertThatThrownBy(() -> new WebXmlRequireFilter().init(changed(Map.of("scopes", "pets/read"), name, value)))
                .isInstanceOf(ServletException.class)
                .hasMessageStartingWith("guard: " + named + ": ");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "resource, -, resource",
                "resource, /pets, resource",
                "userPoolId, -, userPoolId",
                "scopes, a\\b, scopes",
                "scope, a, scope"
            })
    void aWrongInitParameterOfTheMetadataIsNamed(String name, String value, String named) {
        Map<String, String> good = Map.of("resource", "https://example.com/pets", "userPoolId", "us-east-1_EXAMPLE");

        assertThatThrownBy(() -> new WebXmlProtectedResourceMetadataServlet().init(changed(good, name, value)))
                .isInstanceOf(ServletException.class)
                .hasMessageStartingWith("guard: " + named + ": ");
    }

    private static Config changed(Map<String, String> good, String name, String value) {
        Map<String, String> all = new HashMap<>(good);
        if (value.equals("-")) {
            all.remove(name);
        } else {
            all.put(name, value);
        }
        return new Config(all);
    }

    private record Config(Map<String, String> parameters) implements FilterConfig, ServletConfig {
        @Override
        public String getFilterName() {
            return "guard";
        }

        @Override
        public String getServletName() {
            return "guard";
        }

        @Override
        public ServletContext getServletContext() {
            throw new UnsupportedOperationException("not needed");
        }

        @Override
        @SuppressWarnings("NullAway")
        public String getInitParameter(String name) {
            return parameters.get(name);
        }

        @Override
        public Enumeration<String> getInitParameterNames() {
            return Collections.enumeration(parameters.keySet());
        }
    }
}
