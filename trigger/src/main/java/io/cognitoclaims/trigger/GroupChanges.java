package io.cognitoclaims.trigger;

import static java.util.Objects.requireNonNull;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The changes to the user's groups and IAM roles. Cognito replaces groups, roles and preferred role all together; here
 * each starts as what the request says, and what is not changed goes back as it came. Groups are claims of both tokens,
 * roles of the ID token; unlike other changes to the access token they work in each {@link EventForm}. They have no
 * effect on a machine's token.
 *
 * <p>Taking a group away does not take away the IAM role that came with it, for an event does not say which role
 * belongs to which group: see {@link #replaceRoles}.
 *
 * <p>Belongs to one call of {@link PreTokenGenerationTrigger#customize} and to its thread.
 */
public final class GroupChanges {
    private final Set<String> groups;
    private final Set<String> roles;
    private @Nullable String preferredRole;
    private boolean changed;

    GroupChanges(TokenRequest request) {
        groups = new LinkedHashSet<>(request.groups());
        roles = new LinkedHashSet<>(request.iamRoles());
        preferredRole = request.preferredRole().orElse(null);
    }

    /**
     * Adds a group to those that the user has.
     *
     * @throws IllegalArgumentException if the group is blank
     */
    public void add(String group) {
        changed |= groups.add(requireText(group, "group"));
    }

    /** Takes a group away, if the user has it. */
    public void remove(String group) {
        changed |= groups.remove(requireNonNull(group, "group"));
    }

    /**
     * Replaces all groups; an empty collection takes all groups away.
     *
     * @throws IllegalArgumentException if a group is blank
     */
    public void replaceGroups(Collection<String> newGroups) {
        replace(groups, newGroups, "group");
    }

    /**
     * Replaces all IAM roles; an empty collection takes all roles away. The preferred role stays if it is among them.
     *
     * @param arns the Amazon Resource Names of the roles
     * @throws IllegalArgumentException if a role is blank
     */
    public void replaceRoles(Collection<String> arns) {
        replace(roles, arns, "role");
        if (preferredRole != null && !roles.contains(preferredRole)) {
            preferredRole = null;
        }
    }

    /**
     * Chooses the role that the user gets if no other is asked for.
     *
     * @param arn the Amazon Resource Name of one of the user's roles
     * @throws IllegalArgumentException if it is none of the user's roles
     */
    public void preferRole(String arn) {
        if (!roles.contains(requireNonNull(arn, "arn"))) {
            throw new RefusedException("claim cognito:preferred_role: not one of the roles; see replaceRoles");
        }
        changed |= !arn.equals(preferredRole);
        preferredRole = arn;
    }

    boolean isEmpty() {
        return !changed;
    }

    void write(JsonWriter out) {
        out.startObject("groupOverrideDetails");
        out.strings("groupsToOverride", groups);
        out.strings("iamRolesToOverride", roles);
        if (preferredRole != null) {
            out.string("preferredRole", preferredRole);
        }
        out.endObject();
    }

    private void replace(Set<String> current, Collection<String> replacement, String what) {
        List<String> checked =
                replacement.stream().map(text -> requireText(text, what)).toList();
        current.clear();
        current.addAll(checked);
        changed = true;
    }

    private static String requireText(String text, String what) {
        if (requireNonNull(text, what).isBlank() || !JsonWriter.isUnicode(text)) {
            throw new RefusedException("claim cognito:" + what + "s: a " + what + " is blank or not Unicode");
        }
        return text;
    }
}
