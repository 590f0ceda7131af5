package io.cognitoclaims.trigger;

import static java.util.Objects.requireNonNull;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The changes to the user's groups and IAM roles. Cognito replaces groups, roles and preferred role all together. Here each
 * starts with the value of the request, and an unchanged one is returned as it is. Groups are claims of both tokens, roles
 * of the ID token; unlike other changes to the access token they work in each {@link EventForm}. They have no effect on a
 * machine's token.
 *
 * <p>Removing a group does not remove the IAM role that came with it, because an event does not say which role belongs to
 * which group: see {@link #replaceRoles}.
 *
 * <p>Belongs to one call of {@link PreTokenGenerationTrigger#customize} and to its thread.
 */
public final class GroupChanges {
    private static final String GROUPS = "cognito:groups";

    private final Set<String> groups;
    private final Set<String> roles;
    private final TokenChanges idToken;
    private final AccessTokenChanges accessToken;
    private final boolean inTokens;
    private final Size before;
    private @Nullable String preferredRole;
    private Size size;
    private boolean changed;

    GroupChanges(TokenRequest request, TokenChanges idToken, AccessTokenChanges accessToken) {
        groups = new LinkedHashSet<>(request.groups());
        roles = new LinkedHashSet<>(request.iamRoles());
        preferredRole = request.preferredRole().orElse(null);
        this.idToken = idToken;
        this.accessToken = accessToken;
        inTokens = !request.isOfAMachine();
        before = new Size(TokenBytes.ofElements(groups), TokenBytes.ofElements(roles), Size.ofPreferred(preferredRole));
        size = before;
    }

    /**
     * Adds a group to the user's groups.
     *
     * @throws IllegalArgumentException if the group is blank or not Unicode, or if a token would grow by more than
     *     {@link PreTokenGenerationTrigger#tokenByteBudget}
     */
    public void add(String group) {
        if (!groups.contains(requireText(group, "group"))) {
            take(GROUPS, size.withGroups(size.groups + TokenBytes.ofElement(group)));
            groups.add(group);
            changed = true;
        }
    }

    /** Removes a group, if the user has it. */
    public void remove(String group) {
        if (groups.remove(requireNonNull(group, "group"))) {
            take(GROUPS, size.withGroups(size.groups - TokenBytes.ofElement(group)));
            changed = true;
        }
    }

    /**
     * Replaces all groups; an empty collection removes all groups.
     *
     * @throws IllegalArgumentException if a group is blank or not Unicode, or if a token would grow by more than
     *     {@link PreTokenGenerationTrigger#tokenByteBudget}
     */
    public void replaceGroups(Collection<String> newGroups) {
        Set<String> checked = requireTexts(newGroups, "group");
        take(GROUPS, size.withGroups(TokenBytes.ofElements(checked)));
        groups.clear();
        groups.addAll(checked);
        changed = true;
    }

    /**
     * Replaces all IAM roles; an empty collection removes all roles. The preferred role stays if it is among them.
     *
     * @param arns the Amazon Resource Names of the roles
     * @throws IllegalArgumentException if a role is blank or not Unicode, or if the ID token would grow by more than
     *     {@link PreTokenGenerationTrigger#tokenByteBudget}
     */
    public void replaceRoles(Collection<String> arns) {
        Set<String> checked = requireTexts(arns, "role");
        String preferred = preferredRole == null || !checked.contains(preferredRole) ? null : preferredRole;
        take("cognito:roles", size.withRoles(TokenBytes.ofElements(checked)).withPreferred(preferred));
        roles.clear();
        roles.addAll(checked);
        preferredRole = preferred;
        changed = true;
    }

    /**
     * Sets the role that the user gets if no other is requested.
     *
     * @param arn the Amazon Resource Name of one of the user's roles
     * @throws IllegalArgumentException if it is not one of the user's roles, or if the ID token would grow by more than
     *     {@link PreTokenGenerationTrigger#tokenByteBudget}
     */
    public void preferRole(String arn) {
        if (!roles.contains(requireNonNull(arn, "arn"))) {
            throw new RefusedException("claim cognito:preferred_role: not one of the roles; see replaceRoles");
        }
        take(Size.PREFERRED_ROLE, size.withPreferred(arn));
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

    /** Tells both tokens by how much they grow, if each may. */
    private void take(String claim, Size next) {
        if (inTokens) {
            long inBoth = Math.max(0, next.inBothTokens() - before.inBothTokens());
            long inIdToken = Math.max(0, next.inIdToken() - before.inIdToken());
            idToken.requireRoomForGroups(claim, inIdToken);
            accessToken.requireRoomForGroups(claim, inBoth);
            idToken.growByGroups(inIdToken);
            accessToken.growByGroups(inBoth);
        }
        size = next;
    }

    private static Set<String> requireTexts(Collection<String> texts, String what) {
        Set<String> checked = new LinkedHashSet<>();
        for (String text : texts) {
            checked.add(requireText(text, what));
        }
        return checked;
    }

    private static String requireText(String text, String what) {
        if (requireNonNull(text, what).isBlank() || !JsonWriter.isUnicode(text)) {
            throw new RefusedException("claim cognito:" + what + "s: a " + what + " is blank or not Unicode");
        }
        return text;
    }

    /**
     * The bytes of groups, roles and preferred role in the tokens.
     *
     * @param groups of the groups as elements of an array
     * @param roles of the roles as elements of an array
     * @param preferred of the claim for the preferred role; 0 if there is none
     */
    private record Size(long groups, long roles, long preferred) {
        static final String PREFERRED_ROLE = "cognito:preferred_role";

        static long ofPreferred(@Nullable String arn) {
            return arn == null
                    ? 0
                    : TokenBytes.ofMember(
                            PREFERRED_ROLE, new JsonWriter().string(arn).toString());
        }

        Size withGroups(long bytes) {
            return new Size(bytes, roles, preferred);
        }

        Size withRoles(long bytes) {
            return new Size(groups, bytes, preferred);
        }

        Size withPreferred(@Nullable String arn) {
            return new Size(groups, roles, ofPreferred(arn));
        }

        long inBothTokens() {
            return TokenBytes.ofArrayMember(GROUPS, groups);
        }

        long inIdToken() {
            return inBothTokens() + TokenBytes.ofArrayMember("cognito:roles", roles) + preferred;
        }
    }
}
