package io.cognitoclaims.localuserpool;

import static org.assertj.core.api.Assertions.assertThat;

import io.cognitoclaims.localuserpool.UserPoolSettings.User;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class SettingsTest {
    @Test
    void theSettingsFindClientsById() {
        UserPoolSettings settings = bind(good());

        assertThat(settings.region()).isEqualTo("eu-west-1");
        assertThat(settings.client("c1")).isPresent();
        assertThat(settings.client(null)).isEmpty();
    }

    @Test
    void theSettingsAsTextShowNeitherPasswordsNorSecrets() {
        assertThat(bind(good()).toString()).doesNotContain("Pass-1", "secret-1").contains("rex", "c1");
    }

    @ParameterizedTest
    @CsvSource({
        "id, eu-west-1, user-pool.id must be <region>_<name>",
        "refresh-token-validity, 59m, user-pool.refresh-token-validity must be PT1H to PT87600H",
        "token-validity, soon, user-pool.token-validity can't be read as Duration",
        "users[0].email, rex, user-pool.users[0].email must be an e-mail address",
        "users[0].username, '', user-pool.users[0].username is missing",
        "users[0].password, '', user-pool.users[0].password is missing",
        "users[1].username, rex, user-pool.users[1].username is used twice",
        "users[1].username, Rex, user-pool.users[1].username is used twice",
        "users[1].username, Rex@dogs.example, user-pool.users[1].username is used twice",
        "users[1].email, REX@DOGS.example, user-pool.users[1].email is used twice",
        "users[1].sub, sub-0, user-pool.users[1].sub is used twice",
        "clients[0].callback-urls[0], pets.example/callback, user-pool.clients[0].callback-urls must be absolute without fragment",
        "clients[0].callback-urls[0], https://pets.example/#a, user-pool.clients[0].callback-urls must be absolute without fragment",
        "clients[0].callback-urls, '', user-pool.clients[0].callback-urls is missing; a client without them needs auth-flows",
        "clients[0].scopes, '', user-pool.clients[0].scopes is missing",
        "issuer, pool.test, 'user-pool.issuer must be from-request, or a URL such as http://pool.test:9000/<user-pool.id>'",
        "issuer, http://pool.test:9000, 'user-pool.issuer must be from-request, or a URL such as http://pool.test:9000/<user-pool.id>'",
        "issuer, http://pool.test:9000/eu-west-1_Dogs, 'user-pool.issuer must be from-request, or a URL such as http://pool.test:9000/<user-pool.id>'",
        "issuer, http://pool.test:9000/eu-west-1_Pets/, 'user-pool.issuer must be from-request, or a URL such as http://pool.test:9000/<user-pool.id>'",
        "issuer, http://pool.test:9000/?/eu-west-1_Pets, 'user-pool.issuer must be from-request, or a URL such as http://pool.test:9000/<user-pool.id>'",
        "issuer, http://me@pool.test:9000/eu-west-1_Pets, 'user-pool.issuer must be from-request, or a URL such as http://pool.test:9000/<user-pool.id>'",
        "issuer, http://Pool.test/eu-west-1_Pets, 'user-pool.issuer must be from-request, or a URL such as http://pool.test:9000/<user-pool.id>'",
        "issuer, ftp://pool.test/eu-west-1_Pets, 'user-pool.issuer must be from-request, or a URL such as http://pool.test:9000/<user-pool.id>'",
        "issuer, http://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Pets, 'user-pool.issuer at AWS must be https://cognito-idp.<region>.amazonaws.com/<user-pool.id>, with the region of the id'",
        "issuer, https://cognito-idp.us-east-1.amazonaws.com/eu-west-1_Pets, 'user-pool.issuer at AWS must be https://cognito-idp.<region>.amazonaws.com/<user-pool.id>, with the region of the id'",
        "issuer, https://s3.eu-west-1.amazonaws.com/eu-west-1_Pets, 'user-pool.issuer at AWS must be https://cognito-idp.<region>.amazonaws.com/<user-pool.id>, with the region of the id'",
        "domain, auth.test, 'user-pool.domain must be from-request, or a URL without path such as https://auth.test:8443'",
        "domain, https://auth.test/, 'user-pool.domain must be from-request, or a URL without path such as https://auth.test:8443'",
        "domain, https://me@auth.test, 'user-pool.domain must be from-request, or a URL without path such as https://auth.test:8443'",
        "clients[0].scopes[0], pets/write, user-pool.clients[0].scopes has a scope that no resource server has",
        "clients[0].scopes[0], admin, user-pool.clients[0].scopes has a scope that no resource server has",
        "clients[0].flow, client_credentials, user-pool.clients[0].scopes may only have custom scopes for client_credentials",
        "clients[0].flow, password, 'user-pool.clients[0].flow must be some of CODE, IMPLICIT, CLIENT_CREDENTIALS'",
        "clients[0].retry-grace-period, 61s, user-pool.clients[0].retry-grace-period must be PT0S to PT1M",
        "users[0].attributes[0], shoe_size=44, 'user-pool.users[0].attributes must be <name>=<value>, custom:<name>=<value>'",
        "groups[0].role-arn, admin, user-pool.groups[0].name is missing",
        "trigger.timeout, 0s, user-pool.trigger.timeout must be PT0.001S to PT1H",
        "trigger.invoke-url, localhost:9001, user-pool.trigger.invoke-url must be http(s)://<host>/2015-03-31/functions/<name>/invocations",
        "hosts[0], http://pool.test, user-pool.hosts must be host names without scheme and port",
        "hosts[0], pool.test:9000, user-pool.hosts must be host names without scheme and port",
        "hosts[0], '*', user-pool.hosts must be host names without scheme and port",
        "allowed-origins[0], '*', 'user-pool.allowed-origins must be origins as browsers write them, such as https://app.example:8443'",
        "allowed-origins[0], null, 'user-pool.allowed-origins must be origins as browsers write them, such as https://app.example:8443'",
        "allowed-origins[0], https://App.example, 'user-pool.allowed-origins must be origins as browsers write them, such as https://app.example:8443'",
        "allowed-origins[0], https://app.example/, 'user-pool.allowed-origins must be origins as browsers write them, such as https://app.example:8443'",
        "trigger.version, V4_0, 'user-pool.trigger.version must be V1_0, V2_0, V3_0'"
    })
    void theReportOfAFailedStartNamesTheWrongSetting(String name, String value, String problem) {
        Map<String, String> settings = good();
        settings.put("user-pool." + name, value);

        assertThat(reportOf(settings)).isEqualTo("local-user-pool did not start: " + problem);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "from-request",
                "http://pool.test:9000/eu-west-1_Pets",
                "https://gateway.test/cognito/eu-west-1_Pets",
                "https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Pets",
                "https://issuer-cognito-idp.eu-west-1.amazonaws.com/eu-west-1_Pets"
            })
    void anIssuerEndsWithThePoolsId(String issuer) {
        Map<String, String> settings = good();
        settings.put("user-pool.issuer", issuer);

        assertThat(bind(settings).issuer()).isEqualTo(issuer);
    }

    @Test
    void aUserNeedsNeitherAnAddressNorASub() {
        Map<String, String> settings = good();
        for (int i = 0; i < 2; i++) {
            settings.remove("user-pool.users[" + i + "].email");
            settings.remove("user-pool.users[" + i + "].sub");
        }

        UserPoolSettings pool = bind(settings);

        User rex = pool.users().get(0);
        assertThat(rex.values()).isEmpty();
        assertThat(rex.sub()).isEqualTo(bind(settings).users().get(0).sub());
        assertThat(rex.sub()).isNotEqualTo(pool.users().get(1).sub());
        assertThat(UUID.fromString(rex.sub())).hasToString(rex.sub());
        assertThat(new Users(pool, Clock.systemUTC()).find("")).isEmpty();
    }

    @Test
    void anAddressThatIsNotThereIsNotVerified() {
        Map<String, String> settings = good();
        settings.remove("user-pool.users[0].email");
        settings.put("user-pool.users[0].email-verified", "true");

        assertThat(reportOf(settings))
                .isEqualTo("local-user-pool did not start: user-pool.users[0].email is missing, but is verified");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://app:8080/callback", "http://192.168.1.7/callback", "pets://signed-in"})
    void aCallbackMayBeOnAnyHost(String url) {
        Map<String, String> settings = good();
        settings.put("user-pool.clients[0].callback-urls[0]", url);

        assertThat(bind(settings).clients().get(0).callbackUrls()).containsExactly(url);
    }

    @Test
    void aClientForTheApiAloneNeedsNoCallbackAndNoScopes() {
        Map<String, String> settings = good();
        settings.keySet().removeIf(name -> name.contains("callback-urls") || name.contains("scopes"));
        settings.put("user-pool.clients[0].auth-flows", "ALLOW_USER_PASSWORD_AUTH");

        assertThat(bind(settings).clients().get(0).scopes()).isEmpty();
    }

    @Test
    void aMachineClientMayNotSignUsersIn() {
        Map<String, String> settings = good();
        settings.put("user-pool.clients[0].flow", "client_credentials");
        settings.put("user-pool.clients[0].auth-flows", "ALLOW_USER_PASSWORD_AUTH");

        assertThat(reportOf(settings))
                .isEqualTo("local-user-pool did not start: "
                        + "user-pool.clients[0].auth-flows can't be with client_credentials");
    }

    private static Map<String, String> good() {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("user-pool.id", "eu-west-1_Pets");
        settings.put("user-pool.resource-servers.pets[0]", "read");
        for (int i = 0; i < 2; i++) {
            String user = "user-pool.users[" + i + "].";
            settings.put(user + "username", i == 0 ? "rex" : "tom");
            settings.put(user + "sub", "sub-" + i);
            settings.put(user + "email", i == 0 ? "rex@dogs.example" : "tom@cats.example");
            settings.put(user + "password", "Pass-1");
        }
        settings.put("user-pool.clients[0].id", "c1");
        settings.put("user-pool.clients[0].secret", "secret-1");
        settings.put("user-pool.clients[0].callback-urls[0]", "https://pets.example/callback");
        settings.put("user-pool.clients[0].scopes[0]", "openid");
        settings.put("user-pool.clients[0].scopes[1]", "pets/read");
        return settings;
    }

    private static UserPoolSettings bind(Map<String, String> settings) {
        return new Binder(new MapConfigurationPropertySource(settings))
                .bind("user-pool", UserPoolSettings.class)
                .get();
    }

    private static String reportOf(Map<String, String> settings) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            bind(settings);
        } catch (RuntimeException failure) {
            new StartFailure(new PrintStream(bytes, true, StandardCharsets.UTF_8)).reportException(failure);
        }
        return bytes.toString(StandardCharsets.UTF_8).strip();
    }
}
