package io.cognitoclaims.localuserpool;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Groups and who is in them. */
@Component
final class GroupOperations implements Operations {
    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]{1,128}");
    private static final Pattern ROLE = Pattern.compile("arn:[\\w+=/,.@-]+:[\\w+=/,.@-]+:[\\w+=/,.@:-]*");
    private static final int MOST_OF_A_DESCRIPTION = 2048;

    private final String poolId;
    private final Users users;

    GroupOperations(UserPoolSettings settings, Users users) {
        this.poolId = settings.id();
        this.users = users;
    }

    @Override
    public Map<String, Operation> byName() {
        return Map.of(
                "CreateGroup",
                this::create,
                "GetGroup",
                request -> Map.of("Group", shape(users.requireGroup(request.text("GroupName")))),
                "DeleteGroup",
                this::delete,
                "ListGroups",
                request -> groups(users.groups(), request),
                "AdminAddUserToGroup",
                this::join,
                "AdminRemoveUserFromGroup",
                this::leave,
                "AdminListGroupsForUser",
                this::ofUser,
                "ListUsersInGroup",
                this::members);
    }

    private Map<String, ?> create(ApiRequest request) throws ApiException {
        String name = request.text("GroupName");
        if (!NAME.matcher(name).matches()) {
            throw ApiException.invalidParameter("GroupName must be 1 to 128 letters, marks, symbols, digits or signs");
        }
        String description = request.optionalText("Description");
        if (description != null && description.length() > MOST_OF_A_DESCRIPTION) {
            throw ApiException.invalidParameter(
                    "Description must have " + MOST_OF_A_DESCRIPTION + " characters at most");
        }
        String role = request.optionalText("RoleArn");
        if (role != null
                && (role.length() > MOST_OF_A_DESCRIPTION || !ROLE.matcher(role).matches())) {
            throw ApiException.invalidParameter("RoleArn must be the ARN of a role");
        }
        Integer precedence = request.number("Precedence", 0, Integer.MAX_VALUE);
        return Map.of("Group", shape(users.addGroup(name, description, role, precedence)));
    }

    private Map<String, ?> delete(ApiRequest request) throws ApiException {
        users.removeGroup(request.text("GroupName"));
        return Map.of();
    }

    private Map<String, ?> join(ApiRequest request) throws ApiException {
        users.join(users.require(request.text("Username")).sub(), request.text("GroupName"));
        return Map.of();
    }

    private Map<String, ?> leave(ApiRequest request) throws ApiException {
        users.leave(users.require(request.text("Username")).sub(), request.text("GroupName"));
        return Map.of();
    }

    private Map<String, ?> ofUser(ApiRequest request) throws ApiException {
        User user = users.require(request.text("Username"));
        NavigableMap<String, Group> own = new TreeMap<>(users.groups());
        own.keySet().retainAll(user.groups());
        return groups(own, request);
    }

    private Map<String, ?> groups(NavigableMap<String, Group> groups, ApiRequest request) throws ApiException {
        ApiPage<Group> page = ApiPage.of(groups, group -> true, request, "Limit", "NextToken");
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("Groups", page.items().stream().map(this::shape).toList());
        page.addTo(answer, "NextToken");
        return answer;
    }

    private Map<String, ?> members(ApiRequest request) throws ApiException {
        String name = users.requireGroup(request.text("GroupName")).name();
        ApiPage<User> page =
                ApiPage.of(users.all(), user -> user.groups().contains(name), request, "Limit", "NextToken");
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put(
                "Users",
                page.items().stream().map(user -> ApiShapes.user(user, null)).toList());
        page.addTo(answer, "NextToken");
        return answer;
    }

    private Map<String, Object> shape(Group group) {
        Map<String, Object> shape = new LinkedHashMap<>();
        shape.put("GroupName", group.name());
        shape.put("UserPoolId", poolId);
        putIfGiven(shape, "Description", group.description());
        putIfGiven(shape, "RoleArn", group.roleArn());
        putIfGiven(shape, "Precedence", group.precedence());
        shape.put("CreationDate", ApiShapes.time(group.created()));
        shape.put("LastModifiedDate", ApiShapes.time(group.modified()));
        return shape;
    }

    private static void putIfGiven(Map<String, Object> shape, String name, @Nullable Object value) {
        if (value != null) {
            shape.put(name, value);
        }
    }
}
