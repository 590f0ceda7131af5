package io.cognitoclaims.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the answer of a trigger as Cognito does, and records what Cognito would silently ignore. */
final class TriggerAnswer {
    private static final String ADD = "claimsToAddOrOverride";
    private static final String SUPPRESS = "claimsToSuppress";
    private static final String GROUPS = "groupOverrideDetails";

    final TokenDraft idToken;
    final TokenDraft accessToken;
    final Set<String> scopes;
    final List<String> ignored = new ArrayList<>();

    private final TestEvent event;

    private TriggerAnswer(TestEvent event, TokenDraft idToken, TokenDraft accessToken, Collection<String> scopes) {
        this.event = event;
        this.idToken = idToken;
        this.accessToken = accessToken;
        this.scopes = new LinkedHashSet<>(scopes);
    }

    /**
     * {@return the tokens that result from the answer}
     *
     * @throws UnusableAnswerException if Cognito would issue no tokens
     */
    static TriggerAnswer read(TestEvent event, byte[] json) {
        return read(event, json, TokenDraft.idToken(event), TokenDraft.accessToken(event), event.grantedScopes());
    }

    /** {@return the result of the answer for these tokens, which are changed} */
    static TriggerAnswer read(
            TestEvent event, byte[] json, TokenDraft idToken, TokenDraft accessToken, Collection<String> scopes) {
        String answer = decode(json);
        TriggerAnswer read = new TriggerAnswer(event, idToken, accessToken, scopes);
        if (!answer.equals(event.json())) {
            read.apply(response(event, answer));
        }
        return read;
    }

    private static String decode(byte[] json) {
        try {
            return UTF_8.newDecoder().decode(ByteBuffer.wrap(json)).toString();
        } catch (CharacterCodingException e) {
            throw new UnusableAnswerException("the answer is not UTF-8");
        }
    }

    private static Map<?, ?> response(TestEvent event, String text) {
        try {
            if (JsonReader.read(text) instanceof Map<?, ?> answer
                    && answer.get("response") instanceof Map<?, ?> response) {
                requireTheEvent(event, answer);
                return response;
            }
        } catch (IllegalArgumentException e) {
            throw new UnusableAnswerException("the answer is " + e.getMessage());
        }
        throw new UnusableAnswerException("the answer is not an object with an object \"response\"");
    }

    private static void requireTheEvent(TestEvent event, Map<?, ?> answer) {
        Set<Object> names = new LinkedHashSet<>(event.members().keySet());
        names.addAll(answer.keySet());
        names.remove("response");
        for (Object name : names) {
            if (!JsonTree.isSame(event.members().get(name), answer.get(name))) {
                throw new UnusableAnswerException(
                        "its " + name + " is not that of the event, which must come back whole");
            }
        }
    }

    private void apply(Map<?, ?> response) {
        String detailsMember = event.isOfVersion1() ? "claimsOverrideDetails" : "claimsAndScopeOverrideDetails";
        noteOthers("response", response, detailsMember);
        Map<?, ?> details = object(response, detailsMember);
        applyGroups(details);
        if (event.isOfVersion1()) {
            noteOthers(detailsMember, details, ADD, SUPPRESS, GROUPS);
            requireStrings(object(details, ADD));
            applyClaims(detailsMember, details, idToken);
            return;
        }
        noteOthers(detailsMember, details, "idTokenGeneration", "accessTokenGeneration", GROUPS);
        Map<?, ?> id = object(details, "idTokenGeneration");
        Map<?, ?> access = object(details, "accessTokenGeneration");
        noteOthers("idTokenGeneration", id, ADD, SUPPRESS);
        noteOthers("accessTokenGeneration", access, ADD, SUPPRESS, "scopesToAdd", "scopesToSuppress");
        applyClaims("idTokenGeneration", id, idToken);
        applyClaims("accessTokenGeneration", access, accessToken);
        scopes.addAll(requireNoBlanks(strings(access, "scopesToAdd")));
        strings(access, "scopesToSuppress").forEach(scopes::remove);
    }

    private void applyGroups(Map<?, ?> details) {
        // Cognito reads an empty or null object as "no groups", and only a missing one as "no change".
        if (details.containsKey(GROUPS) && !event.isOfAMachine()) {
            Map<?, ?> groups = object(details, GROUPS);
            noteOthers(GROUPS, groups, "groupsToOverride", "iamRolesToOverride", "preferredRole");
            List<String> names = strings(groups, "groupsToOverride");
            idToken.replaceGroups(
                    names, strings(groups, "iamRolesToOverride"), JsonTree.text(groups.get("preferredRole")));
            accessToken.replaceGroups(names, List.of(), "");
        }
    }

    private void applyClaims(String where, Map<?, ?> generation, TokenDraft token) {
        object(generation, ADD).forEach((name, value) -> note(token.set((String) name, value), where, ADD, name));
        strings(generation, SUPPRESS).forEach(name -> note(token.suppress(name), where, SUPPRESS, name));
    }

    private void note(boolean taken, String where, String member, Object name) {
        if (!taken) {
            ignored.add(where + "." + member + ": " + name);
        }
    }

    private void noteOthers(String where, Map<?, ?> object, String... known) {
        object.forEach((name, value) -> {
            if (value != null && !List.of(known).contains(name)) {
                ignored.add(where + ": " + name);
            }
        });
    }

    private static Map<?, ?> object(Map<?, ?> parent, String name) {
        Object value = parent.get(name);
        // AWS's own examples also write "no details" as an empty array.
        if (value == null || value.equals(List.of())) {
            return Map.of();
        }
        if (!(value instanceof Map<?, ?> object)) {
            throw new UnusableAnswerException(name + " is not an object");
        }
        return object;
    }

    private static List<String> strings(Map<?, ?> parent, String name) {
        Object value = parent.get(name);
        List<String> strings = new ArrayList<>();
        for (Object element : elements(value, name)) {
            if (!(element instanceof String text)) {
                throw new UnusableAnswerException(name + " is not an array of strings");
            }
            strings.add(text);
        }
        return strings;
    }

    private static List<?> elements(@Nullable Object value, String name) {
        if (value != null && !(value instanceof List)) {
            throw new UnusableAnswerException(name + " is not an array of strings");
        }
        return value instanceof List<?> list ? list : List.of();
    }

    private static void requireStrings(Map<?, ?> claims) {
        if (!claims.values().stream().allMatch(String.class::isInstance)) {
            throw new UnusableAnswerException(ADD + " has a value that is not a string, in an event of version 1");
        }
    }

    private static List<String> requireNoBlanks(List<String> scopes) {
        if (scopes.stream().anyMatch(scope -> scope.isEmpty() || scope.contains(" "))) {
            throw new UnusableAnswerException("scopesToAdd has a scope that is empty or holds a blank");
        }
        return scopes;
    }

    /** Says why Cognito would issue no tokens. */
    static final class UnusableAnswerException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        UnusableAnswerException(String message) {
            super(message);
        }
    }
}
