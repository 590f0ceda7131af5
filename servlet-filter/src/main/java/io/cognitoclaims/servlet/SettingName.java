package io.cognitoclaims.servlet;

import java.util.Comparator;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** Names of settings, in the spelling of Java ({@code clientIds}) and of Spring Boot's properties ({@code client-ids}). */
final class SettingName {
    private SettingName() {}

    /**
     * {@return the setting that has this name}
     *
     * @param settings the known settings, in the spelling of Java
     * @throws IllegalArgumentException if there is none; the message names the nearest one
     */
    static String of(String name, Set<String> settings) {
        return settings.stream()
                .filter(setting -> name.equals(setting) || name.equals(dashed(setting)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(name + ": is no setting, " + adviceOn(name, settings)));
    }

    private static String adviceOn(String name, Set<String> settings) {
        String letters = lettersOf(name);
        return settings.stream()
                .filter(setting -> isNear(letters, lettersOf(setting)))
                .min(Comparator.<String>comparingInt(setting -> distance(letters, lettersOf(setting)))
                        .thenComparing(Comparator.naturalOrder()))
                .map(setting -> "did you mean " + inTheStyleOf(name, setting) + "?")
                .orElseGet(() -> "there are " + String.join(", ", new TreeSet<>(settings)));
    }

    private static boolean isNear(String letters, String others) {
        boolean isPart = Math.min(letters.length(), others.length()) > 3
                && (letters.contains(others) || others.contains(letters));
        return isPart || distance(letters, others) <= others.length() / 3;
    }

    private static String inTheStyleOf(String name, String setting) {
        return name.chars().anyMatch(Character::isUpperCase) ? setting : dashed(setting);
    }

    private static String dashed(String setting) {
        return setting.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    private static String lettersOf(String name) {
        return name.replaceAll("[^A-Za-z]", "").toLowerCase(Locale.ROOT);
    }

    /** The number of letters to change, add or remove (Levenshtein distance). */
    private static int distance(String from, String to) {
        int[] costs = IntStream.rangeClosed(0, to.length()).toArray();
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = costs[0];
            costs[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int changed = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = costs[j];
                costs[j] = Math.min(changed, Math.min(costs[j - 1], costs[j]) + 1);
            }
        }
        return costs[to.length()];
    }
}
