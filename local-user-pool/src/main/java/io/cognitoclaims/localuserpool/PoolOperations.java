package io.cognitoclaims.localuserpool;

import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/** Tells of the pool, the only one there is. */
@Component
final class PoolOperations implements Operations {
    private static final int MOST_RESULTS = 60;

    private final UserPoolSettings settings;
    private final Users users;
    private final Instant started;

    PoolOperations(UserPoolSettings settings, Users users, Clock clock) {
        this.settings = settings;
        this.users = users;
        this.started = clock.instant();
    }

    @Override
    public Map<String, Operation> byName() {
        return Map.of("DescribeUserPool", request -> Map.of("UserPool", pool()), "ListUserPools", this::pools);
    }

    private Map<String, Object> pool() {
        Map<String, Object> pool = named(settings.id());
        pool.put("Arn", "arn:aws:cognito-idp:" + settings.region() + ":000000000000:userpool/" + settings.id());
        pool.put("Policies", Map.of("PasswordPolicy", PasswordPolicy.description()));
        pool.put("AutoVerifiedAttributes", List.of("email"));
        pool.put("AdminCreateUserConfig", Map.of("AllowAdminCreateUserOnly", false));
        pool.put("UsernameConfiguration", Map.of("CaseSensitive", false));
        pool.put("MfaConfiguration", "OFF");
        pool.put("DeletionProtection", "INACTIVE");
        pool.put("EstimatedNumberOfUsers", users.all().size());
        return pool;
    }

    private Map<String, Object> named(String id) {
        Map<String, Object> pool = new LinkedHashMap<>();
        pool.put("Id", id);
        pool.put("Name", id.substring(id.lastIndexOf('_') + 1));
        pool.put("CreationDate", ApiShapes.time(started));
        pool.put("LastModifiedDate", ApiShapes.time(started));
        return pool;
    }

    private Map<String, ?> pools(ApiRequest request) throws ApiException {
        requireMaxResults(request);
        return Map.of("UserPools", List.of(named(settings.id())));
    }

    private static void requireMaxResults(ApiRequest request) throws ApiException {
        if (request.number("MaxResults", 1, MOST_RESULTS) == null) {
            throw ApiException.invalidParameter("Missing required parameter MaxResults");
        }
    }
}
