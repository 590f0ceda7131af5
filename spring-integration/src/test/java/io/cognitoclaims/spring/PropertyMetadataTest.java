package io.cognitoclaims.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.springframework.mock.env.MockEnvironment;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What editors show of the properties. */
class PropertyMetadataTest {
    @Test
    void theMetadataNamesAndDescribesEveryProperty() throws IOException {
        Map<String, String> described = new TreeMap<>();
        List<String> undescribed = new ArrayList<>();
        for (JsonNode property : metadata().path("properties")) {
            String name = property.path("name").asString();
            described.put(name, property.path("defaultValue").toString());
            if (!property.path("description").asString("").endsWith(".")) {
                undescribed.add(name);
            }
        }

        assertThat(undescribed).isEmpty();
        assertThat(described)
                .containsEntry("cognito-claims.token-use", "\"access\"")
                .containsEntry("cognito-claims.clock-skew", "\"0s\"")
                .containsEntry("cognito-claims.max-token-length", "16384")
                .containsEntry("cognito-claims.principal-claim", "\"sub\"")
                .containsEntry("cognito-claims.authorities.group-prefix", "\"ROLE_\"")
                .containsEntry("cognito-claims.authorities.scope-prefix", "\"SCOPE_\"")
                .containsEntry("cognito-claims.keys.fetch-timeout", "\"3s\"")
                .containsEntry("cognito-claims.keys.refresh-after", "\"10m\"")
                .containsEntry("cognito-claims.keys.max-age", "\"1h\"")
                .containsEntry("cognito-claims.keys.stale-limit", "\"24h\"")
                .containsEntry("cognito-claims.keys.cooldown", "\"10s\"")
                .containsEntry("cognito-claims.allow-insecure-http", "false")
                .containsEntry("cognito-claims.warm-up", "false")
                .containsEntry("cognito-claims.token-cache.enabled", "true")
                .containsEntry("cognito-claims.token-cache.max-size", "\"16MB\"")
                .containsEntry("cognito-claims.resource-metadata.enabled", "true")
                .containsEntry("cognito-claims.authorization-server-metadata.enabled", "false")
                .containsEntry("cognito-claims.authorization-server-metadata.open-registration", "false")
                .containsEntry("cognito-claims.user-pool-lookup.max-pools", "10000")
                .containsEntry("cognito-claims.user-pool-lookup.remember-for", "\"5m\"")
                .containsEntry("cognito-claims.user-pool-lookup.remember-unknown-for", "\"1m\"")
                .containsEntry("cognito-claims.user-pool-lookup.timeout", "\"3s\"")
                .containsEntry("cognito-claims.user-pool-lookup.max-new-per-second", "100")
                .containsEntry("cognito-claims.revocations.max-age", "\"10s\"")
                .containsEntry("cognito-claims.revocations.redis.key-prefix", "\"cognito-claims\"")
                .containsEntry("cognito-claims.revocations.redis.timeout", "\"2s\"")
                .containsEntry("cognito-claims.revocations.redis.cluster", "false")
                .containsEntry("cognito-claims.revocations.when-stale", "")
                .containsKeys(
                        "cognito-claims.revocations.redis.uri",
                        "cognito-claims.revocations.redis.username",
                        "cognito-claims.revocations.redis.password",
                        "cognito-claims.user-pools",
                        "cognito-claims.resources",
                        "cognito-claims.open-paths",
                        "cognito-claims.token-sources",
                        "cognito-claims.trusted-origins",
                        "cognito-claims.authorities.claims",
                        "cognito-claims.authorities.pool-prefix",
                        "cognito-claims.authorities.tenant-prefix",
                        "cognito-claims.user-pool-lookup.issuers-below",
                        "cognito-claims.authorities.strip-resource-server",
                        "cognito-claims.authorization-server-metadata.domain",
                        "cognito-claims.resource-metadata.resource",
                        "cognito-claims.resource-metadata.scopes",
                        "management.health.cognito-claims.enabled")
                .hasSize(45);
    }

    /** So a property that is added is none that ends the start as misspelt. */
    @Test
    void theCheckOfNamesKnowsEveryDescribedProperty() throws IOException {
        MockEnvironment environment = new MockEnvironment();
        metadata()
                .path("properties")
                .forEach(property -> environment.setProperty(
                        property.path("name").asString().replace("user-pools", "user-pools[0].id"), "x"));

        assertThatCode(() -> SettingNames.requireKnown(environment)).doesNotThrowAnyException();
    }

    @Test
    void theMetadataOffersValuesOnlyForPropertiesThatThereAre() throws IOException {
        JsonNode metadata = metadata();
        List<String> names = new ArrayList<>();
        metadata.path("properties")
                .forEach(property -> names.add(property.path("name").asString()));
        List<String> hinted = new ArrayList<>();
        metadata.path("hints").forEach(hint -> hinted.add(hint.path("name").asString()));

        assertThat(hinted).contains("cognito-claims.token-use").isSubsetOf(names);
    }

    private static JsonNode metadata() throws IOException {
        try (InputStream in =
                CognitoClaimsProperties.class.getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
            assertThat(in).isNotNull();
            return JsonMapper.shared().readTree(in);
        }
    }
}
