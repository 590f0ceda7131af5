package io.cognitoclaims.localuserpool;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A user as of now. {@link Users} keeps the current one.
 *
 * @param attributes all but {@code sub} in the form that triggers and userInfo get them, as strings
 * @param codes what would have been mailed
 */
record User(
        String username,
        String sub,
        Map<String, String> attributes,
        Password password,
        Status status,
        boolean enabled,
        List<String> groups,
        Map<Purpose, Code> codes,
        Instant created,
        Instant modified) {
    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+");

    User {
        attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
        groups = List.copyOf(groups);
        codes = Map.copyOf(codes);
    }

    /**
     * {@return a new user with a sub} One who is called by an e-mail address has it as attribute, and the sub as username,
     * as in a pool where users sign in by their address.
     */
    static User named(String name, Map<String, String> attributes, Password password, Status status)
            throws ApiException {
        String sub = UUID.randomUUID().toString();
        if (name.length() > 128 || !NAME.matcher(name).matches()) {
            throw ApiException.invalidParameter("Username must be 1 to 128 letters, marks, symbols, digits or signs");
        }
        if (name.indexOf('@') < 0) {
            return of(name, sub, attributes, password, status);
        }
        Map<String, String> withEmail = new LinkedHashMap<>(attributes);
        if (!name.equals(withEmail.getOrDefault("email", name))) {
            throw ApiException.invalidParameter("Username and email must be the same address");
        }
        withEmail.put("email", name);
        return of(sub, sub, UserAttributes.changed(Map.of(), withEmail), password, status);
    }

    static User of(String username, String sub, Map<String, String> attributes, Password password, Status status) {
        return new User(
                username, sub, attributes, password, status, true, List.of(), Map.of(), Instant.EPOCH, Instant.EPOCH);
    }

    /** {@return the attributes that the user pools API tells, {@code sub} among them} */
    Map<String, String> allAttributes() {
        Map<String, String> all = new LinkedHashMap<>(Map.of("sub", sub));
        all.putAll(attributes);
        return all;
    }

    Optional<String> email() {
        return Optional.ofNullable(attributes.get("email"));
    }

    boolean hasVerifiedEmail() {
        return email().isPresent() && "true".equals(attributes.get("email_verified"));
    }

    /** {@return whether the user is called so, in ASCII letters of either case: username, e-mail address or sub} */
    boolean answersTo(String name) {
        String lower = AsciiCase.lower(name);
        return AsciiCase.lower(username).equals(lower)
                || email().map(AsciiCase::lower).filter(lower::equals).isPresent()
                || sub.equals(name);
    }

    /**
     * Refuses a user who may not sign in now, and a wrong password. That a user is disabled is told to those only who know the
     * password; another state is told to everybody, so that a user can mend it.
     */
    void requireUsable(boolean proved) throws ApiException {
        if (enabled || proved) {
            requireUsable();
        }
        if (!proved) {
            throw PasswordSignIn.incorrect();
        }
    }

    /** Refuses a user who may not do anything now. */
    void requireUsable() throws ApiException {
        if (!enabled) {
            throw ApiException.notAuthorized("User is disabled.");
        }
        if (status == Status.UNCONFIRMED) {
            throw new ApiException("UserNotConfirmedException", "User is not confirmed.");
        }
        if (status == Status.RESET_REQUIRED) {
            throw new ApiException("PasswordResetRequiredException", "Password reset required for the user");
        }
    }

    /**
     * {@return the user with all of these attributes and no others} A code proves the address that it was mailed to, so none
     * of those is left if the address is another.
     */
    User withAttributes(Map<String, String> next) {
        Map<Purpose, Code> kept = new EnumMap<>(Purpose.class);
        kept.putAll(codes);
        if (!email().equals(Optional.ofNullable(next.get("email")))) {
            kept.keySet().retainAll(Set.of(Purpose.TEMPORARY_PASSWORD));
        }
        return new User(username, sub, next, password, status, enabled, groups, kept, created, modified);
    }

    User withPassword(Password next, Status as) {
        return new User(username, sub, attributes, next, as, enabled, groups, codes, created, modified);
    }

    User withStatus(Status next) {
        return new User(username, sub, attributes, password, next, enabled, groups, codes, created, modified);
    }

    User withEnabled(boolean next) {
        return new User(username, sub, attributes, password, status, next, groups, codes, created, modified);
    }

    User withGroup(String group) {
        List<String> next = new ArrayList<>(groups);
        next.add(group);
        return new User(username, sub, attributes, password, status, enabled, next, codes, created, modified);
    }

    User withoutGroup(String group) {
        List<String> next = groups.stream().filter(own -> !own.equals(group)).toList();
        return new User(username, sub, attributes, password, status, enabled, next, codes, created, modified);
    }

    User withGroups(List<String> next) {
        return new User(username, sub, attributes, password, status, enabled, next, codes, created, modified);
    }

    User withCode(Purpose purpose, Code code) {
        Map<Purpose, Code> next = new EnumMap<>(Purpose.class);
        next.putAll(codes);
        next.put(purpose, code);
        return new User(username, sub, attributes, password, status, enabled, groups, next, created, modified);
    }

    User withoutCode(Purpose purpose) {
        Map<Purpose, Code> next = new EnumMap<>(Purpose.class);
        next.putAll(codes);
        next.remove(purpose);
        return new User(username, sub, attributes, password, status, enabled, groups, next, created, modified);
    }

    User createdAt(Instant now) {
        return new User(username, sub, attributes, password, status, enabled, groups, codes, now, now);
    }

    User modifiedAt(Instant now) {
        return new User(username, sub, attributes, password, status, enabled, groups, codes, created, now);
    }

    @Override
    public String toString() {
        return username;
    }

    enum Status {
        UNCONFIRMED,
        CONFIRMED,
        FORCE_CHANGE_PASSWORD,
        RESET_REQUIRED
    }

    /** What a code is good for. */
    enum Purpose {
        SIGN_UP(Duration.ofDays(1)),
        FORGOT_PASSWORD(Duration.ofHours(1)),
        VERIFY_EMAIL(Duration.ofDays(1)),
        TEMPORARY_PASSWORD(Duration.ofDays(PasswordPolicy.TEMPORARY_DAYS));

        private final Duration validity;

        Purpose(Duration validity) {
            this.validity = validity;
        }

        Duration validity() {
            return validity;
        }

        /** {@return the name at {@code /_local/codes}} */
        String label() {
            return AsciiCase.lower(name()).replace('_', '-');
        }
    }

    /**
     * A password, as plain text: the stand-in protects nothing.
     *
     * @param until when a temporary one ends; null for others
     */
    record Password(String text, @Nullable Instant until) {
        static Password permanent(String text) {
            return new Password(text, null);
        }

        boolean is(String candidate) {
            return MessageDigest.isEqual(text.getBytes(UTF_8), candidate.getBytes(UTF_8));
        }

        void requireLive(Instant now) throws ApiException {
            if (until != null && !now.isBefore(until)) {
                throw ApiException.notAuthorized(
                        "Temporary password has expired and must be reset by an administrator.");
            }
        }

        @Override
        public String toString() {
            return "[password]";
        }
    }

    /** What proves that a user reads the mail. */
    record Code(String text, Instant until) {
        @Override
        public String toString() {
            return "[code]";
        }
    }
}
