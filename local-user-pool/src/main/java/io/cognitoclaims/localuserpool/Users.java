package io.cognitoclaims.localuserpool;

import io.cognitoclaims.localuserpool.User.Password;
import io.cognitoclaims.localuserpool.User.Status;
import java.time.Clock;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * The users and groups of the pool: those of the settings at first, and then what the user pools API makes of them. In
 * memory, {@value #MOST} of each at most.
 *
 * <p>A username and an e-mail address, verified or not, are names of one user, in ASCII letters of either case. What is
 * handed out does not change any more. Safe for use by many threads.
 */
@Component
final class Users implements Resettable {
    static final int MOST = 10_000;
    static final int MOST_GROUPS_OF_ONE = 100;

    private final UserPoolSettings settings;
    private final Clock clock;
    private final NavigableMap<String, User> bySub = new TreeMap<>();
    private final Map<String, String> subs = new HashMap<>();
    private final NavigableMap<String, Group> groups = new TreeMap<>();

    Users(UserPoolSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
        reset();
    }

    /** Forgets all users and groups but those of the settings, which are again as they say. */
    @Override
    public synchronized void reset() {
        bySub.clear();
        subs.clear();
        groups.clear();
        Instant now = clock.instant();
        for (UserPoolSettings.Group group : settings.groups()) {
            groups.put(group.name(), new Group(group.name(), null, group.roleArn(), group.precedence(), now, now));
        }
        for (UserPoolSettings.User user : settings.users()) {
            put(User.of(
                            user.username(),
                            user.sub(),
                            user.values(),
                            Password.permanent(user.password()),
                            Status.CONFIRMED)
                    .withGroups(user.groups())
                    .createdAt(now));
            user.groups().forEach(name -> groups.putIfAbsent(name, new Group(name, null, null, null, now, now)));
        }
    }

    /** {@return the user with this username, e-mail address or sub} */
    synchronized Optional<User> find(String name) {
        String sub = bySub.containsKey(name) ? name : subs.get(AsciiCase.lower(name));
        return sub == null ? Optional.empty() : bySub(sub);
    }

    synchronized Optional<User> bySub(String sub) {
        return Optional.ofNullable(bySub.get(sub));
    }

    /** {@return the user who signed in, if that user may still do anything} */
    User requireUsable(SignIn signIn) throws ApiException {
        User user = bySub(signIn.sub()).orElseThrow(Users::unknown);
        user.requireUsable();
        return user;
    }

    User require(String name) throws ApiException {
        return find(name).orElseThrow(Users::unknown);
    }

    static ApiException unknown() {
        return new ApiException("UserNotFoundException", "User does not exist.");
    }

    /** {@return all users of now by sub} */
    synchronized NavigableMap<String, User> all() {
        return Collections.unmodifiableNavigableMap(new TreeMap<>(bySub));
    }

    /** Adds a user whose names are nobody's. */
    synchronized User add(User user) throws ApiException {
        // A sub is found as it is written, but a username in either case: it must not be the sub of another in any.
        if (find(user.username()).isPresent()
                || find(AsciiCase.lower(user.username())).isPresent()) {
            throw new ApiException("UsernameExistsException", "User already exists");
        }
        String email = user.attributes().get("email");
        if (email != null && find(email).isPresent()) {
            throw new ApiException("UsernameExistsException", "An account with the given email already exists.");
        }
        if (bySub.size() >= MOST) {
            throw limit("The stand-in has " + MOST + " users at most.");
        }
        User added = user.createdAt(clock.instant());
        put(added);
        return added;
    }

    /**
     * Changes a user, of whom nothing else is changed meanwhile.
     *
     * @throws ApiException if there is no such user, if the new e-mail address is a name of another, or as {@code change}
     *     says
     */
    synchronized User change(String sub, Change change) throws ApiException {
        User before = bySub.get(sub);
        if (before == null) {
            throw unknown();
        }
        User after = change.of(before).modifiedAt(clock.instant());
        String email = after.attributes().get("email");
        if (email != null
                && find(email).filter(other -> !other.sub().equals(sub)).isPresent()) {
            throw new ApiException("AliasExistsException", "An account with the given email already exists.");
        }
        forget(before);
        put(after);
        return after;
    }

    synchronized void remove(String sub) {
        User user = bySub.get(sub);
        if (user != null) {
            forget(user);
        }
    }

    private void put(User user) {
        bySub.put(user.sub(), user);
        user.email().ifPresent(email -> subs.put(AsciiCase.lower(email), user.sub()));
        subs.put(AsciiCase.lower(user.username()), user.sub());
    }

    private void forget(User user) {
        bySub.remove(user.sub());
        user.email().ifPresent(email -> subs.remove(AsciiCase.lower(email), user.sub()));
        subs.remove(AsciiCase.lower(user.username()), user.sub());
    }

    synchronized NavigableMap<String, Group> groups() {
        return Collections.unmodifiableNavigableMap(new TreeMap<>(groups));
    }

    synchronized Group requireGroup(String name) throws ApiException {
        Group group = groups.get(name);
        if (group == null) {
            throw new ApiException("ResourceNotFoundException", "Group not found.");
        }
        return group;
    }

    synchronized Group addGroup(
            String name, @Nullable String description, @Nullable String roleArn, @Nullable Integer precedence)
            throws ApiException {
        if (groups.containsKey(name)) {
            throw new ApiException("GroupExistsException", "A group with the name already exists.");
        }
        if (groups.size() >= MOST) {
            throw limit("The stand-in has " + MOST + " groups at most.");
        }
        Instant now = clock.instant();
        Group group = new Group(name, description, roleArn, precedence, now, now);
        groups.put(name, group);
        return group;
    }

    synchronized void removeGroup(String name) throws ApiException {
        requireGroup(name);
        groups.remove(name);
        bySub.replaceAll((sub, user) -> user.groups().contains(name) ? user.withoutGroup(name) : user);
    }

    /** Makes a user a member, once. */
    synchronized void join(String sub, String name) throws ApiException {
        requireGroup(name);
        change(sub, user -> {
            if (user.groups().contains(name)) {
                return user;
            }
            if (user.groups().size() >= MOST_GROUPS_OF_ONE) {
                throw limit("A user is in " + MOST_GROUPS_OF_ONE + " groups at most.");
            }
            return user.withGroup(name);
        });
    }

    synchronized void leave(String sub, String name) throws ApiException {
        requireGroup(name);
        change(sub, user -> user.withoutGroup(name));
    }

    /** {@return the roles of the user's groups} */
    synchronized Roles roles(User user) {
        List<Group> own = user.groups().stream()
                .map(groups::get)
                .filter(group -> group != null && group.roleArn() != null)
                .sorted(Comparator.comparingInt(Group::rank))
                .toList();
        List<String> arns = own.stream()
                .map(Group::roleArn)
                .filter(Objects::nonNull)
                .distinct()
                .toList();
        boolean clear = arns.size() == 1
                || (own.size() > 1 && own.get(0).rank() < own.get(1).rank());
        return new Roles(arns, clear ? arns.get(0) : null);
    }

    private static ApiException limit(String message) {
        return new ApiException("LimitExceededException", message);
    }

    /** What becomes of a user. */
    interface Change {
        User of(User user) throws ApiException;
    }

    /**
     * What groups let a user do in AWS.
     *
     * @param preferred of the group with the lowest number; null if there is none, or if two groups share it
     */
    record Roles(List<String> arns, @Nullable String preferred) {
        static final Roles NONE = new Roles(List.of(), null);
    }
}
