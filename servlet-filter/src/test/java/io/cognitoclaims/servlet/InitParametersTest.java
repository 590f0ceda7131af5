package io.cognitoclaims.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletConfig;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each case changes one of the good settings; <code>-</code> takes it away. */
class InitParametersTest {
    private static final Map<String, String> GOOD =
            Map.of("userPoolId", "us-east-1_EXAMPLE", "clientIds", "55pb79dl8gm0i1ho9hdre91r3k");

    @Test
    void ofTheExampleAreGood() throws Exception {
        DeclaredCognitoFilter filter = new DeclaredCognitoFilter();
        filter.init(new Config(GOOD));

        assertThat(filter).isNotNull();
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
                "maxTokenLength, 16k, maxTokenLength",
                "maxTokenLength, 4095, maxTokenLength",
                "open, /a/*, open",
                "open, a, open",
                "cookie, a b, cookie",
                "realm, ``, realm",
                "resourceMetadata, /a, resourceMetadata",
                "optional, yes, optional",
                "allowPreflight, TRUE, allowPreflight",
                "fetchKeysAsync, 1, fetchKeysAsync",
            })
    void ofAFilterThatAreWrongAreNamed(String name, String value, String named) {
        assertThatThrownBy(() -> new DeclaredCognitoFilter().init(changed(GOOD, name, value)))
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
    void ofARequirementThatAreWrongAreNamed(String name, String value, String named) {
        assertThatThrownBy(() -> new DeclaredRequire().init(changed(Map.of("scopes", "pets/read"), name, value)))
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
    void ofMetadataThatAreWrongAreNamed(String name, String value, String named) {
        Map<String, String> good = Map.of("resource", "https://example.com/pets", "userPoolId", "us-east-1_EXAMPLE");

        assertThatThrownBy(() -> new DeclaredProtectedResourceMetadata().init(changed(good, name, value)))
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
